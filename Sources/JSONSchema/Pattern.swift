import Foundation

/// Why a text is no regular expression of ECMA-262.
struct PatternError: Error {
  let message: String
}

/// One ECMA-262 regular expression, run by Foundation's.
struct Pattern: Sendable {
  let source: String
  private let expression: NSRegularExpression

  init(_ source: String) throws(PatternError) {
    self.source = source
    do {
      expression = try NSRegularExpression(pattern: source)
    } catch {
      throw PatternError(message: "it cannot be compiled")
    }
  }

  /// Whether it is found anywhere in `text`.
  func matches(_ text: String) -> Bool {
    let all = NSRange(location: 0, length: text.utf16.count)
    return expression.firstMatch(in: text, range: all) != nil
  }
}
