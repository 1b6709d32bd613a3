import APICore
import JSON
import JSONRPC
import Tools

/// The Model Context Protocol, in one revision.
struct MCPFace: Face {
  let mcp: MCPRevision
  let identity: ServerIdentity
  /// For "did you mean": a script's misspelt method name ends here too.
  let toolNames: [String]
  let prompts: Prompts

  var revision: MCPRevision? { mcp }

  func operation(for call: Call) throws(RPCError) -> Operation {
    switch call.method {
    case "tools/list": return try listing(call)
    case "tools/call": return try toolCall(call)
    case "prompts/list" where !prompts.isEmpty: return .answer(try promptListing(call))
    case "prompts/get" where !prompts.isEmpty: return .answer(try prompts.message(call.members()))
    default: return try mcp.isStateless ? statelessOperation(call) : legacyOperation(call)
    }
  }

  private func statelessOperation(_ call: Call) throws(RPCError) -> Operation {
    guard call.method == "server/discover" else { throw notFound(call) }
    return .standing(.discovery)
  }

  private func legacyOperation(_ call: Call) throws(RPCError) -> Operation {
    switch call.method {
    case "initialize": return .standing(.handshake)
    case "ping": return .answer([:])
    // Not declared, but asked for by hosts that show an error otherwise
    // (https://github.com/modelcontextprotocol/servers/issues/625).
    case "resources/list": return .answer(["resources": []])
    case "resources/templates/list": return .answer(["resourceTemplates": []])
    case "prompts/list": return .answer(["prompts": []])
    case "server/discover":
      throw .invalidParams(
        "`params._meta` must name the revision in `\(MetaKey.protocolVersion)` and have "
          + "`\(MetaKey.clientCapabilities)`")
    default: throw notFound(call)
    }
  }

  /// A tool's own name is the method in plain JSON-RPC, which this conversation is not.
  private func notFound(_ call: Call) -> RPCError {
    if toolNames.contains(call.method) {
      return .methodNotFound(
        "Method not found: \(call.method) is a tool; call it with the method `tools/call` and "
          + #"`params` {"name": "\#(call.method)", "arguments": {…}}"#)
    }
    let nearest = NearestName.suggestions(for: call.method, among: toolNames)
    return .methodNotFound(UnknownName.text("Method not found", call.method, nearest: nearest))
  }

  func result(_ answer: StandingAnswer, _ tools: @autoclosure () -> [ToolDefinition]) -> JSONValue {
    switch answer {
    case .tools: complete(list(tools()))
    case .discovery: complete(discovery)
    case .handshake: handshake
    }
  }

  func answer(to outcome: CallOutcome) -> Result<JSONValue, RPCError> {
    switch outcome {
    case .answer(let result): .success(complete(result))
    case .output(let output): .success(complete(result(of: output)))
    case .failure(let error):
      .success(
        error.question.map { ElicitationRendering.result(asking: $0, by: identity) }
          ?? complete(ErrorRendering.result(of: error, in: mcp)))
    case .unknownTool(let name, let nearest):
      .failure(.invalidParams(UnknownName.text("Unknown tool", name, nearest: nearest)))
    }
  }

  /// A result as the revision wants it: since 2026-07-28 each one says that it is whole and who
  /// gives it.
  private func complete(_ result: JSONValue) -> JSONValue {
    guard mcp.isStateless else { return result }
    var result = result
    result["resultType"] = "complete"
    if result["_meta"] == nil { result["_meta"] = .object([MetaKey.serverInfo: identity.short]) }
    return result
  }
}

/// The keys of `_meta` (https://modelcontextprotocol.io/specification/2026-07-28/basic).
enum MetaKey {
  static let protocolVersion = "io.modelcontextprotocol/protocolVersion"
  static let clientCapabilities = "io.modelcontextprotocol/clientCapabilities"
  static let serverInfo = "io.modelcontextprotocol/serverInfo"
  static let progressToken = "progressToken"
  /// Our own: the key of a write, for orchestrators that do not touch the arguments.
  static let idempotencyKey = "taskledger/idempotency-key"
}

extension MCPFace {
  private var discovery: JSONValue {
    var result: JSONValue = [
      "supportedVersions": .array(MCPRevision.stateless.map { .string($0.name) }),
      "capabilities": capabilities, "instructions": .string(Instructions.text),
      "_meta": .object([MetaKey.serverInfo: identity.full(for: mcp)]),
    ]
    addCacheHints(to: &result)
    return result
  }

  private var handshake: JSONValue {
    [
      "protocolVersion": .string(mcp.name), "capabilities": capabilities,
      "serverInfo": identity.full(for: mcp), "instructions": .string(Instructions.text),
    ]
  }

  private var capabilities: JSONValue {
    prompts.isEmpty ? ["tools": [:]] : ["tools": [:], "prompts": [:]]
  }

  private func promptListing(_ call: Call) throws(RPCError) -> JSONValue {
    try refuseCursor(call, of: "prompts")
    var result = prompts.list(in: mcp)
    if mcp.isStateless { addCacheHints(to: &result) }
    return result
  }

  private func list(_ tools: [ToolDefinition]) -> JSONValue {
    var result: JSONValue = ["tools": .array(tools.map { mcp.trimmed($0.listed) })]
    if mcp.isStateless { addCacheHints(to: &result) }
    return result
  }

  /// The same data as text and as structure: some hosts show only one of them.
  private func result(of output: ToolOutput) -> JSONValue {
    let texts = TextBlock.blocks(
      data: output.structured.canonicalString, sentence: output.sentence)
    var result: JSONValue = ["content": .array(texts)]
    if mcp.hasStructuredResults { result["structuredContent"] = output.structured }
    return result
  }

  /// Five minutes and private: the tools change only when the program or its options do, which a
  /// host should notice soon, and they depend on how this process was started, so they are nobody
  /// else's.
  private func addCacheHints(to result: inout JSONValue) {
    result["ttlMs"] = 300_000
    result["cacheScope"] = "private"
  }

  private func listing(_ call: Call) throws(RPCError) -> Operation {
    try refuseCursor(call, of: "tools")
    return .standing(.tools)
  }

  private func refuseCursor(_ call: Call, of things: String) throws(RPCError) {
    let params = try call.members()
    guard params["cursor"]?.isNull ?? true else {
      throw .invalidParams(
        "Invalid cursor: all \(things) are on the first page, ask without `cursor`")
    }
  }

  private func toolCall(_ call: Call) throws(RPCError) -> Operation {
    let params = try call.members()
    let meta = try ToolParameters.meta(in: params)
    guard case .string(let name)? = params["name"] else {
      throw .invalidParams("`params.name` must be the name of a tool, as a string")
    }
    let arguments: JSONObject
    switch params["arguments"] {
    case nil, .null?: arguments = [:]
    case .object(let members)?: arguments = members
    case .some(let other):
      throw .invalidParams("`params.arguments` must be an object and is of type \(other.typeName)")
    }
    let toolCall = ToolCall(
      name: name, arguments: arguments, unreadable: call.unreadable.map(ToolCall.Unreadable.init),
      outerKeys: try ToolParameters.outerKeys(params: params, meta: meta),
      dialogue: mcp.isStateless
        ? try ElicitationRendering.dialogue(params: params, meta: meta) : .none)
    let token = meta[MetaKey.progressToken].flatMap(RequestID.init)
    return .callTool(
      toolCall, token.map { ProgressTarget(token: $0, hasMessage: mcp.hasProgressMessage) })
  }
}

/// What stands beside the arguments of a tool call, in either dialect.
enum ToolParameters {
  static let idempotencyKey = "idempotencyKey"

  static func meta(in params: JSONObject) throws(RPCError) -> JSONObject {
    switch params["_meta"] {
    case nil, .null?: return [:]
    case .object(let members)?: return members
    case .some(let other):
      throw .invalidParams("`params._meta` must be an object and is of type \(other.typeName)")
    }
  }

  /// The keys given outside the arguments; null and an empty text are none, as they are inside.
  /// One that is not a string is refused and not passed over: the write would run without the key
  /// that was meant to guard it.
  static func outerKeys(
    params: JSONObject, meta: JSONObject
  ) throws(RPCError) -> [String] {
    var keys: [String] = []
    let places = [
      ("params._meta[\"\(MetaKey.idempotencyKey)\"]", meta[MetaKey.idempotencyKey]),
      ("params.\(idempotencyKey)", params[idempotencyKey]),
    ]
    for (place, value) in places {
      guard let value, !value.isNull, value != "" else { continue }
      guard case .string(let key) = value else {
        throw .invalidParams("`\(place)` must be a string and is of type \(value.typeName)")
      }
      keys.append(key)
    }
    return keys
  }
}
