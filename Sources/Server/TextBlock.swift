import JSON

/// The text blocks of a tool result, fit to be read by a model.
enum TextBlock {
  /// 100,000 characters over all blocks of a result: about 25,000 tokens, where Claude Code stops.
  /// Counted in UTF-16 units, the strictest count that hosts use.
  static let limit = 100_000

  /// One block with the data and, on writes, one with the sentence about the operation.
  static func blocks(data: String, sentence: String?) -> [JSONValue] {
    let sentence = sentence.map(visible)
    let room = limit - (sentence?.utf16.count ?? 0)
    let texts = [cut(visible(data), to: room)] + (sentence.map { [$0] } ?? [])
    return texts.map { ["type": "text", "text": .string($0)] }
  }

  /// The text without characters that a person does not see but a model reads: zero-width,
  /// bidirectional, tag and other default-ignorable characters
  /// (https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point) and control characters,
  /// but for joiners where letters and emoji are spelt with them.
  /// `structuredContent` keeps them.
  static func visible(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F || $0 == 0x0A || $0 == 0x09 }) { return text }
    var visible = String.UnicodeScalarView()
    let scalars = text.unicodeScalars
    for index in scalars.indices {
      let scalar = scalars[index]
      if isVisible(scalar) || isJoiner(scalar) && joins(visible.last, scalars, after: index) {
        visible.append(scalar)
      }
    }
    return String(visible)
  }

  /// U+200C and U+200D, which spell words of Persian and Hindi, and put emoji together.
  private static func isJoiner(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value == 0x200C || scalar.value == 0x200D
  }

  /// Whether a joiner stands between two that it can belong to: what is seen, and not ASCII.
  private static func joins(
    _ before: Unicode.Scalar?, _ scalars: String.UnicodeScalarView, after index: String.Index
  ) -> Bool {
    let next = scalars.index(after: index)
    guard let before, !before.isASCII, !isJoiner(before), next < scalars.endIndex else {
      return false
    }
    return !scalars[next].isASCII && isVisible(scalars[next])
  }

  private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    if scalar == "\n" || scalar == "\t" { return true }
    // U+FFF9 to U+FFFB hide text as annotations and are not default-ignorable.
    if (0xFFF9...0xFFFB).contains(scalar.value) { return false }
    let properties = scalar.properties
    return !properties.isDefaultIgnorableCodePoint && properties.generalCategory != .control
  }

  private static func cut(_ text: String, to room: Int) -> String {
    let length = text.utf16.count
    if length <= room { return text }
    let note =
      "… [cut: \(length) characters, of which \(limit) may be shown; ask for less with a smaller "
      + "`limit` or a narrower filter]"
    var left = room - note.utf16.count
    var kept = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      left -= UTF16.width(scalar)
      if left < 0 { break }
      kept.append(scalar)
    }
    return String(kept) + note
  }
}
