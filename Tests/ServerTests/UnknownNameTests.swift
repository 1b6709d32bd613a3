import Testing

@testable import Server

@Suite struct UnknownNameTests {
  @Test("A name is shown as far as it is needed to recognize it")
  func length() {
    // One character of 50,001 scalars.
    let marked = "e" + String(repeating: "\u{301}", count: 50_000)
    for name in [marked, String(repeating: "x", count: 50_000)] {
      let text = UnknownName.text("Unknown tool", name, nearest: [])
      #expect(text.unicodeScalars.count == "Unknown tool: ".count + 101)
      #expect(text.hasSuffix("…"))
    }
    #expect(
      UnknownName.text("Unknown tool", "get_tsk", nearest: ["get_task"])
        == "Unknown tool: get_tsk; did you mean get_task?")
  }
}
