import SQLite

extension Ledger {
  var isInGroup: Bool { grouped.withLock { $0 != nil } }

  public func group<Result>(_ body: () -> Result) -> (Result, LedgerRefusal?) {
    grouped.withLock { $0 = [] }
    store.beginGroup()
    let result = body()
    let executed = grouped.withLock { operations in
      defer { operations = nil }
      return operations ?? []
    }
    do throws(SQLiteError) {
      failpoints.pass(.beforeCommit, if: !executed.isEmpty)
      try store.endGroup()
      failpoints.pass(.afterCommit, if: !executed.isEmpty)
      return (result, nil)
    } catch {
      // Whether the rows stand after all is what the file says; they stand or fall together.
      switch executed.isEmpty ? false : hasRecorded(executed) {
      case true?: return (result, nil)
      case false?:
        let refusal = LedgerRefusal(store: error)
        outages.met(refusal, at: clock.now(), isWrite: true)
        return (result, refusal)
      case nil: return (result, .unknown(error.plain))
      }
    }
  }
}
