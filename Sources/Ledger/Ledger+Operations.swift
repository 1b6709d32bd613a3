extension Ledger {
  public func page(_ query: LedgerQuery) throws(LedgerRefusal) -> LedgerPage {
    try LedgerStore(store).list(query)
  }

  public func resolve(
    _ operationID: String, as resolution: Resolution, in scope: Scope
  ) throws(LedgerRefusal) -> ResolutionOutcome? {
    try LedgerStore(store).resolve(operationID, as: resolution, in: scope, at: clock.now())
  }

  /// Effect and row are one commit: there is nothing to find out.
  public func reconcile() -> Reconciliation { Reconciliation(items: []) }
}
