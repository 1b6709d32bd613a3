import APICore
import SQLite

// A no is final for the question that it answers: a yes to the same question, sent later or by
// somebody who has seen it, does nothing. A question is kept until it expires by itself.
extension LedgerStore {
  /// More than people answer in the ten minutes that a question is good for.
  static let declinedAtMost = 1_000

  static func isDeclined(_ state: String, on connection: Connection) throws(SQLiteError) -> Bool {
    try connection.row("SELECT 1 FROM ledger_declined WHERE state = ?", [.text(state)]) {
      $0.bool(0)
    } ?? false
  }

  /// Keeps a no, and drops those that are over or too many.
  ///
  /// Whatever goes takes every question along that expires no later, by the time that questions
  /// have: so none comes back to life when a clock is set back, and a thousand of them do not make
  /// room for a yes to the first.
  ///
  /// - Parameter moment: now, by the time that questions have.
  static func decline(
    _ state: String, until expiry: Milliseconds, at moment: Milliseconds,
    in transaction: Transaction
  ) throws(SQLiteError) {
    let connection = transaction.connection
    try connection.execute(
      "INSERT OR IGNORE INTO ledger_declined VALUES(?, ?)",
      [.text(state), .integer(expiry.rawValue)])
    let last = try connection.row(
      """
      SELECT max(expires_at) FROM ledger_declined
      WHERE expires_at < ?1 OR expires_at <= (
        SELECT expires_at FROM ledger_declined ORDER BY expires_at DESC LIMIT 1 OFFSET ?2)
      """, [.integer(moment.rawValue), .integer(Int64(declinedAtMost))]
    ) { $0.optionalInteger(0) }
    guard let last, let last else { return }
    try connection.execute("DELETE FROM ledger_declined WHERE expires_at <= ?", [.integer(last)])
    try connection.execute(
      """
      INSERT INTO ledger_meta VALUES('declined_until', ?)
      ON CONFLICT(name) DO UPDATE SET value = max(value, excluded.value)
      """, [.blob(last.bytes(8))])
  }

  /// - Throws: where the question that the call answers was answered with no.
  static func checkDeclined(
    _ call: LedgerCall, on connection: Connection
  ) throws(LedgerRefusal) {
    guard case .answer(let state) = call.intent.consent else { return }
    let isDeclined = try LedgerRefusal.reporting(try Self.isDeclined(state, on: connection))
    guard !isDeclined else { throw .answeredWithNo }
  }

  /// What counts as now for plans and for questions. For questions it is never before the expiry of
  /// a no that was dropped.
  static func tokenTimes(
    of call: LedgerCall, at time: LedgerTime, on connection: Connection
  ) throws(SQLiteError) -> TokenTimes {
    let moment = time.moment
    let last = try connection.row(
      "SELECT value FROM ledger_meta WHERE name = 'declined_until'"
    ) { row in row.blob(0).reduce(Int64(0)) { $0 << 8 | Int64($1) } }
    var isDeclined = false
    if case .answer(let state) = call.intent.consent {
      isDeclined = try Self.isDeclined(state, on: connection)
    }
    return TokenTimes(
      now: time.now, plan: moment,
      question: last.map { max(moment, Milliseconds($0 + 1)) } ?? moment,
      isDeclined: isDeclined)
  }
}
