import APICore
import JSON
import Testing

@testable import Ledger

@Suite("A caller that waits no longer, and one that may no longer")
struct LiveDeadlineTests {
  private let call = Call(key: "ship-1-0")

  private func limited<Result>(
    _ bench: LiveBench, seconds: Int64, cancelled: Bool = false, _ body: () throws -> Result
  ) rethrows -> Result {
    let mark = CancellationMark()
    if cancelled { mark.set() }
    let deadline = bench.uptime.now() + Milliseconds(seconds * 1_000)
    return try CallContext.$current.withValue(
      CallContext(deadline: deadline, cancellation: mark)
    ) { try body() }
  }

  @Test("No look-up is begun that would end after the deadline; the next call makes it")
  func noTimeForLookUp() throws {
    let bench = try LiveBench()
    bench.service.change { $0.deliveries = [.answerLost] }
    let one = bench.process("one")
    let refusal = try limited(bench, seconds: 1) { try one.refusal(call) }
    #expect(refusal.code == .outcomeUnknown)
    #expect(refusal.retry.after == 2_000)
    #expect(bench.service.now.lookUps == 0)
    #expect(try limited(bench, seconds: 3) { try one.run(call) }.operation["remote_id"] == "t1")
    #expect(bench.service.now.lookUps == 1)
  }

  @Test("A call that was cancelled after it was sent is recorded, and looks no more")
  func cancelled() throws {
    let bench = try LiveBench()
    bench.service.change { $0.deliveries = [.answered, .requestLost] }
    let one = bench.process("one")
    let first = try limited(bench, seconds: 60, cancelled: true) { try one.run(call) }
    #expect(first.status == "executed")
    let second = try limited(bench, seconds: 60, cancelled: true) {
      try one.refusal(Call(key: "ship-2-0"))
    }
    #expect(second.code == .outcomeUnknown)
    #expect(bench.service.now.lookUps == 0)
    #expect(try one.states() == ["unknown", "done"])
  }

  @Test("A look-up that took too long presumes, and leaves the resend to the next call")
  func presumed() throws {
    let bench = try LiveBench()
    bench.service.change { $0.deliveries = [.requestLost] }
    let one = bench.process("one")
    _ = try one.refusal(call)
    bench.advance(seconds: 125)
    bench.service.change { $0.whenLookedUp = { bench.advance(seconds: 50) } }
    let refusal = try one.refusal(call)
    #expect(refusal.code == .presumedNotApplied)
    #expect(refusal.operation?["status"] == "not_applied")
    #expect(refusal.retry == Retry(isSafe: true, sameKey: true, after: 0))
    #expect(bench.service.now.sends.count == 1)
    bench.service.change { $0.whenLookedUp = {} }
    #expect(try one.run(call).operation["attempt"] == 2)
  }

  @Test("Whoever waits for another process stops when its caller does")
  func noWaiting() throws {
    let bench = try LiveBench()
    let one = bench.process("one")
    try one.run(Call(key: "the-first", name: "z"))
    try one.fillDisk(after: 1)
    #expect(try one.refusal(call).code == .ledgerUnavailable)
    let two = bench.process("two")
    let begun = bench.uptime.now()
    let refusal = try limited(bench, seconds: 60, cancelled: true) { try two.refusal(call) }
    #expect(refusal.code == .inProgress)
    #expect(bench.uptime.now() == begun)
  }

  @Test("What is not allowed any more is not sent again")
  func deniedResend() throws {
    let bench = try LiveBench()
    bench.service.change { $0.deliveries = [.requestLost] }
    let one = bench.process("one")
    _ = try one.refusal(call)
    for seconds in [Int64(31), 95] {
      bench.advance(seconds: seconds)
      _ = try one.ledger.reconcile()
    }
    var policy = Policy()
    policy.isReadOnly = true
    let two = bench.process("two", policy: PolicyLayers([.init("test", policy)]))
    #expect(try two.refusal(call).code == .policyDenied)
    #expect(bench.service.now.sends.count == 1)
    #expect(try one.states() == ["not_applied"])
    #expect(try one.run(call).status == "executed")
    #expect(try bench.violations() == [])
  }
}
