import JSON

/// What differs between the revisions of MCP, as data:
/// https://modelcontextprotocol.io/specification.
public struct MCPRevision: Sendable, Hashable {
  public let name: String
  /// Each request says its revision; results say `resultType` and who answers; lists carry cache
  /// hints; no handshake, no ping.
  let isStateless: Bool
  /// An array of requests in one line may be received.
  let hasBatches: Bool
  let hasToolAnnotations: Bool
  /// Names for people (`title`) on tools and on the server, `outputSchema` and `structuredContent`.
  let hasStructuredResults: Bool
  /// `websiteUrl` and `description` of the server.
  let hasServerDetails: Bool
  /// `message` in progress notifications.
  let hasProgressMessage: Bool
}

extension MCPRevision {
  static let y2024m11 = MCPRevision(
    name: "2024-11-05", isStateless: false, hasBatches: false, hasToolAnnotations: false,
    hasStructuredResults: false, hasServerDetails: false, hasProgressMessage: false)

  static let y2025m03 = MCPRevision(
    name: "2025-03-26", isStateless: false, hasBatches: true, hasToolAnnotations: true,
    hasStructuredResults: false, hasServerDetails: false, hasProgressMessage: true)

  static let y2025m06 = MCPRevision(
    name: "2025-06-18", isStateless: false, hasBatches: false, hasToolAnnotations: true,
    hasStructuredResults: true, hasServerDetails: false, hasProgressMessage: true)

  static let y2025m11 = MCPRevision(
    name: "2025-11-25", isStateless: false, hasBatches: false, hasToolAnnotations: true,
    hasStructuredResults: true, hasServerDetails: true, hasProgressMessage: true)

  static let y2026m07 = MCPRevision(
    name: "2026-07-28", isStateless: true, hasBatches: false, hasToolAnnotations: true,
    hasStructuredResults: true, hasServerDetails: true, hasProgressMessage: true)

  /// Revisions that begin with `initialize`, oldest first.
  static let legacy: [MCPRevision] = [.y2024m11, .y2025m03, .y2025m06, .y2025m11]

  /// Revisions that a request names itself: what discover and -32022 list.
  static let stateless: [MCPRevision] = [.y2026m07]

  /// What is spoken where no revision was agreed on, and answered to one that is not known: hosts
  /// give up on a server that refuses `initialize`.
  static let newestLegacy: MCPRevision = .y2025m11

  /// The answer to an `initialize`: the revision that was asked for where it is spoken.
  static func negotiated(for requested: JSONValue?) -> MCPRevision {
    legacy.first { .string($0.name) == requested } ?? newestLegacy
  }

  /// The Tool object without the members that this revision does not have.
  func trimmed(_ tool: JSONValue) -> JSONValue {
    var tool = tool
    if !hasToolAnnotations { tool["annotations"] = nil }
    if !hasStructuredResults {
      tool["title"] = nil
      tool["outputSchema"] = nil
    }
    return tool
  }
}
