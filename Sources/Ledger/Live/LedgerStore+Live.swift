import APICore
import JSON
import SQLite

/// What came of the attempt to store what happened to an operation.
enum LiveMove: Sendable {
  /// It is stored; `then` is what the machine wants done next.
  case moved(LedgerRow, then: [LiveAction])
  /// The row stands otherwise meanwhile, or the event means nothing for it: read it, decide anew.
  case overtaken
  /// What it would have as its result is the result of this operation.
  case claimed(by: String)
}

/// What happened to an operation, before it is known how its row stands.
struct LiveChange {
  /// Of the row.
  let sequence: Int64
  /// The epoch that the event is about; nil for what holds whatever the row says meanwhile.
  var epoch: Int64?
  /// Made in the transaction that stores it; nil where it means nothing for the row as it stands.
  let event: (LedgerRow, Connection) throws(SQLiteError) -> LiveEvent?
  /// What else changes in the row, after the machine's part.
  var adding: (inout LedgerRow) throws(SQLiteError) -> Void = { (_) throws(SQLiteError) in }
  /// What somebody said of it, where it is that.
  var resolution: Resolution?
}

// The rows of the live ledger: every change is one transaction, compared with the epoch that it was
// made from, with its link of the audit chain.
extension LedgerStore {
  /// Stores what the machine makes of something that happened.
  static func move(
    _ change: LiveChange, waits: LiveWaits, at now: Milliseconds, in transaction: Transaction
  ) throws(SQLiteError) -> LiveMove {
    let connection = transaction.connection
    let found = try rows("WHERE sequence = ?", [.integer(change.sequence)], on: connection).first
    guard let row = found else { return .overtaken }
    let operation = row.operation
    if let epoch = change.epoch, epoch != operation.epoch { return .overtaken }
    guard let event = try change.event(row, connection),
      let step = LiveMachine.step(operation, event, waits: waits),
      case .save(let epoch?)? = step.actions.first
    else { return .overtaken }
    var next = row
    next.become(step.operation)
    try change.adding(&next)
    if let claimant = try claimant(of: next, on: connection) { return .claimed(by: claimant) }
    guard try save(&next, over: epoch, change.resolution, at: now, in: transaction) else {
      return .overtaken
    }
    return .moved(next, then: Array(step.actions.dropFirst()))
  }

  /// Stores a row that is the same to the machine, with what `change` makes of the rest.
  ///
  /// - Returns: nil where it stands otherwise meanwhile.
  static func amend(
    _ row: LedgerRow, at now: Milliseconds, in transaction: Transaction,
    _ change: (inout LedgerRow) -> Void
  ) throws(SQLiteError) -> LedgerRow? {
    guard let epoch = row.live?.epoch else { throw .damaged(row.operationID) }
    var next = row
    change(&next)
    next.live?.epoch = epoch + 1
    return try save(&next, over: epoch, nil, at: now, in: transaction) ? next : nil
  }

  static func insert(
    _ live: LiveColumns, of sequence: Int64, in transaction: Transaction
  ) throws(SQLiteError) {
    try transaction.connection.execute(
      """
      INSERT INTO ledger_live(sequence, \(LiveColumns.names))
      VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, [.integer(sequence)] + live.values)
  }

  /// - Returns: false where the row does not have `epoch` any more.
  private static func save(
    _ row: inout LedgerRow, over epoch: Int64, _ resolution: Resolution?, at now: Milliseconds,
    in transaction: Transaction
  ) throws(SQLiteError) -> Bool {
    guard let live = row.live else { throw .damaged(row.operationID) }
    let connection = transaction.connection
    try connection.execute(
      """
      UPDATE ledger_live SET (\(LiveColumns.names)) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      WHERE sequence = ? AND epoch = ?
      """, live.values + [.integer(row.sequence), .integer(epoch)])
    guard connection.changes == 1 else { return false }
    row.answerDigest = row.expectedAnswerDigest
    try connection.execute(
      """
      UPDATE ledger_operation SET state = ?, attempt = ?, remote_id = ?, remote_type = ?,
        output = ?, pre_image = ?, answer_digest = ? WHERE sequence = ?
      """,
      [
        .text(row.state.rawValue), .integer(row.attempt), SQLValue(row.remoteID),
        SQLValue(row.remoteType),
        SQLValue(row.output), SQLValue(row.preImage), .blob(row.answerDigest),
        .integer(row.sequence),
      ])
    for claim in live.claims {
      // Those that it has already are not news; one that another has was found before.
      try connection.execute(
        """
        INSERT INTO ledger_claim(backend, remote_type, remote_id, operation)
        SELECT ?1, ?2, ?3, ?4 WHERE NOT EXISTS (
          SELECT 1 FROM ledger_claim
          WHERE backend = ?1 AND remote_type = ?2 AND remote_id = ?3 AND operation = ?4)
        """,
        [
          .text(row.scope.backend), .text(row.claimedType), .text(claim), .integer(row.sequence),
        ])
    }
    let detail: JSONValue =
      resolution?.json
      ?? [
        "state": .string(row.state.rawValue), "attempt": .integer(row.attempt),
        "epoch": .integer(live.epoch),
      ]
    try append(
      resolution == nil ? .moved : .resolved, row.sequence, row.digest,
      detail: detail.canonicalString, at: try moment(at: now, on: connection), in: transaction)
    return true
  }

  /// Says how an operation of the live ledger ended that is unclear.
  ///
  /// - Throws: where what is adopted is the result of another operation.
  static func resolveLive(
    _ row: LedgerRow, as resolution: Resolution, at now: Milliseconds, in transaction: Transaction
  ) throws(LedgerRefusal) -> ResolutionOutcome {
    let event: LiveEvent =
      switch resolution {
      case .adopt(let remoteID): .adopt(remoteID: remoteID)
      case .abandon: .abandon
      }
    var change = LiveChange(row, event)
    change.resolution = resolution
    let (move, standing) = try LedgerRefusal.reporting(
      (
        // What somebody says depends on no wait.
        try Self.move(change, waits: .standard, at: now, in: transaction), try row.entry()
      ))
    switch move {
    case .moved(let resolved, _):
      return try LedgerRefusal.reporting { () throws(SQLiteError) in
        ResolutionOutcome(entry: try resolved.entry(), isResolved: true)
      }
    case .overtaken: return ResolutionOutcome(entry: standing, isResolved: false)
    case .claimed(let operationID):
      guard case .adopt(let remoteID) = resolution else {
        return ResolutionOutcome(entry: standing, isResolved: false)
      }
      throw .claimed(remoteID, by: operationID)
    }
  }

  // MARK: Claims

  /// The operation that has one of the row's results as its own.
  private static func claimant(
    of row: LedgerRow, on connection: Connection
  ) throws(SQLiteError) -> String? {
    for claim in row.live?.claims ?? [] {
      if let claimant = try claimant(of: claim, beside: row, on: connection) { return claimant }
    }
    return nil
  }

  /// The operation, other than that of `row`, whose result is `remoteID`.
  static func claimant(
    of remoteID: String, beside row: LedgerRow, on connection: Connection
  ) throws(SQLiteError) -> String? {
    try connection.row(
      """
      SELECT operation_id FROM ledger_claim JOIN ledger_operation ON sequence = operation
      WHERE ledger_claim.backend = ? AND ledger_claim.remote_type = ?
        AND ledger_claim.remote_id = ? AND operation <> ?
      """,
      [
        .text(row.scope.backend), .text(row.claimedType), .text(remoteID), .integer(row.sequence),
      ]
    ) { $0.text(0) }
  }

  /// How many other operations that look the same may have made what was found for this one
  /// (`LiveOperation.mayHaveMadeMore`): not those that could not any more when it was planned.
  ///
  /// - Parameter mayHaveMade: whether the write of such evidence may have made what was found.
  static func rivals(
    of row: LedgerRow, on connection: Connection, mayHaveMade: (Evidence) -> Bool
  ) throws(SQLiteError) -> Int {
    let bygones = try row.bygones()
    var count = 0
    for other in try alike(row, on: connection)
    where bygones[other.operationID] != .integer(other.attempt) {
      // How that would look whose evidence retention dropped, nobody knows.
      if try other.evidence().map(mayHaveMade) ?? true { count += 1 }
    }
    return count
  }

  /// What `LedgerRow.bygones` is to have of a row that is planned.
  ///
  /// - Parameter start: the host's uptime before it was read what stands there.
  static func bygones(
    beside row: LedgerRow, at start: Milliseconds, _ waits: LiveWaits, on connection: Connection
  ) throws(SQLiteError) -> JSONObject {
    var bygones: JSONObject = [:]
    for other in try alike(row, on: connection)
    where waits.isBygone(other.operation, at: start) {
      bygones[other.operationID] = .integer(other.attempt)
    }
    return bygones
  }

  /// Other operations that look the same, and may have made what they do not know of.
  ///
  /// Looks the same: sent to the same place. How the rest would look only the backend knows.
  private static func alike(
    _ row: LedgerRow, on connection: Connection
  ) throws(SQLiteError) -> [LedgerRow] {
    let others = try rows(
      """
      WHERE backend = ?1 AND sequence <> ?2 AND sequence IN (
        SELECT sequence FROM ledger_operation WHERE state NOT IN ('done', 'released')
        UNION SELECT sequence FROM ledger_live WHERE resends > 0)
      """, [.text(row.scope.backend), .integer(row.sequence)], on: connection)
    let place = try row.place()
    var alike: [LedgerRow] = []
    for other in others where other.live != nil {
      if other.operation.mayHaveMadeMore, try other.place() == place { alike.append(other) }
    }
    return alike
  }

  // MARK: What is open

  /// Rows whose outcome is not known, and those that were sent again and not looked for since.
  static func openRows(on connection: Connection) throws(SQLiteError) -> [LedgerRow] {
    try rows(
      """
      WHERE epoch IS NOT NULL AND sequence IN (
        SELECT sequence FROM ledger_operation WHERE state NOT IN ('done', 'released')
        UNION SELECT sequence FROM ledger_live WHERE resends > 0 AND is_swept = 0)
        AND state <> 'abandoned' ORDER BY sequence
      """, [], on: connection)
  }
}

extension LedgerRow {
  /// Under which type its results are claimed: what the request makes, however the answer calls it.
  var claimedType: String { remoteType ?? "" }

  /// Method and path of the request.
  fileprivate func place() throws(SQLiteError) -> [JSONValue?] {
    let request = try json(request)
    return [request["method"], request["path"]]
  }
}
