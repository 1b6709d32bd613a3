import JSON
import Testing

/// RFC 6901 (https://www.rfc-editor.org/rfc/rfc6901).
struct JSONPointerTests {
  /// The document of section 5.
  private let document: JSONValue = [
    "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, #"i\j"#: 5, "k\"l": 6,
    " ": 7, "m~n": 8, "01": 9,
  ]

  @Test(
    arguments: [
      ("/foo", ["bar", "baz"]), ("/foo/0", "bar"), ("/foo/1", "baz"), ("/", 0), ("/a~1b", 1),
      ("/c%d", 2), ("/e^f", 3), ("/g|h", 4), (#"/i\j"#, 5), ("/k\"l", 6), ("/ ", 7), ("/m~0n", 8),
      ("/01", 9),
    ] as [(String, JSONValue)])
  func resolved(text: String, value: JSONValue) throws {
    let pointer = try #require(JSONPointer(text))
    #expect(document[pointer] == value)
    #expect(pointer.description == text)
  }

  @Test func theEmptyPointerIsTheWhole() throws {
    #expect(document[try #require(JSONPointer(""))] == document)
    #expect(document[.root] == document)
    #expect(JSONPointer("") == .root)
    #expect(JSONPointer.root.description == "")
  }

  @Test(
    arguments: [
      "/nothing", "/foo/2", "/foo/-", "/foo/01", "/foo/-1", "/foo/+1", "/foo/", "/foo/1e0",
      "/foo/0/0", "/foo/99999999999999999999", "//", "/foo/٠",
    ])
  func nothingThere(text: String) throws {
    #expect(document[try #require(JSONPointer(text))] == nil)
  }

  @Test(arguments: ["foo", "foo/0", "/~", "/~2", "/a~", "/~~0", "#/foo", " /foo"])
  func noPointer(text: String) {
    #expect(JSONPointer(text) == nil)
  }

  @Test func tokensAreEscapedOnce() {
    let pointer = JSONPointer.root.appending("a/b").appending("~1").appending(3).appending("")
    #expect(pointer.description == "/a~1b/~01/3/")
    #expect(pointer.tokens == ["a/b", "~1", "3", ""])
    #expect(JSONPointer(pointer.description) == pointer)
  }

  @Test func aSlashBeforeACombiningMarkStillSeparates() {
    #expect(JSONPointer("/a/\u{301}")?.tokens == ["a", "\u{301}"])
    #expect(JSONPointer(["/\u{301}"]).description == "/~1\u{301}")
  }
}
