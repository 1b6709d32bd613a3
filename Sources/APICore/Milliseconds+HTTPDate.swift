extension Milliseconds {
  /// "Fri, 09 Jan 2026 10:20:30 GMT", the one form that servers send
  /// (https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7); nil for any other text.
  public init?(httpDate text: String) {
    let parts = text.split(separator: " ")
    guard parts.count == 6, parts[5] == "GMT", let day = Int64(parts[1]), (1...31).contains(day),
      let month = Self.months.firstIndex(where: { $0 == parts[2] }), let year = Int64(parts[3]),
      (1970...9999).contains(year)
    else { return nil }
    let clock = parts[4].split(separator: ":").compactMap { Int64($0) }
    guard clock.count == 3, (0...23).contains(clock[0]), (0...59).contains(clock[1]),
      (0...60).contains(clock[2])
    else { return nil }
    let seconds = clock[0] * 3_600 + clock[1] * 60 + clock[2]
    self.init((Self.days(year, Int64(month) + 1, day) * 86_400 + seconds) * 1_000)
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// Days since 1970 of a date of the Gregorian calendar: years begin in March here, so that the
  /// leap day is their last (https://howardhinnant.github.io/date_algorithms.html#days_from_civil).
  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let (era, yearOfEra) = (year / 400, year % 400)
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}
