import APICore
import SQLite

/// A task that stands in the database, and where it stands.
struct TaskReference: Sendable, Hashable {
  /// Names the task inside the database.
  let rowID: Int64
  let id: String
  let listID: Int64
  let spaceID: Int64
  let workspaceID: Int64

  static func find(_ id: String, on connection: Connection) throws(SQLiteError) -> TaskReference? {
    try find("t.id = ?", id, on: connection)
  }

  static func find(customID: String, on connection: Connection) throws(SQLiteError)
    -> TaskReference?
  {
    try find("t.custom_id = ?", customID, on: connection)
  }

  private static func find(_ condition: String, _ value: String, on connection: Connection)
    throws(SQLiteError) -> TaskReference?
  {
    try connection.row(
      """
      SELECT t.row_id, t.id, t.list_id, s.id, s.workspace_id
      FROM tasks t JOIN lists l ON l.id = t.list_id JOIN folders f ON f.id = l.folder_id
        JOIN spaces s ON s.id = f.space_id
      WHERE \(condition)
      """, [.text(value)]
    ) { row in
      TaskReference(
        rowID: row.integer(0), id: row.text(1), listID: row.integer(2), spaceID: row.integer(3),
        workspaceID: row.integer(4))
    }
  }
}

extension RouteContext {
  /// The task that the path names, by its custom ID where the query says so.
  func task(_ name: String = "task_id") throws(APIError) -> TaskReference {
    let id = try pathText(name)
    guard try query.flag("custom_task_ids") else { return try task(id: id) }
    guard let workspace = try query.integer("team_id") else {
      throw Refusal.invalid("`team_id` is needed where `custom_task_ids` is true")
    }
    let task = try sql { connection throws(SQLiteError) in
      try TaskReference.find(customID: id, on: connection)
    }
    guard let task, task.workspaceID == workspace else { throw Refusal.taskNotFound }
    return task
  }

  func task(id: String) throws(APIError) -> TaskReference {
    let task = try sql { connection throws(SQLiteError) in
      try TaskReference.find(id, on: connection)
    }
    guard let task else { throw Refusal.taskNotFound }
    return task
  }
}
