import JSON
import JSONSchema
import Testing

@Suite struct ReferenceTests {
  @Test func followsPointersAnchorsAndIdentifiers() throws {
    let schema = try Schema([
      "$id": "https://example.com/root.json",
      "$defs": [
        "a/b": ["type": "integer"],
        "named": ["$anchor": "name", "type": "string"],
        "other": ["$id": "folder/other.json", "$defs": ["x": ["type": "boolean"]]],
      ],
      "properties": [
        "pointer": ["$ref": "#/$defs/a~1b"],
        "percent": ["$ref": "#/%24defs/a~1b"],
        "anchor": ["$ref": "#name"],
        "absolute": ["$ref": "https://example.com/folder/other.json#/$defs/x"],
        "relative": ["$ref": "./folder/../folder/other.json#/$defs/x"],
        "self": ["$ref": "#"],
      ],
    ])
    #expect(
      schema.isValid([
        "pointer": 1, "percent": 1, "anchor": "s", "absolute": true, "relative": false,
        "self": ["self": ["pointer": 2]],
      ]))
    let wrong: JSONValue = [
      "pointer": "", "percent": "", "anchor": 1, "absolute": 1, "relative": 1,
      "self": ["self": ["pointer": ""]],
    ]
    #expect(
      schema.violations(of: wrong).map(\.instancePointer) == [
        "/absolute", "/anchor", "/percent", "/pointer", "/relative", "/self/self/pointer",
      ])
    #expect(schema.violations(of: wrong).last?.schemaPointer == "/$defs/a~1b/type")
  }

  @Test func findsRegisteredDocuments() throws {
    var registry = SchemaRegistry()
    try registry.register(
      ["$id": "https://example.com/own-name", "$defs": ["n": ["type": "integer"]]],
      at: "https://example.com/retrieved")
    for uri in ["https://example.com/own-name", "https://example.com/retrieved"] {
      let schema = try Schema(["$ref": .string(uri + "#/$defs/n")], registry: registry)
      #expect(schema.isValid(1))
      #expect(
        schema.violations(of: "x").map(\.schemaPointer) == [
          "https://example.com/own-name#/$defs/n/type"
        ])
    }
  }

  @Test func knowsItsOwnMetaSchema() throws {
    let schema = try Schema(["$ref": "https://json-schema.org/draft/2020-12/schema"])
    #expect(schema.isValid(["type": "object", "properties": ["a": ["minLength": 1]]]))
    #expect(
      schema.violations(of: ["properties": ["a": ["minLength": -1]]]).map(\.instancePointer)
        == ["/properties/a/minLength"])
    #expect(!schema.isValid(["$defs": ["a": ["type": "text"]]]))
    let parts = [
      "core", "applicator", "unevaluated", "validation", "meta-data", "format-annotation",
      "format-assertion", "content",
    ]
    for part in parts {
      let vocabulary = try Schema(
        ["$ref": .string("https://json-schema.org/draft/2020-12/meta/" + part)])
      #expect(vocabulary.isValid([:]))
      #expect(!vocabulary.isValid(1))
    }
  }

  @Test func dynamicReferenceTakesTheOutermostAnchor() throws {
    let tree: JSONValue = [
      "$id": "https://example.com/tree", "$dynamicAnchor": "node", "type": "object",
      "properties": ["data": true, "children": ["items": ["$dynamicRef": "#node"]]],
    ]
    var registry = SchemaRegistry()
    try registry.register(tree, at: "https://example.com/tree")
    let strict = try Schema(
      [
        "$id": "https://example.com/strict-tree", "$dynamicAnchor": "node", "$ref": "tree",
        "unevaluatedProperties": false,
      ], registry: registry)
    let misspelled: JSONValue = ["children": [["daat": 1]]]
    #expect(try Schema(tree).isValid(misspelled))
    #expect(strict.violations(of: misspelled).map(\.instancePointer) == ["/children/0/daat"])
    #expect(strict.isValid(["children": [["data": 1]]]))
  }

  @Test func ignoresIdentifiersInData() throws {
    let schema = try Schema([
      "$defs": ["data": ["const": ["$id": "https://example.com/x", "$anchor": "no anchor!"]]],
      "$ref": "#/$defs/data",
    ])
    #expect(schema.isValid(["$id": "https://example.com/x", "$anchor": "no anchor!"]))
  }

  @Test func customDialectLeavesValidationOut() throws {
    var registry = SchemaRegistry()
    try registry.register(
      [
        "$vocabulary": [
          "https://json-schema.org/draft/2020-12/vocab/core": true,
          "https://json-schema.org/draft/2020-12/vocab/applicator": true,
          "https://example.com/vocab/unknown": false,
        ]
      ], at: "https://example.com/meta")
    let schema = try Schema(
      [
        "$schema": "https://example.com/meta",
        "properties": ["never": false, "number": ["minimum": 10]],
      ], registry: registry)
    #expect(schema.isValid(["number": 1]))
    #expect(!schema.isValid(["never": 1]))
  }
}

/// A schema that cannot be compiled: where the fault is, and a word of what is said of it.
struct FaultRow: Sendable, CustomTestStringConvertible {
  let schema: JSONValue
  let pointer: String
  let says: String

  init(_ schema: JSONValue, _ pointer: String, says: String) {
    self.schema = schema
    self.pointer = pointer
    self.says = says
  }

  var testDescription: String { schema.canonicalString }
}

@Suite struct SchemaErrorTests {
  @Test(arguments: faults)
  func refusesWithItsPlace(_ row: FaultRow) throws {
    let error = try #require(throws: SchemaError.self) { try Schema(row.schema) }
    #expect(error.pointer == row.pointer)
    #expect(error.message.contains(row.says), "\(error.message)")
    #expect(!error.message.hasSuffix("."))
  }

  static let faults = [
    FaultRow(1, "", says: "an object or a boolean"),
    FaultRow(["$schema": "http://json-schema.org/draft-07/schema#"], "/$schema", says: "dialect"),
    FaultRow(["$schema": 7], "/$schema", says: "string"),
    FaultRow(["$ref": "#/$defs/none"], "/$ref", says: "does not exist"),
    FaultRow(["$ref": "#none"], "/$ref", says: "anchor"),
    FaultRow(["$ref": "https://example.com/none"], "/$ref", says: "register"),
    FaultRow(["$ref": "#/a~2"], "/$ref", says: "malformed"),
    FaultRow(["$ref": "#%zz"], "/$ref", says: "percent"),
    FaultRow(["$ref": 1], "/$ref", says: "`$ref` must be a string"),
    FaultRow(["$dynamicRef": "#none"], "/$dynamicRef", says: "anchor"),
    FaultRow(["$ref": "#"], "", says: "refers to itself"),
    FaultRow(
      ["$defs": ["a": ["allOf": [["$ref": "#/$defs/b"]]], "b": ["$ref": "#/$defs/a"]]],
      "/$defs/b", says: "refers to itself"),
    FaultRow(["$id": 1], "/$id", says: "URI"),
    FaultRow(["$id": "a#b"], "/$id", says: "fragment"),
    FaultRow(
      ["$defs": ["a": ["$id": "x"], "b": ["items": ["$id": "x"]]]], "/$defs/b/items/$id",
      says: "twice"),
    FaultRow(["$anchor": "1"], "/$anchor", says: "must be a name"),
    FaultRow(["allOf": [["$anchor": "a"], ["$anchor": "a"]]], "/allOf/1/$anchor", says: "twice"),
    FaultRow(["type": "text"], "/type", says: "`string`"),
    FaultRow(["type": []], "/type", says: "at least one"),
    FaultRow(["enum": 1], "/enum", says: "array"),
    FaultRow(["minLength": -1], "/minLength", says: "at least 0"),
    FaultRow(["maxItems": "1"], "/maxItems", says: "whole number"),
    FaultRow(["minimum": "1"], "/minimum", says: "number"),
    FaultRow(["multipleOf": 0], "/multipleOf", says: "above 0"),
    FaultRow(["uniqueItems": 1], "/uniqueItems", says: "boolean"),
    FaultRow(["required": "a"], "/required", says: "names"),
    FaultRow(["required": [1]], "/required", says: "names"),
    FaultRow(["dependentRequired": ["a": "b"]], "/dependentRequired", says: "names"),
    FaultRow(["dependentRequired": 1], "/dependentRequired", says: "object"),
    FaultRow(["properties": []], "/properties", says: "object"),
    FaultRow(["properties": ["a": 1]], "/properties/a", says: "an object or a boolean"),
    FaultRow(["allOf": []], "/allOf", says: "at least one"),
    FaultRow(["items": [["a"]]], "/items", says: "an object or a boolean"),
    FaultRow(["pattern": "("], "/pattern", says: "closed"),
    FaultRow(["pattern": 1], "/pattern", says: "string"),
    FaultRow(["patternProperties": ["[": true]], "/patternProperties", says: "closed"),
  ]

  @Test func refusesAnUnknownRequiredVocabulary() throws {
    var registry = SchemaRegistry()
    try registry.register(
      ["$vocabulary": ["https://example.com/vocab": true]], at: "https://example.com/meta")
    let error = try #require(throws: SchemaError.self) {
      try Schema(["$schema": "https://example.com/meta"], registry: registry)
    }
    #expect(error.pointer == "/$schema")
    #expect(error.message.contains("https://example.com/vocab"))
  }

  @Test func namesTheOtherDocumentWhereTheFaultIsThere() throws {
    var registry = SchemaRegistry()
    try registry.register(["type": "text"], at: "https://example.com/other")
    let error = try #require(throws: SchemaError.self) {
      try Schema(["$ref": "https://example.com/other"], registry: registry)
    }
    #expect(error.pointer == "https://example.com/other#/type")
  }
}
