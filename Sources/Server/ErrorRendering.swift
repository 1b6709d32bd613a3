import APICore
import JSON
import JSONRPC
import Tools

/// A tool's failure in the words of each dialect: the same data in both.
enum ErrorRendering {
  /// For MCP a failure is a result that the model reads (SEP-1303): hosts hide protocol errors from
  /// it.
  static func result(of error: ToolError, in revision: MCPRevision) -> JSONValue {
    var result: JSONValue = [
      "content": .array(
        TextBlock.blocks(data: SecretRedaction.clean(text(of: error)), sentence: nil)),
      "isError": true,
    ]
    if revision.hasStructuredResults {
      result["structuredContent"] = SecretRedaction.clean(error.json)
    }
    return result
  }

  /// For a script it is a JSON-RPC error.
  static func error(of error: ToolError) -> RPCError {
    RPCError(code: error.code.number, message: error.message, data: error.details)
  }

  /// Starts with the stable code; then the details, a line each, but for violations whose words
  /// the message has already. A plan is to be shown to the user, so it is there for hosts, too,
  /// that read nothing but text.
  private static func text(of error: ToolError) -> String {
    var lines = ["\(error.code.rawValue): \(error.message)"]
    for violation in error.violations {
      let words = violation["message"]?.string ?? violation.canonicalString
      if error.message.contains(words) { continue }
      lines.append("- \(violation["pointer"]?.string ?? ""): \(words)")
    }
    if let retry = error.retry { lines.append("retry: \(retry.json.canonicalString)") }
    if let plan = error.plan { lines.append("plan: \(plan.canonicalString)") }
    if let operation = error.operation { lines.append("operation: \(operation.canonicalString)") }
    return lines.joined(separator: "\n")
  }
}
