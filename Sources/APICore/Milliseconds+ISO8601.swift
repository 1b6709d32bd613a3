extension Milliseconds {
  /// The instant in UTC, as `2026-11-21T19:55:00.000Z`.
  ///
  /// By arithmetic on the proleptic Gregorian calendar
  /// (https://howardhinnant.github.io/date_algorithms.html), since Foundation's formatters cost
  /// more than the rest of an answer.
  public var iso8601: String {
    let (days, milliseconds) = Self.divide(rawValue, by: 86_400_000)
    let (era, dayOfEra) = Self.divide(days + 719_468, by: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    let time = [milliseconds / 3_600_000, milliseconds / 60_000 % 60, milliseconds / 1_000 % 60]
      .map { Self.digits($0, 2) }.joined(separator: ":")
    return "\(Self.digits(year, 4))-\(Self.digits(month, 2))-\(Self.digits(day, 2))"
      + "T\(time).\(Self.digits(milliseconds % 1_000, 3))Z"
  }

  /// Rounds down, so that the remainder is never negative.
  private static func divide(_ value: Int64, by divisor: Int64) -> (Int64, Int64) {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }

  private static func digits(_ value: Int64, _ count: Int) -> String {
    let text = String(value.magnitude)
    return (value < 0 ? "-" : "")
      + String(repeating: "0", count: max(0, count - text.utf8.count)) + text
  }
}
