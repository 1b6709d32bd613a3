import JSON
import JSONRPC
import Tools

/// A dialect: how a request becomes an operation, and how its outcome becomes an answer.
protocol Face: Sendable {
  /// The MCP revision that its answers follow; nil for plain JSON-RPC.
  var revision: MCPRevision? { get }

  func operation(for call: Call) throws(RPCError) -> Operation

  /// - Parameter tools: those that are switched on.
  func result(_ answer: StandingAnswer, _ tools: @autoclosure () -> [ToolDefinition]) -> JSONValue

  func answer(to outcome: CallOutcome) -> Result<JSONValue, RPCError>
}
