import APICore
import SQLite

extension Ledger {
  /// Holds a planned write against the policy, in the transaction that would carry it out: nothing
  /// can be moved, and nothing else written, between the look and the write.
  func checkPolicy<Planning: Error>(
    _ planned: PlannedWrite, in scope: Scope, at moment: Milliseconds,
    reading reader: WorkspaceReader, on connection: Connection, planning _: Planning.Type
  ) throws(LedgerFailure<Planning>) {
    guard policy.policy != .unlimited else { return }
    let places: [Place]?
    do throws(APIError) {
      places = try policy.places(of: planned.request, on: planned.taskID, reading: reader)
    } catch { throw LedgerFailure(sending: error) }
    let usage = try LedgerFailure<Planning>.reporting { () throws(SQLiteError) in
      try LedgerStore.usage(
        of: policy.policy.budget, by: planned.request, in: scope, at: moment, on: connection)
    }
    try LedgerFailure<Planning>.refusing { () throws(LedgerRefusal) in
      try policy.check(planned.request, at: places, after: usage, at: clock.now())
    }
  }
}

extension PolicyLayers {
  /// Where all stands that `request` names, as far as the policy asks.
  ///
  /// - Parameter taskID: of `PlannedWrite`.
  func places(
    of request: WriteRequest, on taskID: String?, reading reader: WorkspaceReader
  ) throws(APIError) -> [Place]? {
    try PlaceFinder.places(of: request, on: taskID, under: policy, reading: reader)
  }

  /// - Throws: `policy_denied` or `budget_exhausted` where the write is not allowed.
  func check(
    _ request: WriteRequest, at places: [Place]?, after usage: PolicyDecision.Usage,
    at now: Milliseconds
  ) throws(LedgerRefusal) {
    let decision = PolicyDecision.of(request, at: places, after: usage, under: policy)
    if let refusal = LedgerRefusal(decision, by: self, at: now) { throw refusal }
  }
}

extension LedgerStore {
  /// Which limits the rows of this scope reach.
  ///
  /// By the ledger's own time, which never runs back: a clock that is set back cannot make room.
  /// What is known not to have happened is not counted.
  static func usage(
    of budget: WriteBudget, by request: WriteRequest, in scope: Scope, at moment: Milliseconds,
    on connection: Connection
  ) throws(SQLiteError) -> PolicyDecision.Usage {
    var usage = PolicyDecision.Usage()
    for (limit, count) in budget.limits where count > 0 && limit.counts(request) {
      guard let window = limit.window else { continue }
      usage.reached[limit] = try connection.row(
        """
        SELECT moment FROM ledger_operation WHERE \(inScope) AND moment > ?4
          AND state <> 'released' \(limit == .deletionsPerDay ? "AND is_deletion = 1" : "")
        ORDER BY moment DESC LIMIT 1 OFFSET ?5
        """,
        scope.values + [.integer((moment - window).rawValue), .integer(Int64(count - 1))]
      ) { Milliseconds($0.integer(0)) }
    }
    return usage
  }
}
