import APICore

/// What an answer says about the rate limit.
///
/// Every recorded answer carries `X-RateLimit-Limit`, `-Remaining` and `-Reset`
/// (https://developer.clickup.com/docs/rate-limits); the last is in Unix seconds of the service's
/// clock, so it is compared with the answer's own `Date`, whatever this machine's clock says.
struct RateHeaders: Sendable, Hashable {
  /// Requests in a minute.
  let limit: Int?
  /// How many of them are left.
  let remaining: Int?
  /// From the answer until all of them are there again.
  let resetsAfter: Milliseconds?
  /// `Retry-After`, where the service sends it.
  let retryAfter: Milliseconds?

  /// The count is of one minute, so it can begin anew no later.
  static let window = Milliseconds(60_000)
  /// Longer pauses than this are for people to decide on.
  static let longestPause = Milliseconds(600_000)

  init(_ answer: HTTPAnswer, now: Milliseconds) {
    let headers = answer.headers
    limit = headers["x-ratelimit-limit"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
    remaining = headers["x-ratelimit-remaining"].flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
    let date = headers["date"].flatMap(Self.instant) ?? now
    func wait(until seconds: Int64) -> Milliseconds {
      max(0, Milliseconds(seconds.multipliedReportingOverflow(by: 1_000).partialValue) - date)
    }
    resetsAfter = headers["x-ratelimit-reset"].flatMap { Int64($0) }.map {
      min(wait(until: $0), Self.window)
    }
    retryAfter = headers["retry-after"].flatMap { text in
      if let seconds = Int64(text) {
        return (0...600).contains(seconds) ? Milliseconds(seconds * 1_000) : Self.longestPause
      }
      return Self.instant(text).map { min(max(0, $0 - date), Self.longestPause) }
    }
  }

  /// How long a request that was refused for the limit waits; a whole window where nothing says.
  var pause: Milliseconds { retryAfter ?? resetsAfter ?? Self.window }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// "Fri, 09 Jan 2026 10:20:30 GMT", the one form that servers send
  /// (https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7).
  static func instant(_ text: String) -> Milliseconds? {
    let parts = text.split(separator: " ")
    guard parts.count == 6, parts[5] == "GMT", let day = Int64(parts[1]), (1...31).contains(day),
      let month = months.firstIndex(where: { $0 == parts[2] }), let year = Int64(parts[3]),
      (1970...9999).contains(year)
    else { return nil }
    let clock = parts[4].split(separator: ":").compactMap { Int64($0) }
    guard clock.count == 3, (0...23).contains(clock[0]), (0...59).contains(clock[1]),
      (0...60).contains(clock[2])
    else { return nil }
    let seconds = clock[0] * 3_600 + clock[1] * 60 + clock[2]
    return Milliseconds((days(year, Int64(month) + 1, day) * 86_400 + seconds) * 1_000)
  }

  /// Days since 1970 of a date of the Gregorian calendar: years begin in March here, so that the
  /// leap day is their last (https://howardhinnant.github.io/date_algorithms.html#days_from_civil).
  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let (era, yearOfEra) = (year / 400, year % 400)
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}
