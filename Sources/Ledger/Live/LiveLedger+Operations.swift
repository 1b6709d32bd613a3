import APICore
import JSON
import SQLite

extension LiveLedger {
  public func entry(_ lookup: EntryLookup, in scope: Scope) throws(LedgerRefusal) -> LedgerEntry? {
    try LedgerStore(store).entry(lookup, in: scope)
  }

  public func page(_ query: LedgerQuery) throws(LedgerRefusal) -> LedgerPage {
    try LedgerStore(store).list(query)
  }

  public func resolve(
    _ operationID: String, as resolution: Resolution, in scope: Scope
  ) throws(LedgerRefusal) -> ResolutionOutcome? {
    if case .adopt(let remoteID) = resolution {
      try checkAdoption(of: remoteID, by: operationID, in: scope)
    }
    return try LedgerStore(store).resolve(
      operationID, as: resolution, in: scope, at: sources.clock.now())
  }

  /// Whether an operation can have what somebody names as its result: it must exist, and be no
  /// other write's.
  ///
  /// - Parameter scope: nil for a person at the command line, who sees all of them.
  /// - Throws: where it cannot, or that could not be found out.
  public func checkAdoption(
    of remoteID: String, by operationID: String, in scope: Scope?
  ) throws(LedgerRefusal) {
    let found = try LedgerRefusal.reporting(
      try store.read { connection throws(SQLiteError) -> (evidence: Evidence, id: String?)? in
        let row = try LedgerStore.rows(
          "WHERE operation_id = ?", [.text(operationID)], on: connection
        ).first
        // What is settled, or another's, is told so without asking; of what retention dropped
        // nothing can be asked.
        guard let row, scope == nil || row.scope == scope,
          row.state == .needsReview, let evidence = try row.evidence()
        else { return nil }
        let changed = evidence.makesSomething ? nil : RemoteID.of(.null, for: evidence.request)
        return (evidence, changed?.id)
      })
    guard let found else { return }
    if let id = found.id, id != remoteID {
      throw .unadoptable(remoteID, "the write was to change \(id)")
    }
    let objection: String?
    do throws(APIError) {
      objection = try backend.objection(
        to: remoteID, of: found.evidence, operationID: operationID)
    } catch { throw .unasked(remoteID, error) }
    if let objection { throw .unadoptable(remoteID, objection) }
  }
}
