import APICore
import JSON
import SQLite
import Testing

@testable import Ledger

@Suite("What is recorded late, and of what: rows that others have meanwhile")
struct LiveLateTests {
  private let call = Call(key: "ship-1-0")
  private let bench: LiveBench
  private let one: LiveProcess
  private let two: LiveProcess

  init() throws {
    bench = try LiveBench()
    one = bench.process("one")
    two = bench.process("two")
  }

  private func row(_ operationID: String) throws -> LedgerRow {
    let rows = try one.store.read { connection throws(SQLiteError) in
      try LedgerStore.rows("WHERE operation_id = ?", [.text(operationID)], on: connection)
    }
    return try #require(rows.first)
  }

  /// Something happens while an attempt is under way.
  private func whenSent(attempt: Int = 1, _ body: @escaping @Sendable (Dispatch) throws -> Void) {
    bench.service.change { state in
      let complaint = state.whenSent
      state.whenSent = { dispatch in
        let found = complaint(dispatch)
        guard dispatch.attempt == attempt else { return found }
        do { try body(dispatch) } catch { return "\(error)" }
        return found
      }
    }
  }

  private func refused(_ dispatch: Dispatch) -> LiveEvent {
    .answered(.refused, attempt: dispatch.attempt, at: bench.uptime.now())
  }

  @Test("What one had left over of its own attempt is not recorded of another's")
  func ofAnotherOwner() throws {
    whenSent { [self] dispatch in
      one.ledger.keep(
        Unrecorded(
          try row(dispatch.operationID), OwnerID(text: "one"), [refused(dispatch)]),
        because: "the test says so")
      _ = try one.ledger.reconcile()
    }
    #expect(try two.run(call).status == "executed")
    #expect(try two.states() == ["done"])
    #expect(try bench.violations() == [])
  }

  @Test("What is left over of a row that was never stored is not recorded of the one in its place")
  func ofAnotherRow() throws {
    whenSent { [self] dispatch in
      var row = try row(dispatch.operationID)
      row.operationID = "op_of-a-row-that-was-rolled-back"
      one.ledger.keep(
        Unrecorded(row, OwnerID(text: "one"), [refused(dispatch)]), because: "the test says so")
      _ = try one.ledger.reconcile()
    }
    #expect(try one.run(call).status == "executed")
    #expect(try one.states() == ["done"])
    #expect(try bench.violations() == [])
  }

  @Test("A 2xx that comes after another process sent it again is recorded as the second one")
  func proof() throws {
    let call = call
    whenSent { [bench, two] _ in
      bench.census.change { $0.remove("one") }
      for seconds in [Int64(31), 95] {
        #expect(try two.refusal(call).code == .outcomeUnknown)
        bench.advance(seconds: seconds)
      }
      let outcome = try two.run(call)
      #expect(outcome.operation["attempt"] == 2)
      #expect(outcome.operation["remote_id"] == "t1")
    }
    #expect(try one.run(call).status == "executed")
    #expect(bench.service.made == ["t1", "t2"])
    let entry = try one.entry("ship-1-0")
    #expect(entry?.remoteID == "t1")
    #expect(entry?.live?.duplicates == ["t2"])
    #expect(try bench.violations() == [])
  }

  @Test(
    "Answered with what another operation made: told, and left to a person",
    arguments: [
      false, true,
    ])
  func dispute(isLate: Bool) throws {
    let first = try one.run(Call(key: "the-first"))
    bench.service.change { $0.deliveries = [.answeredWith(["id": "t1", "name": "a"])] }
    if isLate { try one.fillDisk(after: 2) }
    let outcome = try one.run(call)
    #expect(outcome.status == "executed")
    #expect(outcome.operation["ledger_write_failed"] == true)
    if isLate {
      #expect(try one.states() == ["dispatched", "done"])
      try one.freeDisk()
    }
    for process in [one, two] {
      let refusal = try process.refusal(call)
      #expect(refusal.code == .needsReview)
      let words = "answered with t1, which is the result of \(first.operationID ?? "?")"
      #expect(refusal.message.contains(words))
    }
    #expect(try one.states() == ["needs_review", "done"])
    #expect(bench.service.now.sends.count == 2)
    #expect(bench.service.now.lookUps == 0)
    #expect(try bench.violations() == [])
  }

  @Test("What another operation made is left to it, although it looks the same")
  func claimed() throws {
    bench.service.change { [bench] state in
      state.isMarked = false
      state.deliveries = [.answered, .requestLost]
      state.whenLookedUp = { bench.advance(seconds: 1) }
    }
    // What the first compares with was noted before the other one made its own.
    whenSent { [two] dispatch in
      guard try two.states().count == 1 else { return }
      #expect(try two.run(Call(key: "ship-2-0")).operation["remote_id"] == "t1")
    }
    let refusal = try one.refusal(call)
    #expect(refusal.code == .outcomeUnknown)
    #expect(bench.service.now.lookUps == 1)
    #expect(try one.entry("ship-1-0")?.state == .unknown)
    #expect(try one.entry("ship-2-0")?.remoteID == "t1")
    #expect(try bench.violations() == [])
  }

  @Test("An output is not stored over what became of its row while it was made")
  func staleOutput() throws {
    let call = call
    let outcome = try one.ledger.once(
      try call.intent(), in: call.scope,
      plan: { reader throws(ToolError) in try call.plan(reader) },
      output: { sent, reader throws(ToolError) in
        let output = try call.output(sent.response, reader)
        do {
          let id = try #require(try one.entry("ship-1-0")?.operationID)
          _ = try two.ledger.store(
            Unrecorded(
              try row(id), OwnerID(text: "one"),
              [.answered(.succeeded(remoteID: "t9"), attempt: 1, at: bench.uptime.now())]))
        } catch { throw ToolError(.internalError, "\(error)") }
        return output
      })
    #expect(outcome.status == "executed")
    #expect(try one.entry("ship-1-0")?.live?.duplicates == ["t9"])
    #expect(try bench.violations() == [])
    #expect(try two.run(call).output == outcome.output)
    #expect(try one.entry("ship-1-0")?.live?.duplicates == ["t9"])
    #expect(try bench.violations() == [])
  }

  @Test("Who leaves records first what it could not record")
  func leaving() throws {
    try one.run(Call(key: "the-first", name: "z"))
    try one.fillDisk(after: 2)
    #expect(try one.run(call).operation["ledger_write_failed"] == true)
    try one.freeDisk()
    one.ledger.close()
    #expect(try two.run(call).status == "replayed")
    #expect(bench.service.now.lookUps == 0)
    #expect(bench.service.now.sends.count == 2)
  }

  // MARK: Who lost its lock

  /// As where somebody removes the file of an owner: it is dead to the others, and another one from
  /// when it asks next.
  private struct Loser: Ownership {
    let census: Census

    func own() -> OwnerID {
      let name = census.has("loser") ? "loser" : "the loser, anew"
      // Each time it has it, it loses it.
      census.change {
        $0.remove("loser")
        $0.insert("the loser, anew")
      }
      return OwnerID(text: name)
    }
    func isAlive(_ owner: OwnerID) -> Bool { census.has(owner.text) }
    func leave() {}
  }

  @Test("Who lost its lock before it sent may be taken for dead: it withdraws, and begins anew")
  func lostLock() throws {
    bench.census.change { $0.insert("loser") }
    let (clock, uptime) = (bench.clock, bench.uptime)
    let ledger = LiveLedger(
      store: one.store, backend: bench.service,
      sources: LiveSources(
        clock: clock, uptime: uptime, ids: SeededIDSource(seed: 5),
        secrets: SeededIDSource(seed: 6)
      ) { clock.advance(by: $0) },
      owners: Loser(census: bench.census))
    whenSent { [self] dispatch in
      let owner = try row(dispatch.operationID).live?.owner
      #expect(owner.map { bench.census.has($0) } == true)
    }
    let outcome = try ledger.once(
      try call.intent(), in: call.scope,
      plan: { reader throws(ToolError) in try call.plan(reader) },
      output: { sent, reader throws(ToolError) in try call.output(sent.response, reader) })
    #expect(outcome.status == "executed")
    #expect(try one.states() == ["done", "released"])
    #expect(bench.service.now.sends.map(\.attempt) == [1])
    #expect(bench.service.now.lookUps == 0)
    #expect(try bench.violations() == [])
  }
}
