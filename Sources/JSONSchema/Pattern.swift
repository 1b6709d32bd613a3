import Foundation

/// Why a text is not a regular expression that can be run.
struct PatternError: Error {
  /// Goes on after "is not a regular expression: "; no full stop.
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

  /// Whether it is found anywhere in `text`; nil where that takes too long to say.
  func isFound(in text: String) -> Bool? {
    let all = NSRange(location: 0, length: text.utf16.count)
    let search = Search()
    // With this option the engine also calls when it is still searching, about every 0.1 ms.
    expression.enumerateMatches(in: text, options: .reportProgress, range: all) { match, _, stop in
      search.patience -= 1
      search.isFound = match != nil
      stop.pointee = ObjCBool(search.isFound || search.patience == 0)
    }
    return search.patience > 0 || search.isFound ? search.isFound : nil
  }

  private final class Search {
    var isFound = false
    /// Below 0.1 s: no honest pattern takes as long, and a nested repetition (`^(a+)+$`) would take
    /// more than anybody waits.
    var patience = 500
  }
}
