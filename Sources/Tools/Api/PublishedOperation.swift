import APICore

/// An operation of ClickUp's published API, whether or not the program has it.
///
/// `all` is generated from `tool-schemas/published-operations.json` by the EmbedToolSchemas plugin.
public struct PublishedOperation: Sendable {
  /// Of a value in the query; ClickUp's documents say no more of most.
  public enum Kind: String, Sendable {
    case string, integer, number, boolean, array
  }

  /// The `operationId`.
  public let id: String
  public let method: String
  /// With the version: `/v2/task/{task_id}`.
  public let path: String
  /// The document's tag, by which it groups operations.
  public let group: String
  /// What a read's query may hold, by name.
  public let query: [String: Kind]
  /// Those of them that it must hold.
  public let required: Set<String>

  /// What the program knows of it, if it does.
  public var route: Route? { Self.routes[id] }

  public var version: Substring { path.dropFirst().prefix { $0 != "/" } }

  /// As it is asked for; nil for what writes.
  var read: Route? {
    guard method == HTTPMethod.get.rawValue, let version = APIVersion(rawValue: String(version))
    else { return nil }
    return Route(.get, String(path.dropFirst(version.rawValue.count + 1)), of: version)
  }

  /// The `{names}` in its path, in order.
  var pathNames: [String] {
    path.split(separator: "/").filter { $0.hasPrefix("{") }
      .map { String($0.dropFirst().dropLast()) }
  }

  private static let routes = Dictionary(
    Route.all.compactMap { route in route.publishedID.map { ($0, route) } },
    uniquingKeysWith: { first, _ in first })
}
