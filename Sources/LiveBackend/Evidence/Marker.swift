import APICore
import Hashing

/// What a write that makes something carries so that it can be found again: a short line of text,
/// `⟦op:7F3K-9Q2M-XW4T-8HZC⟧`.
///
/// Visible on purpose: characters that nobody sees are stripped on the way as smuggling, and who
/// reads the text should know what that line is. This is the one place that knows its wording.
struct Marker: Sendable, Hashable {
  /// Without it the brackets may have been changed on the way.
  let code: String

  /// - Parameter operationID: the same ID makes the same marker, so that what a second attempt made
  ///   is found with what the first one made.
  init(operationID: String) {
    // 16 of 32 digits are 80 bits: among a million operations two are alike with a chance of
    // 4·10^-13.
    let digits = SHA256.hash(Array("taskledger marker \(operationID)".utf8)).prefix(16)
      .map { Self.digits[Int($0 & 31)] }
    code = stride(from: 0, to: digits.count, by: 4)
      .map { String(digits[$0..<($0 + 4)]) }.joined(separator: "-")
  }

  /// The marker that `line` is, apart from blanks around it; nil where it is anything else.
  init?(line: some StringProtocol) {
    let line = String(line).trimmed
    guard line.hasPrefix(Self.opening), line.hasSuffix(Self.closing) else { return nil }
    let code = line.dropFirst(Self.opening.count).dropLast(Self.closing.count)
    let groups = code.split(separator: "-", omittingEmptySubsequences: false)
    guard groups.count == 4,
      groups.allSatisfy({ $0.count == 4 && $0.allSatisfy(Self.digits.contains) })
    else { return nil }
    self.code = String(code)
  }

  var text: String { Self.opening + code + Self.closing }

  /// Crockford's digits: none is taken for another (https://www.crockford.com/base32.html).
  private static let digits = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
  private static let opening = "⟦op:"
  private static let closing = "⟧"

  /// Whether any text may hold one: cheap, for texts that seldom do.
  static func mayBe(in text: String) -> Bool { text.contains(opening) }

  func isIn(_ text: String) -> Bool { text.contains(code) }
}

// Into a text, and out of it again.
extension Marker {
  /// `text` with the marker as a paragraph of its own, which ends whatever table, list or quotation
  /// stands there; alone where the text is blank.
  ///
  /// At the end, where it disturbs least; before the text where a block of code is left open, which
  /// would swallow it.
  func added(to text: String) -> String {
    if text.allSatisfy(\.isWhitespace) { return self.text }
    return Self.endsInCode(text) ? "\(self.text)\n\n\(text)" : "\(text)\n\n\(self.text)"
  }

  /// The markers that stand on lines of their own.
  static func all(in text: String) -> [Marker] {
    guard mayBe(in: text) else { return [] }
    return TextLine.lines(of: text).compactMap { Marker(line: $0.content) }
  }

  /// `text` without the markers that stand on lines of their own, and without the blank line that
  /// `added` put between: what was added to is what comes back.
  static func hidden(in text: String) -> String {
    guard mayBe(in: text) else { return text }
    var kept = TextLine.lines(of: text)
    while let place = kept.firstIndex(where: { Marker(line: $0.content) != nil }) {
      // What the service adds behind the last line belongs to the marker too.
      let isLast = kept[(place + 1)...].allSatisfy(isBlank)
      kept.removeSubrange(place..<(isLast ? kept.count : place + 1))
      if place > 0, isBlank(kept[place - 1]) {
        kept.remove(at: place - 1)
      } else if place == 0, let first = kept.first, isBlank(first) {
        kept.removeFirst()
      }
    }
    return TextLine.text(of: kept)
  }

  private static func isBlank(_ line: TextLine) -> Bool {
    line.content.allSatisfy(\.isWhitespace)
  }

  /// Whether a fence of Markdown code is open at the end.
  private static func endsInCode(_ text: String) -> Bool {
    var fence: Character?
    for line in TextLine.lines(of: text) {
      let rest = line.content.drop(while: \.isWhitespace)
      guard let mark = rest.first, mark == "`" || mark == "~",
        rest.prefix(while: { $0 == mark }).count >= 3
      else { continue }
      if fence == nil { fence = mark } else if fence == mark { fence = nil }
    }
    return fence != nil
  }
}

extension String {
  /// Without blanks and line ends around it.
  var trimmed: Substring {
    let rest = drop(while: \.isWhitespace)
    return rest.lastIndex { !$0.isWhitespace }.map { rest[...$0] } ?? ""
  }
}
