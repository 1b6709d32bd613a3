import APICore
import JSON
import SQLite
import Testing

@testable import Ledger

@Suite("The audit chain covers every step of a live write")
struct LiveAuditTests {
  private func bench() throws -> (LiveBench, LiveProcess) {
    let bench = try LiveBench()
    bench.service.change { $0.deliveries = [.answered, .requestLost] }
    let one = bench.process("one")
    try one.run(Call(key: "ship-1-0"))
    _ = try one.refusal(Call(key: "ship-2-0", name: "b"))
    return (bench, one)
  }

  @Test("One link for each step, with the state that it led to")
  func links() throws {
    let (bench, one) = try bench()
    var events: [String] = []
    try LedgerStore(one.store).export { line in
      let state = line["detail"]?["state"]?.string
      events.append([line["event"]?.string, state].compactMap(\.self).joined(separator: " "))
    }
    #expect(
      events == [
        "recorded", "moved dispatched", "moved done", "moved done", "recorded",
        "moved dispatched", "moved unknown", "moved unknown",
      ])
    #expect(try bench.violations() == [])
  }

  @Test(
    "Whatever is changed in a live row is noticed",
    arguments: [
      "UPDATE ledger_operation SET state = 'done' WHERE sequence = 2",
      "UPDATE ledger_operation SET attempt = 0 WHERE sequence = 2",
      "UPDATE ledger_live SET epoch = epoch + 1", "UPDATE ledger_live SET owner = 'x'",
      "UPDATE ledger_live SET resends = 1", "UPDATE ledger_live SET settles_from = 1",
      "UPDATE ledger_live SET first_miss = 1 WHERE sequence = 2",
      "UPDATE ledger_live SET last_miss = NULL WHERE sequence = 2",
      "UPDATE ledger_live SET candidates = '[\"x\"]'", "UPDATE ledger_live SET is_swept = 1",
      "UPDATE ledger_live SET makes_something = 0", "UPDATE ledger_live SET dispatched_at = 1",
      "UPDATE ledger_live SET doubt = 'x'", "UPDATE ledger_live SET evidence = '{}'",
      "UPDATE ledger_live SET answer = '{}'", "UPDATE ledger_live SET evidence = NULL",
      "DELETE FROM ledger_claim", "UPDATE ledger_claim SET remote_id = 'x'",
      "DELETE FROM ledger_live WHERE sequence = 1",
    ])
  func tampering(sql: String) throws {
    let (bench, one) = try bench()
    try one.store.write { transaction throws(SQLiteError) in
      try transaction.connection.executeScript(sql)
    }
    #expect(try bench.violations().count == 1)
  }

  @Test("Two rows never have one result, whatever writes them")
  func claims() throws {
    let (_, one) = try bench()
    let error = try #require(throws: SQLiteError.self) {
      try one.store.write { transaction throws(SQLiteError) in
        try transaction.connection.execute(
          """
          INSERT INTO ledger_claim(backend, remote_type, remote_id, operation)
          SELECT backend, remote_type, remote_id, 2 FROM ledger_claim
          """)
      }
    }
    #expect(error.isUniqueViolation)
  }
}
