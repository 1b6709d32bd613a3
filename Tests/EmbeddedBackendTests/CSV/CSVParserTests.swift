import Foundation
import JSON
import Testing

@testable import EmbeddedBackend

/// The reader of comma-separated values, on tables and on documents that `.ci/csv_check.py` holds
/// against Python's csv module.
@Suite struct CSVParserTests {
  private static func records(
    _ bytes: [UInt8], separator: UInt8 = UInt8(ascii: ","),
    limits: CSVParser.Limits = CSVParser.Limits(), pieces size: Int = .max
  ) throws(CSVParser.Failure) -> [CSVParser.Record] {
    var parser = CSVParser(separator: separator, limits: limits)
    var records: [CSVParser.Record] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let (more, failure) = parser.records(in: rest.prefix(size))
      records += more
      if let failure { throw failure }
      rest = rest.dropFirst(size)
    }
    if let last = try parser.last() { records.append(last) }
    return records
  }

  private static func fields(_ text: String, separator: Character = ",") throws -> [[String]] {
    try records(Array(text.utf8), separator: separator.asciiValue ?? 0).map(\.fields)
  }

  private static func failure(
    _ bytes: [UInt8], limits: CSVParser.Limits = CSVParser.Limits(), pieces size: Int = .max
  ) -> CSVParser.Failure? {
    do throws(CSVParser.Failure) {
      _ = try records(bytes, limits: limits, pieces: size)
      return nil
    } catch { return error }
  }

  @Test(
    arguments: [
      ("", []), ("a", [["a"]]), ("a\n", [["a"]]), ("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]),
      ("a\rb\r", [["a"], ["b"]]), ("a\r\rb", [["a"], ["b"]]), (",", [["", ""]]),
      ("\n\r\n\ra\n\n", [["a"]]), ("\"\"\n", [[""]]),
      ("\"a\nb\",\"c\r\nd\"", [["a\nb", "c\r\nd"]]),
      ("\"a\"\"b\",\"\"\"\"", [["a\"b", "\""]]), ("a\"b,c\"\"d", [["a\"b", "c\"\"d"]]),
      ("a, \"b,c\" ,d", nil), ("a, \"1569\",d", [["a", "1569", "d"]]), (" a , b", [[" a ", " b"]]),
      ("\" a \"", [[" a "]]), ("é,\u{2028},👩‍👩‍👧", [["é", "\u{2028}", "👩‍👩‍👧"]]),
      ("a\u{0}b,\u{1}", [["a\u{0}b", "\u{1}"]]), ("\u{FEFF}a", [["\u{FEFF}a"]]),
    ] as [(String, [[String]]?)])
  func aTextIsTakenApart(text: String, wanted: [[String]]?) throws {
    for size in [1, 2, 3, Int.max] {
      let read: [[String]]?
      do throws(CSVParser.Failure) {
        read = try Self.records(Array(text.utf8), pieces: size).map(\.fields)
      } catch { read = nil }
      #expect(read == wanted, "pieces of \(size)")
    }
  }

  @Test func theSeparatorMayBeAnotherOne() throws {
    #expect(try Self.fields("a;b,c;\"d;e\"", separator: ";") == [["a", "b,c", "d;e"]])
    #expect(try Self.fields("a\tb\t\n", separator: "\t") == [["a", "b", ""]])
  }

  @Test func everyDocumentIsReadAsTheReferenceReadsIt() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let data = try Data(contentsOf: root.appending(path: ".ci/csv_corpus.json"))
    let documents = try JSONValue.parse(data).array ?? []
    #expect(documents.count { $0["rows"] == .null } > 50)
    #expect(documents.count { $0["rows"] != .null } > 200)
    for document in documents {
      let bytes = Array((document["csv"]?.string ?? "").utf8)
      let wanted = document["rows"]?.array?.map { ($0.array ?? []).compactMap(\.string) }
      for size in [1, 7, Int.max] {
        let read: [[String]]?
        do throws(CSVParser.Failure) {
          read = try Self.records(bytes, pieces: size).map(\.fields)
        } catch { read = nil }
        #expect(read == wanted, "\(document["csv"] ?? .null), pieces of \(size)")
      }
    }
  }

  @Test func aRecordKnowsItsLine() throws {
    let text = "a\r\n\r\n\"b\nc\",d\ne\rf"
    for size in [1, Int.max] {
      #expect(try Self.records(Array(text.utf8), pieces: size).map(\.line) == [1, 3, 5, 6])
    }
  }

  @Test(arguments: [
    ("a,b\nc,\"d\ne", 3, 2, "a quote that opens in line 2 is never closed"),
    ("a\n\"b\"c", 2, 1, "text follows the quote that closes the field"),
    ("a\n\"b\" ,c", 2, 1, "text follows the quote that closes the field"),
    ("x,y,\"a\"\"b\"\"\"z", 1, 3, "text follows the quote that closes the field"),
  ])
  func anErrorNamesLineAndColumn(text: String, line: Int, column: Int, message: String) {
    for size in [1, Int.max] {
      let failure = Self.failure(Array(text.utf8), pieces: size)
      #expect(failure?.line == line && failure?.column == column, "\(text), pieces of \(size)")
      #expect(failure?.message.contains(message) ?? false)
    }
  }

  @Test(arguments: [
    [0xFF], [0x80], [0xC3], [0xC0, 0xAF], [0xE2, 0x80], [0xED, 0xA0, 0x80],
    [0xF4, 0x90, 0x80, 0x80], [0xF0, 0x9F, 0x91], [0x22, 0xC3, 0x28, 0x22],
  ])
  func bytesThatAreNotUTF8AreRefused(bytes: [UInt8]) {
    let failure = Self.failure(Array("a,b\nc,".utf8) + bytes + Array("\n".utf8))
    #expect(failure?.line == 2 && failure?.column == 2)
    #expect(failure?.message.contains("is not UTF-8") ?? false)
  }

  @Test func whatIsTooLargeIsRefusedBeforeItIsRead() {
    let limits = CSVParser.Limits(field: 4, record: 9, fields: 3)
    #expect(Self.failure(Array("abcd,abcd,a".utf8), limits: limits) == nil)
    #expect(Self.failure(Array("\"a\"\"bc\"".utf8), limits: limits) == nil)
    let cases: [(text: String, column: Int, message: String)] = [
      ("abcd,abcde", 2, "a field of more than 4 bytes"),
      ("\"ab\n\nc\"", 1, "a field of more than 4 bytes"),
      ("abcd,abcd,ab", 3, "a row of more than 9 bytes"), ("a,b,c,d", 4, "more than 3 columns"),
      ("a,b,c,", 4, "more than 3 columns"),
    ]
    for (text, column, message) in cases {
      for size in [1, Int.max] {
        let failure = Self.failure(Array(text.utf8), limits: limits, pieces: size)
        #expect(failure?.column == column, "\(text)")
        #expect(failure?.message.hasPrefix(message) ?? false, "\(text)")
      }
    }
    // One record's size does not count for the next.
    #expect(Self.failure(Array("abcd,abcd\nabcd,abcd".utf8), limits: limits) == nil)
  }
}
