import APICore
import EmbeddedBackend
import Foundation
import JSON
import Ledger
import SQLite
import Synchronization
import Testing

@testable import Tools

@Suite("expected_version")
struct VersionTests {
  @Test("An update of what was read goes through, and of what has changed since does not")
  func task() throws {
    let world = try ExampleWorld()
    let task = JSONValue.string(try world.id("task"))
    let read = try world.answer("get_task", ["task_id": task])["version"]
    let first = try world.answer(
      "update_task", ["task_id": task, "points": 1, "expected_version": try #require(read)])
    #expect(first["version"] != read)
    for tool in ["update_task", "set_custom_field"] {
      var stale: JSONValue = [
        "task_id": task, "expected_version": try #require(read), "idempotency_key": "second-one",
      ]
      if tool == "update_task" {
        stale["points"] = 2
      } else {
        stale["field_id"] = .string(try world.id("field_number"))
        stale["value"] = 2
      }
      let error = try world.refusal(tool, stale)
      #expect(error.code == .versionConflict)
      #expect(error.message.contains("nothing was changed"))
      stale["dry_run"] = true
      #expect(try world.refusal(tool, stale).code == .versionConflict)
    }
    // The key stayed free.
    let second = try world.answer(
      "update_task",
      [
        "task_id": task, "points": 2, "idempotency_key": "second-one",
        "expected_version": try #require(first["version"]),
      ])
    #expect(second["operation"]?["status"] == "executed")
    #expect(try world.answer("get_task", ["task_id": task])["version"] == second["version"])
  }

  @Test("A replay needs no version that is still true")
  func replay() throws {
    let world = try ExampleWorld()
    var call: JSONValue = [
      "task_id": .string(try world.id("task")), "points": 1, "idempotency_key": "points-of-it",
    ]
    call["expected_version"] = try world.filled("$task_version")
    #expect(try world.answer("update_task", call)["operation"]?["status"] == "executed")
    #expect(try world.answer("update_task", call)["operation"]?["status"] == "replayed")
  }

  @Test("Spaces, Folders and Lists too", arguments: ["space", "folder", "list"])
  func container(kind: String) throws {
    let world = try ExampleWorld()
    var call: JSONValue = ["name": "First"]
    call["\(kind)_id"] = .string(try world.id(kind))
    call["expected_version"] = try world.filled(.string("$\(kind)_version"))
    let first = try world.answer("update_\(kind)", call)
    call["name"] = "Second"
    #expect(try world.refusal("update_\(kind)", call).code == .versionConflict)
    call["expected_version"] = first["version"]
    // What comes into it is not a change of it.
    _ = try world.answer("create_task", ["list_id": .string(try world.id("list")), "name": "New"])
    #expect(try world.answer("update_\(kind)", call)["name"] == "Second")
  }

  /// What one of several programs has: everything of its own, but for the file.
  private static func tools(_ path: String, seed: UInt64) -> ToolRunner {
    // Time stands still, so that all changes come within one millisecond.
    let clock = ManualClock(1_795_604_400_000)
    let ids = SeededIDSource(seed: seed)
    let store = Store(
      path: path, migrations: EmbeddedBackend.migrations + LedgerStore.migrations,
      seed: EmbeddedBackend.seed(
        owner: Owner(name: "Jane Doe", timeZone: "UTC"), clock: clock, ids: ids))
    let backend = EmbeddedBackend(store: store, clock: clock, ids: ids)
    return ToolRunner(
      ToolCatalogue.entries,
      ledger: Ledger(store: store, backend: backend, clock: clock, ids: ids), clock: clock)
  }

  private static func answer(
    _ tools: ToolRunner, _ tool: String, _ arguments: JSONObject
  ) throws -> JSONValue {
    while true {
      switch try #require(tools.call(ToolCall(name: tool, arguments: arguments))) {
      case .success(let output): return output.structured
      case .failure(let error) where error.code == .ledgerBusy: continue
      case .failure(let error): throw error
      }
    }
  }

  private static func points(_ task: JSONValue) -> Int64 {
    task["points"].flatMap { Int64($0.canonicalString) } ?? 0
  }

  /// Each writer counts one up, on what it has read; `TASKLEDGER_VERSION_UPDATES` says how often.
  @Test("Of eight writers none overwrites another", .timeLimit(.minutes(60)))
  func noneIsLost() throws {
    let updates =
      ProcessInfo.processInfo.environment["TASKLEDGER_VERSION_UPDATES"].flatMap { Int($0) } ?? 160
    let writers = 8
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "taskledger-\(ProcessInfo.processInfo.globallyUniqueString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer {
      do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) }
    }
    let path = folder.appending(path: "workspace.db").path
    let first = Self.tools(path, seed: 1)
    let created = try Self.answer(
      first, "create_task", ["list_id": "Inbox", "name": "Counter", "points": 0])
    let task = try #require(created["id"])
    let conflicts = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: writers) { writer in
      let tools = Self.tools(path, seed: UInt64(writer) + 10)
      var left = updates / writers + (writer < updates % writers ? 1 : 0)
      while left > 0 {
        do {
          let read = try Self.answer(tools, "get_task", ["task_id": task])
          let points = Self.points(read)
          _ = try Self.answer(
            tools, "update_task",
            [
              "task_id": task, "points": .integer(points + 1),
              "expected_version": try #require(read["version"]),
            ])
          left -= 1
        } catch let error as ToolError where error.code == .versionConflict {
          conflicts.withLock { $0 += 1 }
        } catch {
          Issue.record(error)
          return
        }
      }
    }
    let read = try Self.answer(first, "get_task", ["task_id": task])
    #expect(Self.points(read) == Int64(updates))
    print("\(updates) updates by \(writers) writers, \(conflicts.withLock { $0 }) conflicts")
  }
}
