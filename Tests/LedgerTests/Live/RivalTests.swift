import APICore
import JSON
import Testing

@testable import Ledger

@Suite("Without a marker: whose it may be as well")
struct RivalTests {
  private let bench: LiveBench
  private let one: LiveProcess

  init() throws {
    bench = try LiveBench()
    one = bench.process("one")
    bench.service.change { $0.isMarked = false }
  }

  @Test("What was sent again may have made it, although it is done")
  func sentAgain() throws {
    bench.service.change { $0.deliveries = [.late, .answered, .requestLost] }
    let first = Call(key: "ship-1-0")
    _ = try one.refusal(first)
    for seconds in [Int64(31), 95] {
      bench.advance(seconds: seconds)
      _ = try one.ledger.reconcile()
    }
    #expect(try one.run(first).operation["remote_id"] == "t1")
    let second = Call(key: "ship-2-0")
    #expect(try one.refusal(second).code == "outcome_unknown")
    // The first one's first attempt, which the second was not there to see.
    bench.service.arrive()
    bench.advance(seconds: 31)
    let refusal = try one.refusal(second)
    #expect(refusal.code == "needs_review")
    #expect(refusal.operation?["candidates"] == ["t2"])
    #expect(bench.service.now.sends.count == 3)
    #expect(try bench.violations() == [])
  }

  @Test("What is open elsewhere cannot have made it")
  func elsewhere() throws {
    bench.service.change { $0.deliveries = [.requestLost, .answerLost] }
    var other = Call(key: "ship-1-0")
    other.resolvedListID = "2"
    #expect(try one.refusal(other).code == "outcome_unknown")
    let outcome = try one.run(Call(key: "ship-2-0"))
    #expect(outcome.operation["remote_id"] == "t1")
    #expect(try one.states() == ["done", "unknown"])
    #expect(try bench.violations() == [])
  }
}
