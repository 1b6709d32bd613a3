import APICore

/// An operation of ClickUp's published API, whether or not the program has it.
///
/// `all` is generated from `tool-schemas/published-operations.json` by the EmbedToolSchemas plugin.
public struct PublishedOperation: Sendable {
  /// The `operationId`.
  public let id: String
  public let method: String
  /// With the version: `/v2/task/{task_id}`.
  public let path: String
  /// The document's tag, by which it groups operations.
  public let group: String

  /// What the program knows of it, if it does.
  public var route: Route? { Self.routes[id] }

  public var version: Substring { path.dropFirst().prefix { $0 != "/" } }

  private static let routes = Dictionary(
    Route.all.compactMap { route in route.publishedID.map { ($0, route) } },
    uniquingKeysWith: { first, _ in first })
}
