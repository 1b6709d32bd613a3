import APICore
import JSON
import SQLite

/// What a reconciliation found: one item for each write that was open.
public struct Reconciliation: Sendable {
  public struct Item: Sendable {
    /// As it stands now.
    public let entry: LedgerEntry
    /// How it stood before.
    public let before: EntryState
    /// After how long it is worth looking again; nil where looking changes nothing.
    public let after: Milliseconds?
    /// Why it could not be looked up.
    public let problem: String?
  }

  public let items: [Item]

  public init(items: [Item]) { self.items = items }

  /// Whether it is known of every write whether it happened.
  public var isClear: Bool {
    items.allSatisfy { !$0.entry.state.isUnclear && $0.problem == nil }
  }
}

extension LiveLedger {
  /// Recovers what dead processes left behind, and looks for every write whose outcome is not known
  /// and whose look-up is due; never sends.
  public func reconcile() throws(LedgerRefusal) -> Reconciliation {
    recordBelated()
    let rows = try LedgerRefusal.reporting(
      try store.read { connection throws(SQLiteError) in
        try LedgerStore.openRows(on: connection)
      })
    var items: [Reconciliation.Item] = []
    for row in rows {
      let item = try LedgerRefusal.reporting(try reconciled(row))
      items.append(item)
    }
    return Reconciliation(items: items)
  }

  private func reconciled(_ row: LedgerRow) throws(SQLiteError) -> Reconciliation.Item {
    var current = row
    var problem: String?
    if row.state == .prepared || row.state == .dispatched,
      !owners.isAlive(row.operation.owner)
    {
      let now = sources.uptime.now()
      current = try moved(row, by: LiveChange(row, .ownerDied(at: now)))
    }
    if try isLookUpDue(current) {
      switch try lookUp(current) {
      case .stored(let found): current = found
      case .overtaken: current = try self.row(row) ?? row
      case .failed(let error): problem = "looking it up failed: \(error.words)"
      }
    }
    return Reconciliation.Item(
      entry: try current.entry(), before: row.state, after: try untilNextLook(current),
      problem: problem)
  }

  private func moved(_ row: LedgerRow, by change: LiveChange) throws(SQLiteError) -> LedgerRow {
    guard case .moved(let next, _) = try move(change) else { return try self.row(row) ?? row }
    return next
  }

  private func isLookUpDue(_ row: LedgerRow) throws(SQLiteError) -> Bool {
    if row.state == .unknown { return try untilNextLook(row) == 0 }
    return try isSweepDue(row)
  }

  private func untilNextLook(_ row: LedgerRow) throws(SQLiteError) -> Milliseconds? {
    let operation = row.operation
    let now = sources.uptime.now()
    switch operation.state {
    case .unknown: return waits.untilLookUp(operation, at: now)
    case .succeeded where row.live?.makesSomething == true:
      return waits.untilSweep(operation, at: now)
    default: return nil
    }
  }
}
