import JSON

/// Who answers.
public struct ServerIdentity: Sendable {
  public let name: String
  public let title: String
  public let version: String
  public let websiteURL: String?

  public init(
    name: String = "taskledger", title: String = "taskledger: ClickUp tools with a write ledger",
    version: String, websiteURL: String? = nil
  ) {
    self.name = name
    self.title = title
    self.version = version
    self.websiteURL = websiteURL
  }

  /// The Implementation object of a revision.
  func json(for revision: MCPRevision) -> JSONValue {
    var members: [String: JSONValue] = ["name": .string(name), "version": .string(version)]
    if revision.hasStructuredResults { members["title"] = .string(title) }
    if revision.hasServerDetails { members["websiteUrl"] = websiteURL.map { .string($0) } }
    return .object(members)
  }
}
