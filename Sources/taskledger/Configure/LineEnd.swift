/// How the lines of a file of somebody else end, which what is added to it follows.
enum LineEnd {
  /// That of the first line; LF where there is none.
  static func first(in text: String) -> String {
    let bytes = text.utf8
    guard let end = bytes.firstIndex(of: .lineFeed), end > bytes.startIndex,
      bytes[bytes.index(before: end)] == .carriageReturn
    else { return "\n" }
    return "\r\n"
  }

  /// - Parameter lines: of this program's own making, ended by LF.
  static func all(in lines: String, as lineEnd: String) -> String {
    lines.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
      .map { String($0) }.joined(separator: lineEnd)
  }
}
