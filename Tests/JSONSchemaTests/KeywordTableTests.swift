import JSON
import JSONSchema
import Testing

/// One row: a schema, what it accepts, and what it refuses.
struct KeywordRow: Sendable, CustomTestStringConvertible {
  let schema: JSONValue
  let accepted: [JSONValue]
  let refused: [JSONValue]

  init(_ schema: JSONValue, accepts accepted: [JSONValue], refuses refused: [JSONValue]) {
    self.schema = schema
    self.accepted = accepted
    self.refused = refused
  }

  var testDescription: String { schema.canonicalString }
}

/// Every keyword once by itself, so that the project covers it without the official suite.
@Suite struct KeywordTableTests {
  @Test(arguments: anyRows + numberRows + stringRows + arrayRows + objectRows + inPlaceRows)
  func acceptsAndRefuses(_ row: KeywordRow) throws {
    let schema = try Schema(row.schema)
    for value in row.accepted {
      #expect(schema.violations(of: value).map(\.message) == [], "\(value.canonicalString)")
      #expect(schema.isValid(value), "\(value.canonicalString)")
    }
    for value in row.refused {
      #expect(!schema.violations(of: value).isEmpty, "\(value.canonicalString)")
      #expect(!schema.isValid(value), "\(value.canonicalString)")
    }
  }

  static let anyRows = [
    KeywordRow(true, accepts: [nil, 1, [:]], refuses: []),
    KeywordRow(false, accepts: [], refuses: [nil, 1, [:]]),
    KeywordRow([:], accepts: [nil, 1, [:]], refuses: []),
    KeywordRow(["type": "null"], accepts: [nil], refuses: [false, 0, ""]),
    KeywordRow(["type": "boolean"], accepts: [true], refuses: [1, 0, "true"]),
    KeywordRow(["type": "integer"], accepts: [1, 1.0, 1e30], refuses: [1.5, true, "1"]),
    KeywordRow(["type": "number"], accepts: [1, 1.5], refuses: [true, "1"]),
    KeywordRow(["type": ["string", "array"]], accepts: ["", []], refuses: [1, [:]]),
    KeywordRow(
      ["enum": [1, true, "é", ["a": [1]]]], accepts: [1, 1.0, true, "é", ["a": [1.0]]],
      refuses: [0, false, "e\u{301}", ["a": [2]], ["a": [1], "b": 1]]),
    KeywordRow(
      ["const": ["a": 1, "b": [nil]]], accepts: [["b": [nil], "a": 1]], refuses: [[:], 1]),
    KeywordRow(["const": 1], accepts: [1, 1.0], refuses: [true]),
    KeywordRow(["title": "T", "default": 5, "$comment": "c", "x-y": 1], accepts: [1], refuses: []),
  ]

  static let numberRows = [
    KeywordRow(["minimum": 1.1], accepts: [1.1, 2, "0"], refuses: [1, 0.6]),
    KeywordRow(["maximum": 3], accepts: [3, 3.0, -1], refuses: [3.5, 4]),
    KeywordRow(["exclusiveMinimum": 1], accepts: [1.1], refuses: [1, 0]),
    KeywordRow(["exclusiveMaximum": 3], accepts: [2.9], refuses: [3, 4]),
    // 2^63 - 1 has no double: its nearest is 2^63.
    KeywordRow(
      ["maximum": .integer(.max)], accepts: [.integer(.max)], refuses: [.double(0x1p63)]),
    KeywordRow(
      ["exclusiveMinimum": .integer(.min)], accepts: [.integer(.min + 1)],
      refuses: [.integer(.min), .double(-0x1p64)]),
    KeywordRow(["multipleOf": 2], accepts: [10, 0, -4], refuses: [7, 2.5]),
    KeywordRow(["multipleOf": 0.01], accepts: [19.99, 1, 0.29, 1.1], refuses: [0.001, 19.999]),
    KeywordRow(["multipleOf": 0.0001], accepts: [0.0075], refuses: [0.00751]),
    KeywordRow(["multipleOf": 1.5], accepts: [4.5, 9], refuses: [35]),
    KeywordRow(["multipleOf": 0.5], accepts: [1e308], refuses: [0.25]),
    KeywordRow(["multipleOf": 0.123456789], accepts: [0], refuses: [1e308]),
    KeywordRow(
      ["multipleOf": 10], accepts: [.integer(.max - 7)], refuses: [.integer(.max), .integer(.min)]),
  ]

  static let stringRows = [
    KeywordRow(["minLength": 2], accepts: ["ab", "💩💩", 1], refuses: ["a", "💩", ""]),
    // Two code points, one character on the screen.
    KeywordRow(["maxLength": 1], accepts: ["a", "é", "💩"], refuses: ["e\u{301}", "👩🏽"]),
    KeywordRow(["maxLength": 2.0], accepts: ["ab"], refuses: ["abc"]),
    KeywordRow(["pattern": "a+"], accepts: ["xxaayy", 1], refuses: ["xx"]),
    KeywordRow(["pattern": "^abc$"], accepts: ["abc"], refuses: ["abc\n", "abcd", "\nabc"]),
    KeywordRow(["format": "ipv4"], accepts: ["no address"], refuses: []),
    KeywordRow(["contentEncoding": "base64"], accepts: ["%"], refuses: []),
  ]

  static let arrayRows = [
    KeywordRow(["minItems": 1], accepts: [[1], "x"], refuses: [[]]),
    KeywordRow(["maxItems": 1], accepts: [[], [1]], refuses: [[1, 2]]),
    KeywordRow(
      ["uniqueItems": true], accepts: [[1, true, "1"], ["é", "e\u{301}"], [[1, 2], [2, 1]]],
      refuses: [[1, 1.0], [["a": 1, "b": 2], ["b": 2, "a": 1]], [[nil], [nil]]]),
    KeywordRow(["uniqueItems": false], accepts: [[1, 1]], refuses: []),
    KeywordRow(["items": ["type": "integer"]], accepts: [[], [1, 2]], refuses: [[1, "2"]]),
    KeywordRow(
      ["prefixItems": [["type": "integer"], ["type": "string"]], "items": false],
      accepts: [[], [1], [1, "a"]], refuses: [["a"], [1, 2], [1, "a", nil]]),
    KeywordRow(["contains": ["minimum": 5]], accepts: [[3, 6], "x"], refuses: [[], [3]]),
    KeywordRow(
      ["contains": ["const": 1], "minContains": 2, "maxContains": 3],
      accepts: [[1, 1], [1, 2, 1, 1]], refuses: [[1], [1, 1, 1, 1]]),
    KeywordRow(["contains": false, "minContains": 0], accepts: [[], [1]], refuses: []),
    KeywordRow(
      ["prefixItems": [true], "contains": ["type": "string"], "unevaluatedItems": false],
      accepts: [[1, "a"], [1, "a", "b"]], refuses: [[1, "a", 2]]),
    KeywordRow(
      [
        "anyOf": [["prefixItems": [["const": 1]]], ["prefixItems": [true, ["const": 2]]]],
        "unevaluatedItems": ["type": "null"],
      ],
      accepts: [[1], [1, 2], [3, 2, nil], [1, nil]], refuses: [[1, 3], [1, 2, 3]]),
  ]

  static let objectRows = [
    KeywordRow(["minProperties": 1], accepts: [["a": nil], []], refuses: [[:]]),
    KeywordRow(["maxProperties": 1], accepts: [[:], ["a": 1]], refuses: [["a": 1, "b": 2]]),
    KeywordRow(
      ["required": ["a", "b"]], accepts: [["a": nil, "b": 1]], refuses: [[:], ["a": 1]]),
    KeywordRow(
      ["dependentRequired": ["card": ["address"]]],
      accepts: [[:], ["address": 1], ["card": 1, "address": 2]], refuses: [["card": 1]]),
    KeywordRow(
      ["dependentSchemas": ["card": ["required": ["address"]]]],
      accepts: [[:], ["card": 1, "address": 2]], refuses: [["card": 1]]),
    KeywordRow(
      ["properties": ["a": ["type": "integer"], "b": false]], accepts: [["a": 1, "c": 2], [:]],
      refuses: [["a": "x"], ["b": 1]]),
    KeywordRow(
      [
        "properties": ["a": true], "patternProperties": ["^x": ["type": "string"]],
        "additionalProperties": ["type": "integer"],
      ],
      accepts: [["a": nil, "x1": "s", "z": 1]], refuses: [["x1": 1], ["z": "s"]]),
    KeywordRow(
      ["propertyNames": ["maxLength": 3]], accepts: [["abc": 1]], refuses: [["abcd": 1]]),
    KeywordRow(
      ["properties": ["a": true], "unevaluatedProperties": false], accepts: [["a": 1]],
      refuses: [["a": 1, "b": 2]]),
    KeywordRow(
      [
        "allOf": [["properties": ["a": true]]], "if": ["required": ["b"]],
        "then": ["properties": ["b": true]], "unevaluatedProperties": false,
      ],
      accepts: [["a": 1], ["a": 1, "b": 2]], refuses: [["c": 1], ["a": 1, "b": 2, "c": 3]]),
    // What stands beside is not part of what a branch sees.
    KeywordRow(
      ["properties": ["a": true], "allOf": [["unevaluatedProperties": false]]], accepts: [[:]],
      refuses: [["a": 1]]),
    KeywordRow(
      ["not": ["not": ["properties": ["a": true]]], "unevaluatedProperties": false],
      accepts: [[:]], refuses: [["a": 1]]),
    KeywordRow(
      ["dependencies": ["a": ["b"], "c": ["required": ["d"]]]], accepts: [["a": 1, "b": 1]],
      refuses: [["a": 1], ["c": 1]]),
  ]

  static let inPlaceRows = [
    KeywordRow(["allOf": [["minimum": 1], ["maximum": 3]]], accepts: [2], refuses: [0, 4]),
    KeywordRow(["anyOf": [["minimum": 5], ["maximum": 3]]], accepts: [2, 6], refuses: [4]),
    KeywordRow(["oneOf": [["minimum": 3], ["maximum": 5]]], accepts: [2, 6], refuses: [3, 4]),
    KeywordRow(["not": ["type": "string"]], accepts: [1], refuses: ["a"]),
    KeywordRow(
      ["if": ["type": "string"], "then": ["minLength": 2], "else": ["minimum": 2]],
      accepts: ["ab", 2, nil], refuses: ["a", 1]),
    KeywordRow(["if": ["const": 1]], accepts: [1, 2], refuses: []),
    KeywordRow(["then": false, "else": false], accepts: [1], refuses: []),
  ]
}
