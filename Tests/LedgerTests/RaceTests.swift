import APICore
import Foundation
import JSON
import SQLite
import Synchronization
import Testing

@testable import Ledger

@Suite("Several processes at once")
struct RaceTests {
  @Test("The same key from four sides: one effect, one answer", arguments: [true, false])
  func sameKey(hasKey: Bool) throws {
    let bench = try Bench()
    let answers = Mutex<[String: [JSONValue]]>([:])
    let executed = Mutex(0)
    let failures = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 4) { index in
      let ledger = bench.other(seed: UInt64(index) + 10)
      for round in 0..<10 {
        let name = "task \(round)"
        do {
          let outcome = try ledger.run(Call(key: hasKey ? "round-no-\(round)" : nil, name: name))
          answers.withLock { $0[name, default: []].append(outcome.output) }
          if outcome.status == "executed" { executed.withLock { $0 += 1 } }
        } catch { failures.withLock { $0.append("\(error)") } }
      }
    }
    #expect(failures.withLock { $0 } == [])
    #expect(executed.withLock { $0 } == 10)
    #expect(try Set(bench.tasks).count == 10)
    #expect(try bench.tasks.count == 10)
    #expect(try bench.rowCount == 10)
    for (name, outputs) in answers.withLock({ $0 }) {
      #expect(outputs.count == 4)
      #expect(Set(outputs).count == 1, "\(name)")
    }
  }

  /// Draws IDs, and runs `interruption` when the first one is drawn: after the first look at the
  /// key, and before the transaction.
  private final class InterruptingIDs: IDSource {
    private let source = SeededIDSource(seed: 5)
    private let interruption: Mutex<(@Sendable () -> Void)?>

    init(_ interruption: @escaping @Sendable () -> Void) {
      self.interruption = Mutex(interruption)
    }

    func next() -> UInt64 {
      let due = interruption.withLock { interruption in
        defer { interruption = nil }
        return interruption
      }
      due?()
      return source.next()
    }
  }

  @Test(
    "Another process does it between the look at the key and the lock", arguments: [true, false])
  func overtaken(hasKey: Bool) throws {
    let bench = try Bench()
    let call = Call(key: hasKey ? "ship-1-0" : nil)
    let faster = Mutex<Result<LedgerOutcome, any Error>?>(nil)
    let ledger = Ledger(
      store: bench.store, backend: TaskBackend(store: bench.store), clock: bench.clock,
      ids: InterruptingIDs {
        let outcome = Result { try bench.other(seed: 9).run(Call(key: hasKey ? "ship-1-0" : nil)) }
        faster.withLock { $0 = outcome }
      }, secrets: SeededIDSource(seed: 6))
    // The store's secret stands, so that the first look is taken.
    try bench.ledger.run(Call(key: "the-first", name: "first"))
    let outcome = try ledger.run(call)
    let first = try #require(try faster.withLock { try $0?.get() })
    #expect(first.status == "executed")
    #expect(outcome.status == "replayed")
    #expect(outcome.output == first.output)
    #expect(outcome.operationID == first.operationID)
    #expect(try bench.tasks == ["first", "a"])
    #expect(try bench.rowCount == 2)
  }

  @Test("Another process does it while this one plans", arguments: [true, false])
  func overtakenInPlanning(hasKey: Bool) throws {
    let bench = try Bench()
    try bench.ledger.run(Call(key: "the-first", name: "first"))
    let call = Call(key: hasKey ? "ship-1-0" : nil)
    let other = bench.other(seed: 9)
    var (plans, faster) = (0, LedgerOutcome?.none)
    let outcome = try bench.ledger.once(
      try call.intent(), in: call.scope,
      plan: { reader throws(ToolError) in
        plans += 1
        if plans == 1 {
          do { faster = try other.run(call) } catch { throw ToolError(.internalError, "\(error)") }
        }
        return try call.plan(reader)
      },
      output: { sent, reader throws(ToolError) in try call.output(sent.response, reader) })
    // Found done when it looked again with the lock: there was nothing left to plan.
    #expect(plans == 1)
    #expect(faster?.status == "executed" && outcome.status == "replayed")
    #expect(outcome.operationID == faster?.operationID)
    #expect(try bench.tasks == ["first", "a"])
  }

  @Test("Another one is planned anew where something else was written meanwhile")
  func plannedAnew() throws {
    let bench = try Bench()
    try bench.ledger.run(Call(key: "the-first", name: "first"))
    let other = bench.other(seed: 9)
    let call = Call(key: "ship-1-0")
    var plans = 0
    let outcome = try bench.ledger.once(
      try call.intent(), in: call.scope,
      plan: { reader throws(ToolError) in
        plans += 1
        if plans == 1 {
          do { try other.run(Call(key: "ship-2-0", name: "b")) } catch {
            throw ToolError(.internalError, "\(error)")
          }
        }
        return try call.plan(reader)
      },
      output: { sent, reader throws(ToolError) in try call.output(sent.response, reader) })
    #expect(plans == 2 && outcome.status == "executed")
    #expect(try bench.tasks == ["first", "b", "a"])
    #expect(try bench.rowCount == 3)
  }

  @Test("A call that planning refuses waits for nobody")
  func refusedInPlanning() throws {
    let bench = try Bench()
    try bench.ledger.run(Call(key: "the-first", name: "first"))
    let writer = try Connection(path: bench.path, busyTimeoutMilliseconds: 0)
    try writer.execute("BEGIN IMMEDIATE")
    for dryRun in [false, true] {
      let call = Call(key: "ship-1-0", fault: Fault(at: 1))
      let failure = #expect(throws: LedgerFailure.self) {
        if dryRun { _ = try bench.ledger.dryRun(call) } else { try bench.ledger.run(call) }
      }
      guard case .tool? = failure else {
        Issue.record("\(String(describing: failure))")
        continue
      }
    }
  }
}
