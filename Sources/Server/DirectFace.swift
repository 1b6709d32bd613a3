import JSON
import JSONRPC
import Tools

/// Plain JSON-RPC 2.0 for scripts: the method is the tool's name, the parameters are its arguments.
struct DirectFace: Face {
  let identity: ServerIdentity

  /// OpenRPC's own method: what can be called here
  /// (https://spec.open-rpc.org/#service-discovery-method).
  static let discoverMethod = "rpc.discover"

  var revision: MCPRevision? { nil }

  func operation(for call: Call) throws(RPCError) -> Operation {
    var arguments = try call.members()
    if call.method == Self.discoverMethod { return .standing(.tools) }
    let keys = try ToolParameters.outerKeys(
      params: arguments, meta: ToolParameters.meta(in: arguments))
    arguments["_meta"] = nil
    arguments[ToolParameters.idempotencyKey] = nil
    return .callTool(
      ToolCall(
        name: call.method, arguments: arguments,
        unreadable: call.unreadable.map(ToolCall.Unreadable.init), outerKeys: keys), nil)
  }

  /// Only its tools are asked for here: `server/discover` and `initialize` are MCP's.
  func result(_ answer: StandingAnswer, _ tools: @autoclosure () -> [ToolDefinition]) -> JSONValue {
    OpenRPC.document(of: tools(), by: identity)
  }

  func answer(to outcome: CallOutcome) -> Result<JSONValue, RPCError> {
    switch outcome {
    case .answer(let result): .success(result)
    case .output(let output): .success(output.structured)
    case .failure(let error): .failure(ErrorRendering.error(of: error))
    case .unknownTool(let name, let nearest):
      .failure(.methodNotFound(UnknownName.text("Method not found", name, nearest: nearest)))
    }
  }
}
