import JSON

/// How a host is to start taskledger.
struct ServerEntry {
  static let name = "taskledger"

  let command: String
  let arguments: [String]
  /// Never the token: at most the path of the file that holds it.
  let environment: [String: String]

  func members(namingTransport: Bool) -> JSONObject {
    var members: JSONObject = [
      "command": .string(command), "args": .array(arguments.map(JSONValue.string)),
    ]
    if namingTransport { members["type"] = "stdio" }
    if !environment.isEmpty {
      members["env"] = .object(JSONObject(environment.mapValues(JSONValue.string)))
    }
    return members
  }

  var toml: String {
    var lines = [Self.tomlHeader]
    lines += ["command = \(TOMLTextEdit.text(of: .string(command)))"]
    lines += ["args = \(TOMLTextEdit.text(of: .array(arguments.map(JSONValue.string))))"]
    if !environment.isEmpty {
      lines += ["", "[mcp_servers.\(Self.name).env]"]
      lines += environment.sorted { $0.key < $1.key }.map {
        "\(TOMLTextEdit.key($0.key)) = \(TOMLTextEdit.text(of: .string($0.value)))"
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  static let tomlHeader = "[mcp_servers.\(name)]"
}
