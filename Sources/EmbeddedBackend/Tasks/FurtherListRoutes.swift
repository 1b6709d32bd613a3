import APICore
import JSON
import SQLite

/// Lists in which a task stands besides its own.
enum FurtherListRoutes {
  static let routes: [Route: RouteFunction] = [
    .addTaskToList: addTaskToList,
    .removeTaskFromList: removeTaskFromList,
  ]

  @Sendable static func addTaskToList(_ context: RouteContext) throws(APIError) -> JSONValue {
    let (task, list) = try named(context)
    guard list.workspaceID == task.workspaceID else {
      throw Refusal.invalid("the List \(list.id) is in another Workspace than the task")
    }
    try context.sql { connection throws(SQLiteError) in
      try FurtherListRows.insert(
        task.id, list.id, at: context.now.rawValue, on: connection)
      try TaskPart.place(of: task.id, in: list.id).moved(at: context.now.rawValue, on: connection)
    }
    return [:]
  }

  /// Answers `{}` also where the task does not stand there: removing may be repeated.
  @Sendable static func removeTaskFromList(_ context: RouteContext) throws(APIError) -> JSONValue {
    let (task, list) = try named(context)
    try context.sql { connection throws(SQLiteError) in
      try FurtherListRows.remove(task.id, list.id, on: connection)
      try TaskPart.place(of: task.id, in: list.id).moved(at: context.now.rawValue, on: connection)
    }
    return [:]
  }

  /// A task stands in its own List as long as it is there: it is neither added nor taken out.
  private static func named(
    _ context: RouteContext
  ) throws(APIError) -> (task: TaskReference, list: ListReference) {
    let task = try context.task()
    let list = try context.list()
    guard list.id != task.listID else {
      throw Refusal.invalid("the List \(list.id) is the task's home List")
    }
    return (task, list)
  }
}
