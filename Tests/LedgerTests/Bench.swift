import APICore
import Foundation
import JSON
import SQLite
import Testing

@testable import Ledger

/// A ledger on a file of its own, with everything that comes from outside in the test's hands.
final class Bench: Sendable {
  static let scope = Scope(backend: "embedded", workspaceID: "90", principal: "7")
  /// 2026-11-21T20:00:00.000Z
  static let start: Milliseconds = 1_795_291_200_000

  let folder: String
  let clock = ManualClock(Bench.start)
  let store: Store
  let ledger: Ledger<TaskBackend>
  private let policy: Policy

  init(
    busyTimeoutMilliseconds: Int32 = 2_000, fault: Fault = Fault(), inMemory: Bool = false,
    policy: Policy = .unlimited,
    afterWrite: @escaping @Sendable (Transaction) throws(SQLiteError) -> Void = {
      (_) throws(SQLiteError) in
    }
  ) throws {
    var template = Array((NSTemporaryDirectory() + "taskledger-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else { throw CocoaError(.fileWriteUnknown) }
    folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    store = Self.store(inMemory ? ":memory:" : folder + "/store.db", busyTimeoutMilliseconds)
    self.policy = policy
    ledger = Self.ledger(store, clock, policy, seed: 1, fault: fault, afterWrite: afterWrite)
  }

  deinit {
    do { try FileManager.default.removeItem(atPath: folder) } catch {
      print("cannot remove \(folder): \(error)")
    }
  }

  var path: String { store.path }

  /// As another process has it: its own store and ledger on the same file.
  func other(seed: UInt64, under policy: Policy? = nil) -> Ledger<TaskBackend> {
    Self.ledger(Self.store(path, 2_000), clock, policy ?? self.policy, seed: seed)
  }

  private static func store(_ path: String, _ busyTimeoutMilliseconds: Int32) -> Store {
    Store(
      path: path, migrations: [TaskBackend.migration] + LedgerStore.migrations,
      busyTimeoutMilliseconds: busyTimeoutMilliseconds)
  }

  private static func ledger(
    _ store: Store, _ clock: any Clock, _ policy: Policy, seed: UInt64, fault: Fault = Fault(),
    afterWrite: @escaping @Sendable (Transaction) throws(SQLiteError) -> Void = {
      (_) throws(SQLiteError) in
    }
  ) -> Ledger<TaskBackend> {
    Ledger(
      store: store, backend: TaskBackend(store: store, fault: fault, afterWrite: afterWrite),
      clock: clock, ids: SeededIDSource(seed: seed), secrets: SeededIDSource(seed: seed + 1_000),
      policy: PolicyLayers([PolicyLayers.Layer("test", policy)]))
  }

  /// The effects: names of the tasks there are.
  var tasks: [String] {
    get throws {
      try store.read { connection throws(SQLiteError) in
        try connection.rows("SELECT name FROM task ORDER BY id") { $0.text(0) }
      }
    }
  }

  func execute(_ sql: String) throws {
    try store.write { transaction throws(SQLiteError) in
      try transaction.connection.executeScript(sql)
    }
  }

  func removeStore() throws {
    for suffix in ["", "-wal", "-shm"] {
      try FileManager.default.removeItem(atPath: path + suffix)
    }
  }

  var files: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }
  }

  var rowCount: Int {
    get throws { try LedgerStore(store).list(LedgerQuery()).entries.count }
  }
}

/// A call of a tool, as the pipeline would make it.
struct Call {
  var tool = "create_task"
  var key: String?
  var name = "a"
  var arguments: JSONValue?
  var isAdditive = true
  var allowsDuplicate = false
  var scope = Bench.scope
  /// What the plan was made from.
  var targets: [String: String] = [:]
  /// What would go with it.
  var consequences: JSONObject = [:]
  var consent = Consent.plan
  /// Whether it deletes, whatever its tool is called.
  var deletes = false
  /// What the argument `list_id` turns out to mean.
  var resolvedListID = "1"
  var fault = Fault()

  static func update(_ id: String, name: String, key: String? = nil) -> Call {
    Call(
      tool: "update_task", key: key, name: name,
      arguments: ["task_id": .string(id), "name": .string(name)], isAdditive: false)
  }

  func intent() throws -> WriteIntent {
    WriteIntent(
      tool: tool, key: try key.map { try IdempotencyKey($0) },
      arguments: arguments ?? ["list_id": "1", "name": .string(name)], isAdditive: isAdditive,
      allowsDuplicate: allowsDuplicate, consent: consent)
  }

  /// Reads once, and can fail before and after.
  func plan(_ reader: WorkspaceReader) throws(ToolError) -> PlannedWrite {
    guard !fault.step() else { throw ToolError(.internalError, "planning") }
    do { _ = try reader.read(.getTask, path: ["task_id": "1"]) } catch {
      throw ToolError(.internalError, error.message)
    }
    guard !fault.step() else { throw ToolError(.internalError, "planning") }
    let body = WriteRequest.Body.json(["name": .string(name)])
    if deletes { return PlannedWrite(WriteRequest(.deleteTask, path: ["task_id": "1"])) }
    guard let id = arguments?["task_id"]?.string else {
      return PlannedWrite(
        WriteRequest(.createTask, path: ["list_id": resolvedListID], body: body), targets: targets
      ).taking(consequences, state: nil)
    }
    return PlannedWrite(
      WriteRequest(.updateTask, path: ["task_id": id], body: body), targets: targets)
  }

  func output(_ response: JSONValue, _ reader: WorkspaceReader) throws(ToolError) -> JSONValue {
    guard !fault.step() else { throw ToolError(.internalError, "output") }
    let read: JSONValue
    do {
      read = try reader.read(.getTask, path: ["task_id": response["id"]?.string ?? ""])
    } catch { throw ToolError(.internalError, error.message) }
    return ["task": read]
  }
}

extension Ledger {
  @discardableResult
  func run(_ call: Call) throws -> LedgerOutcome {
    let intent = try call.intent()
    return try once(
      intent, in: call.scope,
      plan: { reader throws(ToolError) in try call.plan(reader) },
      output: { sent, reader throws(ToolError) in try call.output(sent.response, reader) })
  }

  func dryRun(_ call: Call) throws -> JSONValue {
    let intent = try call.intent()
    return try dryRun(
      intent, in: call.scope, plan: { reader throws(ToolError) in try call.plan(reader) }
    ).json
  }

  /// A person says no to the question that `call` answers.
  func decline(_ call: Call) throws -> LedgerOutcome? {
    try decline(try call.intent(), in: call.scope)
  }

  /// What the call is refused with.
  func refusal(_ call: Call) throws -> LedgerRefusal {
    let failure = try #require(throws: LedgerFailure.self) { try run(call) }
    guard case .refused(let refusal) = failure else { throw failure }
    return refusal
  }
}

extension LedgerOutcome {
  var status: String? { operation["status"]?.string }
  var key: String? { operation["idempotency_key"]?.string }
  var operationID: String? { operation["operation_id"]?.string }
}
