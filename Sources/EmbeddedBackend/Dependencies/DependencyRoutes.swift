import APICore
import JSON
import SQLite

/// Dependencies and links between tasks.
enum DependencyRoutes {
  static let routes: [Route: RouteFunction] = [
    .addDependency: addDependency,
    .deleteDependency: deleteDependency,
    .addTaskLink: addTaskLink,
    .deleteTaskLink: deleteTaskLink,
  ]

  /// Neither member given changes nothing and answers `{}`, as recorded of a misspelt one.
  @Sendable static func addDependency(_ context: RouteContext) throws(APIError) -> JSONValue {
    let named = try context.task()
    guard
      let (waiting, blocking) = try pair(
        named, dependsOn: context.body.text("depends_on"),
        dependencyOf: context.body.text("dependency_of"), context)
    else { return [:] }
    guard waiting.id != blocking.id else {
      throw Refusal.invalid("task \(waiting.id) cannot depend on itself")
    }
    guard waiting.workspaceID == blocking.workspaceID else {
      throw Refusal.invalid("tasks of two Workspaces cannot depend on each other")
    }
    let user = try context.authorizedUser().id
    let (exists, way) = try context.sql { connection throws(SQLiteError) in
      (
        try DependencyRows.exists(waiting.id, dependsOn: blocking.id, on: connection),
        try DependencyRows.way(from: blocking.id, to: waiting.id, on: connection)
      )
    }
    if exists {
      throw Refusal.invalid("task \(waiting.id) depends on \(blocking.id) already")
    }
    switch way {
    case .none: break
    case .tooLong:
      throw Refusal.invalid(
        "more than \(DependencyRows.followedAtMost) dependencies follow \(blocking.id): too many "
          + "to make sure that none leads back to \(waiting.id)")
    case .found(let steps): throw cycle(steps, closing: waiting.id)
    }
    try context.sql { connection throws(SQLiteError) in
      try DependencyRows.insert(
        waiting.id, dependsOn: blocking.id, by: user, at: context.now.rawValue, on: connection)
      try TaskPart.dependency(of: waiting.id, on: blocking.id)
        .moved(at: context.now.rawValue, on: connection)
    }
    return [:]
  }

  /// Answers `{}` also where there is no such dependency, as recorded.
  @Sendable static func deleteDependency(_ context: RouteContext) throws(APIError) -> JSONValue {
    let named = try context.task()
    guard
      let (waiting, blocking) = try pair(
        named, dependsOn: context.query.text("depends_on"),
        dependencyOf: context.query.text("dependency_of"), context)
    else {
      throw Refusal.invalid("one of `depends_on` and `dependency_of` is needed")
    }
    try context.sql { connection throws(SQLiteError) in
      try connection.execute(
        "DELETE FROM dependencies WHERE task_id = ? AND depends_on = ?",
        [.text(waiting.id), .text(blocking.id)])
      try TaskPart.dependency(of: waiting.id, on: blocking.id)
        .moved(at: context.now.rawValue, on: connection)
    }
    return [:]
  }

  @Sendable static func addTaskLink(_ context: RouteContext) throws(APIError) -> JSONValue {
    let (task, other) = try linked(context)
    guard task.id != other.id else {
      throw Refusal.invalid("task \(task.id) cannot be linked to itself")
    }
    let user = try context.authorizedUser().id
    try context.sql { connection throws(SQLiteError) in
      try TaskLinkRows.insert(
        task.id, other.id, by: user, at: context.now.rawValue, on: connection)
      try TaskPart.link(task.id, other.id).moved(at: context.now.rawValue, on: connection)
    }
    return try shown(task, context)
  }

  /// Answers the task also where there is no such link: removing may be repeated.
  @Sendable static func deleteTaskLink(_ context: RouteContext) throws(APIError) -> JSONValue {
    let (task, other) = try linked(context)
    try context.sql { connection throws(SQLiteError) in
      try TaskLinkRows.remove(task.id, other.id, on: connection)
      try TaskPart.link(task.id, other.id).moved(at: context.now.rawValue, on: connection)
    }
    return try shown(task, context)
  }

  /// Links a new task to the `links_to` of the body of "Create Task".
  @Sendable static func linkAtCreation(_ context: RouteContext, _ task: TaskReference)
    throws(APIError)
  {
    guard let id = try context.body.text("links_to") else { return }
    let other = try context.task(id: id)
    let user = try context.authorizedUser().id
    try context.sql { connection throws(SQLiteError) in
      try TaskLinkRows.insert(
        task.id, other.id, by: user, at: context.now.rawValue, on: connection)
    }
  }

  /// Which of two tasks waits on which; nil where neither is given.
  private static func pair(
    _ named: TaskReference, dependsOn: String?, dependencyOf: String?, _ context: RouteContext
  ) throws(APIError) -> (waiting: TaskReference, blocking: TaskReference)? {
    switch (dependsOn, dependencyOf) {
    case (nil, nil): return nil
    case (let id?, nil): return (named, try context.task(id: id))
    case (nil, let id?): return (try context.task(id: id), named)
    case (_?, _?):
      throw Refusal.invalid("send one of `depends_on` and `dependency_of`, not both")
    }
  }

  /// Names every task along the cycle, so that the caller sees which dependency to take away.
  ///
  /// Clients show about 1,000 characters of a message: 12 tasks with their titles take some 700, 60
  /// IDs some 750. Of a longer cycle the ends say what matters.
  private static func cycle(_ steps: [DependencyRows.Step], closing id: String) -> APIError {
    let (titledAtMost, namedAtMost) = (12, 60)
    var names = steps.map { step in
      steps.count > titledAtMost ? step.id : "\(step.id) (\(shortened(step.name)))"
    }
    if names.count > namedAtMost {
      names.replaceSubrange(
        namedAtMost / 2..<(names.count - namedAtMost / 2),
        with: ["… \(names.count - namedAtMost) more …"])
    }
    return Refusal.invalid(
      "the dependency would close a cycle: \(id) → " + names.joined(separator: " → "))
  }

  /// The first 40 scalars of a title, which tell it from others.
  private static func shortened(_ title: String) -> String {
    let scalars = title.unicodeScalars.prefix(40)
    return scalars.endIndex == title.endIndex ? title : String(scalars) + "…"
  }

  private static func linked(_ context: RouteContext) throws(APIError)
    -> (TaskReference, TaskReference)
  {
    (try context.task(), try context.task("links_to"))
  }

  private static func shown(_ task: TaskReference, _ context: RouteContext) throws(APIError)
    -> JSONValue
  {
    ["task": try RouteTables.answer(.getTask, context)]
  }
}
