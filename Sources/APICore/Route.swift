public enum HTTPMethod: String, Sendable, Hashable {
  case get = "GET"
  case post = "POST"
  case put = "PUT"
  case delete = "DELETE"
}

/// One endpoint of the ClickUp API v2: a method and a path template with `{names}`.
///
/// Templates are those of the published OpenAPI document without the leading `/v2`.
public struct Route: Sendable, Hashable, CustomStringConvertible {
  public let method: HTTPMethod
  public let path: String

  public init(_ method: HTTPMethod, _ path: String) {
    self.method = method
    self.path = path
  }

  public var description: String { "\(method.rawValue) \(path)" }
}
