import APICore
import EmbeddedBackend
import Foundation
import JSON
import Ledger
import SQLite
import Testing

/// A folder of its own for one test, removed with it; in memory where the system has a place for
/// that, because thousands of commits would wait for a disk that tells these tests nothing.
final class Folder {
  let path: String

  init() throws {
    let memory = "/dev/shm/"
    let place = access(memory, W_OK) == 0 ? memory : NSTemporaryDirectory()
    var template = Array((place + "taskledger-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else { throw CocoaError(.fileWriteUnknown) }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit {
    do { try FileManager.default.removeItem(atPath: path) } catch {
      print("cannot remove \(path): \(error)")
    }
  }

  var store: String { path + "/store.db" }

  var files: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }
}

/// What one process has: its own store on the file, the real backend and the real ledger.
final class Workplace {
  /// How a call ended, in what it tells the agent.
  enum Answer: Equatable {
    case executed(taskID: String)
    case replayed(taskID: String)
    case refused(code: String, saysNothingWasExecuted: Bool, message: String)

    var taskID: String? {
      switch self {
      case .executed(let id), .replayed(let id): id
      case .refused: nil
      }
    }

    var code: String? {
      if case .refused(let code, _, _) = self { return code }
      return nil
    }
  }

  static let now: Milliseconds = 1_795_291_200_000

  let store: Store
  private let ledger: Ledger<EmbeddedBackend>

  init(
    _ path: String, vfs: String? = nil, secondMemory: String? = nil, seed: UInt64 = 1,
    busyTimeoutMilliseconds: Int32 = 50
  ) {
    let clock = ManualClock(Self.now)
    let ids = SeededIDSource(seed: seed)
    store = Store(
      path: path, migrations: EmbeddedBackend.migrations + LedgerStore.migrations,
      busyTimeoutMilliseconds: busyTimeoutMilliseconds, vfs: vfs, head: LedgerStore.headReading,
      secondMemory: secondMemory,
      seed: EmbeddedBackend.seed(
        owner: Owner(name: "Jane Doe", timeZone: "Europe/Berlin"), clock: clock, ids: ids))
    ledger = Ledger(
      store: store, backend: EmbeddedBackend(store: store, clock: clock, ids: ids), clock: clock,
      ids: ids)
  }

  /// The List `Inbox`.
  func listID() throws -> String {
    try store.read { connection throws(SQLiteError) in
      try connection.row("SELECT CAST(id AS TEXT) FROM lists") { $0.text(0) }
    } ?? ""
  }

  /// A keyed write: makes a task that is named like its key.
  func create(_ key: String, in listID: String) throws -> Answer {
    let intent = WriteIntent(
      tool: "create_task", key: try IdempotencyKey(key), arguments: ["name": .string(key)],
      isAdditive: true, allowsDuplicate: false)
    let request = WriteRequest(
      .createTask, path: ["list_id": listID], body: .json(["name": .string(key)]))
    do {
      let outcome = try once(intent, request)
      let taskID = outcome.output["id"]?.string ?? ""
      return outcome.operation["status"] == "replayed"
        ? .replayed(taskID: taskID) : .executed(taskID: taskID)
    } catch let failure as LedgerFailure {
      guard case .refused(let refusal) = failure else {
        return .refused(code: "\(failure)", saysNothingWasExecuted: false, message: "")
      }
      return .refused(
        code: refusal.code.rawValue,
        saysNothingWasExecuted: refusal.message.contains("nothing was executed"),
        message: refusal.message)
    }
  }

  private func once(_ intent: WriteIntent, _ request: WriteRequest) throws -> LedgerOutcome {
    try ledger.once(
      intent, in: Scope(backend: "embedded", workspaceID: "1", principal: "1"),
      plan: { _ throws(ToolError) in PlannedWrite(request) },
      output: { sent, _ throws(ToolError) in ["id": sent.response["id"] ?? .null] })
  }

  /// What an agent would be told of writes in general.
  func outage() -> Outage? { ledger.outage() }

  /// The effects: names of the tasks there are, oldest first.
  func tasks() throws -> [String] {
    try store.read { connection throws(SQLiteError) in
      try connection.rows("SELECT name FROM tasks ORDER BY rowid") { $0.text(0) }
    }
  }

  /// The keys that the ledger calls done, in the order of their rows.
  func keys() throws -> [String] {
    try store.read { connection throws(SQLiteError) in
      try connection.rows("SELECT key FROM ledger_operation ORDER BY sequence") { $0.text(0) }
    }
  }

  func integrity() throws -> [String] {
    try store.read { connection throws(SQLiteError) in
      try connection.rows("PRAGMA integrity_check") { $0.text(0) }
    }
  }
}
