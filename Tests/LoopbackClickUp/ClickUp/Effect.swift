import APICore
import JSON

/// One request that arrived.
public struct Call: Sendable, Hashable {
  /// Counted from 1 in the order of arrival.
  public let number: Int
  /// By the server's clock.
  public let time: Milliseconds
  /// As sent: "POST /api/v2/list/901/task".
  public let line: String
  /// What it asks for; nil where the service knows no such route, or cannot read the request.
  public let request: CallRequest?
  /// Which connection brought it, and as its how manyeth, both counted from 1.
  public let connection: Int
  public let ordinal: Int

  /// The planned write that it carries, if it is one.
  public var write: WriteRequest? {
    if case .write(let request) = request { request } else { nil }
  }
}

public enum CallRequest: Sendable, Hashable {
  case read(ReadRequest)
  case write(WriteRequest)

  var path: [String: String] {
    switch self {
    case .read(let request): request.path
    case .write(let request): request.path
    }
  }
}

/// A write that changed the Workspace: the truth that clients are held against.
public struct Effect: Sendable, Hashable {
  /// Counted from 1 in the order in which they took effect.
  public let order: Int
  /// When it took effect.
  public let time: Milliseconds
  public let request: WriteRequest
  public let answer: JSONValue
  /// The call that carried it; nil where the test itself wrote, as somebody else would.
  public let call: Int?
  /// Draws the same identifiers again where the write is repeated on a copy.
  let seed: UInt64

  /// The ID of what was made, or of what the route names last.
  public var remoteID: String? {
    for object in [answer, answer["data"] ?? .null] {
      if let id = object["id"]?.string ?? object["id"]?.integer.map(String.init) { return id }
    }
    let names = request.route.path.matches(of: /\{([^}]+)\}/).map { String($0.1) }
    return names.last.flatMap { request.path[$0] }
  }
}
