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
    #expect(try one.refusal(second).code == .outcomeUnknown)
    // The first one's first attempt, which the second was not there to see.
    bench.service.arrive()
    bench.advance(seconds: 31)
    let refusal = try one.refusal(second)
    #expect(refusal.code == .needsReview)
    #expect(refusal.operation?["candidates"] == ["t2"])
    #expect(bench.service.now.sends.count == 3)
    #expect(try bench.violations() == [])
  }

  /// Two whose requests were lost, and that look like what somebody made by hand.
  private func reviewTwo() throws -> [String] {
    bench.service.change { $0.deliveries = [.requestLost, .requestLost] }
    let calls = [Call(key: "ship-1-0"), Call(key: "ship-2-0")]
    for call in calls { #expect(try one.refusal(call).code == .outcomeUnknown) }
    bench.service.change {
      $0.names["x1"] = "a"
      $0.effects.append(RemoteTasks.Effect(operationID: "", id: "x1"))
    }
    bench.advance(seconds: 31)
    for call in calls { #expect(try one.refusal(call).code == .needsReview) }
    return try one.ledger.page(LedgerQuery()).entries.map(\.operationID)
  }

  @Test(
    "What was given up, or waits for somebody, is a rival no longer than it can turn up",
    arguments: [true, false])
  func bygone(isGivenUp: Bool) throws {
    for id in try reviewTwo() where isGivenUp {
      #expect(try one.ledger.resolve(id, as: .abandon, in: Bench.scope)?.isResolved == true)
    }
    let two = bench.process("two")
    // Too early by a second: their requests may be on their way.
    bench.advance(seconds: 568)
    bench.service.change { $0.deliveries = [.answerLost, .answerLost] }
    #expect(try two.refusal(Call(key: "ship-3-0")).operation?["candidates"] == ["t2"])
    bench.advance(seconds: 1)
    // The third one is a rival now.
    #expect(try two.refusal(Call(key: "ship-4-0")).operation?["candidates"] == ["t3"])
    bench.advance(seconds: 600)
    bench.service.change { $0.deliveries = [.answerLost] }
    #expect(try two.run(Call(key: "ship-5-0")).operation["remote_id"] == "t4")
    #expect(bench.service.now.sends.count == 5)
    #expect(try bench.violations() == [])
  }

  @Test("What was sent again after this one was planned is a rival of it, however old it is")
  func sentAgainLater() throws {
    bench.service.change { $0.deliveries = [.requestLost] }
    let first = Call(key: "ship-1-0")
    #expect(try one.refusal(first).code == .outcomeUnknown)
    bench.advance(seconds: 700)
    bench.service.change { $0.deliveries = [.requestLost, .late] }
    let second = Call(key: "ship-2-0")
    #expect(try one.refusal(second).code == .outcomeUnknown)
    #expect(try one.refusal(first).code == .outcomeUnknown)
    bench.advance(seconds: 31)
    #expect(try one.refusal(first).code == .outcomeUnknown)
    #expect(bench.service.now.sends.map(\.attempt) == [1, 1, 2])
    bench.service.arrive()
    bench.advance(seconds: 31)
    let refusal = try one.refusal(second)
    #expect(refusal.code == .needsReview)
    #expect(refusal.operation?["candidates"] == ["t1"])
    #expect(try bench.violations() == [])
  }

  @Test("What would look otherwise cannot have made it", arguments: [true, false])
  func otherLooks(isTold: Bool) throws {
    bench.service.change {
      $0.deliveries = [.requestLost, .answerLost]
      $0.tellsLooks = isTold
    }
    #expect(try one.refusal(Call(key: "ship-1-0", name: "b")).code == .outcomeUnknown)
    let second = Call(key: "ship-2-0")
    if isTold {
      #expect(try one.run(second).operation["remote_id"] == "t1")
      #expect(try one.states() == ["done", "unknown"])
    } else {
      #expect(try one.refusal(second).operation?["candidates"] == ["t1"])
    }
    #expect(try bench.violations() == [])
  }

  @Test("What is open elsewhere cannot have made it")
  func elsewhere() throws {
    bench.service.change { $0.deliveries = [.requestLost, .answerLost] }
    var other = Call(key: "ship-1-0")
    other.resolvedListID = "2"
    #expect(try one.refusal(other).code == .outcomeUnknown)
    let outcome = try one.run(Call(key: "ship-2-0"))
    #expect(outcome.operation["remote_id"] == "t1")
    #expect(try one.states() == ["done", "unknown"])
    #expect(try bench.violations() == [])
  }
}
