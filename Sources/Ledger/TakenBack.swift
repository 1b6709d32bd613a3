import APICore
import JSON
import SQLite

/// What an undoing would set back or delete, so that later writes to the same are found.
///
/// That the thing stands as the write left it is not enough: it may have been changed and changed
/// back since, and what stands there is then the later writes' doing. The ledger knows every write
/// that went through it, so it is asked; of what people change elsewhere only the state tells.
public struct TakenBack: Sendable {
  /// The entry that is undone.
  let operationID: String
  let sequence: Int64
  /// The thing, in words.
  let name: String
  /// Its ID, which stands in the request of every write that touches it.
  let id: String
  let isTouched: @Sendable (WriteRequest) -> Bool

  public init(
    by entry: LedgerEntry, of name: String, id: String,
    isTouched: @escaping @Sendable (WriteRequest) -> Bool
  ) {
    (operationID, sequence) = (entry.operationID, entry.sequence)
    (self.name, self.id, self.isTouched) = (name, id, isTouched)
  }
}

extension LedgerStore {
  /// - Throws: `changed_since` where a later write touched what is to be taken back.
  ///
  /// A later write that was undone stands for nothing any more, and neither does its undoing. One
  /// whose outcome is open may have happened. One pass over the rows since, of which few hold the
  /// ID: no index is kept up with every write for what is asked this seldom.
  static func refuseTouched(
    _ takenBack: TakenBack?, in scope: Scope, on connection: Connection
  ) throws(LedgerRefusal) {
    guard let takenBack else { return }
    let later = try LedgerRefusal.reporting(
      try connection.rows(
        """
        SELECT o.operation_id, o.workspace_id, o.principal, o.tool, o.state, o.first_executed_at,
          o.request
        FROM ledger_operation o
        WHERE o.sequence > ?1 AND o.backend = ?2 AND instr(o.request, ?3) > 0
          AND o.state IN ('done', 'dispatched', 'unknown', 'needs_review')
          AND NOT EXISTS (SELECT 1 FROM ledger_operation u WHERE \(isUndoing("o")))
          AND NOT EXISTS (
            SELECT 1 FROM ledger_operation v WHERE v.operation_id = o.undo_of AND v.sequence >= ?1)
        ORDER BY o.sequence DESC
        """,
        [.integer(takenBack.sequence), .text(scope.backend), .text(takenBack.id)]
      ) { row in
        Later(
          operationID: row.text(0), workspaceID: row.text(1), principal: row.text(2),
          tool: row.text(3), isDone: row.text(4) == "done",
          at: Milliseconds(row.integer(5)), request: row.text(6))
      })
    for write in later {
      let request = try LedgerRefusal.reporting(try write.parsed())
      // What cannot be read back may have touched it.
      guard request.map(takenBack.isTouched) ?? true else { continue }
      throw .touched(takenBack, by: write, in: scope)
    }
  }

  fileprivate struct Later {
    let operationID: String
    let workspaceID: String
    let principal: String
    let tool: String
    let isDone: Bool
    let at: Milliseconds
    let request: String

    func parsed() throws(SQLiteError) -> WriteRequest? {
      do { return WriteRequest(shown: try JSONValue.parse(request)) } catch {
        throw .damaged("\(operationID) (\(error.message))")
      }
    }
  }
}

extension LedgerRefusal {
  fileprivate static func touched(
    _ takenBack: TakenBack, by later: LedgerStore.Later, in scope: Scope
  ) -> LedgerRefusal {
    let isOwn = later.workspaceID == scope.workspaceID && later.principal == scope.principal
    let who = isOwn ? later.operationID : "another user or agent"
    let next =
      later.isDone
      ? "undo the later changes first, or ask the user and mend it with a write of its own"
      : "find out first how that ended (`get_operation`), then undo it before this one"
    return LedgerRefusal(
      code: .changedSince,
      message: "\(takenBack.operationID) was not undone: \(takenBack.name) stands as it left it, "
        + "but \(who) (`\(later.tool)` at \(later.at.iso8601)) "
        + (later.isDone ? "wrote" : "may have written")
        + " the same since, and undoing it would take that along; nothing was changed; \(next)",
      retry: Retry(isSafe: false, sameKey: false))
  }
}
