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
    let previous =
      if let head { head.hash } else {
        AuditLink.origin(of: try secret(on: transaction.connection))
      }
    var link = AuditLink(
      sequence: (head?.sequence ?? 0) + 1, event: event, operation: operation, at: moment,
      detail: detail, digest: digest, previousHash: previous)
    link.hash = link.expectedHash
    try transaction.connection.execute(
      "INSERT INTO ledger_audit(\(AuditLink.columns)) VALUES(?, ?, ?, ?, ?, ?, ?, ?)", link.values)
  }

  /// The links behind `sequence`, oldest first; nil for one that cannot be read.
  static func links(
    after sequence: Int64, limit: Int, on connection: Connection
  ) throws(SQLiteError) -> [(sequence: Int64, link: AuditLink?)] {
    try connection.rows(
      "SELECT \(AuditLink.columns) FROM ledger_audit WHERE sequence > ? ORDER BY sequence LIMIT ?",
      [.integer(sequence), .integer(Int64(limit))]
    ) { ($0.integer(0), AuditLink($0)) }
  }

  /// Where retention stands: the rows up to `operation` have lost their answers.
  static func lastPruning(on connection: Connection) throws(SQLiteError) -> AuditLink? {
    try newestLink(of: .pruned, on: connection)
  }

  /// - Parameter event: any but `recorded`, which stands in no index.
  static func newestLink(
    of event: AuditLink.Event, on connection: Connection
  ) throws(SQLiteError) -> AuditLink? {
    let links = try connection.rows(
      """
      SELECT \(AuditLink.columns) FROM ledger_audit WHERE event = ? AND event <> 'recorded'
      ORDER BY sequence DESC LIMIT 1
      """, [.text(event.rawValue)]
    ) { AuditLink($0) }
    return links.first ?? nil
  }
}
