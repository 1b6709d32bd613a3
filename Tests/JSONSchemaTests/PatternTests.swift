import JSON
import JSONSchema
import Testing

/// A pattern with texts in which ECMA-262 finds it and finds it not.
struct PatternRow: Sendable, CustomTestStringConvertible {
  let pattern: String
  let found: [String]
  let missed: [String]

  init(_ pattern: String, finds found: [String], misses missed: [String]) {
    self.pattern = pattern
    self.found = found
    self.missed = missed
  }

  var testDescription: String { pattern }
}

@Suite struct PatternTests {
  @Test(arguments: rows)
  func readsAsECMA262(_ row: PatternRow) throws {
    let schema = try Schema(["pattern": .string(row.pattern)])
    for text in row.found { #expect(schema.isValid(.string(text)), "\(text.debugDescription)") }
    for text in row.missed {
      #expect(!schema.isValid(.string(text)), "\(text.debugDescription)")
    }
  }

  static let rows = [
    PatternRow("^\\d+$", finds: ["42"], misses: ["৪২", "4\n", ""]),
    PatternRow("^\\D$", finds: ["৪", "a"], misses: ["4"]),
    PatternRow("^\\w$", finds: ["a", "_", "9"], misses: ["é", "-"]),
    PatternRow("^[\\W]$", finds: ["é", "-"], misses: ["a"]),
    PatternRow(
      "^\\s$", finds: [" ", "\u{FEFF}", "\u{A0}", "\u{2029}", "\u{0B}"], misses: ["\u{85}", "a"]),
    PatternRow("^\\S$", finds: ["\u{85}"], misses: ["\u{FEFF}"]),
    PatternRow("^.$", finds: ["\u{85}", "💩", "\u{0C}"], misses: ["\n", "\u{2028}"]),
    PatternRow("\\bé", finds: ["aé"], misses: ["éé", "é"]),
    PatternRow("^\\cC$", finds: ["\u{03}"], misses: ["\\cC"]),
    PatternRow("^\\v\\0$", finds: ["\u{0B}\0"], misses: ["\n\0"]),
    PatternRow("^\\x41\\u0042\\u{43}\\uD83D\\uDCA9$", finds: ["ABC💩"], misses: ["ABC"]),
    PatternRow("^\\p{Letter}\\P{L}$", finds: ["é1"], misses: ["11", "éé"]),
    PatternRow("^[\\p{Lu}-]$", finds: ["É", "-"], misses: ["é"]),
    PatternRow("^(?<y_1>a|b)\\k<y_1>$", finds: ["aa", "bb"], misses: ["ab"]),
    PatternRow("^(a)(b)\\2\\1$", finds: ["abba"], misses: ["abab"]),
    PatternRow("^[[&&a]+$", finds: ["[&a"], misses: ["b"]),
    PatternRow("^[a-c\\]\\-x]+$", finds: ["abc]-x"], misses: ["d"]),
    PatternRow("^[\\w-.]+$", finds: ["a-."], misses: ["+"]),
    PatternRow("^[^a-z]$", finds: ["A"], misses: ["b"]),
    PatternRow("^[\\b]$", finds: ["\u{08}"], misses: ["b"]),
    PatternRow("[]", finds: [], misses: ["", "a"]),
    PatternRow("^[^]$", finds: ["\n", "💩"], misses: [""]),
    PatternRow("^a{2,3}?$", finds: ["aa", "aaa"], misses: ["a", "aaaa"]),
    PatternRow("^a{2}$|^b{1,}$", finds: ["aa", "bbb"], misses: ["a", ""]),
    PatternRow("^{a}$", finds: ["{a}"], misses: ["a"]),
    PatternRow("^(?:a(?=b)|c(?!d))", finds: ["ab", "ce"], misses: ["ac", "cd"]),
    PatternRow("(?<=a)b(?<!ab)c", finds: [], misses: ["abc"]),
    PatternRow("^🐲*$", finds: ["", "🐲🐲"], misses: ["🐉"]),
    PatternRow("^a b#c$", finds: ["a b#c"], misses: ["ab"]),
    PatternRow("^(?:)$", finds: [""], misses: ["a"]),
  ]

  @Test func endsASearchThatWouldNotEnd() throws {
    let schema = try Schema(["pattern": "^(a+)+$"])
    let hostile = JSONValue.string(String(repeating: "a", count: 64) + "!")
    #expect(schema.violations(of: hostile).map(\.keyword) == ["limit"])
    #expect(schema.isValid("aaaa"))
  }
}
