import Testing

@testable import EmbeddedBackend

@Suite struct MarkdownTextTests {
  static let table: [(String, String)] = [
    ("", ""), (" ", ""), ("plain", "plain"), ("# Title", "Title"), ("### Title #3", "Title #3"),
    ("#hashtag", "#hashtag"), ("**bold** and *soft*", "bold and soft"),
    ("__bold__ and _soft_", "bold and soft"), ("~~gone~~", "gone"),
    ("`code *kept*`", "code *kept*"),
    ("**bold with *soft* inside**", "bold with soft inside"),
    ("snake_case_name", "snake_case_name"), ("2 * 3 * 4", "2 * 3 * 4"), ("a ** b", "a ** b"),
    ("[text](https://x.example)", "text"), ("![alt](a.png) after", "alt after"),
    ("[**bold**](x)", "bold"), ("[no link]", "[no link]"), ("\\*kept\\*", "*kept*"),
    ("- one\n* two\n+ three", "one\ntwo\nthree"), ("- [ ] open\n- [x] done", "open\ndone"),
    ("1. one\n2. two", "1. one\n2. two"), ("> quoted", "quoted"), ("> > twice", "twice"),
    ("a\n\n---\n\nb", "a\n\n\nb"), ("```swift\nlet *a* = 1\n```\nafter", "let *a* = 1\nafter"),
    ("unclosed **bold", "unclosed **bold"), ("# Überschrift ✅", "Überschrift ✅"),
    ("# One\r\n\r\n- two\r\n---\r\n*three*", "One\r\n\r\ntwo\r\nthree"),
    ("```\r\nlet *a*\r\n```\r\n> after\n# mixed", "let *a*\r\nafter\nmixed"),
  ]

  @Test(arguments: table)
  func marksAreTakenAway(_ row: (markdown: String, plain: String)) {
    #expect(MarkdownText.plain(row.markdown) == row.plain)
  }

  /// Nesting costs no more than its length: the text comes from outside.
  /// Each of these took minutes when every opening mark looked at all of the rest of the line.
  @Test(
    .timeLimit(.minutes(1)),
    arguments: [
      "[", "[a](", "*a ", "**", "`a", "~~a", "[[]", "_a", "![",
      String(repeating: "[", count: 900) + "]",
    ])
  func openingMarksWithoutAnEndStayAsTheyAre(mark: String) {
    let count = 20_000 / mark.utf8.count
    let plain = MarkdownText.plain(String(repeating: mark, count: count) + " end")
    #expect(plain.hasSuffix("end"))
  }

  @Test func deepNestingEnds() {
    let deep = String(repeating: "*a", count: 2_000) + String(repeating: "*", count: 2_000)
    #expect(MarkdownText.plain(deep).contains("a"))
    #expect(!MarkdownText.plain(String(repeating: "[", count: 5_000)).isEmpty)
  }
}
