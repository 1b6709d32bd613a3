import APICore
import JSON
import SQLite
import Testing

@testable import Ledger

@Suite("Whatever fails: all of it or nothing, and the key stays free")
struct FaultTests {
  /// Names the step too: the seven of a call that succeeds, and one more.
  @Test("Planning, service and reading back fail at each step in turn")
  func everyStep() throws {
    var step = 1
    var failures: [String] = []
    while true {
      let fault = Fault(at: step)
      let bench = try Bench(fault: fault)
      let call = Call(key: "ship-1-0", fault: fault)
      do {
        try bench.ledger.run(call)
        #expect(fault.isPending)
        break
      } catch let failure as LedgerFailure {
        switch failure {
        case .tool(let error): failures.append(error.message)
        case .api(let error): failures.append("service \(error.message)")
        case .refused(let refusal): failures.append(refusal.code.rawValue)
        }
      }
      #expect(try bench.tasks == [])
      #expect(try bench.rowCount == 0)
      #expect(try bench.ledger.run(call).status == "executed")
      #expect(try bench.tasks == ["a"])
      step += 1
    }
    #expect(
      failures == [
        "planning", "injected", "planning", "service injected", "service injected", "output",
        "injected",
      ])
  }

  @Test("The disk is full at each page in turn")
  func fullDisk() throws {
    let bench = try Bench()
    try bench.ledger.run(Call(key: "the-first"))
    let call = Call(key: "ship-1-0", name: String(repeating: "x", count: 20_000))
    var pages = try bench.store.read { connection throws(SQLiteError) in
      try connection.row("PRAGMA page_count") { $0.integer(0) } ?? 0
    }
    let first = pages
    while true {
      try bench.store.read { connection throws(SQLiteError) in
        try connection.execute("PRAGMA max_page_count = \(pages)")
      }
      do {
        try bench.ledger.run(call)
        break
      } catch LedgerFailure.refused(let refusal) {
        #expect(refusal.code == .ledgerUnavailable)
        #expect(refusal.message.contains("nothing was executed"))
        #expect(refusal.retry == Retry(isSafe: true, sameKey: true))
      }
      #expect(try bench.tasks == ["a"])
      #expect(try bench.rowCount == 1)
      #expect(try bench.ledger.run(Call(key: "the-first")).status == "replayed")
      pages += 1
    }
    // The effect and the row need more than a page each: the limit was met in both.
    #expect(pages > first + 5)
    #expect(try bench.tasks.count == 2)
  }

  @Test("The row cannot be inserted")
  func rowRefused() throws {
    let bench = try Bench()
    try bench.execute(
      "CREATE TRIGGER t BEFORE INSERT ON ledger_operation BEGIN SELECT RAISE(ABORT, 'no'); END")
    #expect(try bench.ledger.refusal(Call(key: "ship-1-0")).code == .ledgerUnavailable)
    #expect(try bench.tasks == [])
    try bench.execute("DROP TRIGGER t")
    #expect(try bench.ledger.run(Call(key: "ship-1-0")).status == "executed")
  }

  @Test("COMMIT fails")
  func commitFails() throws {
    let bench = try Bench { transaction throws(SQLiteError) in
      try transaction.connection.execute("INSERT INTO mention VALUES(-1)")
    }
    let refusal = try bench.ledger.refusal(Call(key: "ship-1-0"))
    #expect(refusal.code == .ledgerUnavailable)
    #expect(try bench.tasks == [])
    #expect(try bench.rowCount == 0)
    #expect(try bench.other(seed: 2).run(Call(key: "ship-1-0")).status == "executed")
  }

  @Test("COMMIT says that it failed, and did not: the row is there, so it is done")
  func commitSucceedsAfterAll() throws {
    let bench = try Bench { transaction throws(SQLiteError) in
      try transaction.connection.execute("COMMIT")
    }
    #expect(try bench.ledger.run(Call(key: "ship-1-0")).status == "executed")
    #expect(try bench.ledger.run(Call(key: "ship-1-0")).status == "replayed")
    #expect(try bench.tasks == ["a"])
  }

  @Test("Nothing can be said of a file that cannot be read any more")
  func unknown() throws {
    let bench = try Bench()
    let operationID = try #require(try bench.ledger.run(Call(key: "ship-1-0")).operationID)
    #expect(bench.ledger.hasRecorded([operationID]) == true)
    #expect(bench.ledger.hasRecorded([operationID, "op_other"]) == false)
    bench.store.close()
    try bench.removeStore()
    #expect(bench.ledger.hasRecorded([operationID]) == nil)
  }

  @Test("Another process holds the lock past the deadline: busy, and replays go on")
  func busy() throws {
    let bench = try Bench(busyTimeoutMilliseconds: 10)
    try bench.ledger.run(Call(key: "the-first"))
    let holder = try Connection(path: bench.path)
    try holder.execute("BEGIN IMMEDIATE")
    let refusal = try bench.ledger.refusal(Call(key: "ship-1-0"))
    #expect(refusal.code == .ledgerBusy)
    #expect(refusal.retry == Retry(isSafe: true, sameKey: true, after: 1_000))
    #expect(try bench.ledger.run(Call(key: "the-first")).status == "replayed")
    try holder.execute("ROLLBACK")
    #expect(try bench.ledger.run(Call(key: "ship-1-0")).status == "executed")
  }

  @Test("The file was removed: writes are refused, replays and reads go on, nothing is made anew")
  func removed() throws {
    let bench = try Bench()
    try bench.ledger.run(Call(key: "the-first"))
    try bench.removeStore()
    let refusal = try bench.ledger.refusal(Call(key: "ship-1-0"))
    #expect(refusal.code == .ledgerUnavailable)
    #expect(refusal.message.contains("renamed, removed or replaced"))
    #expect(try bench.ledger.run(Call(key: "the-first")).status == "replayed")
    #expect(try bench.tasks == ["a"])
    #expect(try bench.files == ["store.db-guard"])
  }

  @Test("A row that was damaged is refused; others are not touched by it")
  func damaged() throws {
    let bench = try Bench()
    try bench.ledger.run(Call(key: "the-first"))
    try bench.ledger.run(Call(key: "ship-1-0", name: "b"))
    try bench.execute(
      "UPDATE ledger_operation SET output = '{', arguments = '[' WHERE key = 'ship-1-0'")
    for call in [Call(key: "ship-1-0", name: "b"), Call(key: "ship-1-0", name: "c")] {
      let refusal = try bench.ledger.refusal(call)
      #expect(refusal.code == .ledgerUnavailable)
      #expect(refusal.message.contains("is damaged"))
    }
    #expect(try bench.ledger.run(Call(key: "the-first")).status == "replayed")
    #expect(try bench.tasks == ["a", "b"])
  }

  @Test("What the service's store fails with is the ledger's to say; what it refuses is not")
  func apiErrors() {
    func failure(_ status: Int, _ delivery: APIError.Delivery) -> String {
      switch LedgerFailure(
        sending: APIError(status: status, code: nil, message: "m", delivery: delivery))
      {
      case .api(let error): "api \(error.status ?? 0)"
      case .refused(let refusal): refusal.code.rawValue
      case .tool: "tool"
      }
    }
    #expect(failure(503, .notSent) == "ledger_busy")
    #expect(failure(500, .notSent) == "ledger_unavailable")
    #expect(failure(503, .refused) == "api 503")
    #expect(failure(500, .unknown) == "api 500")
  }
}
