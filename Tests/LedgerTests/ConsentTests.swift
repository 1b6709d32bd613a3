import APICore
import Foundation
import JSON
import Synchronization
import Testing

@testable import Ledger

@Suite("A yes, and what it is good for")
struct ConsentTests {
  let bench: Bench
  var ledger: Ledger<TaskBackend> { bench.ledger }

  init() throws {
    var policy = Policy()
    policy.confirmed = ["create_task", "post_comment"]
    bench = try Bench(policy: policy)
  }

  /// The state of a question about `call`.
  private func ask(_ call: Call) throws -> String {
    var call = call
    call.consent = .question
    let verdict = try ledger.dryRun(call)
    #expect(verdict["plan_id"] == nil)
    return try #require(verdict["request_state"]?.string)
  }

  private func yes(_ call: Call, _ state: String) -> Call {
    var call = call
    call.consent = .answer(state)
    return call
  }

  private func expectRefused(
    _ call: Call, _ code: ErrorCode = .confirmationRefused, _ words: String = ""
  ) throws {
    let refusal = try ledger.refusal(call)
    #expect(refusal.code == code)
    #expect(words.isEmpty || refusal.message.contains(words))
    #expect(try bench.tasks == [])
    #expect(try bench.rowCount == 0)
  }

  @Test("Without one nothing is carried out", arguments: [Consent.plan, .question])
  func none(consent: Consent) throws {
    try expectRefused(Call(consent: consent), .confirmationRequired)
    try expectRefused(Call(key: "my-own-key", consent: consent), .confirmationRequired)
  }

  @Test("A deletion needs one whatever its tool is called", arguments: [Consent.plan, .question])
  func deletion(consent: Consent) throws {
    let call = Call(tool: "tidy_up", key: "tidy-up-1", consent: consent, deletes: true)
    #expect(try ledger.refusal(call).code == .confirmationRequired)
    #expect(try bench.rowCount == 0)
    let state = try ask(call)
    try bench.other(seed: 3, under: .unlimited).run(Call())
    #expect(try bench.other(seed: 4).run(yes(call, state)).status == "executed")
    #expect(try bench.tasks == [])
  }

  @Test("Asking leaves nothing behind, and each question is another")
  func asking() throws {
    #expect(try ask(Call()) != ask(Call()))
    #expect(try bench.tasks == [])
    #expect(try bench.rowCount == 0)
  }

  @Test("Where nobody can be asked, the plan_id is the yes")
  func plan() throws {
    let planID = try #require(try ledger.dryRun(Call())["plan_id"]?.string)
    #expect(try ledger.run(Call(key: planID, consent: .plan)).status == "executed")
    #expect(try ledger.run(Call(key: planID, consent: .plan)).status == "replayed")
    #expect(try bench.tasks == ["a"])
  }

  @Test("A yes is one change, under the caller's key or under its own name")
  func once() throws {
    for key in [nil, "my-own-key"] {
      let call = Call(key: key, name: key ?? "none", isAdditive: false)
      let state = try ask(call)
      let first = try ledger.run(yes(call, state))
      #expect(first.status == "executed")
      #expect(first.key == key ?? state)
      bench.clock.advance(by: 1_000_000)
      #expect(try ledger.run(yes(call, state)).status == "replayed")
      var other = yes(call, state)
      other.name = "other"
      #expect(try ledger.refusal(other).code == .keyConflict)
    }
    #expect(try bench.tasks == ["none", "my-own-key"])
  }

  @Test("What was done needs no yes to be told again")
  func replayed() throws {
    try bench.other(seed: 3, under: .unlimited).run(Call(key: "my-own-key"))
    for consent in [Consent.plan, .question, .answer("nonsense")] {
      #expect(try ledger.run(Call(key: "my-own-key", consent: consent)).status == "replayed")
    }
  }

  @Test("Two questions about one creation without a key: two yeses make one")
  func derived() throws {
    let states = [try ask(Call()), try ask(Call())]
    #expect(try ledger.run(yes(Call(), states[0])).status == "executed")
    #expect(try ledger.run(yes(Call(), states[1])).status == "replayed")
    var second = yes(Call(), states[0])
    second.allowsDuplicate = true
    #expect(try ledger.run(second).status == "replayed")
    #expect(try bench.tasks == ["a"])
  }

  @Test("It is refused when any bit of its state is another, or one is lost or added")
  func tampered() throws {
    let state = try ask(Call())
    for offset in 0..<state.utf8.count {
      for bit in 0..<8 {
        var bytes = Array(state.utf8)
        bytes[offset] ^= 1 << UInt8(bit)
        let changed = String(decoding: bytes, as: UTF8.self)
        let refusal = try ledger.refusal(yes(Call(), changed))
        #expect(refusal.code == .confirmationRefused, "\(offset) \(bit)")
      }
    }
    for text in ["", "question_", String(state.dropLast()), state + "0", state.uppercased()] {
      try expectRefused(yes(Call(), text), .confirmationRefused, "not copied whole")
    }
    #expect(try ledger.run(yes(Call(), state)).status == "executed")
  }

  @Test("It is refused for other arguments, another tool, another user and another key")
  func otherCall() throws {
    let state = try ask(Call(key: "my-own-key"))
    let refused = ErrorCode.confirmationRefused
    try expectRefused(yes(Call(key: "my-own-key", name: "b"), state), refused, "other arguments")
    try expectRefused(
      yes(Call(tool: "post_comment", key: "my-own-key"), state), refused, "other arguments")
    try expectRefused(yes(Call(key: "another-key"), state), refused, "under another key")
    try expectRefused(yes(Call(), state), refused, "under another key")
    for scope in [
      Scope(backend: "embedded", workspaceID: "90", principal: "8"),
      Scope(backend: "embedded", workspaceID: "91", principal: "7"),
      Scope(backend: "clickup", workspaceID: "90", principal: "7"),
    ] {
      try expectRefused(
        yes(Call(key: "my-own-key", scope: scope), state), refused, "did not make")
    }
  }

  @Test("It is refused when it comes too late")
  func expired() throws {
    let state = try ask(Call())
    bench.clock.advance(by: 600_001)
    try expectRefused(yes(Call(), state), .confirmationRefused, "expired at")
    bench.clock.advance(by: -1)
    #expect(try ledger.run(yes(Call(), state)).status == "executed")
  }

  @Test("It is refused when what was shown has changed")
  func changed() throws {
    let call = Call(targets: ["list:1": "100"], consequences: ["comments": 40])
    let state = try ask(call)
    var others = [call, call, call]
    others[0].targets = ["list:1": "101"]
    others[1].consequences = ["comments": 41]
    others[2].resolvedListID = "2"
    for other in others {
      try expectRefused(yes(other, state), .confirmationRefused, "changed since")
    }
    #expect(try ledger.run(yes(call, state)).status == "executed")
  }

  @Test("A question is not a plan, and a plan answers no question")
  func kinds() throws {
    let planID = try #require(try ledger.dryRun(Call())["plan_id"]?.string)
    let state = try ask(Call())
    try expectRefused(yes(Call(), planID))
    try expectRefused(Call(key: state, consent: .plan), .planRefused)
    try expectRefused(Call(key: state), .planRefused)
    // Nor when it is called the other: what was signed is what each is good for.
    let (plan, question) = (PlanToken.Kind.planPrefix, PlanToken.Kind.questionPrefix)
    try expectRefused(yes(Call(), question + planID.dropFirst(plan.count)))
    try expectRefused(
      Call(key: plan + state.dropFirst(question.count), consent: .plan), .planRefused)
  }

  @Test("Sent eight times at once it is carried out once")
  func atOnce() throws {
    let state = try ask(Call(isAdditive: false))
    let outputs = Mutex<[String?: [JSONValue]]>([:])
    DispatchQueue.concurrentPerform(iterations: 8) { index in
      let ledger = bench.other(seed: UInt64(index) + 20)
      do {
        let outcome = try ledger.run(yes(Call(isAdditive: false), state))
        outputs.withLock { $0[outcome.status, default: []].append(outcome.output) }
      } catch { Issue.record(error) }
    }
    #expect(outputs.withLock { $0["executed"]?.count } == 1)
    #expect(outputs.withLock { $0["replayed"]?.count } == 7)
    #expect(Set(outputs.withLock { $0.values.flatMap(\.self) }).count == 1)
    #expect(try bench.tasks == ["a"])
  }
}
