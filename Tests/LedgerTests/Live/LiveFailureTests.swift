import APICore
import JSON
import Testing

@testable import Ledger

@Suite("The answer is lost: looked up, never sent blindly")
struct LiveFailureTests {
  private let call = Call(key: "ship-1-0")

  /// Looked for at once, after 30 s and after 120 s: presumed lost from then on.
  private func waitUntilPresumedLost(_ bench: LiveBench) throws {
    let watcher = bench.process("watcher")
    for seconds in [Int64(31), 95] {
      bench.advance(seconds: seconds)
      _ = try watcher.ledger.reconcile()
    }
    #expect(try watcher.entry("ship-1-0")?.state == .notApplied)
  }

  @Test("Done, and the answer lost: found in the same call")
  func foundAtOnce() throws {
    let bench = try LiveBench()
    bench.service.change { $0.deliveries = [.answerLost] }
    let undo = UndoPlan("deletes it") { response, _ throws(APIError) in ["made": response] }
    let one = bench.process("one")
    let outcome = try one.run(call, undo: undo)
    #expect(outcome.status == "executed")
    #expect(outcome.operation["remote_id"] == "t1")
    #expect(outcome.output["task"]?["name"] == "a")
    #expect(try one.entry("ship-1-0")?.preImage?["made"]?["id"] == "t1")
    #expect(bench.service.now.sends.count == 1)
    #expect(try one.run(call).status == "replayed")
    #expect(try bench.violations() == [])
  }

  @Test("A 2xx that does not say what was made is looked up as well")
  func unreadable() throws {
    let bench = try LiveBench()
    bench.service.change { $0.deliveries = [.answeredWith(["ok": true])] }
    let outcome = try bench.process("one").run(call)
    #expect(outcome.operation["remote_id"] == "t1")
    #expect(bench.service.now.lookUps == 1)
  }

  @Test("Lost on the way: unknown, until two look-ups over two minutes found nothing")
  func requestLost() throws {
    let bench = try LiveBench()
    bench.service.change { $0.deliveries = [.requestLost] }
    let one = bench.process("one")
    let first = try one.refusal(call)
    #expect(first.code == .outcomeUnknown)
    #expect(first.retry == Retry(isSafe: true, sameKey: true, after: 30_000))
    #expect(first.operation?["status"] == "unknown")
    #expect(first.message.contains("scripted"))
    #expect(bench.service.now.lookUps == 1)
    // Asked too early: nothing is done.
    #expect(try one.refusal(call).retry.after == 30_000)
    #expect(bench.service.now.lookUps == 1)
    bench.advance(seconds: 31)
    #expect(try one.refusal(call).code == .outcomeUnknown)
    #expect(bench.service.now.lookUps == 2)
    #expect(bench.service.now.sends.count == 1)
    bench.advance(seconds: 95)
    // The new call looks once more, and then sends it again.
    let again = try one.run(call)
    #expect(again.status == "executed")
    #expect(again.operation["attempt"] == 2)
    #expect(again.sentence.contains("whether there are two now is looked for later"))
    #expect(bench.service.now.lookUps == 3)
    #expect(bench.service.now.sends.map(\.attempt) == [1, 2])
    #expect(bench.service.made == ["t1"])
    #expect(try bench.violations() == [])
  }

  @Test("What is presumed lost is sent again by a new call only, after a look-up of its own")
  func resendLooksFirst() throws {
    let bench = try LiveBench()
    bench.service.change { $0.deliveries = [.late] }
    #expect(try bench.process("one").refusal(call).code == .outcomeUnknown)
    try waitUntilPresumedLost(bench)
    #expect(bench.service.now.sends.count == 1)
    // It arrives after all, before the call that would send it again.
    bench.service.arrive()
    let outcome = try bench.process("two").run(call)
    #expect(outcome.status == "replayed")
    #expect(outcome.operation["remote_id"] == "t1")
    #expect(bench.service.now.sends.count == 1)
    #expect(bench.service.made == ["t1"])
  }

  @Test("A look-up that fails presumes nothing")
  func lookUpFails() throws {
    let bench = try LiveBench()
    bench.service.change {
      $0.deliveries = [.answerLost]
      $0.failingLookUps = 2
    }
    let one = bench.process("one")
    let refusal = try one.refusal(call)
    #expect(refusal.code == .outcomeUnknown)
    #expect(refusal.message.contains("looking it up failed: 500 out of order"))
    bench.advance(seconds: 200)
    #expect(try one.refusal(call).code == .outcomeUnknown)
    #expect(try one.run(call).operation["remote_id"] == "t1")
    #expect(bench.service.made == ["t1"])
  }

  @Test("The service refuses the resend: the first attempt is as unknown as before")
  func resendRefused() throws {
    let bench = try LiveBench()
    bench.service.change { $0.deliveries = [.requestLost, .refused(429)] }
    let one = bench.process("one")
    _ = try one.refusal(call)
    try waitUntilPresumedLost(bench)
    // That this sending changed nothing is known, and of the first one it is not.
    let told = try one.refusal(call)
    #expect(told.code == .presumedNotApplied)
    #expect(told.message.contains("sending it again failed (429 "))
    #expect(try one.entry("ship-1-0")?.state == .notApplied)
    #expect(try one.refusal(Call(key: "ship-1-0", name: "b")).code == .keyConflict)
    #expect(try one.run(call).status == "executed")
    #expect(bench.service.made == ["t1"])
    #expect(try bench.violations() == [])
  }

  @Test("It was only late: the twin is found ten minutes after the resend, and told")
  func lateDuplicate() throws {
    let bench = try LiveBench()
    bench.service.change { $0.deliveries = [.late] }
    let one = bench.process("one")
    _ = try one.refusal(call)
    try waitUntilPresumedLost(bench)
    let undo = UndoPlan("deletes it") { response, _ throws(APIError) in ["made": response] }
    #expect(try one.run(call, undo: undo).operation["remote_id"] == "t1")
    bench.service.arrive()
    #expect(try one.run(call).operation["duplicates"] == nil)
    bench.advance(seconds: 601)
    let told = try one.run(call)
    #expect(told.status == "replayed")
    #expect(told.operation["duplicates"] == ["t2"])
    #expect(told.sentence.contains("undo_operation with operation_id=\(told.operationID ?? "?")"))
    #expect(try one.entry("ship-1-0")?.preImage?["made"]?["id"] == "t1")
    let lookUps = bench.service.now.lookUps
    #expect(try one.run(call).operation["duplicates"] == ["t2"])
    #expect(bench.service.now.lookUps == lookUps)
    #expect(try bench.violations() == [])
  }

  @Test("Several may be it: a person says which, and it is the result of one operation only")
  func review() throws {
    let bench = try LiveBench()
    bench.service.change { $0.isMarked = false }
    let one = bench.process("one")
    bench.service.change { $0.deliveries = [.requestLost, .requestLost] }
    _ = try one.refusal(call)
    _ = try one.refusal(Call(key: "ship-2-0"))
    // Somebody makes one by hand: it may be either's.
    bench.service.change {
      $0.names["x1"] = "a"
      $0.effects.append(RemoteTasks.Effect(operationID: "", id: "x1"))
    }
    bench.advance(seconds: 31)
    for key in ["ship-1-0", "ship-2-0"] {
      let refusal = try one.refusal(Call(key: key))
      #expect(refusal.code == .needsReview)
      #expect(refusal.operation?["candidates"] == ["x1"])
      #expect(refusal.message.contains("resolve_operation"))
    }
    let ids = try one.ledger.page(LedgerQuery()).entries.map(\.operationID)
    let none = try #require(throws: LedgerRefusal.self) {
      try one.ledger.resolve(ids[0], as: .adopt(remoteID: "x9"), in: Bench.scope)
    }
    #expect(none.code == .invalidArguments && none.message.contains("there is none"))
    bench.service.change { $0.failingLookUps = 1 }
    let unasked = try #require(throws: LedgerRefusal.self) {
      try one.ledger.resolve(ids[0], as: .adopt(remoteID: "x1"), in: Bench.scope)
    }
    #expect(unasked.code == .refusedByService && unasked.retry.isSafe)
    bench.service.change { $0.failingLookUps = 0 }
    #expect(try one.states() == ["needs_review", "needs_review"])
    let adopt = Resolution.adopt(remoteID: "x1")
    let outcome = try one.ledger.resolve(ids[0], as: adopt, in: Bench.scope)
    #expect(outcome?.isResolved == true)
    #expect(outcome?.entry.state == .succeeded)
    let refusal = try #require(throws: LedgerRefusal.self) {
      try one.ledger.resolve(ids[1], as: adopt, in: Bench.scope)
    }
    #expect(refusal.code == .invalidArguments)
    #expect(refusal.message.contains("is the result of \(ids[0])"))
    #expect(try one.ledger.resolve(ids[1], as: .abandon, in: Bench.scope)?.isResolved == true)
    #expect(try one.states() == ["done", "abandoned"])
    #expect(try one.refusal(Call(key: "ship-2-0")).code == .keyExpired)
    #expect(try one.refusal(call).code == .keyExpired)
    #expect(bench.service.now.sends.count == 2)
    #expect(try bench.violations() == [])
  }

  @Test("Two unmarked writes whose answers were lost never take the same thing for their own")
  func claims() throws {
    let bench = try LiveBench()
    bench.service.change { $0.isMarked = false }
    let one = bench.process("one")
    #expect(try one.run(call).operation["remote_id"] == "t1")
    bench.service.change { $0.deliveries = [.answerLost] }
    // t1 is known and claimed; t2 is the only one left.
    #expect(try one.run(Call(key: "ship-2-0")).operation["remote_id"] == "t2")
    #expect(bench.service.made == ["t1", "t2"])
    #expect(try bench.violations() == [])
  }

  // MARK: Sets

  private let rename = Call.update("t9", name: "new", key: "ship-1-0")

  private func benchWithTask() throws -> LiveBench {
    let bench = try LiveBench()
    bench.service.change { $0.names["t9"] = "old" }
    return bench
  }

  @Test("Set, and the answer lost: it stands as wanted, so it is done")
  func setStands() throws {
    let bench = try benchWithTask()
    bench.service.change { $0.deliveries = [.answerLost] }
    let outcome = try bench.process("one").run(rename)
    #expect(outcome.status == "executed")
    #expect(outcome.operation["remote_id"] == "t9")
    #expect(outcome.output["task"]?["name"] == "new")
  }

  @Test("Not set: it stands as before, and is sent again when everything has settled")
  func setNotApplied() throws {
    let bench = try benchWithTask()
    bench.service.change { $0.deliveries = [.requestLost] }
    let one = bench.process("one")
    #expect(try one.refusal(rename).code == .outcomeUnknown)
    try waitUntilPresumedLost(bench)
    #expect(try one.run(rename).operation["attempt"] == 2)
    #expect(bench.service.now.names["t9"] == "new")
  }

  @Test("Somebody changed it since: a person decides, and their change is not set back")
  func changedSince() throws {
    let bench = try benchWithTask()
    bench.service.change { $0.deliveries = [.answerLost] }
    bench.service.change { state in state.failingLookUps = 1 }
    let one = bench.process("one")
    #expect(try one.refusal(rename).code == .outcomeUnknown)
    bench.service.change { $0.names["t9"] = "a person's" }
    bench.advance(seconds: 200)
    for _ in 0..<2 {
      let refusal = try one.refusal(rename)
      #expect(refusal.code == .needsReview)
      #expect(refusal.message.contains("its name is now a person's"))
    }
    bench.advance(seconds: 700)
    #expect(try one.refusal(rename).code == .needsReview)
    #expect(bench.service.now.sends.count == 1)
    #expect(bench.service.now.names["t9"] == "a person's")
  }
}
