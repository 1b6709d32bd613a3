import APICore
import JSON
import SQLite
import Testing

@testable import Ledger

@Suite("Writes that share one commit")
struct GroupTests {
  @Test("Each is answered by itself; a failed one undoes only itself; all commit together")
  func group() throws {
    let bench = try Bench()
    let other = bench.other(seed: 2)
    let (statuses, refusal) = bench.ledger.group { () -> [Result<String?, any Error>] in
      let calls = [
        Call(key: "key-one-1"), Call(key: "key-one-1"), Call(key: "key-one-1", name: "b"),
        Call(key: "key-two-2", name: "c", fault: Fault(at: 3)), Call(key: "key-two-2", name: "c"),
        Call(), Call(),
      ]
      return calls.map { call in Result { try bench.ledger.run(call).status } }
    }
    #expect(refusal == nil)
    let texts = statuses.map { result in
      switch result {
      case .success(let status): status ?? "-"
      case .failure(LedgerFailure.refused(let refusal)): refusal.code.rawValue
      case .failure(LedgerFailure.tool(let error)): error.message
      case .failure(let error): "\(error)"
      }
    }
    #expect(
      texts == [
        "executed", "replayed", "key_conflict", "output", "executed", "replayed", "replayed",
      ])
    #expect(try other.run(Call(key: "key-two-2", name: "c")).status == "replayed")
    #expect(try bench.tasks == ["a", "c"])
    #expect(try bench.rowCount == 2)
  }

  @Test("When the commit fails nothing of it happened, and the caller is told so")
  func commitFails() throws {
    let bench = try Bench()
    try bench.ledger.run(Call(key: "before-it"))
    let (status, refusal) = bench.ledger.group { () -> String? in
      do {
        let status = try bench.ledger.run(Call(key: "ship-1-0", name: "b")).status
        try bench.execute("INSERT INTO mention VALUES(-1)")
        return status
      } catch { return "\(error)" }
    }
    #expect(status == "executed")
    #expect(refusal?.code == .ledgerUnavailable)
    #expect(refusal?.retry == Retry(isSafe: true, sameKey: true))
    #expect(try bench.tasks == ["a"])
    #expect(try bench.ledger.run(Call(key: "ship-1-0", name: "b")).status == "executed")
  }

  @Test("When the commit says that it failed, and did not, the answers stand")
  func commitSucceedsAfterAll() throws {
    let bench = try Bench()
    let (_, refusal) = bench.ledger.group {
      do {
        try bench.ledger.run(Call(key: "ship-1-0"))
        // A savepoint of ours is open inside; ending everything ends it as well.
        _ = try bench.store.read { connection throws(SQLiteError) in
          try connection.execute("COMMIT")
        }
      } catch { Issue.record(error) }
    }
    #expect(refusal == nil)
    #expect(try bench.other(seed: 2).run(Call(key: "ship-1-0")).status == "replayed")
  }

  @Test("When the file was replaced before the commit, nothing of it happened")
  func replaced() throws {
    let bench = try Bench()
    try bench.ledger.run(Call(key: "before-it"))
    let (_, refusal) = bench.ledger.group {
      do {
        try bench.ledger.run(Call(key: "ship-1-0", name: "b"))
        try bench.removeStore()
      } catch { Issue.record(error) }
    }
    #expect(refusal?.code == .ledgerUnavailable)
    #expect(try bench.tasks == ["a"])
  }

  @Test("A group of reads and replays, and one of nothing, cannot fail at its end")
  func withoutWrites() throws {
    let bench = try Bench(busyTimeoutMilliseconds: 10)
    try bench.ledger.run(Call(key: "ship-1-0"))
    let holder = try Connection(path: bench.path)
    try holder.execute("BEGIN IMMEDIATE")
    let (status, refusal) = bench.ledger.group { () -> String? in
      do { return try bench.ledger.run(Call(key: "ship-1-0")).status } catch { return "\(error)" }
    }
    #expect(status == "replayed")
    #expect(refusal == nil)
    #expect(bench.ledger.group { 1 }.1 == nil)
  }
}
