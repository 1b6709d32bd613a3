import JSON
import Testing

/// What a service answers is read also where it cannot be held as it is.
@Suite struct LenientReadingTests {
  @Test(
    arguments: [
      (#"["a\ud800b"]"#, ["a\u{FFFD}b"]), (#"["\udc00"]"#, ["\u{FFFD}"]),
      (#"["\ud83d\ude00"]"#, ["\u{1F600}"]),
      ("[12345678901234567890]", ["12345678901234567890"]),
      ("[-9223372036854775809]", ["-9223372036854775809"]),
      ("[9223372036854775807]", [.integer(.max)]), ("[1e999]", ["1e999"]),
      (#"{"a":1,"a":2}"#, ["a": 2]),
    ] as [(String, JSONValue)])
  func asNearAsCanBe(text: String, value: JSONValue) throws {
    #expect(try JSONValue.parse(text, limits: .answers) == value)
  }

  @Test(arguments: [#"["\ud800"]"#, "[12345678901234567890]", "[1e999]", #"{"a":1,"a":2}"#])
  func whatCanBeSentAgainIsRefused(text: String) {
    #expect(throws: JSONReadError.self) { try JSONValue.parse(text) }
  }

  @Test(arguments: ["", "{", "[1e]", #"["\ud8"]"#, "[01]"])
  func whatIsNoJSONIsNone(text: String) {
    #expect(throws: JSONReadError.self) { try JSONValue.parse(text, limits: .answers) }
  }
}
