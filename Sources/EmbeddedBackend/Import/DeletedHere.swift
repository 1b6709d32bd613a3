import APICore
import SQLite

/// What was deleted here, and when: an import of something that is not newer leaves it so.
enum DeletedHere {
  /// Which rows of the table `imported` these are.
  private static func kind(_ kind: ImportReport.Kind) -> String { "deleted here \(kind.rawValue)" }

  static func date(_ kind: ImportReport.Kind, _ id: String, on connection: Connection)
    throws(SQLiteError) -> Int64?
  {
    try ImportMemory.recall(Self.kind(kind), id, on: connection)
  }

  static func remember(
    _ kind: ImportReport.Kind, _ id: String, at now: Milliseconds, on connection: Connection
  ) throws(SQLiteError) {
    try ImportMemory.rememberLatest(Self.kind(kind), id, now.rawValue, on: connection)
  }

  /// Which tasks go with what is deleted.
  enum Tasks: String {
    case ofTask = "t.id"
    case ofList = "l.id"
    case ofFolder = "f.id"
    case ofSpace = "f.space_id"
  }

  /// Remembers tasks, and all below them, before they go.
  static func remember(
    _ tasks: Tasks, _ id: SQLValue, at now: Milliseconds, on connection: Connection
  ) throws(SQLiteError) {
    try connection.execute(
      """
      WITH RECURSIVE gone(id) AS (
        SELECT t.id FROM tasks t JOIN lists l ON l.id = t.list_id
        JOIN folders f ON f.id = l.folder_id WHERE \(tasks.rawValue) = ?1
        UNION SELECT t.id FROM gone g JOIN tasks t ON t.parent = g.id)
      INSERT INTO imported SELECT ?2, id, ?3 FROM gone WHERE true
      ON CONFLICT DO UPDATE SET date = max(date, excluded.date)
      """, [id, .text(kind(.tasks)), .integer(now.rawValue)])
  }
}

extension RouteContext {
  func rememberDeletion(of tasks: DeletedHere.Tasks, _ id: SQLValue) throws(APIError) {
    try sql { connection throws(SQLiteError) in
      try DeletedHere.remember(tasks, id, at: now, on: connection)
    }
  }

  func rememberDeletion(_ kind: ImportReport.Kind, _ id: Int64) throws(APIError) {
    try sql { connection throws(SQLiteError) in
      try DeletedHere.remember(kind, String(id), at: now, on: connection)
    }
  }
}

extension ImportWriting {
  /// Refuses what was deleted here at `date` or later.
  ///
  /// - Parameter date: when what is imported still was there, as far as is known.
  func requireNotDeletedHere(_ kind: ImportReport.Kind, _ id: String, since date: Int64)
    throws(ImportFailure)
  {
    guard try isDeletedHere(kind, id, since: date) else { return }
    throw .unusable("it was deleted here, and what was read is not known to be newer than that")
  }

  func isDeletedHere(_ kind: ImportReport.Kind, _ id: String, since date: Int64)
    throws(ImportFailure) -> Bool
  {
    let deleted = try sqlite { connection throws(SQLiteError) in
      try DeletedHere.date(kind, id, on: connection)
    }
    return deleted.map { date <= $0 } ?? false
  }
}
