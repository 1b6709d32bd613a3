import APICore
import JSON
import SQLite
import TestSupport
import Testing

@testable import EmbeddedBackend

/// What is known of the time that tasks have been in a status, where they were not made here.
@Suite struct TimeInStatusTests {
  private func stays(_ times: JSONValue) -> [[JSONValue?]] {
    (times["status_history"]?.array ?? []).map {
      [$0["status"], $0["total_time"]?["by_minute"], $0["total_time"]?["since"]]
    }
  }

  private func text(_ instant: Milliseconds) -> JSONValue {
    .string(String(instant.rawValue))
  }

  // MARK: What came in

  private func run(_ workspace: PartsWorkspace, _ values: JSONValue...) throws {
    _ = try WorkspaceImport(
      store: workspace.store, clock: workspace.clock, ids: SeededIDSource(seed: 3)
    ).run(values)
  }

  @Test func anImportedTaskIsKnownFromItsImportOn() throws {
    let workspace = try PartsWorkspace()
    let imported = workspace.clock.now()
    try run(workspace, ImportTests.task("86a"))
    workspace.clock.advance(by: 120_000)
    let closed = workspace.clock.now()
    try workspace.write(.updateTask, ["task_id": "86a"], body: ["status": "complete"])
    workspace.clock.advance(by: 60_000)
    #expect(
      stays(try workspace.read(.getTimeInStatus, ["task_id": "86a"]))
        == [["doing", 2, text(imported)], ["complete", 1, text(closed)]])
  }

  @Test("A status that the import put in itself was never left for the right one")
  func suppliedStatus() throws {
    let workspace = try PartsWorkspace()
    try run(workspace, ImportTests.task("86a"))
    workspace.clock.advance(by: 60_000)
    let closed = workspace.clock.now()
    try workspace.write(.updateTask, ["task_id": "86a"], body: ["status": "complete"])
    workspace.clock.advance(by: 60_000)
    // A change of something else: the date that a leaving would be given.
    try workspace.write(.updateTask, ["task_id": "86a"], body: ["name": "Other"])
    try run(
      workspace,
      [
        "id": "700", "name": "Backlog", "folder": ["id": "600", "name": "hidden", "hidden": true],
        "space": ["id": "500"], "override_statuses": true,
        "statuses": [
          ["id": "sc700_o", "status": "open", "type": "open", "orderindex": 0, "color": "#111"],
          ["id": "sc700_z", "status": "shipped", "type": "closed", "orderindex": 9, "color": "#1"],
        ],
      ])
    let times = try workspace.read(.getTimeInStatus, ["task_id": "86a"])
    #expect(stays(times).map { $0[0] } == ["doing", "shipped"])
    #expect(
      times["current_status"]?["total_time"] == ["by_minute": 1, "since": text(closed)])
  }

  // MARK: What stood here before

  private func open(
    _ path: String, _ migrations: [Migration], _ clock: ManualClock
  ) -> (store: Store, backend: EmbeddedBackend) {
    let ids = SeededIDSource(seed: 1)
    let store = Store(
      path: path, migrations: migrations,
      seed: EmbeddedBackend.seed(
        owner: Owner(name: "Jane Doe", timeZone: "Europe/Berlin"), clock: clock, ids: ids))
    return (store, EmbeddedBackend(store: store, clock: clock, ids: ids))
  }

  private func send(
    _ route: Route, _ path: [String: String], _ body: JSONValue,
    to world: (store: Store, backend: EmbeddedBackend)
  ) throws -> String {
    let request = WriteRequest(route, path: path, body: .json(body))
    let answer = try world.store.write { transaction throws(APIError) in
      try world.backend.write(request, in: transaction)
    }
    return try #require(answer["id"]?.string)
  }

  @Test("Before the last change of a store without a history nothing is known")
  func migrated() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("store.db")
    let clock = ManualClock(1_769_421_600_000)
    let before = EmbeddedBackend.migrations.prefix { $0.name != TimeInStatus.migration.name }
    #expect(before.count < EmbeddedBackend.migrations.count)
    let task: String
    let other: String
    let list: String
    do {
      let old = open(path, Array(before), clock)
      list = String(
        try #require(
          try old.store.read { connection throws(SQLiteError) in
            try connection.row("SELECT id FROM lists WHERE name = 'Inbox'") { $0.integer(0) }
          }))
      task = try send(.createTask, ["list_id": list], ["name": "A"], to: old)
      clock.advance(by: 60_000)
      other = try send(.createTask, ["list_id": list], ["name": "B"], to: old)
      clock.advance(by: 60_000)
      _ = try send(.updateTask, ["task_id": task], ["status": "in progress"], to: old)
    }
    let changed = clock.now()
    let new = open(path, EmbeddedBackend.migrations, clock)
    clock.advance(by: 180_000)
    let done = clock.now()
    _ = try send(.updateTask, ["task_id": task], ["status": "complete"], to: new)
    let fresh = try send(.createTask, ["list_id": list], ["name": "C"], to: new)
    clock.advance(by: 60_000)
    func times(_ id: String) throws -> [[JSONValue?]] {
      stays(try new.backend.read(ReadRequest(.getTimeInStatus, path: ["task_id": id])))
    }
    #expect(
      try times(task) == [["in progress", 3, text(changed)], ["complete", 1, text(done)]])
    #expect(try times(other) == [["to do", 4, text(changed)]])
    #expect(try times(fresh) == [["to do", 1, text(done)]])
  }

  // MARK: What it costs

  @Test func aNewTaskWritesNoHistory() throws {
    let workspace = TestWorkspace()
    try workspace.send(.createTask, ["list_id": try workspace.inbox()], ["name": "A"])
    #expect(try workspace.number("SELECT count(*) FROM status_spans") == 0)
  }
}
