/// One request as it was read from a connection.
public struct ReceivedRequest: Sendable {
  /// As sent, e.g. "POST".
  public let method: String
  /// As sent, still encoded: "/api/v2/task/86a?subtasks=true".
  public let target: String
  /// As sent, in their order.
  public let headers: [(name: String, value: String)]
  /// What the body carried; empty where there was none.
  public let body: [UInt8]
  /// Which connection brought it, counted from 1.
  public let connection: Int
  /// Which request of its connection it is, counted from 1: more than 1 means a reused connection.
  public let ordinal: Int

  /// The first header of that name, whatever its case.
  public func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }
}

/// A whole answer.
public struct Reply: Sendable, Hashable {
  public var status: Int
  public var headers: [String: String]
  public var body: [UInt8]

  public init(_ status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  public init(_ status: Int, headers: [String: String] = [:], text: String) {
    self.init(status, headers: headers, body: Array(text.utf8))
  }

  /// As it goes over the wire. 204 and 304 carry no body and no length (RFC 9110, section 8.6).
  var bytes: [UInt8] {
    var lines = ["HTTP/1.1 \(status) \(Self.reasons[status] ?? "Status")"]
    lines += headers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    let isWithoutBody = status == 204 || status == 304
    if !isWithoutBody { lines.append("Content-Length: \(body.count)") }
    let head = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    return isWithoutBody ? head : head + body
  }

  private static let reasons = [
    200: "OK", 204: "No Content", 302: "Found", 307: "Temporary Redirect", 400: "Bad Request",
    401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 408: "Request Timeout",
    413: "Content Too Large", 429: "Too Many Requests", 500: "Internal Server Error",
    502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
  ]
}

/// What a server does about a request.
public indirect enum Reaction: Sendable, Hashable {
  /// Answers, and keeps the connection.
  case answer(Reply)
  /// Answers, and then closes the connection without having said so: the trap for whoever sends
  /// the next request on it.
  case answerThenClose(Reply)
  /// Sends these bytes as they are, and closes.
  case bytes([UInt8])
  /// Sends the head and only so many bytes of the body that it promises, and closes.
  case truncated(Reply, bodyBytes: Int)
  /// Sends the first bytes and then the others again and again, so often, until the client leaves;
  /// without a pause where `milliseconds` is 0.
  case endless(first: [UInt8], then: [UInt8], milliseconds: Int32)
  /// Closes without a byte of an answer.
  case close
  /// The same with a reset (RST) instead of an orderly end.
  case reset
  /// Does nothing until the client has left.
  case silence
  /// Does nothing until the server is told to release what hangs (or is stopped).
  case hang(then: Reaction)
}
