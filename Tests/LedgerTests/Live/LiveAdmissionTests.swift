import APICore
import JSON
import SQLite
import Testing

@testable import Ledger

@Suite("Waiting for the service's limit: before anything says that it is about to be sent")
struct LiveAdmissionTests {
  private let call = Call(key: "ship-1-0")

  private static func isWrite(_ purpose: Admission.Purpose) -> Bool { purpose == .write }

  /// Once, when a place for a write is asked for.
  private func whileWaiting(_ bench: LiveBench, _ body: @escaping @Sendable () throws -> Void) {
    bench.service.change { state in
      state.whenAdmitted = { purpose in
        guard Self.isWrite(purpose) else { return nil }
        bench.service.change { $0.whenAdmitted = { _ in nil } }
        do { try body() } catch { bench.service.change { $0.violations.append("\(error)") } }
        return nil
      }
    }
  }

  private func benchWithLost() throws -> (LiveBench, LiveProcess) {
    let bench = try LiveBench()
    bench.service.change { $0.deliveries = [.requestLost] }
    let one = bench.process("one")
    _ = try one.refusal(call)
    for seconds in [Int64(31), 95] {
      bench.advance(seconds: seconds)
      _ = try one.ledger.reconcile()
    }
    #expect(try one.states() == ["not_applied"])
    return (bench, one)
  }

  /// Written past the ledger: as it stands on the disk.
  private static func row(_ path: String, _ column: String) throws -> String? {
    try Connection(path: path).row(
      "SELECT \(column) FROM ledger_operation JOIN ledger_live USING (sequence)"
    ) { $0.text(0) }
  }

  @Test("No place in time: nothing is sent, the key is free, and the answer says how long")
  func refused() throws {
    let bench = try LiveBench()
    bench.service.change { $0.whenAdmitted = { _ in 50_000 } }
    let one = bench.process("one")
    let error = try one.apiError(call)
    #expect(error.delivery == .notSent)
    #expect(error.retryAfter == 50_000)
    #expect(bench.service.now.sends.isEmpty)
    #expect(bench.service.now.lookUps == 0)
    #expect(try Self.row(bench.path, "state") == "released")
    bench.service.change { $0.whenAdmitted = { _ in nil } }
    // Free for anything.
    #expect(try bench.process("two").run(Call(key: "ship-1-0", name: "b")).status == "executed")
    #expect(bench.service.now.sends.count == 1)
    #expect(try bench.violations() == [])
  }

  @Test("While it waits the row says that nothing was sent, and another call is told to wait")
  func prepared() throws {
    let bench = try LiveBench()
    let (one, two) = (bench.process("one"), bench.process("two"))
    let call = call
    whileWaiting(bench) { () throws in
      #expect(try Self.row(bench.path, "state") == "prepared")
      #expect(try two.refusal(call).code == .inProgress)
    }
    #expect(try one.run(call).status == "executed")
    #expect(bench.service.now.sends.count == 1)
    #expect(try bench.violations() == [])
  }

  @Test("Taken for dead in that wait, and another process sent it: nothing is sent twice")
  func overtaken() throws {
    let bench = try LiveBench()
    let (one, two) = (bench.process("one"), bench.process("two"))
    let call = call
    whileWaiting(bench) { () throws in
      bench.census.change { $0.remove("one") }
      #expect(try two.run(call).status == "executed")
    }
    #expect(try one.run(call).status == "replayed")
    #expect(bench.service.now.sends.count == 1)
    #expect(bench.service.now.lookUps == 0)
    #expect(try bench.violations() == [])
  }

  @Test("Dead in that wait: the next call sends it, and nothing is looked up")
  func died() throws {
    let bench = try LiveBench()
    let (one, two) = (bench.process("one"), bench.process("two"))
    let call = call
    whileWaiting(bench) { () throws in
      one.die()
      #expect(try two.run(call).status == "executed")
    }
    #expect(try one.run(call).status == "replayed")
    #expect(bench.service.now.sends.count == 1)
    #expect(bench.service.now.lookUps == 0)
    #expect(try bench.violations() == [])
  }

  @Test("Its lock was lost in that wait, and nobody knows: withdrawn, and begun anew")
  func lockLost() throws {
    let bench = try LiveBench()
    let one = bench.process("one")
    whileWaiting(bench) { one.die() }
    bench.service.change { state in
      let complaint = state.whenSent
      state.whenSent = { dispatch in
        do {
          let owner = try Self.row(bench.path, "owner")
          return owner == "one again" ? complaint(dispatch) : "sent by \(owner ?? "nobody")"
        } catch { return "\(error)" }
      }
    }
    #expect(try one.run(call).status == "executed")
    #expect(bench.service.now.sends.map(\.attempt) == [1])
    #expect(try bench.violations() == [])
  }

  @Test("No place in time and no disk to say so: withdrawn as soon as there is one")
  func withdrawnLater() throws {
    let bench = try LiveBench()
    let (one, two) = (bench.process("one"), bench.process("two"))
    try one.run(Call(key: "the-first", name: "z"))
    try one.fillDisk(after: 1)
    bench.service.change { $0.whenAdmitted = { _ in 50_000 } }
    #expect(try one.apiError(call).retryAfter == 50_000)
    #expect(try two.refusal(call).code == .inProgress)
    try one.freeDisk()
    bench.service.change { $0.whenAdmitted = { _ in nil } }
    #expect(try one.run(call).status == "executed")
    #expect(bench.service.now.sends.count == 2)
    #expect(try bench.violations() == [])
  }

  // MARK: Sending again

  @Test("No place to send it again: it is as unknown as before, and the answer says how long")
  func resendRefused() throws {
    let (bench, one) = try benchWithLost()
    bench.service.change { $0.whenAdmitted = { Self.isWrite($0) ? 50_000 : nil } }
    let told = try one.refusal(call)
    #expect(told.code == .presumedNotApplied && told.retry.after == 50_000)
    #expect(try one.states() == ["not_applied"])
    #expect(bench.service.now.sends.count == 1)
    bench.service.change { $0.whenAdmitted = { _ in nil } }
    #expect(try one.run(call).operation["attempt"] == 2)
    #expect(try bench.violations() == [])
  }

  @Test("What shows up while a resend waits is seen: it is looked for again before it is sent")
  func shownUpMeanwhile() throws {
    let bench = try LiveBench()
    bench.service.change { $0.deliveries = [.late] }
    let one = bench.process("one")
    _ = try one.refusal(call)
    for seconds in [Int64(31), 95] {
      bench.advance(seconds: seconds)
      _ = try one.ledger.reconcile()
    }
    whileWaiting(bench) {
      bench.advance(seconds: 40)
      bench.service.arrive()
    }
    #expect(try one.run(call).status == "replayed")
    #expect(bench.service.now.sends.count == 1)
    #expect(bench.service.made == ["t1"])
    #expect(try bench.violations() == [])
  }

  @Test("A resend that waited long looks again, and is then sent without another wait")
  func resendWaits() throws {
    let (bench, one) = try benchWithLost()
    let lookUps = bench.service.now.lookUps
    whileWaiting(bench) {
      bench.advance(seconds: 40)
      bench.service.change { $0.whenAdmitted = { Self.isWrite($0) ? 50_000 : nil } }
    }
    #expect(try one.run(call).operation["attempt"] == 2)
    #expect(bench.service.now.lookUps == lookUps + 2)
    #expect(try bench.violations() == [])
  }

  // MARK: Looking up

  @Test("The wait before a look-up makes it no older: the same call may send again")
  func waitBeforeLookUp() throws {
    let bench = try LiveBench()
    bench.service.change { $0.deliveries = [.requestLost] }
    let one = bench.process("one")
    _ = try one.refusal(call)
    bench.advance(seconds: 125)
    bench.service.change { state in
      state.whenAdmitted = { purpose in
        if !Self.isWrite(purpose) { bench.advance(seconds: 35) }
        return nil
      }
    }
    let deadline = bench.uptime.now() + 55_000
    let outcome = try CallContext.$current.withValue(CallContext(deadline: deadline)) {
      try one.run(call)
    }
    #expect(outcome.operation["attempt"] == 2)
    #expect(bench.service.now.sends.count == 2)
    #expect(try bench.violations() == [])
  }

  @Test("No place for a look-up: the answer says why, and how long")
  func noLookUp() throws {
    let bench = try LiveBench()
    bench.service.change {
      $0.deliveries = [.requestLost]
      $0.whenAdmitted = { Self.isWrite($0) ? nil : 17_000 }
    }
    let refusal = try bench.process("one").refusal(call)
    #expect(refusal.code == .outcomeUnknown)
    #expect(refusal.retry.after == 17_000)
    #expect(refusal.message.contains("the limit is used up"))
    #expect(refusal.message.contains("after 17 s"))
    #expect(bench.service.now.lookUps == 0)
  }
}
