import APICore
import JSON
import SQLite

/// How an operation ended whose outcome the ledger could not find out by itself.
public enum Resolution: Sendable, Hashable {
  /// It happened, and this is what it made or changed.
  case adopt(remoteID: String)
  /// It did not happen, or nobody minds: it is not looked for any more.
  case abandon
}

/// What became of an attempt to resolve an operation.
public struct ResolutionOutcome: Sendable {
  /// The row as it stands now.
  public let entry: LedgerEntry
  /// False where there was nothing to resolve.
  public let isResolved: Bool
}

extension LedgerRow {
  /// The row as it stands after a resolution; nil where there is nothing to resolve.
  func resolved(_ resolution: Resolution) -> LedgerRow? {
    guard state.isUnclear else { return nil }
    var row = self
    switch resolution {
    case .adopt(let remoteID): (row.state, row.remoteID) = (.succeeded, remoteID)
    case .abandon: row.state = .abandoned
    }
    return row
  }
}

extension LedgerStore {
  /// Says how an operation ended that is unclear; changes nothing where it is clear.
  ///
  /// - Parameter scope: nil for a person at the command line, who sees all of them.
  /// - Returns: nil where there is no such operation.
  public func resolve(
    _ operationID: String, as resolution: Resolution, in scope: Scope?, at now: Milliseconds
  ) throws(LedgerRefusal) -> ResolutionOutcome? {
    try store.write { transaction throws(LedgerRefusal) in
      let found = try LedgerRefusal.reporting(
        try Self.rows(
          "WHERE operation_id = ?", [.text(operationID)], on: transaction.connection
        ).first)
      guard let row = found, scope == nil || row.scope == scope else { return nil }
      if row.live != nil {
        return try Self.resolveLive(row, as: resolution, at: now, in: transaction)
      }
      return try LedgerRefusal.reporting(
        try Self.resolve(row, as: resolution, at: now, in: transaction))
    }
  }

  private static func resolve(
    _ row: LedgerRow, as resolution: Resolution, at now: Milliseconds, in transaction: Transaction
  ) throws(SQLiteError) -> ResolutionOutcome {
    guard let resolved = row.resolved(resolution) else {
      return ResolutionOutcome(entry: try row.entry(), isResolved: false)
    }
    let connection = transaction.connection
    try connection.execute(
      "UPDATE ledger_operation SET state = ?, remote_id = ? WHERE sequence = ?",
      [.text(resolved.state.rawValue), SQLValue(resolved.remoteID), .integer(row.sequence)])
    try append(
      .resolved, row.sequence, resolved.digest, detail: resolution.json.canonicalString,
      at: try moment(at: now, on: connection), in: transaction)
    return ResolutionOutcome(entry: try resolved.entry(), isResolved: true)
  }
}

extension Resolution {
  var json: JSONValue {
    switch self {
    case .adopt(let remoteID): ["resolution": "adopt", "remote_id": .string(remoteID)]
    case .abandon: ["resolution": "abandon"]
    }
  }
}
