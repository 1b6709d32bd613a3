import APICore
import SQLite

extension LedgerStore {
  /// The end of the audit chain; nil before the first write.
  ///
  /// Cheap: one row by its primary key.
  public static func head(on connection: Connection) throws(SQLiteError) -> LedgerHead? {
    try connection.row("SELECT sequence, hash FROM ledger_audit ORDER BY sequence DESC LIMIT 1") {
      LedgerHead(sequence: $0.integer(0), hash: $0.blob(1))
    }
  }

  /// Adds a link, in the transaction that does what it tells of.
  static func append(
    _ event: AuditLink.Event, _ operation: Int64, _ digest: [UInt8]? = nil,
    detail: String? = nil, at moment: Milliseconds, in transaction: Transaction
  ) throws(SQLiteError) {
    let head = try head(on: transaction.connection)
    var link = AuditLink(
      sequence: (head?.sequence ?? 0) + 1, event: event, operation: operation, at: moment,
      detail: detail, digest: digest, previousHash: head?.hash ?? AuditLink.origin)
    link.hash = link.expectedHash
    try transaction.connection.execute(
      "INSERT INTO ledger_audit VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
      [
        .integer(link.sequence), .text(link.event.rawValue), .integer(link.operation),
        .integer(link.at.rawValue), SQLValue(link.detail), link.digest.map(SQLValue.blob) ?? .null,
        .blob(link.previousHash), .blob(link.hash),
      ])
  }
}
