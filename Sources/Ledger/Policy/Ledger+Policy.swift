import APICore
import SQLite

extension Ledger {
  /// Holds a planned write against the policy, in the transaction that would carry it out: nothing
  /// can be moved, and nothing else written, between the look and the write.
  func checkPolicy(
    _ planned: PlannedWrite, in scope: Scope, at time: LedgerTime,
    reading reader: WorkspaceReader, on connection: Connection
  ) throws(LedgerFailure) {
    guard policy.policy != .unlimited else { return }
    let places = try LedgerFailure.sending(
      try policy.policy.places(of: planned.request, reading: reader))
    let usage = try LedgerFailure.reporting(
      try LedgerStore.usage(
        of: policy.policy.budget, by: planned, in: scope, at: time, on: connection))
    try LedgerFailure.refusing(
      try policy.check(planned.request, at: places, after: usage, at: clock.now()))
  }
}

extension Policy {
  /// Where all stands that `request` names; nil where that is not known, or does not matter.
  func places(
    of request: WriteRequest, reading reader: WorkspaceReader
  ) throws(APIError) -> [Place]? {
    guard !isReadOnly, !territories.isEmpty else { return nil }
    return try PlaceFinder(
      reading: reader, among: territories.reduce(into: []) { $0.formUnion($1.workspaces) }
    ).places(of: request)
  }
}

extension PolicyLayers {
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
  /// By both clocks: setting one cannot make room. What is known not to have happened is not
  /// counted.
  static func usage(
    of budget: WriteBudget, by planned: PlannedWrite, in scope: Scope, at time: LedgerTime,
    on connection: Connection
  ) throws(SQLiteError) -> PolicyDecision.Usage {
    var usage = PolicyDecision.Usage(besides: planned.besides)
    for (limit, count) in budget.limits where count > 0 && limit.counts(planned.request) {
      guard let window = limit.window else { continue }
      let recent = time.recent(window - 1)
      guard recent.earlier == 0 else {
        usage.reached[limit] = try reached(
          limit, count, window, recent, in: scope, at: time, on: connection)
        continue
      }
      usage.reached[limit] = try connection.row(
        """
        SELECT moment FROM ledger_operation WHERE \(inScope) AND moment > ?4
          AND state <> 'released' \(limit.condition)
        ORDER BY moment DESC LIMIT 1 OFFSET ?5
        """,
        scope.values + [.integer((time.moment - window).rawValue), .integer(Int64(count - 1))]
      ) { time.wall(Milliseconds($0.integer(0))) }
    }
    return usage
  }

  /// The same while the clock's having been set is within the window. No index serves this; it is
  /// asked for a day at most.
  private static func reached(
    _ limit: WriteBudget.Limit, _ count: Int, _ window: Milliseconds, _ recent: RecentRows,
    in scope: Scope, at time: LedgerTime, on connection: Connection
  ) throws(SQLiteError) -> Milliseconds? {
    let counted = try connection.rows(
      """
      SELECT moment, first_executed_at, sequence FROM ledger_operation
      WHERE \(inScope) AND \(RecentRows.condition(4)) AND state <> 'released'
        \(limit.condition)
      """, scope.values + recent.values
    ) { row in
      // The latest that it may have been by the wall; before now, so that nobody waits for longer
      // than a window.
      var latest = time.wall(Milliseconds(row.integer(0)))
      let executed = Milliseconds(row.integer(1))
      if row.integer(2) <= recent.earlier, executed <= recent.executedBy {
        latest = max(latest, executed)
      }
      return latest + window > time.now ? min(latest, time.now) : recent.executedBy
    }
    guard counted.count >= count else { return nil }
    return counted.sorted(by: >)[count - 1]
  }
}

extension WriteBudget.Limit {
  /// Which rows count against it.
  fileprivate var condition: String { self == .deletionsPerDay ? "AND is_deletion = 1" : "" }
}
