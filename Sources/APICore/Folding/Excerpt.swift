/// What of a text is shown around the words that were found in it: one line, cut between words and
/// where a sentence begins, if there is such a place near, with marks where something is left out.
public enum Excerpt {
  /// Characters; more is read in the text itself.
  public static let longest = 200
  /// So much before the words is looked at for where to begin.
  private static let lead = 60
  /// Words within so many bytes are shown together.
  private static let reach = 120
  /// A letter may carry marks without end.
  private static let mostScalars = 4 * longest

  public static func of(_ text: String, around words: WordFinder) -> String {
    if text.dropFirst(longest).isEmpty, text.unicodeScalars.dropFirst(mostScalars).isEmpty {
      return inOneLine(text[...])
    }
    let place = words.place(in: TextFold.fold(text), reach: reach) ?? 0
    let found = index(ofFolded: place, in: text)
    let start = start(before: found, in: text)
    let end = end(behind: found, from: start, in: text)
    let shown = inOneLine(text[start..<end])
    return (start > text.startIndex ? "…" : "")
      + String(shown.unicodeScalars.prefix(mostScalars)) + (end < text.endIndex ? "…" : "")
  }

  private static func inOneLine(_ text: Substring) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// The character of which a part stands there when the text is folded: characters are folded each
  /// by itself.
  private static func index(ofFolded place: Int, in text: String) -> String.Index {
    if text.utf8.allSatisfy({ $0 < 0x80 }) {
      return text.utf8.index(text.startIndex, offsetBy: place)
    }
    var folded = 0
    for index in text.indices {
      let bytes = text[index...index].utf8
      folded +=
        bytes.allSatisfy { $0 < 0x80 }
        ? bytes.count : TextFold.fold(String(text[index])).utf8.count
      if folded > place { return index }
    }
    return text.startIndex
  }

  private static func start(before found: String.Index, in text: String) -> String.Index {
    guard let first = text.index(found, offsetBy: -lead, limitedBy: text.startIndex),
      first > text.startIndex
    else { return text.startIndex }
    let before = text[first..<found]
    for index in before.indices.reversed() where endsSentence(index, in: text) {
      return text.index(after: index)
    }
    return before.firstIndex(where: \.isWhitespace) ?? first
  }

  private static func endsSentence(_ index: String.Index, in text: String) -> Bool {
    let character = text[index]
    if character.isNewline || "。！？".contains(character) { return true }
    let next = text.index(after: index)
    return ".!?".contains(character) && next < text.endIndex && text[next].isWhitespace
  }

  private static func end(
    behind found: String.Index, from start: String.Index, in text: String
  ) -> String.Index {
    // Two marks.
    guard let last = text.index(start, offsetBy: longest - 2, limitedBy: text.endIndex),
      last < text.endIndex
    else { return text.endIndex }
    if text[last].isWhitespace { return last }
    return text[found..<last].lastIndex(where: \.isWhitespace) ?? last
  }
}
