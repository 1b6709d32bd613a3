import APICore
import Foundation
import JSON
import SQLite
import Testing

@testable import Ledger

@Suite("COMMIT fails on the way of a live write: what stands in the file decides")
struct LiveCommitTests {
  private let call = Call(key: "ship-1-0")
  private let bench: LiveBench
  private let commits = Commits()
  private let one: LiveProcess

  init() throws {
    bench = try LiveBench()
    // The store's secret is made by another one.
    try bench.process("zero").run(Call(key: "the-first", name: "z"))
    one = bench.process("one", commits: commits)
  }

  /// Prepared, dispatched, done, and the output.
  @Test("At each step: one that happened is not a failure", arguments: 1...4)
  func happened(step: Int) throws {
    commits.fail(step, as: .happened)
    let outcome = try one.run(call)
    #expect(outcome.status == "executed")
    #expect(outcome.operation["ledger_write_failed"] == nil)
    #expect(try one.states() == ["done", "done"])
    try expectOneEffect()
  }

  @Test("At each step: one that did not happen", arguments: 1...4)
  func undone(step: Int) throws {
    commits.fail(step, as: .undone)
    switch step {
    case 1, 2:
      let refusal = try one.refusal(call)
      #expect(refusal.code == .ledgerUnavailable)
      #expect(refusal.message.contains("nothing was executed"))
      #expect(bench.service.made == ["t1"])
      // Prepared by a process that lives and will not send it: it says so.
      #expect(try one.states() == (step == 1 ? ["done"] : ["released", "done"]))
    case 3:
      let outcome = try one.run(call)
      #expect(outcome.status == "executed")
      #expect(outcome.operation["ledger_write_failed"] == true)
    default:
      #expect(try one.run(call).status == "executed")
    }
    try expectOneEffect()
  }

  private func expectOneEffect() throws {
    #expect(try one.run(call).operation["remote_id"] == "t2")
    #expect(bench.service.made == ["t1", "t2"])
    #expect(bench.service.now.lookUps == 0)
    #expect(try bench.violations() == [])
  }

  /// The row says that a process is at it which lives and has told its caller that it is not.
  @Test(
    "Prepared or dispatched, and nobody can tell: whoever it was gives the key up later",
    arguments: [1, 2])
  func inDoubt(step: Int) throws {
    let lock = bench.path + "-guard"
    commits.fail(step, as: .happened) {
      // Only another write could tell, and that finds a folder in the place of its lock.
      unlink(lock)
      mkdir(lock, 0o700)
    }
    let refusal = try one.refusal(call)
    #expect(refusal.code == .ledgerUnavailable)
    #expect(rmdir(lock) == 0)
    #expect(try one.states() == [step == 1 ? "prepared" : "dispatched", "done"])
    let two = bench.process("two")
    #expect(try two.refusal(call).code == .inProgress)
    try one.run(Call(key: "the-first", name: "z"))
    #expect(try one.states() == ["released", "done"])
    #expect(try two.run(call).status == "executed")
    #expect(bench.service.now.sends.count == 2)
    #expect(bench.service.now.lookUps == 0)
    #expect(try bench.violations() == [])
  }
}
