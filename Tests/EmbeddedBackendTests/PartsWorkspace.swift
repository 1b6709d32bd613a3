import APICore
import JSON
import SQLite

@testable import EmbeddedBackend

/// A new workspace in memory whose IDs are at hand, with shorthands for the parts of tasks.
struct PartsWorkspace {
  let workspaceID: String
  let spaceID: String
  let listID: String
  let userID: Int64
  private let workspace = TestWorkspace()

  var clock: ManualClock { workspace.clock }
  var store: Store { workspace.store }
  var backend: EmbeddedBackend { workspace.backend }

  init() throws {
    workspaceID = String(try workspace.number("SELECT id FROM workspaces") ?? 0)
    spaceID = String(try workspace.number("SELECT id FROM spaces") ?? 0)
    listID = try workspace.inbox()
    userID = try workspace.number("SELECT user_id FROM authorized_user") ?? 0
  }

  @discardableResult
  func write(
    _ route: Route, _ path: [String: String] = [:], query: [String: [String]] = [:],
    body: JSONValue? = nil
  ) throws(APIError) -> JSONValue {
    let request = WriteRequest(
      route, path: path, query: query, body: body.map(WriteRequest.Body.json) ?? .none)
    return try store.write { transaction throws(APIError) in
      try backend.write(request, in: transaction)
    }
  }

  func read(_ route: Route, _ path: [String: String] = [:], query: [String: [String]] = [:])
    throws(APIError) -> JSONValue
  {
    try backend.read(ReadRequest(route, path: path, query: query))
  }

  /// A new task in the List `Inbox`; its ID.
  func task(_ name: String, _ members: JSONObject = [:]) throws(APIError) -> String {
    let body = members.merging(["name": .string(name)]) { $1 }
    let task = try write(.createTask, ["list_id": listID], body: .object(body))
    return task["id"]?.string ?? ""
  }

  func shown(_ task: String) throws(APIError) -> JSONValue {
    try read(.getTask, ["task_id": task])
  }

  /// A new field of the List `Inbox`, as it is answered.
  func field(_ type: String, _ configuration: JSONValue = [:], name: String = "Field")
    throws(APIError) -> JSONValue
  {
    let body: JSONValue = [
      "name": .string(name), "type": .string(type), "type_config": configuration,
    ]
    return try write(.createListField, ["list_id": listID], body: body)["field"] ?? .null
  }
}

/// What `body` is refused with; nil where it is not.
func refusal(_ body: () throws(APIError) -> Void) -> APIError? {
  do throws(APIError) {
    try body()
    return nil
  } catch { return error }
}
