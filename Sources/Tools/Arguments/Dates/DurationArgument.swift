import APICore

/// A length of time as an agent may write it: `1h 30m`, `90m`, `1.5h`, `PT1H30M`, or milliseconds.
enum DurationArgument {
  /// - Throws: `invalid_arguments` naming `argument`.
  static func parse(_ text: String, argument: String) throws(ToolError) -> Milliseconds {
    let compact = text.lowercased().filter { !$0.isWhitespace }
    if let number = Int64(compact) { return try milliseconds(number, argument: argument) }
    let units = compact.hasPrefix("pt") ? compact.dropFirst(2) : compact[...]
    guard let total = sum(of: units) else {
      throw ToolError(
        argument: argument,
        "`\(argument)` \(quoted(text)) is not a duration; write hours, minutes and seconds as "
          + "`1h 30m`, `90m` or `PT1H30M`, or milliseconds (`5400000`); days and weeks are not "
          + "read, since a working day has no fixed length")
    }
    return total
  }

  /// A bare number under a minute is a count of minutes or seconds that was meant otherwise; it
  /// would silently be next to nothing.
  private static func milliseconds(
    _ number: Int64, argument: String
  ) throws(ToolError) -> Milliseconds {
    guard number < longest else {
      throw ToolError(
        argument: argument,
        "`\(argument)` \(number) would be more than thirty years; write milliseconds or a unit, "
          + "e.g. `90m`")
    }
    guard number == 0 || number >= 60_000 else {
      throw ToolError(
        argument: argument,
        "`\(argument)` \(number) would be \(number) milliseconds; write the unit, e.g. "
          + "`\(number.magnitude)m`, or at least 60000 milliseconds")
    }
    return Milliseconds(number)
  }

  /// 10^12 ms are thirty years: more is an error, and larger sums would not fit.
  private static let longest: Int64 = 1_000_000_000_000

  /// Hours, minutes and seconds in this order, each at most once.
  private static func sum(of text: Substring) -> Milliseconds? {
    var rest = text
    var total: Int64 = 0
    var isEmpty = true
    for (letters, size) in [
      (["hours", "hour", "hrs", "hr", "h"], 3_600_000.0),
      (["minutes", "minute", "mins", "min", "m"], 60_000),
      (["seconds", "second", "secs", "sec", "s"], 1000),
    ] {
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      let after = rest[digits.endIndex...]
      let word = after.prefix(while: \.isLetter)
      guard letters.contains(String(word)) else { continue }
      guard let count = Double(digits), count * size < Double(longest) else { return nil }
      total += Int64((count * size).rounded())
      rest = after.dropFirst(word.count)
      isEmpty = false
    }
    return rest.isEmpty && !isEmpty ? Milliseconds(total) : nil
  }

  /// `1h 30m`, `45m`, `20s`: what `parse` reads.
  static func text(_ duration: Milliseconds) -> String {
    let seconds = duration.rawValue.magnitude / 1000
    let parts = [(seconds / 3600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")]
      .filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }
    let sign = duration.rawValue < 0 ? "-" : ""
    return parts.isEmpty ? "0m" : sign + parts.joined(separator: " ")
  }
}
