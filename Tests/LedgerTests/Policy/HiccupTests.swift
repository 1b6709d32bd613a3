import APICore
import JSON
import Testing

@testable import Ledger

/// What cannot be placed is not written, whatever the reason.
@Suite("Scope while the service hiccups")
struct HiccupTests {
  private let policy: Policy

  init() {
    var policy = Policy()
    policy.territories = [Territory(lists: ["1000"])]
    self.policy = policy
  }

  /// A relationship from a task inside to one outside, whose place is answered with `error`.
  private func places(_ error: APIError) throws -> [Place]? {
    let world = TinyWorkspace()
    let inside = try #require(world.tasks.first)
    let reader = WorkspaceReader(
      workspaceID: "1",
      read: { request throws(APIError) in
        if request.path["task_id"] == "86tx" { throw error }
        return try world.reader.read(request)
      }, search: { _ throws(APIError) in TaskPage(tasks: [], hasMore: false) })
    return try policy.places(
      of: WriteRequest(
        .setFieldValue, path: ["task_id": inside.id, "field_id": "f"],
        body: .json(["value": ["add": ["86tx"]]])), reading: reader)
  }

  @Test(
    "An answer that does not say where it stands ends the call",
    arguments: [
      APIError(status: 500, code: nil, message: "failed"),
      APIError(status: 429, code: "APP_002", message: "limit", retryAfter: 1_000),
      APIError(status: 401, code: nil, message: "a web page"),
      APIError(status: 401, code: "OAUTH_018", message: "unclear"),
      APIError(status: 401, code: "ACCESS_081", message: "not permitted", token: .good),
      APIError(status: 404, code: nil, message: "a web page"),
      APIError(status: 200, code: nil, message: "is no JSON that can be read"),
      APIError(status: 302, code: nil, message: "redirects"),
      APIError(status: nil, code: nil, message: "reset", delivery: .notSent),
    ])
  func unplaced(error: APIError) throws {
    #expect(throws: error) { try places(error) }
  }

  @Test(
    "What is no task of this user is not placed",
    arguments: [
      APIError(status: 404, code: "ITEM_015", message: "not found"),
      APIError(status: 401, code: "OAUTH_018", message: "not found", token: .good),
    ])
  func nothing(error: APIError) throws {
    #expect(try places(error)?.count == 1)
  }
}
