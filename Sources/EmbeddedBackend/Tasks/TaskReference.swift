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
    try connection.row(
      "\(select) WHERE t.id = ?", [.text(id)], read: read)
  }

  /// The tasks of one Workspace that the custom ID means, however it is spelled.
  static func find(
    customID: String, inWorkspace workspace: Int64, on connection: Connection
  ) throws(SQLiteError) -> [TaskReference] {
    let found = try connection.rows(
      """
      \(select) WHERE t.row_id IN (\(CustomIDs.rows(folded: "?1"))) AND s.workspace_id = ?2
      """, [.text(TextFold.fold(customID)), .integer(workspace)]
    ) { row in (task: read(row), customID: row.text(columnCount)) }
    return NameMatch.closest(to: customID, among: found, named: \.customID).map(\.task)
  }

  private static let columnCount = 5
  private static let select = """
    SELECT t.row_id, t.id, t.list_id, s.id, s.workspace_id, t.custom_id
    FROM tasks t JOIN lists l ON l.id = t.list_id JOIN folders f ON f.id = l.folder_id
      JOIN spaces s ON s.id = f.space_id
    """

  private static func read(_ row: Row) -> TaskReference {
    TaskReference(
      rowID: row.integer(0), id: row.text(1), listID: row.integer(2), spaceID: row.integer(3),
      workspaceID: row.integer(4))
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
    let tasks = try sql { connection throws(SQLiteError) in
      try TaskReference.find(customID: id, inWorkspace: workspace, on: connection)
    }
    guard tasks.count <= 1 else {
      throw Refusal.invalid(
        "`\(id)` may mean \(tasks.count) tasks, whose custom IDs are spelled alike: "
          + tasks.map(\.id).joined(separator: ", "))
    }
    guard let task = tasks.first else { throw Refusal.taskNotFound }
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
