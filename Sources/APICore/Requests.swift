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
  /// What of the answer is looked at.
  public let parts: EntityParts

  public init(
    _ route: Route, path: [String: String] = [:], query: [String: [String]] = [:],
    parts: EntityParts = .all
  ) {
    self.route = route
    self.path = path
    self.query = query
    self.parts = parts
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
  /// What of the answer is looked at; no part of what is sent.
  public let parts: EntityParts
  /// Where the thing stands that the path names, by names that other routes use; not sent. The
  /// service says it of nothing that no route reads alone, as a comment.
  public var place: [String: String]
  /// The IDs of the things that stood, while the request was planned, where it makes one; not sent.
  /// Kept only where the answer does not say which is the new one.
  public let standing: Set<String>

  public init(
    _ route: Route, path: [String: String] = [:], query: [String: [String]] = [:],
    body: Body = .none, parts: EntityParts = .all, place: [String: String] = [:],
    standing: Set<String> = []
  ) {
    self.route = route
    self.path = path
    self.query = query
    self.body = body
    self.parts = parts
    self.place = place
    self.standing = standing
  }

  /// Those of the body that is sent; none where it has none.
  public var members: JSONObject {
    if case .json(.object(let members)) = body { members } else { [:] }
  }

  /// What is sent decides: two that differ only in what is not are one.
  public static func == (one: WriteRequest, other: WriteRequest) -> Bool {
    one.route == other.route && one.path == other.path && one.query == other.query
      && one.body == other.body
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(route)
    hasher.combine(path)
    hasher.combine(query)
    hasher.combine(body)
  }

  /// The request as the agent is shown it in a dry run:
  /// `{"method","path","query"?,"body"?}`, the path with its values filled in.
  public var json: JSONValue {
    var members: JSONObject = [
      "method": .string(route.method.rawValue), "path": .string(route.path(filledWith: path)),
    ]
    if !query.isEmpty {
      members["query"] = .object(JSONObject(query.mapValues { .array($0.map(JSONValue.string)) }))
    }
    if case .json(let value) = body { members["body"] = value }
    return .object(members)
  }
}
