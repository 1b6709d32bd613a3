import APICore
import JSON
import SQLite
import Testing

@testable import Ledger

@Suite("Processes that die, race, and cannot write")
struct LiveProcessTests {
  private let call = Call(key: "ship-1-0")

  /// The disk takes no change from the Nth on, and then the process dies, or there is room again.
  ///
  /// A process that cannot write and is dead then is one that was killed before it wrote.
  @Test(
    "Whatever is the last change that is stored: what was told is true, and there is one effect",
    arguments: [
      RemoteTasks.Delivery.answered, .answerLost, .requestLost, .refused(400), .notSent,
    ], [true, false])
  func faultAtEachStep(delivery: RemoteTasks.Delivery, dies: Bool) throws {
    // A write that is looked up and found takes five changes.
    for step in 0...6 {
      let bench = try LiveBench()
      // The store's secret is made by another one.
      try bench.process("zero").run(Call(key: "the-first", name: "z"))
      let one = bench.process("one")
      try one.fillDisk(after: step)
      bench.service.change { $0.deliveries = [delivery] }
      var told = "refused by the service"
      do { told = try one.run(call).status ?? "" } catch LedgerFailure.refused(let refusal) {
        told = refusal.message
      } catch LedgerFailure.api {}
      let isMade = bench.service.made.count == 2
      let context: Comment = "\(delivery), changes: \(step), told: \(told)"
      if told == "executed" { #expect(isMade, context) }
      if told.contains("nothing was executed") { #expect(!isMade, context) }
      if dies { one.die() } else { try one.freeDisk() }
      bench.service.change { $0.deliveries = [] }
      let next = dies ? bench.process("two") : one
      var outcome: LedgerOutcome?
      for _ in 0..<5 where outcome == nil {
        do { outcome = try next.run(call) } catch LedgerFailure.refused(let refusal) {
          #expect(refusal.code == .outcomeUnknown, context)
          bench.advance(seconds: (refusal.retry.after?.rawValue ?? 0) / 1_000 + 1)
        }
      }
      #expect(outcome?.operation["remote_id"] == "t2", context)
      #expect(bench.service.made == ["t1", "t2"], context)
      #expect(try bench.violations() == [], context)
    }
  }

  @Test("Prepared by a process that is dead: nothing was sent, so it is simply done")
  func deadAfterPrepared() throws {
    let bench = try LiveBench()
    let one = bench.process("one")
    try one.run(Call(key: "the-first", name: "z"))
    try one.fillDisk(after: 1)
    #expect(try one.refusal(call).code == .ledgerUnavailable)
    #expect(try one.entry("ship-1-0")?.state == .prepared)
    let two = bench.process("two")
    // Its owner lives: it is waited for, and then left alone.
    let waiting = try two.refusal(call)
    #expect(waiting.code == .inProgress)
    #expect(waiting.retry == Retry(isSafe: true, sameKey: true, after: 2_000))
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
    #expect(try one.refusal(call).code == .outcomeUnknown)
    one.die()
    bench.advance(seconds: 3_600)
    // However long ago it was dispatched: it may have been sent in the owner's last moment.
    let two = bench.process("two")
    #expect(try two.refusal(call).retry.after == 30_000)
    bench.advance(seconds: 31)
    #expect(try two.refusal(call).code == .outcomeUnknown)
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
    #expect(try one.entry("ship-1-0")?.state == .dispatched)
    // Asked again while it still cannot be recorded: the same, from memory.
    #expect(try one.run(call).operation["remote_id"] == "t2")
    #expect(try one.refusal(Call(key: "ship-2-0")).code == .ledgerUnavailable)
    #expect(bench.service.now.sends.count == 2)
    try one.freeDisk()
    let again = try one.run(call)
    #expect(again.status == "replayed")
    #expect(again.operation["ledger_write_failed"] == nil)
    #expect(try one.entry("ship-1-0")?.state == .succeeded)
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
    #expect(try one.refusal(call).code == .ledgerUnavailable)
    try one.freeDisk()
    #expect(try bench.process("two").refusal(call).code == .inProgress)
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
    #expect(try one.refusal(call).code == .outcomeUnknown)
    #expect(try one.refusal(call).code == .outcomeUnknown)
    try one.freeDisk()
    #expect(try one.run(call).operation["remote_id"] == "t2")
    #expect(bench.service.now.sends.count == 2)
  }

  @Test("Retention drops the answer: the key stays used, with what it made")
  func tombstone() throws {
    let bench = try LiveBench()
    let one = bench.process("one")
    try one.run(call)
    bench.advance(seconds: 100)
    let rows = LedgerStore(one.store)
    #expect(try rows.prune(olderThan: 50_000, at: bench.clock.now(), limit: 10) == 1)
    let refusal = try one.refusal(call)
    #expect(refusal.code == .keyExpired)
    #expect(refusal.message.contains("task t1"))
    #expect(bench.service.made == ["t1"])
    #expect(try bench.violations() == [])
  }
}
