import APICore
import JSON
import Testing

@testable import Ledger

/// Calls that are to execute each time, and repeat none: nothing but what the call itself knows
/// keeps it from sending twice.
@Suite("Without a key, and the answer is lost: sent once all the same")
struct LiveKeylessTests {
  static let calls = [
    Call(name: "on purpose", allowsDuplicate: true), .update("t1", name: "changed"),
  ]

  @Test("Done, and the answer lost: found in the same call", arguments: calls.indices)
  func found(index: Int) throws {
    let bench = try LiveBench()
    bench.service.change { $0.deliveries = [.answerLost] }
    let one = bench.process("one")
    let outcome = try one.run(Self.calls[index])
    #expect(outcome.status == "executed" && outcome.operation["key_source"] == "none")
    #expect(bench.service.now.sends.count == 1)
    #expect(bench.service.made.count == 1)
    // Another call is another change.
    #expect(try one.run(Self.calls[index]).status == "executed")
    #expect(bench.service.now.sends.count == 2)
    #expect(try bench.violations() == [])
  }

  @Test("Lost on the way: its key is told, and under it it is sent again", arguments: calls.indices)
  func lost(index: Int) throws {
    let bench = try LiveBench()
    bench.service.change { $0.deliveries = [.requestLost] }
    let one = bench.process("one")
    var call = Self.calls[index]
    let refusal = try one.refusal(call)
    #expect(refusal.code == .outcomeUnknown)
    #expect(bench.service.now.sends.count == 1)
    let key = try #require(refusal.operation?["idempotency_key"]?.string)
    #expect(refusal.message.contains("`idempotency_key` \(key)"))
    call.key = key
    for seconds in [Int64(31), 95] {
      bench.advance(seconds: seconds)
      _ = try bench.process("watcher").ledger.reconcile()
    }
    let again = try bench.process("two").run(call)
    #expect(again.status == "executed" && again.operation["attempt"] == 2)
    #expect(try one.run(call).status == "replayed")
    #expect(bench.service.now.sends.map(\.attempt) == [1, 2])
    #expect(bench.service.made.count == 1)
    #expect(try bench.violations() == [])
  }

  @Test("A service that answers nothing is asked once a call", arguments: calls.indices)
  func silent(index: Int) throws {
    let bench = try LiveBench()
    bench.service.change { $0.deliveries = Array(repeating: .requestLost, count: 50) }
    #expect(try bench.process("one").refusal(Self.calls[index]).code == .outcomeUnknown)
    #expect(bench.service.now.sends.count == 1)
  }
}
