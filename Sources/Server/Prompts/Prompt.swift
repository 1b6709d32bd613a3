import APICore
import JSON
import JSONRPC

/// A piece of work that a person asks for by its name: hosts offer it as a command.
///
/// https://modelcontextprotocol.io/specification/2025-11-25/server/prompts
struct Prompt: Sendable {
  struct Argument: Sendable {
    let name: String
    let description: String
    var isRequired = false
  }

  let name: String
  let title: String
  let description: String
  let arguments: [Argument]
  /// Without one of these it is not offered.
  let tools: [String]
  /// What the model is asked to do, from the arguments by name, as they are to be shown to it, and
  /// the tools that are switched on.
  let text: @Sendable (_ arguments: [String: String], _ tools: Set<String>) -> String

  /// As `prompts/list` shows it.
  func listed(in revision: MCPRevision) -> JSONValue {
    var listed: JSONValue = [
      "name": .string(name), "description": .string(description),
      "arguments": .array(
        arguments.map {
          [
            "name": .string($0.name), "description": .string($0.description),
            "required": .bool($0.isRequired),
          ]
        }),
    ]
    if revision.hasStructuredResults { listed["title"] = .string(title) }
    return listed
  }

  /// As `prompts/get` gives it.
  ///
  /// - Throws: -32602 where the arguments are not those that it has.
  func message(_ given: JSONObject, _ tools: Set<String>) throws(RPCError) -> JSONValue {
    var values: [String: String] = [:]
    for (name, value) in given.sorted(by: { $0.key < $1.key }) {
      guard arguments.contains(where: { $0.name == name }) else {
        let nearest = NearestName.suggestions(for: name, among: arguments.map(\.name))
        throw .invalidParams(
          UnknownName.text("`\(self.name)` has no argument", name, nearest: nearest))
      }
      guard let text = value.string else {
        guard value.isNull else {
          throw .invalidParams("`\(name)` must be a string and is of type \(value.typeName)")
        }
        continue
      }
      let trimmed = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      guard trimmed.unicodeScalars.count <= Self.longest else {
        throw .invalidParams("`\(name)` has more than \(Self.longest) characters")
      }
      if !trimmed.isEmpty { values[name] = trimmed }
    }
    for argument in arguments where argument.isRequired && values[argument.name] == nil {
      throw .invalidParams("`\(argument.name)` is missing: \(argument.description)")
    }
    return [
      "description": .string(description),
      "messages": [
        [
          "role": "user", "content": ["type": "text", "text": .string(text(values, tools))],
        ]
      ],
    ]
  }

  /// Of an argument: a name or a date, and not a text.
  private static let longest = 200
}

/// Those that there are where these tools are switched on.
struct Prompts: Sendable {
  private let offered: [Prompt]
  private let tools: Set<String>

  init(toolNames: [String]) {
    let tools = Set(toolNames)
    self.tools = tools
    offered = Prompt.all.filter { $0.tools.allSatisfy(tools.contains) }
  }

  var isEmpty: Bool { offered.isEmpty }

  func list(in revision: MCPRevision) -> JSONValue {
    ["prompts": .array(offered.map { $0.listed(in: revision) })]
  }

  /// - Parameter params: of `prompts/get`.
  /// - Throws: -32602 where there is no such prompt here, or not with these arguments.
  func message(_ params: JSONObject) throws(RPCError) -> JSONValue {
    guard case .string(let name)? = params["name"] else {
      throw .invalidParams("`params.name` must be the name of a prompt, as a string")
    }
    guard let prompt = offered.first(where: { $0.name == name }) else {
      if let hidden = Prompt.all.first(where: { $0.name == name }) {
        let missing = hidden.tools.filter { !tools.contains($0) }.map { "`\($0)`" }
        throw .invalidParams(
          "`\(name)` needs \(missing.joined(separator: ", ")), which is switched off here")
      }
      let nearest = NearestName.suggestions(for: name, among: offered.map(\.name))
      throw .invalidParams(UnknownName.text("Unknown prompt", name, nearest: nearest))
    }
    switch params["arguments"] {
    case nil, .null?: return try prompt.message([:], tools)
    case .object(let members)?: return try prompt.message(members, tools)
    case .some(let other):
      throw .invalidParams("`params.arguments` must be an object and is of type \(other.typeName)")
    }
  }
}
