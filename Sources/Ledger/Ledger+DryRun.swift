import APICore
import JSON
import SQLite

extension Ledger {
  /// Plans, and has the backend try the planned write, in a transaction that is always undone: what
  /// would be refused is refused here too, and nothing is left behind, no row either.
  public func dryRun(
    _ intent: WriteIntent, in scope: Scope,
    plan: (WorkspaceReader) throws(ToolError) -> PlannedWrite
  ) throws(LedgerFailure) -> Rehearsal {
    LedgerStore(store).noteClock(at: clock.now())
    do throws(LedgerFailure) { return try rehearse(intent, in: scope, plan) } catch {
      guard case .refused(let refusal) = error, refusal.isOutage else { throw error }
      return try propose(intent, in: scope, during: refusal, plan)
    }
  }

  /// What can be said of a write while none is taken: all that reading alone tells.
  private func propose(
    _ intent: WriteIntent, in scope: Scope, during refusal: LedgerRefusal,
    _ plan: (WorkspaceReader) throws(ToolError) -> PlannedWrite
  ) throws(LedgerFailure) -> Rehearsal {
    outages.met(refusal, at: clock.now(), isWrite: false)
    let now = clock.now()
    let (call, row, times) = try LedgerFailure.reporting(
      try store.read { connection throws(SQLiteError) in
        let secret = try LedgerStore.secret(on: connection) ?? []
        let call = LedgerCall(intent, in: scope, secret: secret)
        let time = try LedgerStore.time(at: now, on: connection)
        return (
          call, try call.row(on: connection, at: time),
          try LedgerStore.tokenTimes(of: call, at: time, on: connection)
        )
      })
    if let known = call.rehearsal(of: row, .of(row, for: call.live)) { return known }
    let planned = try call.planned(
      at: times, reading: reader(workspaceID: scope.workspaceID), plan)
    return call.proposal(of: planned, at: times, nonce: ids.next(), during: refusal)
  }

  private func rehearse(
    _ intent: WriteIntent, in scope: Scope,
    _ plan: (WorkspaceReader) throws(ToolError) -> PlannedWrite
  ) throws(LedgerFailure) -> Rehearsal {
    try LedgerFailure.reporting { () throws(SQLiteError) in
      _ = try LedgerStore(store).keepSecret(drawnFrom: secrets)
    }
    let now = clock.now()
    return try store.writeReadingFirst(keeps: false) {
      transaction throws(LedgerFailure) in
      let (call, time, row) = try LedgerFailure.reporting { () throws(SQLiteError) in
        let call = LedgerCall(
          intent, in: scope, secret: try LedgerStore.secret(in: transaction, drawnFrom: secrets))
        let time = try LedgerStore.time(at: now, on: transaction.connection)
        return (call, time, try call.row(on: transaction.connection, at: time))
      }
      if let known = call.rehearsal(of: row, .of(row, for: call.live)) { return known }
      let reader = WorkspaceReader(backend, workspaceID: scope.workspaceID, in: transaction)
        .remembering()
      let planned = try planned(call, at: time, reading: reader, in: transaction, plan)
      try LedgerFailure.reporting(try transaction.lock())
      _ = try LedgerFailure.sending(try backend.write(planned.request, in: transaction))
      let times = try LedgerFailure.reporting(
        try LedgerStore.tokenTimes(of: call, at: time, on: transaction.connection))
      return call.proposal(of: planned, at: times, nonce: ids.next())
    }
  }
}
