import APICore
import JSON
import SQLite

extension Ledger {
  /// Plans, and has the backend try the planned write, in a transaction that is always undone: what
  /// would be refused is refused here too, and nothing is left behind, no row either.
  public func dryRun<Planning: Error>(
    _ intent: WriteIntent, in scope: Scope,
    plan: (WorkspaceReader) throws(Planning) -> PlannedWrite
  ) throws(LedgerFailure<Planning>) -> JSONValue {
    try LedgerFailure<Planning>.reporting { () throws(SQLiteError) in
      _ = try LedgerStore(store).keepSecret(drawnFrom: secrets)
    }
    let now = clock.now()
    return try store.rehearse { transaction throws(LedgerFailure<Planning>) in
      let (call, moment, row) = try LedgerFailure<Planning>.reporting { () throws(SQLiteError) in
        let call = LedgerCall(
          intent, in: scope, secret: try LedgerStore.secret(in: transaction, drawnFrom: secrets))
        let moment = try LedgerStore.moment(at: now, on: transaction.connection)
        return (call, moment, try call.row(on: transaction.connection, at: moment))
      }
      if let verdict = call.verdict(of: row) { return verdict }
      let reader = WorkspaceReader(backend, workspaceID: scope.workspaceID, in: transaction)
      let planned = try planned(call, at: moment, reading: reader, in: transaction, plan)
      do throws(APIError) {
        _ = try backend.write(planned.request, in: transaction)
      } catch { throw LedgerFailure(sending: error) }
      let times = try LedgerFailure<Planning>.reporting { () throws(SQLiteError) in
        try LedgerStore.tokenTimes(of: call, at: moment, on: transaction.connection)
      }
      return call.proposal(of: planned, at: times, nonce: ids.next())
    }
  }
}
