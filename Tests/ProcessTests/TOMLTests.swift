import Foundation
import JSON
import Testing

@testable import taskledger

/// The reader and the editor of TOML, on documents that `.ci/configure_check.py` holds against
/// Python's tomllib.
@Suite struct TOMLTests {
  private static func corpus() throws -> [JSONValue] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let data = try Data(contentsOf: root.appending(path: ".ci/toml_corpus.json"))
    return try JSONValue.parse(data).array ?? []
  }

  /// As toml-test writes it: each scalar as its type and its text.
  private static func tagged(_ value: TOMLValue) -> JSONValue {
    switch value {
    case .scalar(let scalar):
      ["type": .string(scalar.type.rawValue), "value": .string(scalar.text)]
    case .array(let elements): .array(elements.map(tagged))
    case .table(let items):
      .object(
        JSONObject(items.map { ($0.key.name, tagged($0.value)) }, uniquingKeysWith: { $1 }))
    }
  }

  @Test func everyDocumentIsReadAsTheReferenceReadsIt() throws {
    let documents = try Self.corpus()
    #expect(documents.count { $0["is"] == .null } > 50)
    #expect(documents.count { $0["is"] != .null } > 50)
    for document in documents {
      let (name, text) = (document["name"]?.string ?? "", document["toml"]?.string ?? "")
      var value: JSONValue = .null
      do throws(TOMLReadError) {
        value = Self.tagged(TOMLValue(try TOMLDocument(text).root))
      } catch { #expect(!error.message.isEmpty && error.line >= 1) }
      #expect(value == document["is"], "\(name)")
    }
  }

  @Test(arguments: ["a = 9223372036854775808", "a = -0x1", "a = 1e", "a = 2023-02-29"])
  func whatCannotBeKeptExactlyIsRefused(text: String) {
    #expect(throws: TOMLReadError.self) { try TOMLDocument(text) }
  }

  @Test func nestingEnds() throws {
    let deep = { (count: Int) in
      "a = " + String(repeating: "[", count: count) + String(repeating: "]", count: count)
    }
    _ = try TOMLDocument(deep(99))
    for text in [deep(101), deep(100_000), "a" + String(repeating: ".a", count: 1_000) + " = 1"] {
      #expect(throws: TOMLReadError.self) { try TOMLDocument(text) }
    }
  }

  /// Swift's strings take them for one.
  @Test func keysAreToldApartByTheirBytes() throws {
    let table = try TOMLDocument("\"\u{E9}\" = 1\n\"e\u{301}\" = 2\n").root
    #expect(table.items.count == 2)
  }

  @Test(arguments: [
    ("[s.n]\nv = 1 # x\n[t]\n", "[s.n]\nv = \"2\" # x\n[t]\n"),
    ("[s.n]\r\nw = 1\r\n\r\n[t]\r\n", "[s.n]\r\nw = 1\r\nv = \"2\"\r\n\r\n[t]\r\n"),
    ("  [s.n]\n[t]\n", "  [s.n]\n  v = \"2\"\n[t]\n"),
    ("[s.n]", "[s.n]\nv = \"2\""),
    ("[s]\n n . w = 1\n", "[s]\n n . w = 1\n n . v = \"2\"\n"),
    ("s.n.w.x = 1\n[t]\n", "s.n.w.x = 1\ns.n.v = \"2\"\n[t]\n"),
    ("s = { n = { w = 1 } }\n", "s = { n = { w = 1, v = \"2\" } }\n"),
    ("s = { n = {} }\n", "s = { n = { v = \"2\" } }\n"),
    ("s = { n.w = 1 , m = 2 }\n", "s = { n.w = 1, n.v = \"2\" , m = 2 }\n"),
    ("[s.n.w]\nx = 1\n", "[s.n.w]\nx = 1\n\n[s.n]\nv = \"2\"\n"),
    ("s.n = { v = [\n 1 ] }\n", "s.n = { v = \"2\" }\n"),
  ])
  func aValueIsSetWhicheverWayItsTableIsWritten(before: String, after: String) throws {
    var edit = try TOMLTextEdit(before)
    try edit.set(["s", "n", "v"], to: "2")
    #expect(edit.text == after)
  }

  @Test func textsAreWrittenSoThatTheyAreReadBack() throws {
    let text = "a\"b\\c\u{7F}\u{1}\n\té😀'"
    var edit = try TOMLTextEdit("[s]\n")
    try edit.set(["s", "a key"], to: .object([text: .array([.string(text)])]))
    let table = try TOMLDocument(edit.text).root["s"]?.table?["a key"]?.table
    #expect(table?[text]?.array?.first?.string == text)
  }

  @Test func commentsAndTrailingCommasAreBlankedInPlace() {
    let text = "{\"a\": [1, /* , */ ], // }\n\"b//\": \"\\\"/*\",\r\n}"
    let comments = JSONComments(in: text.utf8)
    #expect(
      String(decoding: comments.blanked, as: UTF8.self)
        == "{\"a\": [1          ],     \n\"b//\": \"\\\"/*\" \r\n}")
    #expect(comments.trailingCommas.count == 2)
    for text in ["[,]", "{,}", "[1,,]", "{\"a\":,}", "/", "1 /*"] {
      #expect(throws: JSONReadError.self) {
        try JSONValue.parse(JSONComments(in: text.utf8).blanked)
      }
    }
  }
}
