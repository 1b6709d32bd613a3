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

  static func find(_ id: String, in view: StoreView) throws(SQLiteError) -> TaskReference? {
    try find("id = ?", [.text(id)], in: view).first?.task
  }

  /// The tasks of one Workspace that the custom ID means, however it is spelled.
  static func find(
    customID: String, inWorkspace workspace: Int64, in view: StoreView
  ) throws(SQLiteError) -> [TaskReference] {
    let found = try find(
      "row_id IN (\(CustomIDs.rows(folded: "?1")))", [.text(TextFold.fold(customID))], in: view
    ).filter { $0.task.workspaceID == workspace }
    return NameMatch.closest(to: customID, among: found, named: \.customID).map(\.task)
  }

  private static func find(
    _ condition: String, _ values: [SQLValue], in view: StoreView
  ) throws(SQLiteError) -> [(task: TaskReference, customID: String)] {
    let rows = try view.connection.rows(
      "SELECT row_id, id, list_id, custom_id FROM tasks WHERE \(condition)", values
    ) {
      (row: $0.integer(0), id: $0.text(1), list: $0.integer(2), customID: $0.optionalText(3) ?? "")
    }
    var found: [(task: TaskReference, customID: String)] = []
    for row in rows {
      guard let list = try view.list(row.list) else { continue }
      let task = TaskReference(
        rowID: row.row, id: row.id, listID: list.id, spaceID: list.spaceID,
        workspaceID: list.workspaceID)
      found.append((task, row.customID))
    }
    return found
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
    let tasks = try viewed { view throws(SQLiteError) in
      try TaskReference.find(customID: id, inWorkspace: workspace, in: view)
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
    let task = try viewed { view throws(SQLiteError) in
      try TaskReference.find(id, in: view)
    }
    guard let task else { throw Refusal.taskNotFound }
    return task
  }
}
