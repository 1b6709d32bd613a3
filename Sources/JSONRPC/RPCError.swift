import JSON

/// A JSON-RPC error object.
public struct RPCError: Error, Sendable, Hashable {
  public let code: Int64
  /// What happened and what to do next; no full stop at the end.
  public let message: String
  public let data: JSONValue?

  public init(code: Int64, message: String, data: JSONValue? = nil) {
    self.code = code
    self.message = message
    self.data = data
  }

  public var json: JSONValue {
    var members: JSONObject = ["code": .integer(code), "message": .string(message)]
    members["data"] = data
    return .object(members)
  }
}

/// The codes of JSON-RPC 2.0 (https://www.jsonrpc.org/specification#error_object), in one place.
extension RPCError {
  /// The line is not JSON.
  public static func parseError(_ reason: String) -> RPCError {
    RPCError(code: -32700, message: "Parse error: \(reason)")
  }

  /// JSON, but no JSON-RPC message that is served.
  public static func invalidRequest(_ reason: String) -> RPCError {
    RPCError(code: -32600, message: "Invalid request: \(reason)")
  }

  public static func methodNotFound(_ reason: String) -> RPCError {
    RPCError(code: -32601, message: reason)
  }

  public static func invalidParams(_ reason: String, data: JSONValue? = nil) -> RPCError {
    RPCError(code: -32602, message: reason, data: data)
  }
}
