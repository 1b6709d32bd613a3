import APICore
import Foundation
import JSON
import SQLite
import Synchronization
import Testing

@testable import Ledger

/// Processes that share a store, a service and time, with everything in the test's hands.
final class LiveBench: Sendable {
  let folder: String
  let clock = ManualClock(Bench.start)
  let uptime = ManualClock(10_000_000)
  let service = RemoteTasks()
  let census = Census()

  init() throws {
    var template = Array((NSTemporaryDirectory() + "taskledger-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else { throw CocoaError(.fileWriteUnknown) }
    folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    let path = path
    service.change { $0.whenSent = { LiveBench.complaint(about: $0, path) } }
  }

  deinit {
    do { try FileManager.default.removeItem(atPath: folder) } catch {
      print("cannot remove \(folder): \(error)")
    }
  }

  var path: String { folder + "/clickup.db" }

  /// No send without a durable row of the same attempt: looked at from outside of the process.
  private static func complaint(about dispatch: Dispatch, _ path: String) -> String? {
    do {
      let state = try Connection(path: path).row(
        "SELECT state FROM ledger_operation WHERE operation_id = ? AND attempt = ?",
        [.text(dispatch.operationID), .integer(Int64(dispatch.attempt))]
      ) { $0.text(0) }
      return state == "dispatched" ? nil : "sent while the row said \(state ?? "nothing")"
    } catch { return "\(error)" }
  }

  /// Starts a process.
  func process(
    _ name: String, policy: PolicyLayers = PolicyLayers(), commits: Commits? = nil,
    waits: LiveWaits = .standard
  ) -> LiveProcess {
    LiveProcess(name, self, policy, commits, waits)
  }

  func advance(seconds: Int64) {
    clock.advance(by: Milliseconds(seconds * 1_000))
    uptime.advance(by: Milliseconds(seconds * 1_000))
  }

  /// What went against the promises so far.
  func violations() throws -> [String] {
    var violations = service.now.violations
    let verdict = try LedgerStore(Store(path: path, migrations: LedgerStore.migrations)).verify()
    if let fault = verdict.fault { violations.append(fault.sentence) }
    return violations
  }
}

/// Who lives.
final class Census: Sendable {
  private let alive = Mutex<Set<String>>([])

  func change(_ body: (inout Set<String>) -> Void) { alive.withLock { body(&$0) } }
  func has(_ name: String) -> Bool { alive.withLock { $0.contains(name) } }
}

struct Citizen: Ownership {
  let name: String
  let census: Census

  /// Another one after its lock was lost.
  func own() -> OwnerID {
    if census.has(name) { return OwnerID(text: name) }
    census.change { $0.insert(name + " again") }
    return OwnerID(text: name + " again")
  }
  func isAlive(_ owner: OwnerID) -> Bool { census.has(owner.text) }
  func leave() { census.change { $0.remove(name) } }
}

/// One process: its own store and ledger on the bench's file.
final class LiveProcess: Sendable {
  let name: String
  let bench: LiveBench
  let store: Store
  let ledger: LiveLedger<RemoteTasks>

  init(
    _ name: String, _ bench: LiveBench, _ policy: PolicyLayers, _ commits: Commits?,
    _ waits: LiveWaits
  ) {
    self.name = name
    self.bench = bench
    store = Store(
      path: bench.path, migrations: LedgerStore.migrations, busyTimeoutMilliseconds: 2_000,
      head: commits?.reading)
    bench.census.change { $0.insert(name) }
    let (clock, uptime) = (bench.clock, bench.uptime)
    let seed = name.utf8.reduce(UInt64(1)) { $0 &* 31 &+ UInt64($1) }
    ledger = LiveLedger(
      store: store, backend: bench.service,
      sources: LiveSources(
        clock: clock, uptime: uptime, ids: SeededIDSource(seed: seed),
        secrets: SeededIDSource(seed: seed + 1)
      ) { pause in
        clock.advance(by: pause)
        uptime.advance(by: pause)
      },
      owners: Citizen(name: name, census: bench.census), waits: waits, policy: policy)
  }

  /// As the kernel sees it: what the process knew is gone.
  func die() { bench.census.change { $0.remove(name) } }

  /// The disk takes so many more changes and then none, for this process.
  func fillDisk(after writes: Int = 0) throws {
    try store.write { transaction throws(SQLiteError) in
      try transaction.connection.executeScript(
        """
        CREATE TEMP TABLE disk(free INTEGER);
        INSERT INTO disk VALUES(\(writes));
        CREATE TEMP TRIGGER full BEFORE INSERT ON main.ledger_audit BEGIN
          SELECT RAISE(ABORT, 'disk full') WHERE (SELECT free FROM disk) <= 0;
          UPDATE disk SET free = free - 1;
        END
        """)
    }
  }

  func freeDisk() throws {
    try store.write { transaction throws(SQLiteError) in
      try transaction.connection.executeScript("DROP TRIGGER temp.full; DROP TABLE temp.disk")
    }
  }

  @discardableResult
  func run(_ call: Call, undo: UndoPlan? = nil) throws -> LedgerOutcome {
    let intent = try call.intent()
    return try ledger.once(
      intent, in: call.scope,
      plan: { reader throws(ToolError) in
        let planned = try call.plan(reader)
        guard let undo else { return planned }
        return PlannedWrite(planned.request, undo: undo)
      },
      output: { sent, reader throws(ToolError) in try call.output(sent.response, reader) })
  }

  func refusal(_ call: Call) throws -> LedgerRefusal {
    let failure = try #require(throws: LedgerFailure.self) { try run(call) }
    guard case .refused(let refusal) = failure else { throw failure }
    return refusal
  }

  func apiError(_ call: Call) throws -> APIError {
    let failure = try #require(throws: LedgerFailure.self) { try run(call) }
    guard case .api(let error) = failure else { throw failure }
    return error
  }

  func entry(_ key: String) throws -> LedgerEntry? {
    try ledger.entry(.key(try IdempotencyKey(key)), in: Bench.scope)
  }

  /// Newest first.
  func states() throws -> [String] { try ledger.page(LedgerQuery()).entries.map(\.state.rawValue) }
}
