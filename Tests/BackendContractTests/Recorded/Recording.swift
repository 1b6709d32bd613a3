import APICore
import Foundation
import JSON
import LoopbackClickUp
import Testing

/// One request to the real service and its answer, as they were recorded in January 2026.
struct Recording: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let method: HTTPMethod
  let uri: String
  let status: Int
  let headers: [String: String]
  /// null where nothing came.
  let body: JSONValue

  /// Empty where `TASKLEDGER_SHARED` names no folder.
  static let all: [Recording] = {
    guard let shared = ProcessInfo.processInfo.environment["TASKLEDGER_SHARED"] else { return [] }
    let folder = URL(filePath: shared).appending(path: "data/clickup/recorded")
    do {
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      return try files.flatMap { file in
        let json = try JSONValue.parse(Array(Data(contentsOf: folder.appending(path: file))))
        return (json.array ?? []).enumerated().compactMap { index, exchange in
          Recording(exchange, from: "\(file) \(index)")
        }
      }
    } catch {
      Issue.record("the recordings cannot be read: \(error)")
      return []
    }
  }()

  private init?(_ json: JSONValue, from place: String) {
    guard let request = json["request"], let response = json["response"],
      let method = request["method"]?.string.flatMap(HTTPMethod.init),
      let uri = request["uri"]?.string, let status = response["status"]?.integer
    else { return nil }
    testDescription = place
    self.method = method
    self.uri = uri
    self.status = Int(status)
    headers = response["headers"]?.object?.compactMapValues(\.string) ?? [:]
    let body = response["body"] ?? .null
    self.body = body == "" ? .null : body
  }

  /// Behind "https://api.clickup.com".
  private var target: String { String(uri.dropFirst("https://api.clickup.com".count)) }

  /// The route that it asks for; nil for one that no tool uses.
  var request: (Route, path: [String: String], query: [String: [String]])? {
    do throws(APIError) {
      return try RequestDecoding.decode(method.rawValue, target)
    } catch { return nil }
  }

  /// The path as it is, for routes that no tool uses.
  var literal: Route {
    let path = target.dropFirst(RequestDecoding.prefix.count).prefix { $0 != "?" }
    return Route(method, String(path))
  }
}
