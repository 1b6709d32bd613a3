import JSON
import JSONRPC

/// A dialect: how a request becomes an operation, and how its outcome becomes an answer.
protocol Face: Sendable {
  /// The MCP revision that its answers follow; nil for plain JSON-RPC.
  var revision: MCPRevision? { get }

  func operation(for call: Call) throws(RPCError) -> Operation

  func answer(to outcome: Outcome) -> Result<JSONValue, RPCError>
}
