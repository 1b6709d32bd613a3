import APICore
import JSON
import Testing

@testable import Ledger

@Suite("Additive writes without a key")
struct DerivedKeyTests {
  let bench: Bench
  var ledger: Ledger<TaskBackend> { bench.ledger }

  init() throws { bench = try Bench() }

  @Test("An identical call within ten minutes is not executed, and says how to do it on purpose")
  func replayed() throws {
    let first = try ledger.run(Call())
    #expect(first.operation["key_source"] == "derived")
    #expect(first.sentence.contains("idempotency_key=\(first.key ?? "-")"))
    bench.clock.advance(by: 600_000)
    let again = try bench.other(seed: 2).run(Call())
    #expect(again.status == "replayed")
    #expect(again.output == first.output)
    #expect(again.operation["key_source"] == "derived")
    #expect(again.sentence.contains("send allow_duplicate: true, or a new idempotency_key"))
    #expect(try bench.tasks == ["a"])
  }

  @Test("The window counts from the first execution; repetitions do not prolong it")
  func window() throws {
    try ledger.run(Call())
    for _ in 0..<3 {
      bench.clock.advance(by: 200_000)
      #expect(try ledger.run(Call()).status == "replayed")
    }
    bench.clock.advance(by: 1)
    #expect(try ledger.run(Call()).status == "executed")
    #expect(try ledger.run(Call()).status == "replayed")
    #expect(try bench.tasks == ["a", "a"])
  }

  @Test("Its key can be sent to repeat it safely forever")
  func keyOfDerived() throws {
    let key = try #require(try ledger.run(Call()).key)
    bench.clock.advance(by: 10_000_000)
    let again = try ledger.run(Call(key: key))
    #expect(again.status == "replayed")
    #expect(try ledger.refusal(Call(key: key, name: "b")).code == .keyConflict)
  }

  @Test("`allow_duplicate`, a key of its own, other arguments and another principal execute")
  func onPurpose() throws {
    try ledger.run(Call())
    let duplicate = try ledger.run(Call(allowsDuplicate: true))
    #expect(duplicate.status == "executed")
    #expect(duplicate.operation["key_source"] == "none")
    #expect(try ledger.run(Call(key: "another-one")).status == "executed")
    #expect(try ledger.run(Call(name: "b")).status == "executed")
    let other = Scope(backend: "embedded", workspaceID: "90", principal: "8")
    #expect(try ledger.run(Call(scope: other)).status == "executed")
    #expect(try bench.tasks == ["a", "a", "a", "b", "a"])
  }

  @Test("A retry that lost its key finds what was done with one")
  func lostKey() throws {
    try ledger.run(Call(key: "ship-1-0"))
    let again = try ledger.run(Call())
    #expect(again.status == "replayed")
    #expect(again.key == "ship-1-0")
    #expect(again.operation["key_source"] == "derived")
  }

  @Test("A key is always looked up before it is executed, even after a call without one")
  func keyAfterNone() throws {
    try ledger.run(Call())
    #expect(try ledger.run(Call(key: "ship-1-0")).status == "executed")
    #expect(try ledger.run(Call(key: "ship-1-0")).status == "replayed")
  }

  @Test(
    "A clock that jumps back never makes a repetition execute",
    arguments: [Milliseconds(-3_600_000), -86_400_000, -1_795_291_200_000])
  func clockBack(jump: Milliseconds) throws {
    try ledger.run(Call())
    bench.clock.advance(by: jump)
    #expect(try ledger.run(Call()).status == "replayed")
    // What is first done after the jump is within the window too, on either side of the next one.
    try ledger.run(Call(name: "b"))
    #expect(try ledger.run(Call(name: "b")).status == "replayed")
    bench.clock.set(Bench.start)
    #expect(try ledger.run(Call(name: "b")).status == "replayed")
    #expect(try bench.tasks == ["a", "b"])
  }

  @Test("A clock that was ahead and is put right makes the window longer by no more than itself")
  func clockAhead() throws {
    bench.clock.advance(by: 2_592_000_000)
    try ledger.run(Call())
    bench.clock.set(Bench.start + 700_000)
    #expect(try ledger.run(Call()).status == "replayed")
    bench.clock.advance(by: 600_000)
    #expect(try ledger.run(Call()).status == "replayed")
    bench.clock.advance(by: 1)
    #expect(try ledger.run(Call()).status == "executed")
    #expect(try bench.tasks == ["a", "a"])
    #expect(try LedgerStore(bench.store).verify().fault == nil)
  }

  @Test("What was done before the clock was ahead for a while is recent by the wall")
  func doneBefore() throws {
    try ledger.run(Call())
    bench.clock.advance(by: 86_400_000)
    try ledger.run(Call(name: "b"))
    bench.clock.set(Bench.start + 120_000)
    #expect(try ledger.run(Call()).status == "replayed")
    bench.clock.set(Bench.start + 600_000)
    #expect(try ledger.run(Call()).status == "executed")
  }

  @Test("What is reported is the clock as it was")
  func reportedTime() throws {
    try ledger.run(Call())
    bench.clock.advance(by: -3_600_000)
    let outcome = try ledger.run(Call(name: "b"))
    #expect(outcome.operation["first_executed_at"] == "2026-11-21T19:00:00.000Z")
  }
}
