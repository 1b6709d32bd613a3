import APICore
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
    try LedgerStore(store).resolve(
      operationID, as: resolution, in: scope, at: sources.clock.now())
  }
}
