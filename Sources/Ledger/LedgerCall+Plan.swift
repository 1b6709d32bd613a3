import APICore
import JSON
import SQLite

// What planning has in common on both backends: the tokens that must still hold, and what a dry run
// shows.
extension LedgerCall {
  /// What the tool plans now, where the plan that its key is and the question that was answered
  /// still hold.
  func planned(
    at times: TokenTimes, reading reader: WorkspaceReader,
    _ plan: (WorkspaceReader) throws(ToolError) -> PlannedWrite
  ) throws(LedgerFailure) -> PlannedWrite {
    let tokens = try LedgerFailure.refusing(try self.tokens(at: times))
    let planned = try LedgerFailure.asking(try plan(reader))
    for token in tokens where !token.stillHolds(planned, secret: secret) {
      throw .refused(token.kind.refusal("was made from something that has changed since"))
    }
    return planned
  }

  /// What a dry run shows of a write that would be carried out, and the token that stands for it.
  func proposal(
    of planned: PlannedWrite, at times: TokenTimes, nonce: UInt64
  ) -> Rehearsal {
    let isQuestion = intent.consent == .question
    let token = PlanToken(
      isQuestion ? .question(key: intent.key) : .plan,
      expiresAt: (isQuestion ? times.question : times.plan) + PlanToken.lifetime, nonce: nonce,
      fingerprint: fingerprint, planned: planned, secret: secret)
    var proposal = Rehearsal(
      .wouldExecute,
      [
        "request": planned.request.json, "undo": .string(planned.undo.sentence),
        "expires_at": .string((times.now + PlanToken.lifetime).iso8601),
      ])
    proposal[isQuestion ? "request_state" : "plan_id"] = .string(
      token.text(for: scope, secret: secret))
    if !planned.consequences.isEmpty { proposal["consequences"] = .object(planned.consequences) }
    return proposal
  }

  /// What a row that stands would make of the call; nil where it would be carried out.
  ///
  /// - Parameter decision: on `row`.
  func rehearsal(of row: LedgerRow?, _ decision: Decision) -> Rehearsal? {
    guard let row else { return nil }
    do throws(LedgerRefusal) {
      if let refusal = refusal(decision, of: row) { throw refusal }
      guard decision == .replay else { return nil }
      return Rehearsal(
        .wouldReplay,
        [
          "operation": OperationReport(row, .replayed, keySource: keySource).json,
          "request": try LedgerRefusal.reporting(try row.json(row.request)),
        ])
    } catch {
      var refused = Rehearsal(.refused(error.code), ["message": .string(error.message)])
      refused["operation"] = error.operation
      return refused
    }
  }
}
