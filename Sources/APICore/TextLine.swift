/// One line of a text, with what stands between it and the line before: texts that come back from
/// the service end their lines with LF or with CR LF.
///
/// A pair of CR and LF is one `Character` of its own, which `split(separator: "\n")` does not find.
public struct TextLine: Sendable, Hashable {
  /// `\n` or `\r\n`; empty before the first line.
  public let separator: Substring
  public let content: Substring

  public init(separator: Substring, content: Substring) {
    self.separator = separator
    self.content = content
  }

  /// The lines of `text`, at least one.
  public static func lines(of text: String) -> [TextLine] {
    var lines: [TextLine] = []
    var separator = text[text.startIndex..<text.startIndex]
    var rest = text[...]
    while let end = rest.firstIndex(where: isLineEnd) {
      lines.append(TextLine(separator: separator, content: rest[..<end]))
      separator = rest[end...end]
      rest = rest[rest.index(after: end)...]
    }
    return lines + [TextLine(separator: separator, content: rest)]
  }

  /// The text that these lines are; what stood before the first one is left out.
  public static func text(of lines: some Collection<TextLine>) -> String {
    guard let first = lines.first else { return "" }
    return lines.dropFirst().reduce(into: String(first.content)) { text, line in
      text += line.separator
      text += line.content
    }
  }

  private static func isLineEnd(_ character: Character) -> Bool {
    character == "\n" || character == "\r\n"
  }
}
