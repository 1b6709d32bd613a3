import APICore
import JSON
import SQLite
import Testing

@testable import Ledger

@Suite("Reconciling: what dead processes left is looked up, and nothing is sent")
struct ReconcileTests {
  private let call = Call(key: "ship-1-0")

  @Test("One pass for each state that can be left behind")
  func passes() throws {
    let bench = try LiveBench()
    let zero = bench.process("zero")
    try zero.run(Call(key: "the-first", name: "z"))
    // Prepared, dispatched and sent, dispatched and lost, each by a process that is dead.
    let left: [(key: String, writes: Int, RemoteTasks.Delivery)] = [
      ("left-prepared", 1, .answered), ("left-applied", 2, .answerLost),
      ("left-lost-1", 2, .requestLost),
    ]
    for (key, writes, delivery) in left {
      let process = bench.process(key)
      bench.service.change { $0.deliveries = [delivery] }
      try process.fillDisk(after: writes)
      #expect(throws: LedgerFailure.self) { try process.run(Call(key: key, name: key)) }
      process.die()
    }
    let sends = bench.service.now.sends.count
    func pass() throws -> (states: [String], isClear: Bool, after: [Milliseconds?]) {
      let result = try zero.ledger.reconcile()
      return (result.items.map(\.entry.state.rawValue), result.isClear, result.items.map(\.after))
    }
    let first = try pass()
    #expect(first.states == ["released", "done", "unknown"])
    #expect(first.after == [nil, nil, 30_000])
    #expect(!first.isClear)
    bench.advance(seconds: 31)
    #expect(try pass().states == ["unknown"])
    bench.advance(seconds: 95)
    let last = try pass()
    #expect(last.states == ["not_applied"])
    #expect(last.isClear)
    #expect(bench.service.now.sends.count == sends)
    // Found by reconciling: its answer is made when it is asked for.
    let replay = try zero.run(Call(key: "left-applied", name: "left-applied"))
    #expect(replay.status == "replayed")
    #expect(replay.output["task"]?["name"] == "left-applied")
    let undo = try zero.entry("left-applied")?.preImage?["cannot"]?.string
    #expect(undo?.contains("was lost") == true)
    #expect(try bench.violations() == [])
  }

  @Test("What a living process is at is left alone")
  func living() throws {
    let bench = try LiveBench()
    let one = bench.process("one")
    try one.run(Call(key: "the-first", name: "z"))
    try one.fillDisk(after: 2)
    bench.service.change { $0.deliveries = [.answerLost] }
    _ = try one.refusal(call)
    let result = try bench.process("two").ledger.reconcile()
    #expect(result.items.map(\.entry.state) == [.dispatched])
    #expect(bench.service.now.lookUps == 0)
  }

  @Test("A service that cannot be asked is a problem, and nothing is presumed of it")
  func problem() throws {
    let bench = try LiveBench()
    let one = bench.process("one")
    bench.service.change {
      $0.deliveries = [.answerLost]
      $0.failingLookUps = 2
    }
    _ = try one.refusal(call)
    let result = try one.ledger.reconcile()
    #expect(result.items.first?.problem == "looking it up failed: 500 out of order")
    #expect(!result.isClear)
    #expect(try one.ledger.reconcile().isClear)
    #expect(try one.ledger.reconcile().items.isEmpty)
  }

  @Test("A late twin is found by reconciling as well")
  func sweep() throws {
    let bench = try LiveBench()
    let one = bench.process("one")
    bench.service.change { $0.deliveries = [.late] }
    _ = try one.refusal(call)
    for seconds in [Int64(31), 95] {
      bench.advance(seconds: seconds)
      _ = try one.ledger.reconcile()
    }
    try one.run(call)
    bench.service.arrive()
    let early = try one.ledger.reconcile()
    #expect(early.items.map(\.after) == [600_000])
    bench.advance(seconds: 600)
    let late = try one.ledger.reconcile()
    #expect(late.items.first?.entry.live?.duplicates == ["t2"])
    #expect(try one.ledger.reconcile().items.isEmpty)
    #expect(try bench.violations() == [])
  }
}
