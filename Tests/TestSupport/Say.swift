import JSON

/// The lines that clients send.
public enum Say {
  public static func request(_ method: String, id: JSONValue = 1, _ params: JSONValue? = nil)
    -> String
  {
    var message: JSONValue = ["jsonrpc": "2.0", "id": id, "method": .string(method)]
    message["params"] = params
    return message.canonicalString
  }

  public static func notification(_ method: String, _ params: JSONValue? = nil) -> String {
    var message: JSONValue = ["jsonrpc": "2.0", "method": .string(method)]
    message["params"] = params
    return message.canonicalString
  }

  public static let meta: JSONValue = [
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": [:],
  ]

  /// A request of the stateless era.
  public static func modern(
    _ method: String, id: JSONValue = 1, _ params: JSONValue = [:], meta: JSONValue = Say.meta
  ) -> String {
    var params = params
    params["_meta"] = meta
    return request(method, id: id, params)
  }

  public static func initialize(_ revision: JSONValue = "2025-11-25", id: JSONValue = 0) -> String {
    request(
      "initialize", id: id,
      [
        "protocolVersion": revision, "capabilities": [:],
        "clientInfo": ["name": "test", "version": "1"],
      ])
  }

  public static func call(_ tool: String, id: JSONValue = 1, _ arguments: JSONValue = [:]) -> String
  {
    request("tools/call", id: id, ["name": .string(tool), "arguments": arguments])
  }

  public static func cancel(_ id: JSONValue) -> String {
    notification("notifications/cancelled", ["requestId": id])
  }
}
