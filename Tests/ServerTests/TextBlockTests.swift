import JSON
import TestSupport
import Testing

@testable import Server

@Suite struct TextBlockTests {
  @Test(arguments: [
    ("plain", "plain"),
    ("two\nlines\tand a tab", "two\nlines\tand a tab"),
    ("Grüße, 你好, שלום, مرحبا, 😀", "Grüße, 你好, שלום, مرحبا, 😀"),
    ("zero\u{200B}width\u{2060}\u{FEFF}", "zerowidth"),
    ("می\u{200C}خواهم", "می\u{200C}خواهم"), ("हिन\u{94D}\u{200D}दी", "हिन\u{94D}\u{200D}दी"),
    ("👩\u{200D}👧", "👩\u{200D}👧"), ("a\u{200D}b\u{200C}", "ab"),
    ("é\u{200D}\u{200D}\u{200C}é", "é\u{200C}é"),
    ("bidi\u{202E}txt\u{2066}x\u{2069}\u{200F}\u{061C}", "biditxtx"),
    ("tags\u{E0001}\u{E0041}\u{E007F}", "tags"),
    ("selectors\u{FE00}\u{E0101}", "selectors"),
    ("fillers\u{3164}\u{115F}\u{00AD}\u{180E}", "fillers"),
    ("annotations\u{FFF9}x\u{FFFB}", "annotationsx"),
    ("controls\u{0}\u{7}\u{1B}[31m\u{7F}\u{9B}", "controls[31m"),
  ])
  func onlyWhatAPersonSeesIsShown(_ text: String, _ visible: String) {
    #expect(TextBlock.visible(text) == visible)
  }

  @Test func theStructureKeepsEveryCharacter() throws {
    let text = "a\u{202E}b"
    let result = try #require(
      try Conversation().answer(Say.call("get_note", ["id": .string(text)]))["result"])
    #expect(result["structuredContent"]?["note"] == .string(text))
    #expect(result["content"]?[0]?["text"] == #"{"note":"ab"}"#)
  }

  @Test(arguments: [100_000, 100_001, 400_000])
  func neverMoreThanTheLimit(count: Int) {
    let sentence = "Executed."
    let blocks = TextBlock.blocks(
      data: String(repeating: "x", count: count), sentence: sentence)
    let texts = blocks.compactMap { $0["text"]?.string }
    #expect(texts.count == 2)
    #expect(texts.map(\.utf16.count).reduce(0, +) == TextBlock.limit)
    #expect(texts[0].contains("[cut: \(count) characters"))
    #expect(texts[1] == sentence)
  }

  @Test func whatFitsIsNotCut() {
    let text = String(repeating: "x", count: TextBlock.limit)
    #expect(
      TextBlock.blocks(data: text, sentence: nil) == [["type": "text", "text": .string(text)]])
  }

  @Test func nothingIsCutInTheMiddleOfACharacterOfTheText() throws {
    for lead in ["", "x"] {
      let text = lead + String(repeating: "😀", count: 80_000)
      let cut = try #require(TextBlock.blocks(data: text, sentence: nil)[0]["text"]?.string)
      #expect(cut.utf16.count <= TextBlock.limit)
      #expect(cut.unicodeScalars.filter { $0 == "😀" }.count > 49_000)
      #expect(!cut.unicodeScalars.contains("\u{FFFD}"))
    }
  }

  @Test func anErrorTellsEverythingInItsText() throws {
    let result = try #require(try Conversation().answer(Say.call("break_note"))["result"])
    #expect(result["isError"] == true)
    #expect(
      result["content"] == [
        [
          "type": "text",
          "text": """
          key_conflict: `text` differs from the first call; use a new key
          - /text: another text
          retry: {"after_ms":1500,"safe":true,"same_key":false}
          operation: {"status":"conflict"}
          """,
        ]
      ])
    #expect(
      result["structuredContent"] == [
        "code": "key_conflict", "message": "`text` differs from the first call; use a new key",
        "violations": SampleTools.violations,
        "retry": ["safe": true, "same_key": false, "after_ms": 1500],
        "operation": ["status": "conflict"],
      ])
  }
}
