import APICore
import JSON
import SQLite

/// Tasks.
enum TaskRoutes {
  static let routes: [Route: RouteFunction] = [
    .getTask: getTask,
    .createTask: createTask,
    .updateTask: updateTask,
    .deleteTask: deleteTask,
    .getTasks: getTasks,
    .getTeamTasks: getTeamTasks,
  ]

  @Sendable static func getTask(_ context: RouteContext) throws(APIError) -> JSONValue {
    let task = try context.task()
    let shape = TaskShape(
      audience: .one, parts: context.parts,
      includesMarkdown: try context.query.flag("include_markdown_description"))
    var answer = try shape.render(task, context)
    answer["attachments"] = []
    if try context.query.flag("include_subtasks") {
      let below = try TaskTree.rowIDs(below: task, context)
      var shape = shape
      shape.parts = context.parts.contains(.subtasks) ? context.parts : []
      let subtasks = try context.viewed { view throws(SQLiteError) in
        try shape.render(rowIDs: below, in: view)
      }
      answer["subtasks"] = .array(subtasks)
    }
    return answer
  }

  /// `notify_all` needs nothing here: nobody is notified.
  @Sendable static func createTask(_ context: RouteContext) throws(APIError) -> JSONValue {
    let list = try context.list()
    let task = try TaskCreation.create(in: list, context)
    let shape = TaskShape(
      audience: .one, parts: context.parts, without: TaskCreation.without(context.body),
      includesMarkdown: context.parts.contains(.markdown))
    return try shape.render(task, context)
  }

  @Sendable static func updateTask(_ context: RouteContext) throws(APIError) -> JSONValue {
    let task = try context.task()
    try TaskUpdate.apply(to: task, context)
    var answer = try TaskShape(audience: .one, parts: context.parts).render(task, context)
    answer["attachments"] = []
    return answer
  }

  /// Deletes the task and all below it; the service answers 204, without a body.
  @Sendable static func deleteTask(_ context: RouteContext) throws(APIError) -> JSONValue {
    let task = try context.task()
    try context.rememberDeletion(of: .ofTask, .text(task.id))
    try context.execute("DELETE FROM tasks WHERE row_id = ?", [.integer(task.rowID)])
    return .null
  }

  @Sendable static func getTasks(_ context: RouteContext) throws(APIError) -> JSONValue {
    let list = try context.list()
    var filter = TaskFilter()
    try filter.limit(
      toLists: [list.id], orBesides: context.query.flag("include_timl"), on: context.connection)
    return try TaskPages.answer(&filter, context)
  }

  @Sendable static func getTeamTasks(_ context: RouteContext) throws(APIError) -> JSONValue {
    let workspace = try context.workspaceID()
    var filter = TaskFilter()
    filter.limit(toWorkspace: workspace)
    filter.limit(toLists: try context.query.integers("list_ids"))
    filter.limit(
      toFolders: try context.query.integers("project_ids") + context.query.integers("folder_ids"))
    filter.limit(toSpaces: try context.query.integers("space_ids"))
    return try TaskPages.answer(&filter, context)
  }
}
