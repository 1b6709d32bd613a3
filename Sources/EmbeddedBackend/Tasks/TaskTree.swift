import APICore
import SQLite

/// Who is below whom among tasks.
enum TaskTree {
  /// How many tasks may stand above one. The service nests subtasks seven deep; being bounded also
  /// keeps a cascading delete within SQLite's limit of 1,000 nested triggers.
  static let depthLimit: Int64 = 7

  /// What a task below `parent` names as its `top_level_parent`.
  ///
  /// Fails where `parent` is not there or stands in another List than `list`, or where `height`
  /// levels below it would be too deep.
  static func top(
    above parent: String, in list: Int64, height: Int64 = 1, _ context: RouteContext
  ) throws(APIError) -> String {
    let found = try context.viewed { view throws(SQLiteError) in
      try TaskReference.find(parent, in: view)
    }
    guard let found else { throw Refusal.notFound("`parent`: Task") }
    guard found.listID == list else { throw Refusal.parentNotInList }
    let ancestors = try context.row(
      """
      WITH RECURSIVE above(id, parent, depth) AS (
        SELECT id, parent, 0 FROM tasks WHERE id = ?
        UNION ALL SELECT t.id, t.parent, a.depth + 1 FROM above a JOIN tasks t ON t.id = a.parent
      )
      SELECT id, depth FROM above ORDER BY depth DESC LIMIT 1
      """, [.text(found.id)]
    ) { (top: $0.text(0), depth: $0.integer(1)) }
    guard let ancestors else { throw Refusal.taskNotFound }
    guard ancestors.depth + height <= depthLimit else {
      throw Refusal.invalid(
        "`parent`: subtasks nest at most \(depthLimit) deep; choose a task higher up")
    }
    return ancestors.top
  }

  /// Puts `task` with all below it under `parent`.
  static func move(_ task: TaskReference, below parent: String, _ context: RouteContext)
    throws(APIError)
  {
    let below = try context.rows(descendants, [.text(task.id)]) {
      (id: $0.text(0), depth: $0.integer(2))
    }
    guard parent != task.id, !below.contains(where: { $0.id == parent }) else {
      throw Refusal.invalid("`parent`: a task cannot stand below itself")
    }
    let height = (below.map(\.depth).max() ?? 0) + 1
    let top = try top(above: parent, in: task.listID, height: height, context)
    try context.execute(
      "UPDATE tasks SET parent = ?, top_level_parent = ? WHERE row_id = ?",
      [.text(parent), .text(top), .integer(task.rowID)])
    for descendant in below {
      try context.execute(
        "UPDATE tasks SET top_level_parent = ? WHERE id = ?", [.text(top), .text(descendant.id)])
    }
  }

  /// The rows of all tasks below `task`, oldest first.
  static func rowIDs(below task: TaskReference, _ context: RouteContext) throws(APIError)
    -> [Int64]
  {
    try context.rows(descendants, [.text(task.id)]) { $0.integer(1) }
  }

  private static let descendants = """
    WITH RECURSIVE below(id, row_id, depth) AS (
      SELECT id, row_id, 1 FROM tasks WHERE parent = ?
      UNION ALL SELECT t.id, t.row_id, b.depth + 1 FROM below b JOIN tasks t ON t.parent = b.id
    )
    SELECT id, row_id, depth FROM below ORDER BY row_id
    """
}
