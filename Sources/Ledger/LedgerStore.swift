import APICore
import SQLite

/// The ledger's tables: who reads and writes rows, and nothing of what they mean.
public struct LedgerStore: Sendable {
  let store: Store

  public init(_ store: Store) { self.store = store }

  private static let columns = """
    sequence, operation_id, backend, workspace_id, principal, key, key_source, tool, fingerprint,
    arguments, state, attempt, remote_id, remote_type, request, output, pre_image, answer_digest,
    undo_of, is_deletion, first_executed_at, moment,
    (SELECT u.operation_id FROM ledger_operation u WHERE \(isUndoing("ledger_operation"))),
    (SELECT u.first_executed_at FROM ledger_operation u WHERE \(isUndoing("ledger_operation"))),
    \(LiveColumns.names),
    CASE WHEN epoch IS NOT NULL THEN (SELECT json_group_array(remote_id) FROM (
      SELECT remote_id FROM ledger_claim WHERE operation = ledger_operation.sequence ORDER BY id))
    END
    """

  /// Whether the row `u` has undone `row`. It names the index's condition as well, so that SQLite
  /// sees that it can use it.
  static func isUndoing(_ row: String) -> String {
    "u.undo_of = \(row).operation_id AND u.state <> 'released' AND u.state = 'done'"
  }

  static let inScope = "backend = ?1 AND workspace_id = ?2 AND principal = ?3"

  // MARK: Rows

  /// The row of a key; an operation's ID names it as well, which has no key where none was given.
  static func row(key: IdempotencyKey, in scope: Scope, on connection: Connection)
    throws(SQLiteError) -> LedgerRow?
  {
    func row(_ column: String) throws(SQLiteError) -> LedgerRow? {
      try rows(
        "WHERE \(inScope) AND \(column) = ?4 AND state <> 'released'",
        scope.values + [.text(key.text)], on: connection
      ).first
    }
    if let row = try row("key") { return row }
    return key.isOperationID ? try row("operation_id") : nil
  }

  static func row(operationID: String, in scope: Scope, on connection: Connection)
    throws(SQLiteError) -> LedgerRow?
  {
    try rows(
      "WHERE \(inScope) AND operation_id = ?4", scope.values + [.text(operationID)],
      on: connection
    ).first
  }

  /// The undoing of an operation, whatever its key.
  static func row(undoing operationID: String, in scope: Scope, on connection: Connection)
    throws(SQLiteError) -> LedgerRow?
  {
    try rows(
      "WHERE \(inScope) AND undo_of = ?4 AND state <> 'released'",
      scope.values + [.text(operationID)], on: connection
    ).first
  }

  static func hasRow(operationID: String, on connection: Connection) throws(SQLiteError) -> Bool {
    try connection.row(
      "SELECT 1 FROM ledger_operation WHERE operation_id = ?", [.text(operationID)]
    ) { $0.bool(0) } ?? false
  }

  /// The newest execution of the same thing among the recent ones.
  static func row(
    fingerprint: Fingerprint, among recent: RecentRows, in scope: Scope,
    on connection: Connection
  ) throws(SQLiteError) -> LedgerRow? {
    try rows(
      """
      WHERE \(inScope) AND fingerprint = ?4 AND \(RecentRows.condition(5))
        AND state <> 'released' ORDER BY sequence DESC LIMIT 1
      """,
      scope.values + [.text(fingerprint.text)] + recent.values, on: connection
    ).first
  }

  /// Writes a row and its link of the audit chain.
  ///
  /// - Returns: the row with its place in the ledger.
  @discardableResult
  static func insert(
    _ row: LedgerRow, in transaction: Transaction
  ) throws(SQLiteError) -> LedgerRow {
    var row = row
    row.answerDigest = row.expectedAnswerDigest
    try transaction.connection.execute(
      """
      INSERT INTO ledger_operation(
        backend, workspace_id, principal, operation_id, key, key_source, tool, fingerprint,
        arguments, state, attempt, remote_id, remote_type, request, output, pre_image,
        answer_digest, undo_of, is_deletion, first_executed_at, moment)
      VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      row.scope.values + [
        .text(row.operationID), SQLValue(row.key), .text(row.keySource.rawValue), .text(row.tool),
        .text(row.fingerprint), .text(row.arguments), .text(row.state.rawValue),
        .integer(row.attempt),
        SQLValue(row.remoteID), SQLValue(row.remoteType), .text(row.request),
        SQLValue(row.output), SQLValue(row.preImage), .blob(row.answerDigest),
        SQLValue(row.undoOf), SQLValue(row.isDeletion),
        .integer(row.firstExecutedAt.rawValue), .integer(row.moment.rawValue),
      ])
    row.sequence = transaction.connection.lastInsertRowID
    if let live = row.live { try insert(live, of: row.sequence, in: transaction) }
    try append(.recorded, row.sequence, row.digest, at: row.moment, in: transaction)
    return row
  }

  static func rows(_ condition: String, _ values: [SQLValue], on connection: Connection)
    throws(SQLiteError) -> [LedgerRow]
  {
    var damaged: String?
    let rows = try connection.rows(
      "SELECT \(columns) FROM ledger_operation LEFT JOIN ledger_live USING(sequence) \(condition)",
      values
    ) { row -> LedgerRow? in
      guard let read = LedgerRow(row) else {
        damaged = row.text(1)
        return nil
      }
      return read
    }
    if let damaged { throw .damaged(damaged) }
    return rows.compactMap(\.self)
  }

  /// How many writes in a Workspace are of another principal than the user, with whichever profile.
  public static func writesOfOthers(
    than userID: String, backend: String, workspaceID: String, on connection: Connection
  ) throws(SQLiteError) -> Int {
    let count = try connection.row(
      """
      SELECT count(*) FROM ledger_operation
      WHERE backend = ?1 AND workspace_id = ?2 AND state <> 'released'
        AND principal <> ?3 AND substr(principal, 1, length(?3) + 1) <> ?3 || '/'
      """, [.text(backend), .text(workspaceID), .text(userID)]
    ) { $0.integer(0) }
    return Int(count ?? 0)
  }

  // MARK: Time

  /// The ledger's own time.
  static func moment(at now: Milliseconds, on connection: Connection) throws(SQLiteError)
    -> Milliseconds
  {
    try time(at: now, on: connection).moment
  }

  // MARK: Secret

  /// What keys the fingerprints and signs the plans of this store; nil before the first write.
  static func secret(on connection: Connection) throws(SQLiteError) -> [UInt8]? {
    try connection.row("SELECT value FROM ledger_meta WHERE name = 'secret'") { $0.blob(0) }
  }

  /// The store's secret, made with the first write.
  static func secret(
    in transaction: Transaction, drawnFrom source: any IDSource
  ) throws(SQLiteError) -> [UInt8] {
    if let secret = try secret(on: transaction.connection) { return secret }
    // 256 bits: as many as the digests that it keys have.
    let secret = (0..<4).flatMap { _ in source.next().bytes(8) }
    try transaction.lock()
    try makeSecret(secret, in: transaction)
    return secret
  }

  /// The same in a transaction of its own: what is signed with a secret that is undone again could
  /// never be carried out.
  func keepSecret(drawnFrom source: any IDSource) throws(SQLiteError) -> [UInt8] {
    let kept = try store.read { connection throws(SQLiteError) in
      try Self.secret(on: connection)
    }
    if let kept { return kept }
    return try store.write { transaction throws(SQLiteError) in
      try Self.secret(in: transaction, drawnFrom: source)
    }
  }

  static func makeSecret(_ secret: [UInt8], in transaction: Transaction) throws(SQLiteError) {
    try transaction.connection.execute(
      "INSERT INTO ledger_meta VALUES('secret', ?)", [.blob(secret)])
  }
}

extension Scope {
  var values: [SQLValue] { [.text(backend), .text(workspaceID), .text(principal)] }
}

extension LedgerRow {
  /// nil where a column holds what this program never writes.
  fileprivate init?(_ row: Row) {
    guard let keySource = WriteIntent.KeySource(rawValue: row.text(6)),
      let state = EntryState(rawValue: row.text(10))
    else { return nil }
    let live: LiveColumns?
    do throws(LiveColumns.Unreadable) { live = try LiveColumns(row, from: 24) } catch { return nil }
    self.init(
      sequence: row.integer(0), operationID: row.text(1),
      scope: Scope(backend: row.text(2), workspaceID: row.text(3), principal: row.text(4)),
      key: row.optionalText(5), keySource: keySource, tool: row.text(7), fingerprint: row.text(8),
      arguments: row.text(9), state: state, attempt: row.integer(11),
      remoteID: row.optionalText(12), remoteType: row.optionalText(13), request: row.text(14),
      output: row.optionalText(15), preImage: row.optionalText(16), answerDigest: row.blob(17),
      undoOf: row.optionalText(18), isDeletion: row.bool(19),
      firstExecutedAt: Milliseconds(row.integer(20)), moment: Milliseconds(row.integer(21)),
      live: live,
      undone: row.optionalText(22).map {
        Undone(operationID: $0, at: Milliseconds(row.integer(23)))
      })
  }
}
