import APICore
import JSON
import SQLite
import Testing

@testable import Ledger

@Suite("A write budget, counted from the ledger's rows")
struct WriteBudgetTests {
  let bench: Bench

  init() throws { bench = try Bench() }

  /// As a process has it that was started with this policy.
  private func ledger(
    _ limits: [WriteBudget.Limit: Int], seed: UInt64 = 1
  ) -> Ledger<TaskBackend> {
    var policy = Policy()
    policy.budget = WriteBudget(limits)
    return Ledger(
      store: bench.store, backend: TaskBackend(store: bench.store), clock: bench.clock,
      ids: SeededIDSource(seed: seed), secrets: SeededIDSource(seed: seed),
      policy: PolicyLayers([PolicyLayers.Layer("policy.json", policy)]))
  }

  private func create(_ number: Int) -> Call {
    Call(key: "create-number-\(number)", name: "task \(number)")
  }

  @Test("So many are executed and no more, until the oldest leaves the window")
  func window() throws {
    let ledger = ledger([.writesPerMinute: 2])
    try ledger.run(create(1))
    bench.clock.advance(by: 10_000)
    try ledger.run(create(2))
    bench.clock.advance(by: 1)
    let refusal = try ledger.refusal(create(3))
    #expect(refusal.code == .budgetExhausted)
    #expect(refusal.retry == .init(isSafe: true, sameKey: true, after: 49_999))
    #expect(try bench.tasks == ["task 1", "task 2"])
    // Not a millisecond before the time that was said, and then.
    bench.clock.advance(by: 49_998)
    #expect(try ledger.refusal(create(3)).retry.after == 1)
    bench.clock.advance(by: 1)
    #expect(try ledger.run(create(3)).status == "executed")
    #expect(try ledger.refusal(create(4)).retry.after == 10_000)
  }

  @Test("What executes nothing costs nothing: replays, dry runs, refusals, failures")
  func free() throws {
    let ledger = ledger([.writesPerHour: 2])
    try ledger.run(create(1))
    for _ in 0..<5 {
      #expect(try ledger.run(create(1)).status == "replayed")
      #expect(try ledger.dryRun(create(2))["verdict"] == "would_execute")
      var failing = create(2)
      failing.fault = Fault(at: 1)
      #expect(throws: LedgerFailure.self) { try ledger.run(failing) }
    }
    try ledger.run(create(2))
    for _ in 0..<5 { #expect(try ledger.refusal(create(3)).code == .budgetExhausted) }
    // A replay is given though the budget is used up, and a dry run says what the call would.
    #expect(try ledger.run(create(2)).status == "replayed")
    let failure = try #require(throws: LedgerFailure.self) { try ledger.dryRun(create(3)) }
    guard case .refused(let refusal) = failure else { throw failure }
    #expect(refusal.code == .budgetExhausted)
    bench.clock.advance(by: 3_600_000)
    #expect(try ledger.run(create(3)).status == "executed")
  }

  @Test("Another process, or the same one started again, counts on")
  func restart() throws {
    try ledger([.writesPerHour: 2]).run(create(1))
    try ledger([.writesPerHour: 2], seed: 2).run(create(2))
    #expect(
      try ledger([.writesPerHour: 2], seed: 3).refusal(create(3)).code == .budgetExhausted)
    // Writes that were made under another budget count all the same.
    #expect(try ledger([.writesPerHour: 3], seed: 4).run(create(3)).status == "executed")
  }

  @Test("A principal has a budget of its own")
  func principals() throws {
    let ledger = ledger([.writesPerHour: 1])
    try ledger.run(create(1))
    var other = create(2)
    other.scope = Scope(backend: "embedded", workspaceID: "90", principal: "7/release")
    #expect(try ledger.run(other).status == "executed")
    other.key = "another-number-2"
    #expect(try ledger.refusal(other).code == .budgetExhausted)
  }

  @Test("A clock that is set back makes no room")
  func clockSetBack() throws {
    let ledger = ledger([.writesPerMinute: 1])
    try ledger.run(create(1))
    bench.clock.set(Milliseconds(Bench.start.rawValue - 86_400_000))
    // Nor does it lengthen the wait: that is never longer than its window.
    #expect(try ledger.refusal(create(2)).retry.after == 60_000)
    bench.clock.advance(by: 59_999)
    #expect(try ledger.refusal(create(2)).retry.after == 1)
    bench.clock.advance(by: 1)
    #expect(try ledger.run(create(2)).status == "executed")
  }

  @Test("Deletions are counted apart")
  func deletions() throws {
    let ledger = ledger([.deletionsPerDay: 1])
    func delete(_ key: String) throws -> LedgerOutcome {
      var intent = WriteIntent(
        tool: "delete_task", key: try IdempotencyKey(key), arguments: [:], isAdditive: false,
        allowsDuplicate: false, consent: .question)
      let unlimited = bench.other(seed: 9, under: .unlimited)
      let asked = try unlimited.dryRun(
        intent, in: Bench.scope,
        plan: { (_) throws(ToolError) in
          PlannedWrite(WriteRequest(.deleteTask, path: ["task_id": "1"]))
        })
      if let state = asked["request_state"]?.string { intent.consent = .answer(state) }
      return try ledger.once(
        intent, in: Bench.scope,
        plan: { (_) throws(ToolError) in
          PlannedWrite(WriteRequest(.deleteTask, path: ["task_id": "1"]))
        }, output: { (_, _) throws(ToolError) in [:] })
    }
    for number in 1...3 { try ledger.run(create(number)) }
    #expect(try delete("delete-1").status == "executed")
    let failure = try #require(throws: LedgerFailure.self) { try delete("delete-2") }
    guard case .refused(let refusal) = failure else { throw failure }
    #expect(refusal.code == .budgetExhausted)
    #expect(refusal.message.contains("1 deletion a day"))
    #expect(refusal.retry.after == 86_400_000)
    #expect(try ledger.run(create(4)).status == "executed")
    #expect(try delete("delete-1").status == "replayed")
    bench.clock.advance(by: 86_400_000)
    #expect(try delete("delete-2").status == "executed")
  }

  @Test("Writes that share a commit share the budget")
  func group() throws {
    let ledger = ledger([.writesPerHour: 3])
    let (codes, failure) = ledger.group {
      (1...5).map { number in
        do {
          return try ledger.run(create(number)).status
        } catch LedgerFailure.refused(let refusal) {
          return refusal.code.rawValue
        } catch { return "\(error)" }
      }
    }
    #expect(failure == nil)
    #expect(
      codes == ["executed", "executed", "executed", "budget_exhausted", "budget_exhausted"])
    #expect(try bench.tasks.count == 3)
  }

  @Test("The count is found by an index, whatever the ledger holds")
  func plan() throws {
    let steps = try bench.store.read { connection throws(SQLiteError) in
      try connection.rows(
        """
        EXPLAIN QUERY PLAN SELECT moment FROM ledger_operation
        WHERE \(LedgerStore.inScope) AND moment > ?4 ORDER BY moment DESC LIMIT 1 OFFSET ?5
        """, Bench.scope.values + [.integer(0), .integer(1)]
      ) { $0.text(3) }
    }
    #expect(steps.count == 1 && steps[0].contains("USING COVERING INDEX"), "\(steps)")
  }

  @Test("Nothing is written where nothing may be, whichever tool asks")
  func readOnly() throws {
    var policy = Policy()
    policy.isReadOnly = true
    let ledger = Ledger(
      store: bench.store, backend: TaskBackend(store: bench.store), clock: bench.clock,
      ids: SeededIDSource(seed: 1),
      policy: PolicyLayers([PolicyLayers.Layer("--read-only", policy)]))
    let refusal = try ledger.refusal(create(1))
    #expect(refusal.code == .policyDenied)
    #expect(refusal.message.contains("`--read-only`"))
    #expect(try bench.tasks.isEmpty)
    #expect(try bench.rowCount == 0)
  }
}
