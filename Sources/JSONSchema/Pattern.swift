import Foundation

/// Why a text is no regular expression that can be run.
struct PatternError: Error {
  /// Goes on after "is no regular expression: "; no full stop.
  let message: String
}

/// One ECMA-262 regular expression, run by Foundation's engine.
struct Pattern: Sendable {
  let source: String
  private let expression: NSRegularExpression

  init(_ source: String) throws(PatternError) {
    self.source = source
    let translated = try PatternTranslation.translate(source)
    do {
      expression = try NSRegularExpression(pattern: translated)
    } catch {
      throw PatternError(message: "the regular-expression engine here does not support it")
    }
  }

  /// Whether it is found anywhere in `text`.
  ///
  /// A match that takes too many steps counts as none, so that no text can hold up the program.
  func matches(_ text: String) -> Bool {
    let all = NSRange(location: 0, length: text.utf16.count)
    return expression.firstMatch(in: text, range: all) != nil
  }
}
