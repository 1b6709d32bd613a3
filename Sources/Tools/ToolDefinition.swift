import JSON
import JSONSchema

/// What the published schema file of a tool says: one MCP Tool object.
public struct ToolDefinition: Sendable {
  public let name: String
  public let title: String
  public let description: String
  /// The folder of `tool-schemas` that the file stands in.
  public let toolset: String
  /// The Tool object as `tools/list` gives it: name, title, description, inputSchema, outputSchema,
  /// annotations; without `examples`.
  public let listed: JSONValue
  public let inputSchema: JSONValue
  public let outputSchema: JSONValue
  /// Arguments that must work, each run by a test.
  public let examples: [JSONValue]
  public let isReadOnly: Bool
  public let isAdditive: Bool

  public init(
    name: String, title: String, description: String, toolset: String, listed: JSONValue,
    inputSchema: JSONValue, outputSchema: JSONValue, examples: [JSONValue], isReadOnly: Bool,
    isAdditive: Bool
  ) {
    self.name = name
    self.title = title
    self.description = description
    self.toolset = toolset
    self.listed = listed
    self.inputSchema = inputSchema
    self.outputSchema = outputSchema
    self.examples = examples
    self.isReadOnly = isReadOnly
    self.isAdditive = isAdditive
  }
}
