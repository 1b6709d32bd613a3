import JSON
import JSONSchema
import Testing

/// A format with texts that it accepts and refuses.
struct FormatRow: Sendable, CustomTestStringConvertible {
  let name: String
  let accepted: [String]
  let refused: [String]

  init(_ name: String, accepts accepted: [String], refuses refused: [String]) {
    self.name = name
    self.accepted = accepted
    self.refused = refused
  }

  var testDescription: String { name }
}

@Suite struct FormatTests {
  @Test(arguments: rows)
  func assertsByOption(_ row: FormatRow) throws {
    let document: JSONValue = ["format": .string(row.name)]
    let strict = try Schema(document, options: Schema.Options(assertsFormat: true))
    let lenient = try Schema(document)
    for text in row.accepted { #expect(strict.isValid(.string(text)), "\(text)") }
    for text in row.refused {
      let found = strict.violations(of: .string(text))
      #expect(found.map(\.keyword) == ["format"], "\(text)")
      #expect(found.first?.message.hasPrefix("the value must be a") == true)
      #expect(lenient.isValid(.string(text)), "\(text)")
    }
    #expect(strict.isValid(12))
  }

  @Test func unknownFormatIsAnAnnotation() throws {
    let schema = try Schema(
      ["format": "no-such-format"], options: Schema.Options(assertsFormat: true))
    #expect(schema.isValid("x"))
  }

  static let rows = [
    FormatRow(
      "date", accepts: ["2024-02-29", "1999-12-31"],
      refuses: ["2023-02-29", "2024-13-01", "2024-1-1", "2024-01-01 ", "20240101", "２024-01-01"]),
    FormatRow(
      "time", accepts: ["17:00:00Z", "08:30:06.283185+01:30", "23:59:60Z", "15:59:60-08:00"],
      refuses: ["24:00:00Z", "12:00:00", "12:00Z", "22:59:60Z", "12:00:00.Z", "12:00:00+24:00"]),
    FormatRow(
      "date-time", accepts: ["2026-01-31T17:00:00Z", "2026-01-31t17:00:00.5-07:00"],
      refuses: ["2026-01-31", "2026-01-31 17:00:00Z", "2026-02-30T17:00:00Z", "tomorrow"]),
    FormatRow(
      "duration", accepts: ["P4Y", "P1Y2M3DT4H5M6S", "PT1H30M", "P2W", "PT36H"],
      refuses: ["P", "PT", "1H", "P1D2H", "P1Y2D", "PT1H2S", "P1WT1H", "PT0.5S", "P2WD"]),
    FormatRow(
      "email", accepts: ["a.b@example.com", "\"a b\"@example.com", "a@[127.0.0.1]"],
      refuses: ["a", "@example.com", ".a@example.com", "a..b@example.com", "a@-b.com", "ä@b.com"]),
    FormatRow("idn-email", accepts: ["ä@ö.com"], refuses: ["ä", "@ö.com", "a b@ö.com"]),
    FormatRow(
      "hostname", accepts: ["example.com", "a-1"],
      refuses: ["", ".", "a.", "-a", "a_b", "a..b", String(repeating: "a", count: 64)]),
    FormatRow(
      "ipv4", accepts: ["0.0.0.0", "255.255.255.255"],
      refuses: ["256.0.0.1", "1.2.3", "01.2.3.4", "1.2.3.4.5", "1.2.3.4 "]),
    FormatRow(
      "ipv6", accepts: ["::", "::1", "1:2:3:4:5:6:7:8", "1::8", "::ffff:1.2.3.4"],
      refuses: [":::", "1::2::3", "1:2:3:4:5:6:7", "12345::", "::1%eth0", "1.2.3.4", ":1", "::g"]),
    FormatRow(
      "uri", accepts: ["https://u@example.com:80/a?b#c", "urn:x:y", "ldap://[::1]/a", "a:"],
      refuses: ["/abc", "a b:c", "https://ex ample.com", "http://a:b/", "http://[1/", "a:%zz"]),
    FormatRow(
      "uri-reference", accepts: ["", "a/b", "?q", "#f", "//host/p", "./a:b"],
      refuses: ["\\a", "a:b c", "1:b", "/ä", "#a\\b"]),
    FormatRow("iri", accepts: ["http://ö.de/ä"], refuses: ["/ä", "http://ö.de/ ä"]),
    FormatRow("iri-reference", accepts: ["/ä", "#ä"], refuses: ["\\ä"]),
    FormatRow(
      "uri-template", accepts: ["/a/{b}", "{+x,y*,z:3}", "", "{a.b}", "%41"],
      refuses: ["{", "}", "{}", "{a,}", "{a:0}", "{a b}", "a b", "{a..b}", "%4"]),
    FormatRow("json-pointer", accepts: ["", "/a~0~1/", "/"], refuses: ["a", "/~", "/~2", "#/a"]),
    FormatRow(
      "relative-json-pointer", accepts: ["0", "10/a", "1#"],
      refuses: ["", "/a", "01", "0##", "-1", "0a"]),
    FormatRow(
      "uuid", accepts: ["123E4567-e89b-12d3-a456-426614174000"],
      refuses: ["123e4567e89b12d3a456426614174000", "123e4567-e89b-12d3-a456-42661417400g", ""]),
    FormatRow(
      "regex", accepts: ["^a+$", "(?<x>a)\\k<x>", "[]", "(?<=a+)b"],
      refuses: ["(", ")", "[a", "*", "a**", "a++", "\\a", "(?i)a", "[b-a]", "a{2,1}", "\\"]),
  ]
}
