import APICore
import JSON
import SQLite
import Synchronization

/// Something that happened to an operation and has not been stored yet.
struct Unrecorded: Sendable {
  /// As it stood when it was last stored.
  let row: LedgerRow
  /// Who it happened to: what is not proof holds only as long as the row is this owner's.
  let owner: OwnerID
  /// Of these the first that means something for the row: after a COMMIT that failed it is not
  /// known how the row stands.
  let events: [LiveEvent]
  /// The service's answer, and what it names: where it is proof.
  let response: JSONValue?
  let remoteID: String?
  /// Why it was not stored, or what it is about.
  var reason: String

  init(
    _ row: LedgerRow, _ owner: OwnerID, _ events: [LiveEvent], response: JSONValue? = nil,
    remoteID: String? = nil, reason: String = ""
  ) {
    self.row = row
    self.owner = owner
    self.events = events
    self.response = response
    self.remoteID = remoteID
    self.reason = reason
  }

  var isProof: Bool { events.contains(where: \.isProof) }
}

// What the store could not take when it happened, and is recorded with the next call.
extension LiveLedger {
  /// Records, or keeps for the next call.
  ///
  /// - Returns: whether the store has taken it.
  @discardableResult
  func record(_ late: Unrecorded) -> Bool {
    do throws(SQLiteError) {
      _ = try store(late)
      return true
    } catch {
      keep(late, because: error.plain)
      return false
    }
  }

  func keep(_ late: Unrecorded, because reason: String) {
    var late = late
    late.reason = reason
    unrecorded.withLock { [late] in $0.append(late) }
  }

  /// Records what could not be recorded before, in the order in which it happened; what fails again
  /// stays.
  func recordBelated() {
    let late = unrecorded.withLock { late in
      defer { late = [] }
      return late
    }
    for late in late { record(late) }
  }

  /// - Returns: the row as it stands now; nil where its result is that of another operation.
  func store(_ late: Unrecorded) throws(SQLiteError) -> LedgerRow? {
    let waits = waits
    var change = LiveChange(sequence: late.row.sequence) { row, _ throws(SQLiteError) in
      let operation = row.operation
      // A row that was not stored after all left its place to another one.
      guard row.operationID == late.row.operationID,
        late.isProof || operation.owner == late.owner
      else { return nil }
      return late.events.first { LiveMachine.step(operation, $0, waits: waits) != nil }
    }
    if let response = late.response, let remoteID = late.remoteID {
      change.adding = { row throws(SQLiteError) in
        // Another result of an earlier attempt may stand there already.
        if row.remoteID ?? "" == remoteID, row.output == nil {
          row.live?.answer = response.canonicalString
          row.live?.doubt = nil
        }
      }
    }
    switch try move(change) {
    case .moved(let row, _): return row
    case .overtaken: return try row(late.row) ?? late.row
    case .claimed(let operationID):
      try dispute(late, with: operationID)
      return nil
    }
  }

  /// Another operation was taken for the one that made what the service says this one made: a
  /// person has to look at both.
  private func dispute(_ late: Unrecorded, with operationID: String) throws(SQLiteError) {
    for event in late.events {
      guard case .answered(_, let attempt, let at) = event else { continue }
      _ = try move(
        LiveChange(sequence: late.row.sequence) { _, _ in
          .answered(.unclear, attempt: attempt, at: at)
        })
    }
    let now = sources.uptime.now()
    var change = LiveChange(sequence: late.row.sequence) { _, _ in
      .lookedUp(.inconclusive, startedAt: now)
    }
    change.adding = { row throws(SQLiteError) in
      row.live?.doubt =
        "the service answered with \(late.remoteID ?? "?"), which is the result of \(operationID)"
    }
    _ = try move(change)
  }

  /// As it stands now; nil where it was never stored.
  func row(_ row: LedgerRow) throws(SQLiteError) -> LedgerRow? {
    try store.read { connection throws(SQLiteError) in
      try LedgerStore.rows(
        "WHERE operation_id = ?", [.text(row.operationID)], on: connection
      ).first
    }
  }

  // MARK: Telling

  /// The answer of a call whose write this process knows to be done, though its row does not say
  /// so; nil where it knows no such thing.
  ///
  /// - Throws: where the row is this process's own and it could not record what came of it.
  func unrecordedOutcome(
    of row: LedgerRow, _ flow: LiveFlow,
    _ output: (SentWrite, WorkspaceReader) throws(ToolError) -> JSONValue
  ) throws(LedgerFailure) -> LedgerOutcome? {
    let late = unrecorded.withLock { late in
      late.first { $0.row.sequence == row.sequence }
    }
    guard let late else { return nil }
    guard late.isProof else { throw .refused(.unknown(late.reason)) }
    return try tell(late, late.reason, flow, output)
  }

  /// Tells that it is done, from the service's answer alone.
  func tell(
    _ late: Unrecorded, _ reason: String, _ flow: LiveFlow,
    _ output: (SentWrite, WorkspaceReader) throws(ToolError) -> JSONValue
  ) throws(LedgerFailure) -> LedgerOutcome {
    var row = late.row
    row.state = .succeeded
    row.remoteID = late.remoteID
    var report = OperationReport(row, flow.status, keySource: flow.call.keySource)
    report.unrecorded = reason
    let reader = reader(workspaceID: flow.call.scope.workspaceID)
    let (evidence, notices) = try LedgerFailure.refusing(
      try flow.reporting((try row.evidence(), try row.notices())))
    guard let evidence else {
      throw .refused(.answerUnread(row, flow.call.name(of: row), flow.status))
    }
    let result: JSONValue
    do throws(ToolError) {
      result = try output(SentWrite(evidence.request, late.response ?? .null), reader)
        .noting(notices)
    } catch {
      throw .refused(.answerUnread(row, flow.call.name(of: row), flow.status))
    }
    return LedgerOutcome(output: result, operation: report.json, sentence: report.sentence)
  }
}
