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
    try LedgerFailure<Planning>.reporting { () throws(SQLiteError) in try keepSecret() }
    let now = clock.now()
    return try store.rehearse { transaction throws(LedgerFailure<Planning>) in
      let (call, moment, row) = try LedgerFailure<Planning>.reporting { () throws(SQLiteError) in
        let call = LedgerCall(intent, in: scope, secret: try secret(in: transaction))
        let moment = try LedgerStore.moment(at: now, on: transaction.connection)
        return (call, moment, try call.row(on: transaction.connection, at: moment))
      }
      if let verdict = Self.verdict(on: call, from: row) { return verdict }
      let reader = WorkspaceReader(backend, workspaceID: scope.workspaceID, in: transaction)
      let planned = try planned(call, at: moment, reading: reader, in: transaction, plan)
      do throws(APIError) {
        _ = try backend.write(planned.request, in: transaction)
      } catch { throw LedgerFailure(sending: error) }
      let isQuestion = intent.consent == .question
      let token = PlanToken(
        isQuestion ? .question(key: intent.key) : .plan,
        expiresAt: moment + PlanToken.lifetime, nonce: ids.next(), fingerprint: call.fingerprint,
        planned: planned, secret: call.secret)
      var verdict: JSONValue = [
        "verdict": "would_execute", "request": planned.request.json,
        "undo": .string(planned.undo.sentence),
        "expires_at": .string(token.expiresAt.iso8601),
      ]
      verdict[isQuestion ? "request_state" : "plan_id"] = .string(
        token.text(for: scope, secret: call.secret))
      if !planned.consequences.isEmpty { verdict["consequences"] = .object(planned.consequences) }
      return verdict
    }
  }

  /// What a row that stands would make of the call; nil where it would be carried out.
  private static func verdict(
    on call: LedgerCall, from row: LedgerRow?
  ) -> JSONValue? {
    do throws(LedgerRefusal) {
      guard let row, let outcome = try call.answer(from: row) else { return nil }
      return [
        "verdict": "would_replay", "operation": outcome.operation,
        "request": try LedgerRefusal.reporting { () throws(SQLiteError) in
          try row.json(row.request)
        },
      ]
    } catch {
      var verdict: JSONValue = ["verdict": .string(error.code), "message": .string(error.message)]
      verdict["operation"] = error.operation
      return verdict
    }
  }

  /// A plan that was signed with a secret that is undone again could never be carried out.
  private func keepSecret() throws(SQLiteError) {
    let isKept = try store.read { connection throws(SQLiteError) in
      try LedgerStore.secret(on: connection) != nil
    }
    guard !isKept else { return }
    try store.write { transaction throws(SQLiteError) in _ = try secret(in: transaction) }
  }
}
