import JSON
import JSONSchema
import Testing

/// Hostile schemas and values end in a clear violation.
@Suite struct LimitTests {
  /// Each applies itself to the same value again, in a way that is not always taken.
  @Test(
    arguments: [
      ["anyOf": [["$ref": "#"], ["$ref": "#"]]],
      ["not": ["$ref": "#"]],
      ["if": ["$ref": "#"]],
      ["oneOf": [["type": "string"], ["$ref": "#"]]],
      ["$dynamicAnchor": "a", "$dynamicRef": "#a"],
    ] as [JSONValue])
  func endsSelfReference(_ document: JSONValue) throws {
    let schema = try Schema(document)
    #expect(schema.violations(of: 1).map(\.keyword) == ["limit"])
    #expect(!schema.isValid(1))
  }

  @Test func boundsDepth() throws {
    let schema = try Schema(
      ["items": ["$ref": "#"]], options: Schema.Options(maximumDepth: 20))
    // Each level takes two schemas: that of `items` and the one that its `$ref` leads to.
    #expect(schema.isValid(Self.nested(9)))
    let found = schema.violations(of: Self.nested(11))
    #expect(found.map(\.keyword) == ["limit"])
    #expect(found.first?.message.contains("20 levels") == true)
  }

  @Test func takesWhatTheReaderReads() throws {
    let schema = try Schema([
      "$defs": ["tree": ["anyOf": [["type": "integer"], ["items": ["$ref": "#/$defs/tree"]]]]],
      "$ref": "#/$defs/tree",
    ])
    #expect(schema.isValid(Self.nested(128)))
  }

  @Test func boundsSteps() throws {
    let schema = try Schema(["items": true], options: Schema.Options(maximumSteps: 100))
    #expect(schema.isValid(.array(Array(repeating: 1, count: 99))))
    #expect(
      schema.violations(of: .array(Array(repeating: 1, count: 100))).map(\.keyword) == ["limit"])
  }

  @Test func boundsViolations() throws {
    let schema = try Schema(
      ["items": ["type": "string"]], options: Schema.Options(maximumViolations: 3))
    let found = schema.violations(of: .array(Array(repeating: 1, count: 1_000)))
    #expect(found.map(\.instancePointer) == ["/0", "/1", "/2"])
  }

  @Test func takesBoundsThatNothingReaches() throws {
    let schema = try Schema(["minLength": .integer(.max), "maxItems": .integer(.max)])
    #expect(!schema.isValid("a"))
    #expect(schema.isValid([1]))
  }

  @Test func compilesDeepDocumentsWithoutRecursion() throws {
    var document: JSONValue = ["type": "integer"]
    for _ in 0..<2_000 { document = ["items": document] }
    let schema = try Schema(document)
    #expect(schema.isValid([[[1]]]))
  }

  private static func nested(_ levels: Int) -> JSONValue {
    (0..<levels).reduce(1) { value, _ in [value] }
  }
}
