import APICore
import JSON
import SQLite
import Testing

@testable import Ledger

@Suite("A yes and a no to a write to the live service")
struct LiveConsentTests {
  private let bench: LiveBench
  private let one: LiveProcess
  private let two: LiveProcess

  init() throws {
    bench = try LiveBench()
    var policy = Policy()
    policy.confirmed = ["create_task"]
    let layers = PolicyLayers([.init("test", policy)])
    one = bench.process("one", policy: layers)
    two = bench.process("two", policy: layers)
  }

  /// `call` with the answer to a question about it.
  private func asked(_ call: Call = Call(key: "ship-1-0")) throws -> Call {
    var call = call
    call.consent = .question
    let question = call
    let verdict = try one.ledger.dryRun(
      call.intent(), in: call.scope,
      plan: { reader throws(ToolError) in try question.plan(reader) })
    call.consent = .answer(try #require(verdict["request_state"]?.string))
    return call
  }

  private func decline(_ call: Call, by process: LiveProcess) throws -> LedgerOutcome? {
    try process.ledger.decline(call.intent(), in: call.scope)
  }

  /// What the no is told where the write may have happened.
  private func belated(_ call: Call) throws -> LedgerRefusal {
    let refusal = try #require(throws: LedgerRefusal.self) { try decline(call, by: two) }
    #expect(try keptCount == 0)
    return refusal
  }

  /// How often a no is kept.
  private var keptCount: Int64? {
    get throws {
      try one.store.read { connection throws(SQLiteError) in
        try connection.row("SELECT count(*) FROM ledger_declined") { $0.integer(0) }
      }
    }
  }

  @Test(
    "What needs a yes by its tool is not even planned without",
    arguments: [
      Consent.plan, .question,
    ])
  func tool(consent: Consent) throws {
    let refusal = try one.refusal(Call(key: "ship-1-0", consent: consent))
    #expect(refusal.code == .confirmationRequired)
    #expect(bench.service.now.reads == 0)
    #expect(try one.states() == [])
  }

  @Test(
    "What needs a yes by what it does is not sent without",
    arguments: [
      Consent.plan, .question,
    ])
  func request(consent: Consent) throws {
    let call = Call(tool: "tidy_up", key: "ship-1-0", consent: consent, deletes: true)
    #expect(try one.refusal(call).code == .confirmationRequired)
    #expect(bench.service.now.sends.isEmpty)
    #expect(try one.states() == [])
  }

  @Test("A yes is one change", arguments: [nil, "ship-1-0"])
  func yes(key: String?) throws {
    let call = try asked(Call(key: key))
    #expect(try one.run(call).status == "executed")
    #expect(try two.run(call).status == "replayed")
    #expect(bench.service.made == ["t1"])
  }

  @Test(
    "After a no the yes to the same question does nothing, in any process",
    arguments: [
      nil, "ship-1-0",
    ])
  func no(key: String?) throws {
    let call = try asked(Call(key: key))
    #expect(try decline(call, by: two) == nil)
    for process in [one, two] {
      #expect(try process.refusal(call).code == .confirmationRefused)
    }
    #expect(bench.service.now.sends.isEmpty)
    #expect(try one.states() == [])
    #expect(try keptCount == 1)
  }

  @Test("A no that comes while the plan is made is heard")
  func noWhilePlanning() throws {
    let call = try asked()
    let failure = #expect(throws: LedgerFailure.self) {
      try one.ledger.once(
        try call.intent(), in: call.scope,
        plan: { reader throws(ToolError) in
          do { _ = try decline(call, by: two) } catch {
            throw ToolError(.internalError, "\(error)")
          }
          return try call.plan(reader)
        },
        output: { sent, reader throws(ToolError) in try call.output(sent.response, reader) })
    }
    guard case .refused(let refusal) = failure else { return }
    #expect(refusal.code == .confirmationRefused)
    #expect(bench.service.now.sends.isEmpty)
    #expect(try one.states() == [])
  }

  // MARK: The yes was first

  @Test("A no to what is done is told so")
  func done() throws {
    let call = try asked()
    let done = try one.run(call)
    let told = try decline(call, by: two)
    #expect(told?.status == "replayed")
    #expect(told?.output == done.output)
    #expect(try keptCount == 0)
  }

  @Test("Also where its answer has not been read back yet")
  func answerUnread() throws {
    var call = try asked()
    // Planning takes two steps, the output is the third.
    call.fault = Fault(at: 3)
    #expect(try one.refusal(call).code == .answerUnread)
    let refusal = try belated(call)
    #expect(refusal.code == .answerUnread)
    #expect(refusal.message.contains("it was done as t1"))
    #expect(try one.run(call).status == "replayed")
  }

  @Test("A no to what is being sent, or may have been done, is not told that nothing was changed")
  func unsettled() throws {
    let call = try asked()
    bench.service.change { state in
      state.deliveries = [.requestLost]
      let complaint = state.whenSent
      state.whenSent = { dispatch in
        do {
          let refusal = try self.belated(call)
          return refusal.code == .inProgress ? complaint(dispatch) : refusal.code.rawValue
        } catch { return "\(error)" }
      }
    }
    #expect(try one.refusal(call).code == .outcomeUnknown)
    let unknown = try belated(call)
    #expect(unknown.code == .outcomeUnknown)
    #expect(unknown.message.contains("call again with `idempotency_key` ship-1-0"))
    #expect(try bench.violations() == [])
  }

  @Test("A no to what a person has to look at says what there is to look at")
  func review() throws {
    bench.service.change {
      $0.isMarked = false
      $0.deliveries = [.requestLost]
    }
    let call = try asked()
    _ = try one.refusal(call)
    bench.service.change { state in
      for id in ["x1", "x2"] {
        state.names[id] = "a"
        state.effects.append(RemoteTasks.Effect(operationID: "", id: id))
      }
    }
    bench.advance(seconds: 31)
    #expect(try one.refusal(call).code == .needsReview)
    let refusal = try belated(call)
    #expect(refusal.code == .needsReview)
    #expect(refusal.message.contains("x1, x2"))
    let id = try #require(try one.entry("ship-1-0")?.operationID)
    _ = try one.ledger.resolve(id, as: .abandon, in: Bench.scope)
    #expect(try belated(call).code == .keyExpired)
  }
}
