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
    let date = headers["date"].flatMap(Milliseconds.init(httpDate:)) ?? now
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
      return Milliseconds(httpDate: text).map { min(max(0, $0 - date), Self.longestPause) }
    }
  }

  /// How long a request that was refused for the limit waits; a whole window where nothing says.
  var pause: Milliseconds { retryAfter ?? resetsAfter ?? Self.window }
}
