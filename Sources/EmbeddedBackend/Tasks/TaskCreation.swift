import APICore
import JSON
import SQLite

/// "Create Task".
enum TaskCreation {
  /// Writes the task that the body describes, with all its parts.
  static func create(in list: ListReference, _ context: RouteContext) throws(APIError)
    -> TaskReference
  {
    let body = context.body
    let creator = try context.authorizedUser()
    let assignees = try body.integers("assignees") ?? []
    try context.checkMembers(assignees, of: list.workspaceID)
    try checkGroups(try body.texts("group_assignees") ?? [])
    var row = try columns(in: list, context)
    row.set("list_id", .integer(list.id))
    row.set("creator", .integer(creator.id))
    row.set("date_created", .integer(context.now.rawValue))
    row.set("date_updated", .integer(context.now.rawValue))
    let id = try context.sql { _ throws(SQLiteError) in try context.identifiers.task() }
    row.set("id", .text(id))
    try row.insert(into: "tasks", context)
    let task = TaskReference(
      rowID: context.connection.lastInsertRowID, id: id, listID: list.id, spaceID: list.spaceID,
      workspaceID: list.workspaceID)
    try context.sql { connection throws(SQLiteError) in
      try TaskPeople.add(assignees, to: .assignees, of: id, on: connection)
      try TaskPeople.add([creator.id] + assignees, to: .watchers, of: id, on: connection)
    }
    for step in TaskParts.creationSteps { try step.run(context, task) }
    return task
  }

  /// What a task has nothing of that was just made from this body.
  static func without(_ body: BodyValues) -> EntityParts {
    var without: EntityParts = [.time, .checklists]
    func isGiven(_ name: String) -> Bool { body[name]?.array?.isEmpty == false }
    if !isGiven("assignees") { without.insert(.assignees) }
    if !isGiven("tags") { without.insert(.tags) }
    if !isGiven("custom_fields") { without.insert(.fields) }
    if !body.holds("links_to") { without.insert(.relations) }
    return without
  }

  private static func columns(in list: ListReference, _ context: RouteContext) throws(APIError)
    -> RowChange
  {
    let body = context.body
    var row = try TaskColumns.read(context)
    row.set("name", .text(try body.requiredName()))
    let status = try TaskStatus.choose(try body.text("status"), in: list, context)
    TaskStatus.set(&row, to: status, from: nil, at: context.now)
    if let parent = try body.text("parent") {
      row.set("parent", .text(parent))
      row.set("top_level_parent", .text(try TaskTree.top(above: parent, in: list.id, context)))
    }
    return row
  }

  /// There are no user groups here yet, so that every name of one is wrong.
  static func checkGroups(_ groups: [String]) throws(APIError) {
    guard let first = groups.first else { return }
    throw Refusal.invalid("`group_assignees`: there is no user group `\(first)`")
  }
}
