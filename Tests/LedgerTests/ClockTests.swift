import APICore
import JSON
import Testing

@testable import Ledger

/// The clock was ahead when something was written, and was put right: what that does to a yes, to
/// budgets and to what a person can do about it.
@Suite("A clock that was ahead")
struct ClockTests {
  static let month: Milliseconds = 2_592_000_000
  let bench: Bench
  var ledger: Ledger<TaskBackend> { bench.ledger }
  var rows: LedgerStore { LedgerStore(bench.store) }

  init() throws { bench = try Bench() }

  private func plan(_ call: Call) throws -> Call {
    var call = call
    call.key = try #require(try ledger.dryRun(call)["plan_id"]?.string)
    return call
  }

  @Test("A plan that was made while it was ahead is over when it is put right, and for good")
  func oldPlan() throws {
    bench.clock.advance(by: Self.month)
    try ledger.run(Call(key: "ahead-number"))
    let planned = try plan(Call(name: "b"))
    bench.clock.set(Bench.start + 60_000)
    // Ten minutes go on as ten minutes.
    #expect(try ledger.run(Call(key: "right-number", name: "c")).status == "executed")
    bench.clock.advance(by: 600_001)
    #expect(try ledger.refusal(planned).code == .planRefused)
    bench.clock.set(Bench.start + Self.month + 300_000)
    #expect(try ledger.refusal(planned).code == .planRefused)
    #expect(try bench.tasks == ["a", "c"])
  }

  @Test("A plan that was made with nothing written is refused once the clock is before it")
  func planFromTheFuture() throws {
    try ledger.run(Call(key: "first-number"))
    bench.clock.advance(by: Self.month)
    let planned = try plan(Call(name: "b"))
    bench.clock.set(Bench.start + 60_000)
    let refusal = try ledger.refusal(planned)
    #expect(refusal.code == .planRefused)
    #expect(refusal.message.contains("was made before the clock was set back"))
  }

  @Test("What a plan says of its end is the wall's time, and so is a refusal")
  func wallTime() throws {
    bench.clock.advance(by: Self.month)
    try ledger.run(Call(key: "ahead-number"))
    bench.clock.set(Bench.start)
    let proposal = try ledger.dryRun(Call(name: "b"))
    #expect(proposal["expires_at"]?.string == (Bench.start + 600_000).iso8601)
    var late = Call(name: "b")
    late.key = proposal["plan_id"]?.string
    bench.clock.advance(by: 600_001)
    #expect(
      try ledger.refusal(late).message.contains("expired at \((Bench.start + 600_000).iso8601)"))
  }

  @Test("A budget waits no longer than its window, and what was written before counts")
  func budget() throws {
    var policy = Policy()
    policy.budget = WriteBudget([.writesPerHour: 2])
    let ledger = bench.other(seed: 5, under: policy)
    try ledger.run(Call(key: "number-one", name: "1"))
    bench.clock.advance(by: Self.month)
    try ledger.run(Call(key: "number-two", name: "2"))
    bench.clock.set(Bench.start + 600_000)
    let refusal = try ledger.refusal(Call(key: "number-3", name: "3"))
    #expect(refusal.code == .budgetExhausted)
    // The first one leaves the window when it is an hour old by the wall.
    #expect(refusal.retry.after == 3_000_000)
    bench.clock.advance(by: 3_000_000)
    #expect(try ledger.run(Call(key: "number-3", name: "3")).status == "executed")
  }

  @Test("Set back and forth again, it is as if no time had passed, for ten minutes and no longer")
  func backAndForth() throws {
    try ledger.run(Call())
    bench.clock.advance(by: -3_600_000)
    try ledger.run(Call(name: "b"))
    bench.clock.set(Bench.start)
    #expect(try ledger.run(Call(name: "b")).status == "replayed")
    bench.clock.advance(by: 599_999)
    #expect(try ledger.run(Call(name: "b")).status == "replayed")
    bench.clock.advance(by: 1)
    #expect(try ledger.run(Call(name: "b")).status == "executed")
  }

  @Test("A person says that it is right: what is of the future counts no more, the rest does")
  func mended() throws {
    var policy = Policy()
    policy.budget = WriteBudget([.writesPerHour: 1])
    let ledger = bench.other(seed: 5, under: policy)
    try ledger.run(Call(key: "long-ago-1", name: "1"))
    bench.clock.advance(by: Self.month)
    try ledger.run(Call(name: "2"))
    bench.clock.set(Bench.start + 7_200_000)
    #expect(try ledger.refusal(Call(key: "number-3", name: "3")).code == .budgetExhausted)
    let planned = try plan(Call(name: "4"))
    #expect(try rows.mendClock(at: bench.clock.now()) == Bench.start + Self.month)
    #expect(try ledger.run(Call(name: "2")).status == "executed")
    #expect(try ledger.refusal(Call(key: "number-3", name: "3")).code == .budgetExhausted)
    #expect(try self.ledger.refusal(planned).code == .planRefused)
    // Once is enough, and it is told in the chain.
    #expect(try rows.mendClock(at: bench.clock.now()) == nil)
    var events: [JSONValue] = []
    try rows.export { line in if line["event"] == "clock" { events.append(line) } }
    #expect(events.map { $0["detail"]?["kind"]?.string } == ["set_back", "mended"])
    #expect(try rows.verify().fault == nil)
  }

  @Test("With a clock that was never ahead there is nothing to mend")
  func nothingToMend() throws {
    #expect(try rows.mendClock(at: bench.clock.now()) == nil)
    try ledger.run(Call(key: "number-one"))
    bench.clock.advance(by: -30_000)
    #expect(try rows.mendClock(at: bench.clock.now()) == nil)
    #expect(try rows.verify().links == 1)
  }

  @Test("A clock that is set back by less than a minute is not worth a note")
  func smallStep() throws {
    try ledger.run(Call(key: "number-one"))
    bench.clock.advance(by: -60_000)
    try ledger.run(Call(key: "number-two", name: "b"))
    #expect(try rows.verify().links == 2)
    bench.clock.advance(by: -1)
    try ledger.run(Call(key: "number-3", name: "c"))
    #expect(try rows.verify().links == 4)
  }
}
