import APICore
import JSON
import SQLite
import Testing

@testable import Ledger

@Suite("Processes that die, race, and cannot write")
struct LiveProcessTests {
  private let call = Call(key: "ship-1-0")

  /// A process that dies right before its Nth change of the ledger, and the one that comes after.
  ///
  /// A process that cannot write and is dead then is one that was killed before it wrote.
  @Test(
    "Whenever the process dies: what is done is found, what was not is done once, by asking again",
    arguments: [
      RemoteTasks.Delivery.answered, .answerLost, .requestLost, .refused(400), .notSent,
    ])
  func deathAtEachStep(delivery: RemoteTasks.Delivery) throws {
    var step = 0
    var isOver = false
    while !isOver {
      let bench = try LiveBench()
      // The store's secret is made by another one.
      try bench.process("zero").run(Call(key: "the-first", name: "z"))
      let one = bench.process("one")
      try one.fillDisk(after: step)
      bench.service.change { $0.deliveries = [delivery] }
      var told = "nothing"
      do { told = try one.run(call).status ?? "" } catch {}
      isOver = one.ledger.unrecorded.withLock { $0.isEmpty } && step > 8
      one.die()
      bench.service.change { $0.deliveries = [] }
      let two = bench.process("two")
      var outcome: LedgerOutcome?
      for _ in 0..<8 where outcome == nil {
        do { outcome = try two.run(call) } catch Failure.refused(let refusal) {
          #expect(["outcome_unknown"].contains(refusal.code), "step \(step)")
          bench.advance(seconds: (refusal.retry.after?.rawValue ?? 0) / 1_000 + 1)
        }
      }
      #expect(outcome?.operation["remote_id"] == "t2", "step \(step), told \(told)")
      #expect(bench.service.made == ["t1", "t2"], "step \(step), told \(told)")
      #expect(try bench.violations() == [], "step \(step)")
      step += 1
    }
  }

  @Test("Prepared by a process that is dead: nothing was sent, so it is simply done")
  func deadAfterPrepared() throws {
    let bench = try LiveBench()
    let one = bench.process("one")
    try one.run(Call(key: "the-first", name: "z"))
    try one.fillDisk(after: 1)
    #expect(try one.refusal(call).code == "ledger_unavailable")
    #expect(try one.entry("ship-1-0")?.state == "prepared")
    let two = bench.process("two")
    // Its owner lives: it is waited for, and then left alone.
    let waiting = try two.refusal(call)
    #expect(waiting.code == "in_progress")
    #expect(waiting.retry == LedgerRefusal.Retry(isSafe: true, sameKey: true, after: 2_000))
    one.die()
    #expect(try two.run(call).status == "executed")
    #expect(try two.states() == ["done", "released", "done"])
    #expect(bench.service.now.lookUps == 0)
    #expect(try bench.violations() == [])
  }

  @Test("Dispatched by a process that is dead: looked for, and not sent for two minutes")
  func deadAfterDispatched() throws {
    let bench = try LiveBench()
    let one = bench.process("one")
    try one.run(Call(key: "the-first", name: "z"))
    bench.service.change { $0.deliveries = [.late] }
    try one.fillDisk(after: 2)
    #expect(try one.refusal(call).code == "outcome_unknown")
    one.die()
    bench.advance(seconds: 3_600)
    // However long ago it was dispatched: it may have been sent in the owner's last moment.
    let two = bench.process("two")
    #expect(try two.refusal(call).retry.after == 30_000)
    bench.advance(seconds: 31)
    #expect(try two.refusal(call).code == "outcome_unknown")
    #expect(bench.service.now.sends.count == 2)
    bench.service.arrive()
    bench.advance(seconds: 95)
    #expect(try two.run(call).operation["remote_id"] == "t2")
    #expect(bench.service.now.sends.count == 2)
  }

  @Test("The disk is full after the 2xx: told as done, recorded with the next call")
  func fullAfterSuccess() throws {
    let bench = try LiveBench()
    let one = bench.process("one")
    try one.run(Call(key: "the-first", name: "z"))
    try one.fillDisk(after: 2)
    let outcome = try one.run(call)
    #expect(outcome.status == "executed")
    #expect(outcome.operation["ledger_write_failed"] == true)
    #expect(outcome.operation["remote_id"] == "t2")
    #expect(outcome.sentence.contains("could not record it"))
    #expect(try one.entry("ship-1-0")?.state == "dispatched")
    // Asked again while it still cannot be recorded: the same, from memory.
    #expect(try one.run(call).operation["remote_id"] == "t2")
    #expect(try one.refusal(Call(key: "ship-2-0")).code == "ledger_unavailable")
    #expect(bench.service.now.sends.count == 2)
    try one.freeDisk()
    let again = try one.run(call)
    #expect(again.status == "replayed")
    #expect(again.operation["ledger_write_failed"] == nil)
    #expect(try one.entry("ship-1-0")?.state == "done")
    #expect(bench.service.now.lookUps == 0)
    #expect(bench.service.made == ["t1", "t2"])
    #expect(try bench.violations() == [])
  }

  @Test("An owner that lives and could not withdraw withdraws later")
  func lateWithdrawal() throws {
    let bench = try LiveBench()
    let one = bench.process("one")
    try one.run(Call(key: "the-first", name: "z"))
    try one.fillDisk(after: 1)
    #expect(try one.refusal(call).code == "ledger_unavailable")
    try one.freeDisk()
    #expect(try bench.process("two").refusal(call).code == "in_progress")
    try one.run(Call(key: "the-first", name: "z"))
    #expect(try one.states() == ["released", "done"])
    #expect(try bench.process("two").run(call).status == "executed")
  }

  @Test("An unclear answer that could not be recorded is recorded with the next call")
  func lateUnclear() throws {
    let bench = try LiveBench()
    let one = bench.process("one")
    try one.run(Call(key: "the-first", name: "z"))
    bench.service.change { $0.deliveries = [.answerLost] }
    try one.fillDisk(after: 2)
    #expect(try one.refusal(call).code == "outcome_unknown")
    #expect(try one.refusal(call).code == "outcome_unknown")
    try one.freeDisk()
    #expect(try one.run(call).operation["remote_id"] == "t2")
    #expect(bench.service.now.sends.count == 2)
  }

  @Test("A process that was thought dead answers: its 2xx wins over whatever was presumed")
  func lateProof() throws {
    let bench = try LiveBench()
    let one = bench.process("one")
    let two = bench.process("two")
    let call = call
    // While the first waits for its answer, its lock is lost, and another looks in vain.
    bench.service.change { state in
      let complaint = state.whenSent
      state.whenSent = { dispatch in
        let found = complaint(dispatch)
        guard dispatch.attempt == 1 else { return found }
        bench.census.change { $0.remove("one") }
        do {
          _ = try two.run(call)
          return "the second was told that it is done"
        } catch Failure.refused(let refusal) {
          return refusal.code == "outcome_unknown" ? found : refusal.code
        } catch { return "\(error)" }
      }
    }
    #expect(try one.run(call).operation["remote_id"] == "t1")
    #expect(try two.run(call).status == "replayed")
    #expect(bench.service.now.sends.count == 1)
    #expect(try bench.violations() == [])
  }

  @Test("Two at once: one sends, the other waits and replays or is told to ask again")
  func race() throws {
    let bench = try LiveBench()
    let one = bench.process("one")
    let two = bench.process("two")
    let call = call
    bench.service.change { state in
      let complaint = state.whenSent
      state.whenSent = { dispatch in
        do {
          let refusal = try two.refusal(call)
          return refusal.code == "in_progress" ? complaint(dispatch) : refusal.code
        } catch { return "\(error)" }
      }
    }
    #expect(try one.run(call).status == "executed")
    #expect(try two.run(call).status == "replayed")
    #expect(bench.service.now.sends.count == 1)
    #expect(try bench.violations() == [])
  }

  @Test("Who is slower to take the key sends nothing")
  func lostInsert() throws {
    let bench = try LiveBench()
    let one = bench.process("one")
    let two = bench.process("two")
    let call = call
    let intent = try call.intent()
    var isFirst = true
    let outcome = try one.ledger.once(
      intent, in: call.scope,
      plan: { reader throws(PlanningError) in
        if isFirst {
          isFirst = false
          do { try two.run(call) } catch { throw PlanningError(text: "\(error)") }
        }
        return try call.plan(reader)
      },
      output: { response, reader throws(PlanningError) in try call.output(response, reader) })
    #expect(outcome.status == "replayed")
    #expect(bench.service.now.sends.count == 1)
    #expect(try bench.violations() == [])
  }

  @Test("Retention lets the answer go: the key stays used, with what it made")
  func tombstone() throws {
    let bench = try LiveBench()
    let one = bench.process("one")
    try one.run(call)
    bench.advance(seconds: 100)
    let rows = LedgerStore(one.store)
    #expect(try rows.prune(olderThan: 50_000, at: bench.clock.now(), limit: 10) == 1)
    let refusal = try one.refusal(call)
    #expect(refusal.code == "key_expired")
    #expect(refusal.message.contains("task t1"))
    #expect(bench.service.made == ["t1"])
    #expect(try bench.violations() == [])
  }
}
