import APICore
import JSON
import Testing

@testable import Ledger

@Suite("A write to the live service: at most once per key, and what the agent is told")
struct LiveOnceTests {
  private let call = Call(key: "ship-1-0")

  @Test("Done once, and replayed from the store by whoever asks")
  func replay() throws {
    let bench = try LiveBench()
    let one = bench.process("one")
    let first = try one.run(call)
    #expect(first.status == "executed")
    #expect(first.operation["attempt"] == 1)
    #expect(first.operation["remote_id"] == "t1")
    let reads = bench.service.now.reads
    for process in [one, bench.process("two")] {
      let again = try process.run(call)
      #expect(again.status == "replayed")
      #expect(again.output == first.output)
      #expect(again.operationID == first.operationID)
    }
    #expect(bench.service.now.reads == reads)
    #expect(bench.service.made == ["t1"])
    #expect(try bench.violations() == [])
  }

  @Test("Other arguments or another tool under the key: a conflict, and nothing is sent")
  func conflict() throws {
    let bench = try LiveBench()
    let one = bench.process("one")
    try one.run(call)
    let renamed = try one.refusal(Call(key: "ship-1-0", name: "b"))
    #expect(renamed.code == .keyConflict)
    #expect(renamed.message.contains("`name`"))
    var other = call
    other.tool = "post_comment"
    #expect(try one.refusal(other).code == .keyConflict)
    #expect(bench.service.made == ["t1"])
  }

  @Test("Without a key a second identical call in ten minutes is not carried out")
  func derived() throws {
    let bench = try LiveBench()
    let one = bench.process("one")
    #expect(try one.run(Call()).status == "executed")
    #expect(try one.run(Call()).status == "replayed")
    #expect(try one.run(Call(allowsDuplicate: true)).status == "executed")
    bench.advance(seconds: 601)
    #expect(try one.run(Call()).status == "executed")
    #expect(bench.service.made == ["t1", "t2", "t3"])
    #expect(try one.run(.update("t1", name: "x")).status == "executed")
    #expect(try one.run(.update("t1", name: "x")).status == "executed")
  }

  @Test("What is refused, or was not sent, leaves the key free, and its row says so")
  func refused() throws {
    let bench = try LiveBench()
    let one = bench.process("one")
    bench.service.change { $0.deliveries = [.refused(400), .refused(404), .notSent] }
    for status in [400, 404, nil] { #expect(try one.apiError(call).status == status) }
    #expect(try one.entry("ship-1-0") == nil)
    #expect(try one.states() == ["released", "released", "released"])
    // Free for something else as well.
    #expect(try one.run(Call(key: "ship-1-0", name: "b")).status == "executed")
    #expect(bench.service.now.names == ["t1": "b"])
    #expect(try bench.violations() == [])
  }

  @Test("Planning fails, or the service cannot be read for evidence: no row")
  func planningFails() throws {
    let bench = try LiveBench()
    let one = bench.process("one")
    let fault = Fault(at: 1)
    #expect(throws: LedgerFailure.self) { try one.run(Call(key: "ship-1-0", fault: fault)) }
    for (delivery, told) in [
      (APIError.Delivery.refused, APIError.Delivery.refused), (.notSent, .notSent),
      // The answer of a read never came: of the write nothing was sent.
      (.unknown, .notSent),
    ] {
      bench.service.change {
        $0.evidenceFailure = APIError(status: nil, code: nil, message: "no", delivery: delivery)
      }
      #expect(try one.apiError(call).delivery == told)
    }
    #expect(try one.states() == [])
    #expect(bench.service.now.sends.isEmpty)
  }

  @Test("The output cannot be made: it is told to be done, and the key gives the answer later")
  func answerUnread() throws {
    let bench = try LiveBench()
    let one = bench.process("one")
    let undo = UndoPlan("deletes it") { response, _ throws(APIError) in ["made": response] }
    // Planning takes two steps, the output is the third.
    let failing = Call(key: "ship-1-0", fault: Fault(at: 3))
    let failure = try #require(throws: LedgerFailure.self) { try one.run(failing, undo: undo) }
    guard case .refused(let refusal) = failure else { throw failure }
    #expect(refusal.code == .answerUnread)
    #expect(refusal.message.contains("it was done as t1"))
    #expect(refusal.operation?["status"] == "executed")
    #expect(refusal.operation?["remote_id"] == "t1")
    #expect(refusal.retry == Retry(isSafe: true, sameKey: true))
    // By now the call's arguments mean something else.
    let call = Call(key: "ship-1-0", resolvedListID: "2")
    var written: WriteRequest?
    let later = try bench.process("two").ledger.once(
      try call.intent(), in: call.scope,
      plan: { reader throws(ToolError) in try call.plan(reader) },
      output: { sent, reader throws(ToolError) in
        written = sent.request
        return try call.output(sent.response, reader)
      })
    #expect(later.status == "replayed" && written?.path == ["list_id": "1"])
    #expect(later.output["task"]?["id"] == "t1")
    // Only the call that planned it knows how it is undone.
    #expect(try one.entry("ship-1-0")?.preImage?["made"]?["id"] == "t1")
    let reads = bench.service.now.reads
    #expect(try one.run(call).output == later.output)
    #expect(bench.service.now.reads == reads)
    #expect(bench.service.made == ["t1"])
    #expect(try bench.violations() == [])
  }

  @Test("What undoing takes is kept; where its reading fails, that is said, and it is done")
  func undoRecord() throws {
    let bench = try LiveBench()
    let one = bench.process("one")
    let undo = UndoPlan("deletes it") { response, _ throws(APIError) in ["made": response] }
    try one.run(call, undo: undo)
    #expect(try one.entry("ship-1-0")?.preImage?["made"]?["id"] == "t1")
    let failing = UndoPlan("deletes it") { _, _ throws(APIError) in
      throw APIError(status: 502, code: nil, message: "bad gateway")
    }
    #expect(try one.run(Call(key: "ship-2-0"), undo: failing).status == "executed")
    let reason = try one.entry("ship-2-0")?.preImage?["cannot"]?.string
    #expect(reason?.contains("502 bad gateway") == true)
  }

  @Test("A denied write costs nothing and leaves no row; the budget counts what may have happened")
  func policy() throws {
    let bench = try LiveBench()
    var policy = Policy()
    policy.budget = WriteBudget([.writesPerHour: 2])
    let one = bench.process("one", policy: PolicyLayers([.init("test", policy)]))
    bench.service.change { $0.deliveries = [.refused(400), .answered, .requestLost] }
    _ = try one.apiError(call)
    #expect(try one.run(call).status == "executed")
    #expect(try one.refusal(Call(key: "ship-2-0")).code == .outcomeUnknown)
    #expect(try one.refusal(Call(key: "ship-3-0")).code == .budgetExhausted)
    #expect(try one.states() == ["unknown", "done", "released"])
    #expect(try one.run(call).status == "replayed")
  }

  @Test("A dry run sends nothing and leaves no row; its plan is carried out once")
  func dryRun() throws {
    let bench = try LiveBench()
    let one = bench.process("one")
    func dryRun(_ call: Call) throws -> JSONValue {
      try one.ledger.dryRun(
        call.intent(), in: call.scope,
        plan: { reader throws(ToolError) in try call.plan(reader) }
      ).json
    }
    let proposal = try dryRun(Call())
    #expect(proposal["verdict"] == "would_execute")
    #expect(try one.states() == [])
    let planned = Call(key: try #require(proposal["plan_id"]?.string))
    #expect(try one.run(planned).status == "executed")
    #expect(try one.run(planned).status == "replayed")
    #expect(try dryRun(planned)["verdict"] == "would_replay")
    #expect(try dryRun(Call(key: planned.key, name: "b"))["verdict"] == "key_conflict")
    bench.service.change { $0.deliveries = [.requestLost] }
    #expect(try one.refusal(call).code == .outcomeUnknown)
    #expect(try dryRun(call)["verdict"] == "outcome_unknown")
    #expect(bench.service.made == ["t1"])
    #expect(bench.service.now.sends.count == 2)
  }

  @Test("A write that nobody agreed to is not sent")
  func consent() throws {
    let bench = try LiveBench()
    let one = bench.process("one")
    let deletion = Call(tool: "tidy_up", key: "ship-1-0", deletes: true)
    #expect(try one.refusal(deletion).code == .confirmationRequired)
    #expect(bench.service.now.sends.isEmpty)
    #expect(try one.states() == [])
  }
}
