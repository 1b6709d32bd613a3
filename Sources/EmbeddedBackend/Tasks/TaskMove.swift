import APICore
import JSON
import SQLite

/// "Move a task to a new List", of version 3: with all below it, in one step.
enum TaskMove {
  static let routes: [Route: RouteFunction] = [.moveTask: moveTask]

  @Sendable static func moveTask(_ context: RouteContext) throws(APIError) -> JSONValue {
    let workspace = try context.workspaceID()
    let task = try context.task()
    let list = try context.list()
    guard task.workspaceID == workspace else { throw Refusal.taskNotFound }
    guard list.workspaceID == workspace else { throw Refusal.notFound("List") }
    let addsFields = try context.body.flag("move_custom_fields") ?? false
    let fields = try context.body.texts("custom_fields_to_move") ?? []
    guard !addsFields, fields.isEmpty else {
      throw Refusal.invalid("Custom Fields are not added to a List by moving a task into it")
    }
    // Where it stands already nothing changes.
    if list.id != task.listID { try move(task, to: list, context) }
    return ["data": ["task_id": .string(task.id), "new_list_id": .digits(list.id)]]
  }

  /// The tags of the old Space come into the new one; a place that the task had in the new List
  /// besides ends (a trigger sees to that), all others stay.
  private static func move(
    _ task: TaskReference, to list: ListReference, _ context: RouteContext
  ) throws(APIError) {
    let moved = try [task.rowID] + TaskTree.rowIDs(below: task, context)
    let rows: SQLValue = .set(moved.map(JSONValue.integer))
    let standing = try context.rows(
      """
      SELECT t.row_id, t.date_updated, t.parent, \(Status.columns)
      FROM tasks t JOIN statuses s ON s.id = t.status_id
      WHERE t.row_id IN (SELECT value FROM json_each(?))
      """, [rows]
    ) {
      (
        row: $0.integer(0), date: $0.integer(1), parent: $0.optionalText(2),
        status: Status($0, from: 3)
      )
    }
    // What the service does then is not known. Here a subtask is in the List of its parent.
    guard standing.first(where: { $0.row == task.rowID })?.parent == nil else {
      throw Refusal.invalid("a subtask is in the List of its parent; move that one")
    }
    let statuses = try StatusChoice(of: list, context)
    for one in standing {
      var row = RowChange()
      row.set("list_id", .integer(list.id))
      TaskStatus.set(
        &row, to: try statuses.status(after: one.status, isNamed: one.row == task.rowID),
        from: one.status, at: context.now)
      // As `TaskMoment` has it.
      row.set("date_updated", .integer(max(context.now.rawValue, one.date + 1)))
      try row.apply(to: "tasks", id: one.row, key: "row_id", context)
    }
    guard list.spaceID != task.spaceID else { return }
    let tasks = "(SELECT id FROM tasks WHERE row_id IN (SELECT value FROM json_each(?1)))"
    try context.execute(
      """
      INSERT INTO tags SELECT ?3, name, foreground, background, creator FROM tags
      WHERE space_id = ?2 AND name IN (SELECT name FROM task_tags WHERE task_id IN \(tasks))
      ON CONFLICT DO NOTHING
      """, [rows, .integer(task.spaceID), .integer(list.spaceID)])
    try context.execute(
      "UPDATE task_tags SET space_id = ?2 WHERE task_id IN \(tasks)",
      [rows, .integer(list.spaceID)])
  }

  /// Which status what is moved takes in its new List.
  private struct StatusChoice {
    let statuses: [Status]
    /// By the ID of the status that becomes another one.
    let changes: [String: Status]

    init(of list: ListReference, _ context: RouteContext) throws(APIError) {
      let statuses = try context.statuses(in: StatusRows.scope(of: list))
      var changes: [String: Status] = [:]
      for mapping in try context.body.array("status_mappings") ?? [] {
        guard let source = mapping["source_status_id"]?.string else {
          throw Refusal.missing("source_status_id")
        }
        let target = mapping["destination_status_id"]?.string ?? ""
        guard let status = statuses.first(where: { $0.id == target }) else {
          throw Refusal.statusNotFound(target, among: statuses.map(\.name))
        }
        changes[source] = status
      }
      (self.statuses, self.changes) = (statuses, changes)
    }

    /// The one of the same name, unless another one was named for it; of the task that is named
    /// that goes first.
    func status(after old: Status, isNamed: Bool) throws(APIError) -> Status {
      if isNamed, let named = changes[old.id] { return named }
      guard let status = statuses.named(old.name) ?? changes[old.id] else {
        throw Refusal.statusNotFound(old.name, among: statuses.map(\.name))
      }
      return status
    }
  }
}
