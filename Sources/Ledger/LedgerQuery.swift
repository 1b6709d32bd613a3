import APICore
import SQLite

/// Which rows of the ledger a person or an agent wants to see, newest first.
public struct LedgerQuery: Sendable {
  /// nil for all of them.
  public var scope: Scope?
  public var since: Milliseconds?
  public var tool: String?
  public var state: EntryState?
  /// Those under keys that continue this one after a dot, but for what was released.
  public var below: IdempotencyKey?
  public var limit = 50
  /// `LedgerPage.cursor` of the page before.
  public var cursor: Int64?

  public init() {}
}

public struct LedgerPage: Sendable {
  public let entries: [LedgerEntry]
  /// Where the next page begins; nil on the last one.
  public let cursor: Int64?

  public init(entries: [LedgerEntry], cursor: Int64?) {
    self.entries = entries
    self.cursor = cursor
  }
}

extension LedgerStore {
  public func list(_ query: LedgerQuery) throws(LedgerRefusal) -> LedgerPage {
    var conditions: [String] = []
    var values: [SQLValue] = []
    func add(_ condition: String, _ value: SQLValue) {
      conditions.append(condition)
      values.append(value)
    }
    if let scope = query.scope {
      add("backend = ?", .text(scope.backend))
      add("workspace_id = ?", .text(scope.workspaceID))
      add("principal = ?", .text(scope.principal))
    }
    if let since = query.since { add("first_executed_at >= ?", .integer(since.rawValue)) }
    if let tool = query.tool { add("tool = ?", .text(tool)) }
    if let state = query.state { add("state = ?", .text(state.rawValue)) }
    if let key = query.below {
      // What comes after a dot in the order of texts is a slash. The state is said as the index of
      // keys says it, which serves this.
      add("key > ? AND state <> 'released'", .text("\(key.text)."))
      add("key < ?", .text("\(key.text)/"))
    }
    if let cursor = query.cursor { add("sequence < ?", .integer(cursor)) }
    // One more than asked for tells whether there is a next page.
    let limit = max(1, query.limit)
    values.append(.integer(Int64(limit) + 1))
    let filter = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    return try store.read { connection throws(LedgerRefusal) in
      try LedgerRefusal.reporting { () throws(SQLiteError) in
        let rows = try Self.rows(
          "\(filter) ORDER BY sequence DESC LIMIT ?", values, on: connection)
        var entries: [LedgerEntry] = []
        for row in rows.prefix(limit) { entries.append(try row.entry()) }
        return LedgerPage(
          entries: entries, cursor: rows.count > limit ? entries.last?.sequence : nil)
      }
    }
  }

  /// The row of a key or of an operation ID in this scope; nil where there is none.
  public func entry(_ lookup: EntryLookup, in scope: Scope) throws(LedgerRefusal) -> LedgerEntry? {
    try store.read { connection throws(LedgerRefusal) in
      try LedgerRefusal.reporting { () throws(SQLiteError) -> LedgerEntry? in
        switch lookup {
        case .key(let key): try Self.row(key: key, in: scope, on: connection)?.entry()
        case .operationID(let id): try Self.row(operationID: id, in: scope, on: connection)?.entry()
        }
      }
    }
  }

  /// The rows of a key or of an operation ID in whatever scope: a key may stand in several.
  public func entries(_ lookup: EntryLookup) throws(LedgerRefusal) -> [LedgerEntry] {
    let (column, value) =
      switch lookup {
      case .key(let key): ("key", key.text)
      case .operationID(let id): ("operation_id", id)
      }
    return try store.read { connection throws(LedgerRefusal) in
      try LedgerRefusal.reporting { () throws(SQLiteError) in
        let rows = try Self.rows(
          "WHERE \(column) = ? ORDER BY sequence DESC", [.text(value)], on: connection)
        var entries: [LedgerEntry] = []
        for row in rows { entries.append(try row.entry()) }
        return entries
      }
    }
  }
}
