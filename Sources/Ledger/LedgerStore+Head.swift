import Hashing
import SQLite

extension LedgerStore {
  /// What a file beside the store remembers of the ledger: which one it is, and where its audit
  /// chain ends.
  public static let headReading = HeadReading(
    current: { connection throws(SQLiteError) in
      let ledgerID = try connection.row(
        "SELECT value FROM ledger_meta WHERE name = 'ledger_id'"
      ) { $0.blob(0).hex }
      guard let ledgerID else { return nil }
      let head = try head(on: connection)
      return StoreHead(
        storeID: ledgerID, sequence: head?.sequence ?? 0, hash: head?.hash.hex ?? "-")
    },
    hash: { sequence, connection throws(SQLiteError) in
      try connection.row(
        "SELECT hash FROM ledger_audit WHERE sequence = ?", [.integer(sequence)]
      ) { $0.blob(0).hex }
    })
}
