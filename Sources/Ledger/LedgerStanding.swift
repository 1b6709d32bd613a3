import APICore
import SQLite

/// What has to be known of the ledger before a write is looked up: read in one statement, since it
/// is asked for each write, before and within its transaction.
struct LedgerStanding: Sendable {
  /// What keys the fingerprints and signs the plans of this store; nil before the first write.
  let secret: [UInt8]?
  /// The newest row.
  let newest: (sequence: Int64, moment: Milliseconds)?
  /// The newest that was noted of the clock; nil where nothing was, or it cannot be read.
  let change: ClockChange?

  init(on connection: Connection) throws(SQLiteError) {
    let read = try connection.row(
      """
      SELECT (SELECT value FROM ledger_meta WHERE name = 'secret'), o.sequence, o.moment,
        c.detail, c.at, c.operation
      FROM (SELECT 1) LEFT JOIN ledger_operation o
        ON o.sequence = (SELECT max(sequence) FROM ledger_operation)
      LEFT JOIN ledger_audit c ON c.sequence = (
        SELECT max(sequence) FROM ledger_audit WHERE event = 'clock' AND event <> 'recorded')
      """
    ) { row in
      (
        secret: row.isNull(0) ? nil : row.blob(0),
        newest: row.isNull(1)
          ? nil : (sequence: row.integer(1), moment: Milliseconds(row.integer(2))),
        change: row.isNull(4)
          ? nil
          : ClockChange(
            detail: row.text(3), at: Milliseconds(row.integer(4)), operation: row.integer(5))
      )
    }
    (secret, newest, change) = (read?.secret, read?.newest, read?.change)
  }
}
