import JSON
import JSONSchema
import Testing

/// A schema, a value that breaks it, and everything that is said of that.
struct MessageRow: Sendable, CustomTestStringConvertible {
  let schema: JSONValue
  let value: JSONValue
  let messages: [String]

  init(_ schema: JSONValue, _ value: JSONValue, _ messages: String...) {
    self.schema = schema
    self.value = value
    self.messages = messages
  }

  var testDescription: String { schema.canonicalString }
}

@Suite struct SchemaTests {
  private static let tool: JSONValue = [
    "type": "object", "additionalProperties": false, "required": ["name", "list_id"],
    "properties": [
      "name": ["type": "string", "minLength": 1],
      "list_id": ["type": "string"],
      "due_date": ["type": "integer"],
      "priority": ["enum": [1, 2, 3, 4]],
    ],
  ]

  @Test func reportsEveryViolation() throws {
    let schema = try Schema(Self.tool)
    let found = schema.violations(of: ["name": "", "due_date": "soon", "priority": 5, "due": 1])
    #expect(
      found.map(\.message) == [
        "`list_id` is required",
        "`due` is not accepted here",
        "`due_date` must be an integer, but is a string",
        "`name` must have at least 1 character, but has 0",
        "`priority` must be one of 1, 2, 3, 4",
      ])
    #expect(found.map(\.instancePointer) == ["", "/due", "/due_date", "/name", "/priority"])
    #expect(found.map(\.member) == ["list_id", "due", nil, nil, nil])
    #expect(
      found.map(\.schemaPointer) == [
        "/required", "/additionalProperties", "/properties/due_date/type",
        "/properties/name/minLength", "/properties/priority/enum",
      ])
  }

  /// What a language model reads: the name of the value, then what it must be.
  @Test(arguments: messages)
  func readsWell(_ row: MessageRow) throws {
    let schema = try Schema(row.schema, options: Schema.Options(assertsFormat: true))
    #expect(schema.violations(of: row.value).map(\.message) == row.messages)
  }

  static let messages = [
    MessageRow(["type": "object"], [1], "the value must be an object, but is an array"),
    MessageRow(
      ["properties": ["a": ["type": ["string", "integer"]]]], ["a": nil],
      "`a` must be a string or an integer, but is null"),
    MessageRow(
      ["properties": ["ids": ["items": ["properties": ["id": ["type": "string"]]]]]],
      ["ids": [["id": "x"], ["id": true]]], "`ids[1].id` must be a string, but is a boolean"),
    MessageRow(
      ["items": ["required": ["id"]]], [[:]], "`[0].id` is required"),
    MessageRow(["enum": ["a", nil, 1]], 2, "the value must be one of \"a\", null, 1"),
    MessageRow(["enum": ["a"]], 2, "the value must be \"a\""),
    MessageRow(["const": ["a": 1]], 2, "the value must be {\"a\":1}"),
    MessageRow(["maxLength": 2], "abc", "the value must have at most 2 characters, but has 3"),
    MessageRow(["pattern": "^a$"], "b", "the value must match the pattern ^a$"),
    MessageRow(
      ["format": "date"], "tomorrow", "the value must be a date such as 2026-01-31"),
    MessageRow(["minimum": 1.5], 1, "the value must be at least 1.5"),
    MessageRow(["maximum": 4], 5, "the value must be at most 4"),
    MessageRow(["exclusiveMinimum": 0], 0, "the value must be above 0"),
    MessageRow(["exclusiveMaximum": 0], 0, "the value must be below 0"),
    MessageRow(["multipleOf": 0.01], 0.001, "the value must be a multiple of 0.01"),
    MessageRow(["multipleOf": 2500], 1, "the value must be a multiple of 2500"),
    MessageRow(["multipleOf": 1e-20], 1.5e-21, "the value must be a multiple of 1e-20"),
    MessageRow(["minItems": 1], [], "the value must have at least 1 element, but has 0"),
    MessageRow(["maxItems": 1], [1, 2], "the value must have at most 1 element, but has 2"),
    MessageRow(["prefixItems": [true], "items": false], [1, 2], "`[1]` is not accepted here"),
    MessageRow(
      ["uniqueItems": true], [1, 2, 1],
      "the value must not hold the same element twice, but elements 0 and 2 are equal"
        + " (counted from 0)"),
    MessageRow(
      ["contains": ["type": "string"]], [1],
      "the value must hold at least 1 element of the form that `contains` asks for, but holds 0"),
    MessageRow(
      ["contains": ["type": "string"], "maxContains": 1], ["a", "b"],
      "the value must hold at most 1 element of the form that `contains` asks for, but holds 2"),
    MessageRow(["minProperties": 1], [:], "the value must have at least 1 member, but has 0"),
    MessageRow(["maxProperties": 0], ["a": 1], "the value must have at most 0 members, but has 1"),
    MessageRow(
      ["dependentRequired": ["start": ["end"]]], ["start": 1],
      "`end` is required where `start` is given"),
    MessageRow(
      ["propertyNames": ["maxLength": 1]], ["ab": 1],
      "the name `ab` must have at most 1 character, but has 2"),
    MessageRow(["unevaluatedProperties": false], ["ab": 1], "`ab` is not accepted here"),
    MessageRow(["not": ["type": "string"]], "a", "the value has a form that is excluded here"),
    MessageRow(
      ["anyOf": [["type": "string"], ["type": "array"]]], 1,
      "the value must be a string or an array, but is an integer"),
    MessageRow(
      ["anyOf": [["type": "string"], ["type": "array", "minItems": 1]]], [],
      "the value must have at least 1 element, but has 0"),
    MessageRow(
      ["anyOf": [["minimum": 5], ["maximum": 1]]], 3,
      "the value has none of the 2 accepted forms; the nearest asks: the value must be at least 5"),
    MessageRow(
      ["oneOf": [["minimum": 1], ["maximum": 5]]], 3,
      "the value must have exactly one of 2 forms, but has forms 1 and 2"),
    MessageRow(
      ["additionalProperties": false], ["`\n": 1], "`\u{FFFD}\u{FFFD}` is not accepted here"),
    // What is wrong with a member is said once: that it is evaluated nowhere else is not news.
    MessageRow(
      ["properties": ["a": ["type": "string"]], "unevaluatedProperties": false], ["a": 1],
      "`a` must be a string, but is an integer"),
    MessageRow(
      ["type": "object", "additionalProperties": false],
      ["a": 1, "b": 2], "`a` is not accepted here", "`b` is not accepted here"),
  ]
}
