import APICore
import SQLite

/// When a task was changed last.
///
/// Invariant: each change of a task has a later `date_updated` than the one before, also within one
/// millisecond and after the clock was set back: it tells any two versions of a task apart.
enum TaskMoment {
  /// The `date_updated` of a change that is made now.
  static func ofChange(to task: TaskReference, _ context: RouteContext) throws(APIError)
    -> SQLValue
  {
    let moment = try context.row(
      "SELECT max(?, date_updated + 1) FROM tasks WHERE row_id = ?",
      [.integer(context.now.rawValue), .integer(task.rowID)]
    ) { $0.integer(0) }
    return .integer(moment ?? context.now.rawValue)
  }

  static func touch(_ id: String, _ context: RouteContext) throws(APIError) {
    try context.execute(
      "UPDATE tasks SET date_updated = max(?, date_updated + 1) WHERE id = ?",
      [.integer(context.now.rawValue), .text(id)])
  }
}
