import JSON

/// A request that changes nothing.
///
/// `ReadRequest` and `WriteRequest` are different types, so that a write cannot be sent where only
/// reading is allowed.
public struct ReadRequest: Sendable, Hashable {
  public let route: Route
  /// Values of the `{names}` in the route's path.
  public let path: [String: String]
  /// Repeated names keep their order; array parameters carry their brackets (`statuses[]`).
  public let query: [String: [String]]

  public init(_ route: Route, path: [String: String] = [:], query: [String: [String]] = [:]) {
    self.route = route
    self.path = path
    self.query = query
  }
}

/// A planned change: exactly one API request, not sent yet.
public struct WriteRequest: Sendable, Hashable {
  public enum Body: Sendable, Hashable {
    case none
    case json(JSONValue)
  }

  public let route: Route
  public let path: [String: String]
  public let query: [String: [String]]
  public let body: Body

  public init(
    _ route: Route, path: [String: String] = [:], query: [String: [String]] = [:],
    body: Body = .none
  ) {
    self.route = route
    self.path = path
    self.query = query
    self.body = body
  }

  /// The request as the agent is shown it in a dry run:
  /// `{"method","path","query"?,"body"?}`, the path with its values filled in.
  public var json: JSONValue {
    var filled = route.path
    for (name, value) in path { filled = filled.replacing("{\(name)}", with: value) }
    var members: JSONObject = [
      "method": .string(route.method.rawValue), "path": .string(filled),
    ]
    if !query.isEmpty {
      members["query"] = .object(JSONObject(query.mapValues { .array($0.map(JSONValue.string)) }))
    }
    if case .json(let value) = body { members["body"] = value }
    return .object(members)
  }
}
