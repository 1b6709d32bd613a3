import JSON

/// What a write made or changed, as the service calls it.
public struct RemoteID: Sendable, Equatable {
  public let id: String
  /// "task", "list", "comment", "time_entry" …
  public let type: String

  /// By what the operation declares; nil where neither request nor answer names it.
  public static func of(_ response: JSONValue, for request: WriteRequest) -> RemoteID? {
    guard let subject = request.route.subject else { return nil }
    let id =
      switch subject.id {
      case .path(let name): request.path[name]
      case .answer(let names): self.id(names, in: response)
      }
    return id.map { RemoteID(id: $0, type: subject.kind.rawValue) }
  }

  /// Some answers come without what usually wraps them.
  private static func id(_ names: [String], in response: JSONValue) -> String? {
    let value = names.reduce(response as JSONValue?) { $0?[$1] }
    return (value ?? names.last.flatMap { response[$0] })?.identifier
  }
}
