import APICore
import Testing

@Suite struct TextLineTests {
  @Test(
    arguments: [
      ("", [""]), ("a", ["a"]), ("a\nb", ["a", "b"]), ("a\r\nb\n", ["a", "b", ""]),
      ("\r\n\n", ["", "", ""]), ("a\rb", ["a\rb"]), ("a\u{2028}b", ["a\u{2028}b"]),
      ("\n\u{301}a\r\n", ["", "\u{301}a", ""]),
    ] as [(String, [Substring])])
  func linesComeApartAndTogether(text: String, contents: [Substring]) {
    let lines = TextLine.lines(of: text)
    #expect(lines.map(\.content) == contents)
    #expect(Array(TextLine.text(of: lines).utf8) == Array(text.utf8))
  }

  @Test func whatStoodBeforeTheFirstLineIsLeftOut() {
    let lines = TextLine.lines(of: "a\r\n\nb\r\nc")
    #expect(TextLine.text(of: lines.dropFirst()) == "\nb\r\nc")
    #expect(TextLine.text(of: [lines[0], lines[3]]) == "a\r\nc")
    #expect(TextLine.text(of: lines.prefix(0)) == "")
  }
}
