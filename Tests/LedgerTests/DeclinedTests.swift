import APICore
import Foundation
import JSON
import SQLite
import Synchronization
import Testing

@testable import Ledger

@Suite("A no, and what it ends")
struct DeclinedTests {
  let bench: Bench
  var ledger: Ledger<TaskBackend> { bench.ledger }

  init() throws {
    var policy = Policy()
    policy.confirmed = ["create_task"]
    bench = try Bench(policy: policy)
  }

  /// `call` with the answer to a question about it.
  private func asked(_ call: Call = Call()) throws -> Call {
    var call = call
    call.consent = .question
    let state = try #require(try ledger.dryRun(call)["request_state"]?.string)
    call.consent = .answer(state)
    return call
  }

  /// How often a no is kept.
  private var keptCount: Int64? {
    get throws {
      try bench.store.read { connection throws(SQLiteError) in
        try connection.row("SELECT count(*) FROM ledger_declined") { $0.integer(0) }
      }
    }
  }

  private func expectRefused(_ call: Call, _ ledger: Ledger<TaskBackend>? = nil) throws {
    let refusal = try (ledger ?? self.ledger).refusal(call)
    #expect(refusal.code == .confirmationRefused)
    #expect(try bench.tasks == [])
    #expect(try bench.rowCount == 0)
  }

  @Test(
    "After it a yes to the same question does nothing, in any process",
    arguments: [
      nil, "my-own-key",
    ])
  func final(key: String?) throws {
    let call = try asked(Call(key: key))
    #expect(try bench.other(seed: 3).decline(call) == nil)
    for ledger in [ledger, bench.other(seed: 4)] {
      #expect(try ledger.refusal(call).message.contains("has answered with no"))
      try expectRefused(call, ledger)
    }
    #expect(try ledger.decline(call) == nil)
    #expect(try keptCount == 1)
    #expect(try bench.rowCount == 0)
  }

  @Test("It counts whatever comes with it: other arguments, another key, another tool")
  func meant() throws {
    let others = [
      Call(key: "my-own-key", name: "other"), Call(key: "another-key"), Call(),
      Call(tool: "post_comment", key: "my-own-key"),
    ]
    for var other in others {
      let call = try asked(Call(key: "my-own-key"))
      other.consent = call.consent
      #expect(try ledger.decline(other) == nil)
      #expect(try ledger.refusal(call).message.contains("has answered with no"))
      try expectRefused(call)
    }
    #expect(try keptCount == Int64(others.count))
  }

  @Test("Another question about the same is another")
  func others() throws {
    let calls = [try asked(Call(isAdditive: false)), try asked(Call(isAdditive: false))]
    _ = try ledger.decline(calls[0])
    #expect(try ledger.run(calls[1]).status == "executed")
    #expect(try ledger.refusal(calls[0]).code == .confirmationRefused)
  }

  @Test("Where the yes was first, the no is told what stands", arguments: [nil, "my-own-key"])
  func late(key: String?) throws {
    let call = try asked(Call(key: key))
    let done = try ledger.run(call)
    let told = try #require(try bench.other(seed: 3).decline(call))
    #expect(told.status == "replayed" && told.output == done.output)
    #expect(try ledger.run(call).status == "replayed")
    #expect(try bench.tasks == ["a"] && keptCount == 0)
  }

  @Test("A key that was used for something else since is none of the question's")
  func usedKey() throws {
    let call = try asked(Call(key: "my-own-key"))
    var other = call
    (other.name, other.consent) = ("b", .plan)
    try bench.other(seed: 3, under: .unlimited).run(other)
    #expect(try ledger.decline(call) == nil)
    #expect(try keptCount == 1)
  }

  @Test("What this ledger never asked, or is over, is not kept")
  func strange() throws {
    #expect(try ledger.decline(Call(consent: .answer("question_0"))) == nil)
    let call = try asked()
    var strange = call
    strange.scope = Scope(backend: "embedded", workspaceID: "90", principal: "8")
    #expect(try ledger.decline(strange) == nil)
    bench.clock.advance(by: 600_001)
    #expect(try ledger.decline(call) == nil)
    #expect(try keptCount == 0)
  }

  @Test("It is kept as long as the question is good, also when the clock is set back")
  func pruned() throws {
    let first = try asked()
    _ = try ledger.decline(first)
    bench.clock.advance(by: 600_000)
    _ = try ledger.decline(try asked())
    #expect(try keptCount == 2)
    bench.clock.advance(by: 1)
    _ = try ledger.decline(try asked())
    #expect(try keptCount == 2)
    bench.clock.advance(by: -500_000)
    try expectRefused(first)
    // Questions that are asked by the wrong clock are good for as long.
    #expect(try ledger.run(try asked()).status == "executed")
  }

  @Test("However many there are, the room for them is bounded, and none is forgotten")
  func bounded() throws {
    let first = try asked()
    _ = try ledger.decline(first)
    for _ in 0..<LedgerStore.declinedAtMost {
      bench.clock.advance(by: 1)
      _ = try ledger.decline(try asked())
    }
    #expect(try keptCount == Int64(LedgerStore.declinedAtMost))
    try expectRefused(first)
    let last = try asked()
    #expect(try ledger.run(last).status == "executed")
  }

  @Test("A yes and a no at once: one of them counts, and both are told so")
  func atOnce() throws {
    for round in 0..<5 {
      let name = "round \(round)"
      let call = try asked(Call(key: "key-of-round-\(round)", name: name))
      let told = Mutex<[String]>([])
      DispatchQueue.concurrentPerform(iterations: 8) { index in
        let ledger = bench.other(seed: UInt64(round * 8 + index) + 20)
        do {
          let isYes = index % 2 == 0
          let outcome = isYes ? try ledger.run(call) : try ledger.decline(call)
          told.withLock { $0.append(outcome == nil ? "declined" : "done") }
        } catch LedgerFailure.refused(let refusal) {
          told.withLock { $0.append(refusal.code.rawValue) }
        } catch { Issue.record(error) }
      }
      let isDone = try bench.tasks.contains(name)
      let expected: Set = isDone ? ["done"] : ["declined", "confirmation_refused"]
      #expect(Set(told.withLock { $0 }) == expected)
    }
  }
}
