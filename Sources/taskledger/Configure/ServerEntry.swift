import JSON

/// How a host is to start taskledger.
struct ServerEntry {
  static let name = "taskledger"

  let command: String
  let arguments: [String]
  /// Never the token: at most the path of the file that holds it.
  let environment: [String: String]

  func members(namingTransport: Bool) -> [String: JSONValue] {
    var members: [String: JSONValue] = [
      "command": .string(command), "args": .array(arguments.map(JSONValue.string)),
    ]
    if namingTransport { members["type"] = "stdio" }
    if !environment.isEmpty { members["env"] = .object(environment.mapValues(JSONValue.string)) }
    return members
  }

  /// A TOML basic string is written as a JSON string is: https://toml.io/en/v1.0.0#string
  var toml: String {
    func quoted(_ text: String) -> String { JSONValue.string(text).canonicalString }
    var lines = [
      Self.tomlHeader, "command = \(quoted(command))",
      "args = [\(arguments.map(quoted).joined(separator: ", "))]",
    ]
    if !environment.isEmpty {
      lines += ["", "[mcp_servers.\(Self.name).env]"]
      lines += environment.sorted { $0.key < $1.key }.map { "\($0.key) = \(quoted($0.value))" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  static let tomlHeader = "[mcp_servers.\(name)]"
}
