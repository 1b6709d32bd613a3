import APICore
import JSON
import SQLite
import Testing

@testable import Ledger

@Suite("Two processes at one row")
struct LiveRaceTests {
  private let call = Call(key: "ship-1-0")

  /// The row says that it is presumed lost.
  private func benchWithLost() throws -> (LiveBench, LiveProcess, LiveProcess) {
    let bench = try LiveBench()
    bench.service.change { $0.deliveries = [.requestLost] }
    let one = bench.process("one")
    _ = try one.refusal(call)
    for seconds in [Int64(31), 95] {
      bench.advance(seconds: seconds)
      _ = try one.ledger.reconcile()
    }
    #expect(try one.states() == ["not_applied"])
    return (bench, one, bench.process("two"))
  }

  private func run(
    _ process: LiveProcess, whilePlanning body: () throws -> Void
  ) throws -> LedgerOutcome {
    var isFirst = true
    return try process.ledger.once(
      try call.intent(), in: call.scope,
      plan: { reader throws(ToolError) in
        if isFirst {
          isFirst = false
          do { try body() } catch { throw ToolError(.internalError, "\(error)") }
        }
        return try call.plan(reader)
      },
      output: { sent, reader throws(ToolError) in try call.output(sent.response, reader) })
  }

  @Test("Who is slower to take the key sends nothing")
  func lostInsert() throws {
    let bench = try LiveBench()
    let one = bench.process("one")
    let two = bench.process("two")
    let outcome = try run(one) { try two.run(call) }
    #expect(outcome.status == "replayed")
    #expect(bench.service.now.sends.count == 1)
    #expect(try bench.violations() == [])
  }

  @Test("A call that planning refuses waits for nobody", arguments: [false, true])
  func refusedInPlanning(isDryRun: Bool) throws {
    let bench = try LiveBench()
    let one = bench.process("one")
    try one.run(Call(key: "the-first"))
    let writer = try Connection(path: bench.path, busyTimeoutMilliseconds: 0)
    try writer.execute("BEGIN IMMEDIATE")
    let refused = Call(key: "ship-1-0", fault: Fault(at: 1))
    let failure = #expect(throws: LedgerFailure.self) {
      if isDryRun {
        _ = try one.ledger.dryRun(
          try refused.intent(), in: refused.scope,
          plan: { reader throws(ToolError) in try refused.plan(reader) })
      } else {
        try one.run(refused)
      }
    }
    guard case .tool? = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
  }

  @Test("Who is slower to send it again looks again first")
  func lostResend() throws {
    let (bench, one, two) = try benchWithLost()
    bench.service.change { $0.deliveries = [.refused(429)] }
    var lookUps = 0
    let outcome = try run(one) { () throws in
      #expect(try two.refusal(call).code == .presumedNotApplied)
      lookUps = bench.service.now.lookUps
    }
    #expect(outcome.operation["attempt"] == 3)
    #expect(bench.service.now.lookUps == lookUps + 1)
    #expect(bench.service.made == ["t1"])
    #expect(try bench.violations() == [])
  }

  @Test("What was found of one epoch of a row is stored over no other")
  func staleFinding() throws {
    let (bench, one, _) = try benchWithLost()
    let rows = try one.store.read { connection throws(SQLiteError) in
      try LedgerStore.rows("WHERE sequence > ?", [.integer(0)], on: connection)
    }
    let row = try #require(rows.first)
    let epoch = try #require(row.live?.epoch)
    for (claimed, isStored) in [(epoch - 1, false), (epoch + 1, false), (epoch, true)] {
      let change = LiveChange(sequence: row.sequence, epoch: claimed) { _, _ in
        .lookedUp(.inconclusive, startedAt: bench.uptime.now())
      }
      let move = try one.store.write { transaction throws(SQLiteError) in
        try LedgerStore.move(
          change, waits: .standard, at: bench.clock.now(), in: transaction)
      }
      if case .moved = move { #expect(isStored) } else { #expect(!isStored) }
    }
  }

  @Test("What one could not record of its own attempt is not recorded of another's")
  func lateWithdrawalOfAnother() throws {
    let (bench, one, two) = try benchWithLost()
    try one.fillDisk(after: 1)
    // Its look-up is stored, its resend is not: it will withdraw when it can.
    #expect(try one.refusal(call).code == .ledgerUnavailable)
    try one.freeDisk()
    bench.service.change { state in
      state.deliveries = [.requestLost]
      let complaint = state.whenSent
      state.whenSent = { dispatch in
        guard dispatch.attempt == 2 else { return complaint(dispatch) }
        do { _ = try one.ledger.reconcile() } catch { return "\(error)" }
        return complaint(dispatch)
      }
    }
    #expect(try two.refusal(call).code == .outcomeUnknown)
    #expect(try two.states() == ["unknown"])
    #expect(bench.service.now.sends.map(\.attempt) == [1, 2])
    #expect(try bench.violations() == [])
  }

  @Test("A look-up of a row that moved meanwhile is not stored")
  func staleLookUp() throws {
    let bench = try LiveBench()
    bench.service.change {
      $0.deliveries = [.late]
      $0.failingLookUps = 1
    }
    let one = bench.process("one")
    let two = bench.process("two")
    let call = call
    _ = try one.refusal(call)
    // While one asks and finds nothing, it arrives, and two finds it.
    bench.service.change { state in
      state.whenLookedUp = {
        bench.service.change { $0.whenLookedUp = {} }
        bench.service.arrive()
        do { try two.run(call) } catch { bench.service.change { $0.violations.append("two") } }
      }
    }
    #expect(try one.run(call).operation["remote_id"] == "t1")
    #expect(bench.service.now.sends.count == 1)
    #expect(try bench.violations() == [])
  }

  @Test("A process that was thought dead answers: its 2xx wins over whatever was presumed")
  func lateProof() throws {
    let bench = try LiveBench()
    let one = bench.process("one")
    let two = bench.process("two")
    let call = call
    // While the first waits for its answer its lock is lost, and another looks in vain.
    bench.service.change { state in
      let complaint = state.whenSent
      state.whenSent = { dispatch in
        let found = complaint(dispatch)
        bench.census.change { $0.remove("one") }
        do {
          return try two.refusal(call).code == .outcomeUnknown ? found : "two was not told so"
        } catch { return "\(error)" }
      }
    }
    #expect(try one.run(call).operation["remote_id"] == "t1")
    #expect(try two.run(call).status == "replayed")
    #expect(bench.service.now.sends.count == 1)
    #expect(try bench.violations() == [])
  }

  @Test("Two at once: one sends, the other waits a while and is told to ask again")
  func race() throws {
    let bench = try LiveBench()
    let one = bench.process("one")
    let two = bench.process("two")
    let call = call
    let begun = bench.uptime.now()
    bench.service.change { state in
      let complaint = state.whenSent
      state.whenSent = { dispatch in
        do {
          let refusal = try two.refusal(call)
          return refusal.code == .inProgress ? complaint(dispatch) : refusal.code.rawValue
        } catch { return "\(error)" }
      }
    }
    #expect(try one.run(call).status == "executed")
    #expect(bench.uptime.now() - begun >= LiveWaits.standard.patience)
    #expect(bench.uptime.now() - begun <= LiveWaits.standard.patience + 1_000)
    #expect(try two.run(call).status == "replayed")
    #expect(bench.service.now.sends.count == 1)
    #expect(try bench.violations() == [])
  }
}
