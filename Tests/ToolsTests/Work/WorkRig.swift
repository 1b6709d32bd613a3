import APICore
import EmbeddedBackend
import JSON
import Ledger
import TestSupport
import Testing

@testable import SQLite
@testable import Tools

/// The tools over a store in a file, as a process that serves has them, with some tasks in it.
final class WorkRig {
  private let folder: TemporaryFolder
  private let workspace: EmbeddedBackend
  let store: Store
  let tools: ToolRunner
  private(set) var names: [String: JSONValue] = [:]
  private var keys = 0

  init() throws {
    folder = try TemporaryFolder()
    let clock = ManualClock(1_795_604_400_000, step: 1_000)
    let ids = SeededIDSource(seed: 1)
    store = Store(
      path: folder.path + "/store.db",
      migrations: EmbeddedBackend.migrations + LedgerStore.migrations,
      head: LedgerStore.headReading,
      seed: EmbeddedBackend.seed(
        owner: Owner(name: "Jane Doe", timeZone: "Europe/Berlin"), clock: clock, ids: ids))
    workspace = EmbeddedBackend(store: store, clock: clock, ids: ids)
    let ledger = Ledger(
      store: store, backend: workspace, clock: clock, ids: ids, secrets: ids)
    tools = ToolRunner(ToolCatalogue.entries, ledger: ledger, clock: clock)
    let field = try answer(
      "create_custom_field", ["list_id": "Inbox", "name": "Note", "type": "text"])
    names["field"] = field["id"] ?? field["field"]?["id"]
    for number in 0..<50 {
      let task = try answer(
        "create_task",
        [
          "list_id": "Inbox", "name": "Task number \(number)", "description": "About plums",
          "idempotency_key": "seeded-\(number)",
        ])
      names["task\(number)"] = task["id"]
    }
  }

  /// Runs one tool as a host would that waits for the answer.
  func answer(_ tool: String, _ arguments: JSONValue) throws -> JSONValue {
    let members = try #require(arguments.object)
    let (result, failure) = tools.group {
      tools.call(ToolCall(name: tool, arguments: members))
    }
    #expect(failure == nil)
    return try #require(result, "there is no tool \(tool)").get().structured
  }

  /// What a call comes to once the first one of its kind is over; `$name` stands for an ID.
  func work(of tool: String, _ arguments: JSONObject, isWrite: Bool) throws -> StoreWork {
    var work = StoreWork(statements: 0, pagesWritten: 0)
    for _ in 0..<3 {
      var arguments = arguments.mapValues { value in
        value.string.flatMap { $0.hasPrefix("$") ? names[String($0.dropFirst())] : nil } ?? value
      }
      keys += 1
      if isWrite { arguments["idempotency_key"] = .string("work-\(tool)-\(keys)") }
      if arguments["name"] != nil { arguments["name"] = .string("Name number \(keys)") }
      // As after each answer.
      workspace.indexWhatSearchesMissed()
      let before = try #require(store.work)
      _ = try answer(tool, .object(arguments))
      work = try #require(store.work) - before
    }
    return work
  }
}
