import JSON
import JSONSchema
import Testing

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
  }
}
