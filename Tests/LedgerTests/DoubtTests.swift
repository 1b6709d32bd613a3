import APICore
import Foundation
import SQLite
import Testing

@testable import Ledger

@Suite("COMMIT failed, and nothing can be found out about it: the caller is told so")
struct DoubtTests {
  private func expectUnknown(_ refusal: LedgerRefusal?) {
    #expect(refusal?.code == .outcomeUnknown)
    #expect(refusal?.message.contains("it may have happened; do not use a new key") == true)
    #expect(refusal?.retry == Retry(isSafe: false, sameKey: true))
  }

  @Test("One write: it is not told as done although its row can be seen, nor as not done")
  func one() throws {
    let bench = try Bench { transaction throws(SQLiteError) in
      // The COMMIT that follows fails. It is in doubt then, and only another write could tell; that
      // finds a folder in the place of its lock.
      let path = try transaction.connection.row("PRAGMA database_list") { $0.text(2) } ?? ""
      try transaction.connection.execute("COMMIT")
      unlink(path + "-guard")
      mkdir(path + "-guard", 0o700)
    }
    expectUnknown(try bench.ledger.refusal(Call(key: "ship-1-0")))
    #expect(rmdir(bench.path + "-guard") == 0)
    #expect(try bench.ledger.run(Call(key: "ship-1-0")).status == "replayed")
    #expect(try bench.tasks == ["a"])
  }

  @Test("Writes that share a commit")
  func group() throws {
    let bench = try Bench(busyTimeoutMilliseconds: 10)
    let holder = try Connection(path: bench.path)
    let (_, refusal) = bench.ledger.group {
      do {
        try bench.ledger.run(Call(key: "ship-1-0"))
        _ = try bench.store.read { connection throws(SQLiteError) in
          try connection.execute("COMMIT")
        }
        // Only another write could tell, and somebody holds the lock.
        try holder.execute("BEGIN IMMEDIATE")
      } catch { Issue.record(error) }
    }
    expectUnknown(refusal)
    try holder.execute("ROLLBACK")
    #expect(try bench.ledger.run(Call(key: "ship-1-0")).status == "replayed")
    #expect(try bench.tasks == ["a"])
  }
}
