import APICore
import Foundation
import JSON
import Testing

@testable import LiveBackend

/// Every request that evidence and look-ups make is one that the published document knows.
///
/// `TASKLEDGER_SHARED` names the folder whose `data/clickup` holds it.
struct PublishedReadsTests {
  static let folder = ProcessInfo.processInfo.environment["TASKLEDGER_SHARED"]

  @Test(.enabled(if: folder != nil, "TASKLEDGER_SHARED is not set"))
  func pathsAndQueriesAreThePublishedOnes() throws {
    let published = try Self.published()
    var asked: [ReadRequest] = []
    for options in [EvidenceOptions(), EvidenceOptions(areCreatesMarked: false)] {
      for testCase in WriteCase.all {
        let workspace = try EvidenceWorkspace()
        let request = try testCase.prepare(workspace)
        let sending = try Sending(request, workspace, options)
        _ = try sending.lookUp()
        asked += workspace.asked
      }
    }
    asked += try Self.askedWithFields()
    #expect(asked.contains { $0.query["custom_fields"] != nil })
    #expect(Set(asked.map(\.route)).count > 15)
    for request in asked {
      let names = try #require(
        published[request.route.path], "\(request.route) is not published")
      for name in request.query.keys {
        #expect(names.contains(name), "\(request.route): \(name)")
      }
      for match in request.route.path.matches(of: /\{(\w+)\}/) {
        #expect(request.path[String(match.1)]?.isEmpty == false, "\(request.route)")
      }
    }
  }

  /// What is asked about values of fields, and where a field holds the marker.
  private static func askedWithFields() throws -> [ReadRequest] {
    let workspace = try EvidenceWorkspace()
    let (path, field) = try FieldCase.all[0].prepare(workspace)
    for request in [
      WriteRequest(.setFieldValue, path: path, body: .json(["value": "a"])),
      WriteRequest(.removeFieldValue, path: path),
    ] {
      _ = try Sending(request, workspace).lookUp()
    }
    let options = EvidenceOptions(markerFieldID: field["id"]?.string)
    let create = WriteRequest(
      .createTask, path: ["list_id": workspace.listID], body: .json(["name": "New"]))
    _ = try Sending(create, workspace, options).lookUp()
    return workspace.asked
  }

  /// The names in the query of each reading operation, by path.
  private static func published() throws -> [String: Set<String>] {
    let file = URL(filePath: try #require(folder)).appending(path: "data/clickup/openapi-v2.json")
    let document = try JSONValue.parse(Array(try Data(contentsOf: file)))
    var published: [String: Set<String>] = [:]
    for (path, item) in try #require(document["paths"]?.object) {
      guard let operation = item["get"] else { continue }
      let queries = (operation["parameters"]?.array ?? []).filter { $0["in"]?.string == "query" }
      published[String(path.dropFirst("/v2".count))] = Set(
        queries.compactMap { $0["name"]?.string })
    }
    return published
  }
}
