import APICore

/// Markdown without its marks: what `description` and `text_content` show of it.
enum MarkdownText {
  static func plain(_ markdown: String) -> String {
    var lines: [TextLine] = []
    var isCode = false
    for line in TextLine.lines(of: markdown) {
      if line.content.drop(while: \.isWhitespace).hasPrefix("```") {
        isCode.toggle()
      } else if isCode {
        lines.append(line)
      } else if !isRule(line.content) {
        let plain = Substring(inline(withoutBlockMark(line.content)))
        lines.append(TextLine(separator: line.separator, content: plain))
      }
    }
    let text = TextLine.text(of: lines)
    return text.isBlank ? "" : text
  }

  /// `***`, `---` or `* * *` alone on a line.
  private static func isRule(_ line: Substring) -> Bool {
    let marks = line.filter { !$0.isWhitespace }
    return marks.count >= 3 && (Set(marks) == ["*"] || Set(marks) == ["-"] || Set(marks) == ["_"])
  }

  /// Without `#`, `>`, a bullet, a number or a checkbox at its beginning; numbers stay, they are
  /// read.
  private static func withoutBlockMark(_ line: Substring) -> Substring {
    var rest = line
    while rest.first == ">" { rest = rest.dropFirst().drop { $0 == " " } }
    if rest.first == "#" {
      let title = rest.drop { $0 == "#" }
      if title.first == " " { return title.drop { $0 == " " } }
    }
    let indented = rest.drop { $0 == " " || $0 == "\t" }
    for bullet in ["- ", "* ", "+ "] where indented.hasPrefix(bullet) {
      let item = indented.dropFirst(2).drop { $0 == " " }
      for box in ["[ ] ", "[x] ", "[X] "] where item.hasPrefix(box) { return item.dropFirst(4) }
      return item
    }
    return rest
  }

  /// Without emphasis and code marks; links and images become their text.
  private static func inline(_ line: Substring) -> String {
    var text = ""
    var rest = line
    var closers = Closers()
    while let character = rest.first {
      if character == "\\", let next = rest.dropFirst().first, next.isPunctuation || next.isSymbol {
        text.append(next)
        rest = rest.dropFirst(2)
      } else if let link = link(at: rest, &closers) {
        text += inline(link.text)
        rest = link.rest
      } else if let span = span(at: rest, after: text.last, &closers) {
        text += span.isCode ? String(span.text) : inline(span.text)
        rest = span.rest
      } else {
        text.append(character)
        rest = rest.dropFirst()
      }
    }
    return text
  }

  /// `[text](target)` or `![text](target)` at the beginning.
  private static func link(
    at text: Substring, _ closers: inout Closers
  ) -> (text: Substring, rest: Substring)? {
    let opening = text.first == "!" ? text.dropFirst() : text
    guard opening.first == "[", !closers.isNoLink(at: opening),
      let close = closers.find("]", in: opening.dropFirst())
    else { return nil }
    let target = opening[close.upperBound...]
    guard target.first == "(", let end = closers.find(")", in: target.dropFirst()) else {
      closers.noLink(before: target)
      return nil
    }
    return (opening.dropFirst()[..<close.lowerBound], target[end.upperBound...])
  }

  /// `**strong**`, `*emphasis*`, `` `code` `` and so on at the beginning; a mark inside a word, as
  /// in `snake_case`, is none.
  private static func span(
    at text: Substring, after previous: Character?, _ closers: inout Closers
  ) -> (text: Substring, rest: Substring, isCode: Bool)? {
    for mark in ["**", "__", "~~", "*", "_", "`"] where text.hasPrefix(mark) {
      if mark.hasPrefix("_"), let previous, previous.isLetter || previous.isNumber { continue }
      let content = text.dropFirst(mark.count)
      guard let first = content.first, !first.isWhitespace,
        let end = closers.find(mark, in: content), end.lowerBound > content.startIndex
      else { continue }
      return (content[..<end.lowerBound], content[end.upperBound...], mark == "`")
    }
    return nil
  }
}

/// Looks for what ends a link or a span on a line, in a time that grows with the line and not with
/// its square: a line of nothing but `[` asks again at each of them.
private struct Closers {
  /// How far an end may be from its beginning, in characters; longer ones stay as they are written.
  private static let farthest = 1_000

  /// Marks that do not occur again before here, counted from the end of the line.
  private var absent: [String: Int] = [:]

  /// Where a `]` ends no link, counted from the end of the line: nor does it for what opens before.
  private var idle: Int?

  mutating func noLink(before rest: Substring) { idle = rest.utf8.count }

  func isNoLink(at opening: Substring) -> Bool { idle.map { opening.utf8.count > $0 } ?? false }

  mutating func find(_ mark: String, in text: Substring) -> Range<Substring.Index>? {
    // Counted in bytes, which costs nothing for native strings.
    let left = text.utf8.count
    if let known = absent[mark], left > known { return nil }
    let near = text.prefix(Self.farthest)
    if let found = near.firstRange(of: mark) { return found }
    absent[mark] = left - near.utf8.count
    return nil
  }
}
