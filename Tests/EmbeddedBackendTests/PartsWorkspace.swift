import APICore
import JSON
import SQLite

@testable import EmbeddedBackend

/// A new workspace in memory, with shorthands for its routes.
struct PartsWorkspace {
  static let start = Milliseconds(1_700_000_000_000)

  let clock: ManualClock
  let store: Store
  let backend: EmbeddedBackend
  let workspaceID: String
  let spaceID: String
  let listID: String
  let userID: Int64

  init() throws {
    clock = ManualClock(PartsWorkspace.start)
    let ids = SeededIDSource(seed: 7)
    store = Store(
      path: ":memory:", migrations: EmbeddedBackend.migrations,
      seed: EmbeddedBackend.seed(
        owner: Owner(name: "Ada Lovelace", timeZone: "Europe/Berlin"), clock: clock, ids: ids))
    backend = EmbeddedBackend(store: store, clock: clock, ids: ids)
    let team = try backend.read(ReadRequest(.getWorkspaces))["teams"]?[0]
    workspaceID = team?["id"]?.string ?? ""
    userID = team?["members"]?[0]?["user"]?["id"]?.integer ?? 0
    let spaces = try backend.read(ReadRequest(.getSpaces, path: ["team_id": workspaceID]))
    spaceID = spaces["spaces"]?[0]?["id"]?.string ?? ""
    let lists = try backend.read(ReadRequest(.getSpaceLists, path: ["space_id": spaceID]))
    listID = lists["lists"]?[0]?["id"]?.string ?? ""
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
  func task(_ name: String, _ members: [String: JSONValue] = [:]) throws(APIError) -> String {
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
