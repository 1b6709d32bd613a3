/// Text that may hold what others wrote, made fit for a terminal: nothing in it moves the cursor,
/// changes a colour or a title, or turns the direction of writing. What would is shown as
/// `\\u{1B}`.
enum TerminalText {
  /// Line ends and tabs stay.
  static func lines(_ text: String) -> String {
    escaped(text) { scalar in scalar == "\n" || scalar == "\t" }
  }

  /// On one line, so that a name with a line end in it cannot look like two of ours.
  static func line(_ text: String) -> String { escaped(text) { _ in false } }

  private static func escaped(
    _ text: String, except isKept: (Unicode.Scalar) -> Bool
  ) -> String {
    guard text.unicodeScalars.contains(where: { isObeyed($0) && !isKept($0) }) else { return text }
    var shown = ""
    for scalar in text.unicodeScalars {
      if isObeyed(scalar), !isKept(scalar) {
        shown += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      } else {
        shown.unicodeScalars.append(scalar)
      }
    }
    return shown
  }

  /// The controls of ECMA-48 (C0, DEL, C1), the ends of lines and paragraphs, and what
  /// https://www.unicode.org/reports/tr9/ turns the direction with.
  private static func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: scalar.properties.isBidiControl
    }
  }
}
