import APICore
import JSON
import SQLite

// From a key that is free to a row that says what is about to be sent.
extension LiveLedger {
  struct Prepared {
    let row: LedgerRow
    let undo: UndoPlan
  }

  /// Plans, and stores the plan as prepared.
  ///
  /// All that reads the service comes before the transaction; the key and the budget are looked at
  /// again inside it.
  ///
  /// - Returns: nil where another call has taken the key meanwhile.
  func prepare(
    _ call: LedgerCall, at time: LedgerTime,
    _ plan: (WorkspaceReader) throws(ToolError) -> PlannedWrite
  ) throws(LedgerFailure) -> Prepared? {
    try LedgerFailure.refusing(try call.intent.checkConsent(under: policy.policy))
    let reader = reader(workspaceID: call.scope.workspaceID)
    let times = try LedgerFailure.reporting(try tokenTimes(of: call, at: time))
    let planned = try call.planned(at: times, reading: reader, plan)
    try LedgerFailure.refusing(try call.intent.checkConsent(under: policy.policy, for: planned))
    let operationID = OperationID(drawnFrom: sources.ids)
    let start = sources.uptime.now()
    let places: [Place]?
    let evidence: Evidence
    do throws(APIError) {
      places = try policy.policy.places(of: planned.request, reading: reader)
      evidence = try backend.evidence(for: planned.request, operationID: operationID.text)
    } catch { throw .api(error.beforeSending) }
    let row = try LedgerFailure.refusing(
      try insert(
        call, operationID, evidence, readFrom: start, at: places, for: planned))
    guard let row else { return nil }
    failpoints.pass(.afterPrepared)
    return Prepared(row: row, undo: planned.undo)
  }

  func tokenTimes(
    of call: LedgerCall, at time: LedgerTime
  ) throws(SQLiteError) -> TokenTimes {
    try store.read { connection throws(SQLiteError) in
      try LedgerStore.tokenTimes(of: call, at: time, on: connection)
    }
  }

  private func insert(
    _ call: LedgerCall, _ operationID: OperationID, _ evidence: Evidence,
    readFrom start: Milliseconds, at places: [Place]?, for planned: PlannedWrite
  ) throws(LedgerRefusal) -> LedgerRow? {
    let owner = try owners.own()
    let now = sources.clock.now()
    failpoints.pass(.beforePrepared)
    var made: LedgerRow?
    do throws(LedgerRefusal) {
      return try store.write { transaction throws(LedgerRefusal) -> LedgerRow? in
        let connection = transaction.connection
        let (time, standing, usage) = try LedgerRefusal.reporting { () throws(SQLiteError) in
          let time = try LedgerStore.time(at: now, on: connection)
          return (
            time, try call.row(on: connection, at: time),
            try LedgerStore.usage(
              of: policy.policy.budget, by: planned, in: call.scope, at: time,
              on: connection)
          )
        }
        guard standing == nil else { return nil }
        // The no may have come while the plan was made.
        try LedgerStore.checkDeclined(call, on: connection)
        try LedgerStore.refuseTouched(planned.takesBack, in: call.scope, on: connection)
        try policy.check(evidence.request, at: places, after: usage, at: now)
        var row = call.row(operationID, sending: evidence.request, at: now, moment: time.moment)
        row.attempt = 0
        let step = LiveMachine.step(nil, .prepare(call.live, owner: owner), waits: waits)
        guard let operation = step?.operation else { return nil }
        row.live = LiveColumns(owner: owner.text, makesSomething: evidence.makesSomething)
        row.become(operation)
        row.remoteType = evidence.remoteType
        made = try LedgerRefusal.reporting { () throws(SQLiteError) in
          let bygones =
            evidence.makesSomething
            ? try LedgerStore.bygones(beside: row, at: start, waits, on: connection) : [:]
          row.live?.evidence =
            evidence.stored(
              beside: bygones, noting: planned.notices
            ).canonicalString
          return try LedgerStore.insert(row, in: transaction)
        }
        return made
      }
    } catch {
      // COMMIT may have happened although it said that it failed.
      guard let made else { throw error }
      switch hasStored(made) {
      case true?: return made
      case false?: throw error
      case nil:
        // If it stands after all, this process will not send it, and says so when it can.
        keep(Unrecorded(made, owner, [.withdraw]), because: error.message)
        throw error
      }
    }
  }

  /// The same as for what is prepared, outside of a transaction that stores something.
  func refuseTouched(
    _ planned: PlannedWrite, in scope: Scope
  ) throws(LedgerFailure) {
    guard let takenBack = planned.takesBack else { return }
    try LedgerFailure.refusing(
      try store.read { connection throws(LedgerRefusal) in
        try LedgerStore.refuseTouched(takenBack, in: scope, on: connection)
      })
  }

  /// nil where that cannot be found out now.
  private func hasStored(_ row: LedgerRow) -> Bool? {
    do throws(SQLiteError) { return try stands(row) } catch { return nil }
  }

  /// What is planned now for a write that is to be sent again: only what undoing it takes is used
  /// of it. What is sent is what was sent before.
  ///
  /// - Throws: where it cannot be planned or is not allowed any more: then it is not sent.
  func planResend(
    of row: LedgerRow, _ flow: LiveFlow, at time: LedgerTime,
    _ plan: (WorkspaceReader) throws(ToolError) -> PlannedWrite
  ) throws(LedgerFailure) -> UndoPlan? {
    let evidence = try LedgerFailure.reporting(try row.evidence())
    guard let request = evidence?.request else { return nil }
    let reader = reader(workspaceID: flow.call.scope.workspaceID)
    let planned = try LedgerFailure.asking(try plan(reader))
    try refuseTouched(planned, in: flow.call.scope)
    let places: [Place]?
    do throws(APIError) {
      places = try policy.policy.places(of: request, reading: reader)
    } catch { throw .api(error.beforeSending) }
    // Its row was counted when it was prepared.
    try LedgerFailure.refusing(
      try policy.check(
        request, at: places, after: PolicyDecision.Usage(), at: sources.clock.now()))
    let isSamePlace =
      planned.request.route == request.route && planned.request.path == request.path
    return isSamePlace ? planned.undo : nil
  }
}

extension Evidence {
  /// What the result is, whatever the answer will call it: known before there is one, so that it is
  /// claimed under one name.
  fileprivate var remoteType: String? { request.route.subject?.kind.rawValue }
}

extension APIError {
  /// A failure of a read that planning made: nothing was sent that could have had an effect.
  fileprivate var beforeSending: APIError {
    guard delivery == .unknown else { return self }
    return APIError(
      status: nil, code: code, message: message, delivery: .notSent, retryAfter: retryAfter)
  }
}
