import Foundation
import JSON

/// What a recorded request asked for; an answer alone does not always say where it belongs.
struct ImportRequest: Sendable {
  let method: String
  /// The parts of the path, without what encodes them.
  let parts: [String]
  let query: [String: String]

  init(_ request: JSONValue?) {
    let address = request?["uri"]?.string ?? request?["url"]?.string ?? ""
    method = (request?["method"]?.string ?? "").uppercased()
    let pieces = address.split(separator: "?", maxSplits: 1)
    parts = (pieces.first ?? "").split(separator: "/").map(Self.decoded)
    var query: [String: String] = [:]
    for pair in pieces.dropFirst().first?.split(separator: "&") ?? [] {
      let sides = pair.split(separator: "=", maxSplits: 1)
      query[Self.decoded(sides[0])] = Self.decoded(sides.dropFirst().first ?? "")
    }
    self.query = query
  }

  /// What stands after the last part of that name.
  func id(after name: String) -> String? {
    guard let index = parts.lastIndex(of: name), parts.indices.contains(index + 1) else {
      return nil
    }
    return parts[index + 1]
  }

  func number(after name: String) -> Int64? { id(after: name).flatMap { Int64($0) } }

  /// Where Custom Fields were asked for, as `FieldLocation` is written.
  var location: String? {
    ["list", "folder", "space", "team"].lazy
      .compactMap { name in number(after: name).map { "\(name)/\($0)" } }.first
  }

  /// The path behind the version of the API, without empty parts.
  var route: [String] {
    guard let version = parts.firstIndex(where: { $0 == "v2" || $0 == "v3" }) else { return parts }
    return Array(parts[(version + 1)...])
  }

  private static func decoded(_ text: some StringProtocol) -> String {
    text.removingPercentEncoding ?? String(text)
  }
}

extension FieldLocation {
  /// Of "list/700", as `ImportRequest.location` writes it.
  init?(_ text: String) {
    let parts = text.split(separator: "/")
    guard parts.count == 2, let id = Int64(parts[1]) else { return nil }
    switch parts[0] {
    case "list": self = .list(id)
    case "folder": self = .folder(id)
    case "space": self = .space(id)
    case "team": self = .workspace(id)
    default: return nil
    }
  }
}
