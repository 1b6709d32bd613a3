import APICore
import JSON
import SQLite

extension LiveLedger {
  /// Plans, and holds the plan against the policy; the service is not asked whether it would take
  /// it, since it has no way to be asked without doing it.
  public func dryRun(
    _ intent: WriteIntent, in scope: Scope,
    plan: (WorkspaceReader) throws(ToolError) -> PlannedWrite
  ) throws(LedgerFailure) -> Rehearsal {
    LedgerStore(store).noteClock(at: sources.clock.now())
    do throws(LedgerFailure) { return try rehearse(intent, in: scope, plan) } catch {
      guard case .refused(let refusal) = error, refusal.isOutage else { throw error }
      outages.met(refusal, at: sources.clock.now(), isWrite: false)
      // What the ledger holds cannot be read, or it has no secret yet; what would be sent can be
      // said all the same.
      let now = sources.clock.now()
      let call = LedgerCall(intent, in: scope, secret: [])
      let planned = try LedgerFailure.asking(try plan(reader(workspaceID: scope.workspaceID)))
      return call.proposal(
        of: planned, at: TokenTimes(now: now, plan: now, question: now, isDeclined: false),
        nonce: 0,
        during: refusal)
    }
  }

  private func rehearse(
    _ intent: WriteIntent, in scope: Scope,
    _ plan: (WorkspaceReader) throws(ToolError) -> PlannedWrite
  ) throws(LedgerFailure) -> Rehearsal {
    recordBelated()
    let (call, row, time) = try LedgerFailure.reporting { () throws(SQLiteError) in
      let secret = try LedgerStore(store).keepSecret(drawnFrom: sources.secrets)
      let call = LedgerCall(intent, in: scope, secret: secret)
      let (row, time) = try find(call)
      return (call, row, time)
    }
    if let known = call.rehearsal(of: row, decide(row, call)) { return known }
    let reader = reader(workspaceID: scope.workspaceID)
    let times = try LedgerFailure.reporting(try tokenTimes(of: call, at: time))
    let planned = try call.planned(at: times, reading: reader, plan)
    try refuseTouched(planned, in: scope)
    let places: [Place]?
    do throws(APIError) {
      places = try policy.policy.places(of: planned.request, reading: reader)
    } catch { throw .api(error) }
    let usage = try LedgerFailure.reporting(
      try store.read { connection throws(SQLiteError) in
        try LedgerStore.usage(
          of: policy.policy.budget, by: planned, in: scope, at: time, on: connection)
      })
    try LedgerFailure.refusing(
      try policy.check(planned.request, at: places, after: usage, at: sources.clock.now()))
    return call.proposal(of: planned, at: times, nonce: sources.ids.next())
  }
}
