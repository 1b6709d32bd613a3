import APICore
import JSON
import Tools

/// The tools as an OpenRPC document (https://spec.open-rpc.org), made from the same schemas that
/// MCP clients are given.
enum OpenRPC {
  static func document(of tools: [ToolDefinition], by identity: ServerIdentity) -> JSONValue {
    [
      "openrpc": "1.3.2",
      "info": [
        "title": .string(identity.title), "version": .string(identity.version),
        "description": .string(Instructions.text),
      ],
      "methods": .array(tools.map(method)),
      "components": ["errors": .object(errors)],
    ]
  }

  private static func method(_ tool: ToolDefinition) -> JSONValue {
    [
      "name": .string(tool.name), "summary": .string(tool.title),
      "description": .string(tool.description), "paramStructure": "by-name",
      "params": .array(parameters(of: tool)),
      "result": ["name": "result", "schema": tool.outputSchema],
      "errors": .array(
        ErrorCode.allCases.map { ["$ref": .string("#/components/errors/\($0.rawValue)")] }),
      "examples": .array(tool.examples.enumerated().map(example)),
    ]
  }

  /// Required ones first, as OpenRPC wants them; then by name, since members have no order.
  private static func parameters(of tool: ToolDefinition) -> [JSONValue] {
    let properties = tool.inputSchema["properties"]?.object ?? [:]
    let required = (tool.inputSchema["required"]?.array ?? []).compactMap(\.string)
    let optional = Set(properties.keys).subtracting(required).sorted()
    return (required + optional).compactMap { name in
      guard let schema = properties[name] else { return nil }
      var parameter: JSONValue = [
        "name": .string(name), "schema": schema, "required": .bool(required.contains(name)),
      ]
      parameter["description"] = schema["description"]
      return parameter
    }
  }

  private static func example(_ index: Int, _ arguments: JSONValue) -> JSONValue {
    let members = (arguments.object ?? [:]).sorted { $0.key < $1.key }
    return [
      "name": .string("example \(index + 1)"),
      "params": .array(
        members.map { ["name": .string($0.key), "value": $0.value] }),
    ]
  }

  private static var errors: JSONObject {
    var errors: JSONObject = [:]
    for code in ErrorCode.allCases {
      errors[code.rawValue] = [
        "code": .integer(code.number), "message": .string("\(code.meaning); \(code.step)"),
        "data": ["code": .string(code.rawValue)],
      ]
    }
    return errors
  }
}
