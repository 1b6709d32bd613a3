import Foundation
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

  /// What an Implementation object must have; stands on every answer of the stateless era, so it is
  /// kept short.
  var short: JSONValue { ["name": .string(name), "version": .string(version)] }

  /// The whole Implementation object of a revision, where a client meets the server.
  func full(for revision: MCPRevision) -> JSONValue {
    var json = short
    if revision.hasStructuredResults { json["title"] = .string(title) }
    if revision.hasServerDetails {
      json["websiteUrl"] = websiteURL.map { .string($0) }
      json["icons"] = [Self.icon]
    }
    return json
  }

  private static let icon: JSONValue = [
    "src": .string("data:image/svg+xml;base64,\(Data(drawing.utf8).base64EncodedString())"),
    "mimeType": "image/svg+xml", "sizes": ["any"],
  ]

  /// A ledger with one line ticked; in the icon's own bytes, so that nothing is fetched.
  private static let drawing = """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#3b5bdb" \
    stroke-width="2" stroke-linecap="round"><rect x="4" y="3" width="16" height="18" rx="2"/>\
    <path d="M8 3v18M11 12l2 2 4-4"/></svg>
    """
}
