import JSON
import JSONRPC
import Ledger
import Tools

/// What a tool answered, in the words of each dialect.
enum ErrorRendering {
  /// A CallToolResult: the same data as structure and as text, since some hosts show only one of them.
  static func result(of output: ToolOutput, in revision: MCPRevision) -> JSONValue {
    let texts = TextBlock.blocks(
      data: output.structured.canonicalString, sentence: output.sentence)
    var result: JSONValue = ["content": .array(texts)]
    if revision.hasStructuredResults { result["structuredContent"] = output.structured }
    return result
  }

  /// A tool's failure is a result that the model reads (SEP-1303); hosts hide protocol errors from it.
  static func result(of error: ToolError, in revision: MCPRevision) -> JSONValue {
    var result: JSONValue = [
      "content": .array(TextBlock.blocks(data: text(of: error), sentence: nil)), "isError": true,
    ]
    if revision.hasStructuredResults {
      result["structuredContent"] = error.json
    }
    return result
  }

  /// The JSON-RPC error of the direct dialect.
  static func error(of error: ToolError) -> RPCError {
    RPCError(code: error.code.number, message: error.message, data: error.details)
  }

  /// Starts with the stable code; then all of the details, a line each.
  private static func text(of error: ToolError) -> String {
    var lines = ["\(error.code.rawValue): \(error.message)"]
    for violation in error.violations {
      let pointer = violation["pointer"]?.string ?? ""
      lines.append("- \(pointer): \(violation["message"]?.string ?? violation.canonicalString)")
    }
    if let retry = error.retry { lines.append("retry: \(retry.json.canonicalString)") }
    if let operation = error.operation { lines.append("operation: \(operation.canonicalString)") }
    return lines.joined(separator: "\n")
  }
}
