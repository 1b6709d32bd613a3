import JSON
import Testing

@testable import LiveBackend

struct MarkerTests {
  private let marker = Marker(operationID: "op-1")

  @Test func isDrawnFromTheOperationAlone() {
    #expect(Marker(operationID: "op-1") == marker)
    #expect(Marker(operationID: "op-2") != marker)
    let codes = Set((0..<10_000).map { Marker(operationID: "op-\($0)").code })
    #expect(codes.count == 10_000)
  }

  @Test func isShortAndReadBack() throws {
    #expect(marker.text.count == 24)
    #expect(marker.text.hasPrefix("⟦op:") && marker.text.hasSuffix("⟧"))
    #expect(Marker(line: marker.text) == marker)
    #expect(Marker(line: "  \(marker.text)\r") == marker)
  }

  @Test(arguments: [
    "", "⟦op:⟧", "⟦op:7F3K-9Q2M-XW4T⟧", "⟦op:7F3K-9Q2M-XW4T-8HZ⟧", "⟦op:7F3K-9Q2M-XW4T-8HZU⟧",
    "⟦op:7f3k-9q2m-xw4t-8hzc⟧", "⟦op:7F3K9Q2M-XW4T-8HZC-⟧", "x ⟦op:7F3K-9Q2M-XW4T-8HZC⟧",
    "⟦op:7F3K-9Q2M-XW4T-8HZC⟧.",
  ]) func nothingElseIsOne(line: String) {
    #expect(Marker(line: line) == nil)
    #expect(Marker.hidden(in: line) == line)
  }

  private static let texts = [
    "Plain", "Two\nlines", "Ends in one\n", "Ends in two\n\n", "\n\nBegins late", "  indented  ",
    "| a | b |\n| - | - |\n| 1 | 2 |", "- one\n- two", "> said", "```\nlet a = 1\n```",
    "```swift\nlet a = 1", "~~~\ncode\n```\nstill code", "# Title", "Emoji 👩‍👩‍👧 ⟦op: x⟧",
  ]

  @Test(arguments: texts) func isAParagraphOfItsOwnAndComesOffAgain(text: String) {
    let marked = marker.added(to: text)
    #expect(marker.isIn(marked))
    #expect(Marker.all(in: marked) == [marker])
    #expect(Marker.hidden(in: marked) == text)
    // Blank lines divide it from what it must not become a part of.
    #expect(marked.hasSuffix("\n\n\(marker.text)") || marked.hasPrefix("\(marker.text)\n\n"))
    let second = Marker(operationID: "op-2")
    #expect(Marker.hidden(in: second.added(to: marked)) == text)
  }

  /// A pair of CR and LF is one `Character`, which is not "\n".
  @Test(arguments: texts) func comesOffAlsoWhereTheServicePutsCarriageReturns(text: String) {
    let marked = marker.added(to: text).replacing("\n", with: "\r\n")
    #expect(Marker.all(in: marked) == [marker])
    #expect(Marker.hidden(in: marked) == text.replacing("\n", with: "\r\n"))
    #expect(
      Marker.hidden(in: marked + "\r\n\r\nMore")
        == Marker.hidden(in: marker.added(to: text) + "\n\nMore").replacing("\n", with: "\r\n"))
    let code = "```\r\n\(text.replacing("\n", with: "\r\n"))"
    #expect(
      marker.added(to: code).hasPrefix(marker.text)
        == marker.added(to: "```\n\(text)").hasPrefix(marker.text))
  }

  @Test(arguments: ["```swift\nlet a = 1", "~~~\ncode\n```\nstill code", "a\n````\n`"])
  func standsBeforeCodeThatIsLeftOpen(text: String) {
    #expect(marker.added(to: text) == "\(marker.text)\n\n\(text)")
  }

  @Test(arguments: ["", " ", "\n \n"]) func standsAloneWhereThereIsNoText(text: String) {
    #expect(marker.added(to: text) == marker.text)
    #expect(Marker.hidden(in: marker.text) == "")
  }

  /// Services add and take line ends, and people write below it.
  @Test func comesOffWhateverStandsAround() {
    #expect(Marker.hidden(in: "Text\n\n\(marker.text)\n") == "Text")
    #expect(Marker.hidden(in: "Text\n\(marker.text)\n\n") == "Text")
    #expect(Marker.hidden(in: "Text\n\n\(marker.text)\n\nMore") == "Text\n\nMore")
    #expect(Marker.hidden(in: "\(marker.text)\nMore") == "More")
    // Part of a sentence: somebody speaks of it.
    #expect(Marker.hidden(in: "It says \(marker.text)") == "It says \(marker.text)")
  }

  @Test func isHiddenInWhateverHoldsTexts() throws {
    let text = JSONValue.string(marker.added(to: "Text"))
    let hidden: JSONValue = [
      "description": "Text", "text_content": "Text", "markdown_description": "Text", "name": text,
    ]
    let shown: JSONValue = [
      "description": text, "text_content": text, "markdown_description": text, "name": text,
    ]
    #expect(MarkerHiding.hide(in: shown) == hidden)
    #expect(
      MarkerHiding.hide(in: ["tasks": [shown, shown], "last_page": true])
        == ["tasks": [hidden, hidden], "last_page": true])
    #expect(MarkerHiding.hide(in: ["subtasks": [shown]]) == ["subtasks": [hidden]])
    #expect(MarkerHiding.hide(in: ["data": shown]) == ["data": hidden])
    #expect(MarkerHiding.hide(in: ["data": [shown]]) == ["data": [hidden]])
    #expect(MarkerHiding.hide(in: ["data": nil]) == ["data": nil])
    #expect(MarkerHiding.hide(in: "text") == "text")
  }

  @Test func isHiddenInTheBlocksOfAComment() {
    let mark = JSONValue.string(marker.text)
    let cases: [(shown: JSONValue, hidden: JSONValue)] = [
      ([["text": .string(marker.added(to: "Text"))]], [["text": "Text"]]),
      ([["text": "Text"], ["text": "\n"], ["text": "\n"], ["text": mark]], [["text": "Text"]]),
      (
        [["text": "a"], ["text": "\n", "attributes": ["code-block": [:]]], ["text": mark]],
        [["text": "a"], ["text": "\n", "attributes": ["code-block": [:]]]]
      ),
      (
        [["type": "tag", "user": ["id": 1]], ["text": mark]], [["type": "tag", "user": ["id": 1]]]
      ),
      ([["text": "Text"]], [["text": "Text"]]),
    ]
    for (shown, hidden) in cases {
      #expect(
        MarkerHiding.hide(in: ["comments": [["comment": shown]]])
          == ["comments": [["comment": hidden]]])
    }
  }
}
