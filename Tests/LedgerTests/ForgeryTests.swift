import SQLite
import Testing

@testable import Ledger

@Suite("Who takes a row out makes the chain and its counter fit")
struct ForgeryTests {
  let bench: Bench

  /// Three rows, and as many links.
  init() throws {
    bench = try Bench()
    for number in 1...3 { try bench.ledger.run(Call(key: "number-\(number)", name: "\(number)")) }
  }

  private func fault() throws -> LedgerFault? { try LedgerStore(bench.store).verify().fault }

  @Test("The last row and its link are gone: how many rows there were stands elsewhere")
  func end() throws {
    try bench.execute(
      """
      DELETE FROM ledger_operation WHERE sequence = 3;
      DELETE FROM ledger_audit WHERE sequence = 3;
      UPDATE sqlite_sequence SET seq = 2 WHERE name = 'ledger_audit';
      """)
    let fault = try #require(try fault())
    #expect(fault.sentence == "row 3 is missing: rows were written up to 3")
  }

  @Test("A row and its link are gone, and the next link is hashed anew: rows count without gaps")
  func middle() throws {
    try bench.store.write { transaction throws(SQLiteError) in
      let connection = transaction.connection
      let links = try LedgerStore.links(after: 0, limit: 3, on: connection).compactMap(\.link)
      var link = links[2]
      link.sequence = 2
      link.previousHash = links[0].hash
      try connection.executeScript(
        """
        DELETE FROM ledger_operation WHERE sequence = 2;
        DELETE FROM ledger_audit WHERE sequence = 2;
        UPDATE sqlite_sequence SET seq = 2 WHERE name = 'ledger_audit';
        """)
      try connection.execute(
        "UPDATE ledger_audit SET sequence = 2, previous_hash = ?, hash = ? WHERE sequence = 3",
        [.blob(link.previousHash), .blob(link.expectedHash)])
    }
    let fault = try #require(try fault())
    #expect(fault.link == 2)
    #expect(fault.problem == "tells of row 3, where row 2 should follow")
  }
}
