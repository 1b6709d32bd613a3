import Hashing
import SQLite

extension LedgerStore {
  /// What a file beside the store remembers of the ledger: which one it is, and where its audit
  /// chain ends.
  public static let headReading = HeadReading(
    current: { connection throws(SQLiteError) in
      try connection.row(
        """
        SELECT m.value, a.sequence, a.hash FROM ledger_meta m
        LEFT JOIN ledger_audit a ON a.sequence = (SELECT max(sequence) FROM ledger_audit)
        WHERE m.name = 'ledger_id'
        """
      ) { row in
        StoreHead(
          storeID: row.blob(0).hex, sequence: row.integer(1),
          hash: row.isNull(2) ? "-" : row.blob(2).hex)
      }
    },
    hash: { sequence, connection throws(SQLiteError) in
      try connection.row(
        "SELECT hash FROM ledger_audit WHERE sequence = ?", [.integer(sequence)]
      ) { $0.blob(0).hex }
    })
}
