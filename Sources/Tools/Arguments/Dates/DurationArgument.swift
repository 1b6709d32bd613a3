import APICore

/// A length of time as an agent may write it: `1h 30m`, `1.5h`, `an hour and a half`, `1:30`,
/// `PT1H30M`, or milliseconds.
enum DurationArgument {
  /// - Throws: `invalid_arguments` naming `argument`.
  static func parse(
    _ text: String, argument: String, _ context: ToolContext
  ) throws(ToolError) -> Milliseconds {
    let trimmed = text.trimmingBlanks
    if let number = Int64(trimmed) { return try milliseconds(number, argument: argument) }
    let phrase: DurationPhrase
    do { phrase = try DurationPhrase(trimmed) } catch {
      throw ToolError(argument: argument, "`\(argument)` \(quoted(text)) \(error.words)")
    }
    if phrase.isInWords {
      context.remarks.add(
        "`\(argument)` \(quoted(text)) was read as \(Self.text(phrase.length))"
          + (phrase.rule.map { ", \($0)" } ?? ""))
    }
    return phrase.length
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
  static let longest: Int64 = 1_000_000_000_000

  /// `1h 30m`, `45m`, `20s`: what `parse` reads.
  static func text(_ duration: Milliseconds) -> String {
    let seconds = duration.rawValue.magnitude / 1000
    let parts = [(seconds / 3600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")]
      .filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }
    let sign = duration.rawValue < 0 ? "-" : ""
    return parts.isEmpty ? "0m" : sign + parts.joined(separator: " ")
  }
}
