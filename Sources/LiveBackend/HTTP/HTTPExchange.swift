import APICore

/// One HTTP request, ready to be sent.
public struct HTTPRequest: Sendable, Hashable {
  public let method: HTTPMethod
  /// Absolute, encoded.
  public let url: String
  /// Names as they are sent; holds the token, and so appears in no message.
  public var headers: [String: String]
  public var body: [UInt8]?

  public init(
    _ method: HTTPMethod, _ url: String, headers: [String: String] = [:], body: [UInt8]? = nil
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
  }
}

/// What came back, whatever its status.
public struct HTTPAnswer: Sendable, Hashable {
  public let status: Int
  /// Names in lower case.
  public let headers: [String: String]
  public let body: [UInt8]

  public init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

/// Why no answer came back.
public struct HTTPFailure: Error, Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// There is nothing to ask with, such as a token; the message says what to do.
    case notSetUp
    /// No connection was made (name, refusal, TLS): no byte of the request left.
    case notConnected
    /// The deadline passed.
    case timedOut
    /// The connection ended before the answer was whole.
    case broken
    /// The answer is longer than is read.
    case tooLarge
    /// Whoever asked does not want it any more.
    case cancelled
    /// Nothing can be sent on this machine as it is set up; the message says what to do.
    case notEquipped
  }

  public let kind: Kind
  /// For people, without a full stop; holds no token.
  public let message: String

  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }
}

/// Sends HTTP requests: the seam below which libcurl stands.
public protocol HTTPExchange: Sendable {
  /// Why nothing can be sent at all; nil where it can.
  var missing: HTTPFailure? { get }

  /// Sends a request once and waits for the whole answer; follows no redirect and repeats nothing.
  ///
  /// - Parameters:
  ///   - onFreshConnection: for writes: on a connection that no request used before, since a used
  ///     one that the server closes makes libcurl send a request a second time.
  ///   - deadline: milliseconds from now after which it is given up.
  func send(
    _ request: HTTPRequest, onFreshConnection: Bool, within deadline: Milliseconds
  ) throws(HTTPFailure) -> HTTPAnswer
}

extension HTTPExchange {
  public var missing: HTTPFailure? { nil }
}
