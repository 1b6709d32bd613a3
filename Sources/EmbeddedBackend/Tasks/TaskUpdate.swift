import APICore
import JSON
import SQLite

/// "Update Task": what the body names is changed, the rest stays.
///
/// `tags` and `custom_fields` have routes of their own and are ignored here, as the service does.
enum TaskUpdate {
  static func apply(to task: TaskReference, _ context: RouteContext) throws(APIError) {
    let body = context.body
    var row = try TaskColumns.read(context)
    row.set("name", try body.changedName())
    if let name = try body.text("status") {
      let list = try context.list(id: task.listID)
      let status = try TaskStatus.choose(name, in: list, context)
      TaskStatus.set(&row, to: status, from: try current(task, context), at: context.now)
    }
    let people = try peopleChanges(of: task, context)
    // null does not turn a subtask into a task: the published document says so.
    let parent = try body.text("parent")
    guard !row.isEmpty || !people.isEmpty || parent != nil else { return }
    row.set("date_updated", try TaskMoment.ofChange(to: task, context))
    try row.apply(to: "tasks", id: task.rowID, key: "row_id", context)
    if let parent { try TaskTree.move(task, below: parent, context) }
    try context.sql { connection throws(SQLiteError) in
      for change in people { try change.apply(to: task.id, on: connection) }
    }
  }

  private static func current(_ task: TaskReference, _ context: RouteContext) throws(APIError)
    -> Status?
  {
    try context.row(
      """
      SELECT \(Status.columns) FROM tasks t JOIN statuses s ON s.id = t.status_id
      WHERE t.row_id = ?
      """, [.integer(task.rowID)]
    ) { Status($0) }
  }

  private struct PeopleChange {
    let table: TaskPeople.Table
    let added: [Int64]
    let removed: [Int64]

    func apply(to task: String, on connection: Connection) throws(SQLiteError) {
      try TaskPeople.remove(removed, from: table, of: task, on: connection)
      try TaskPeople.add(added, to: table, of: task, on: connection)
    }
  }

  /// `assignees` and `watchers` are `{"add": […], "rem": […]}`. A flat array of assignees is
  /// answered with success and makes watchers of them: a quirk that other clients ran into.
  private static func peopleChanges(of task: TaskReference, _ context: RouteContext)
    throws(APIError) -> [PeopleChange]
  {
    let body = context.body
    var changes: [PeopleChange] = []
    if case .array? = body["assignees"] {
      let watchers = try body.integers("assignees") ?? []
      changes.append(PeopleChange(table: .watchers, added: watchers, removed: []))
    } else if let members = try body.object("assignees") {
      let change = try read(members, of: "assignees", into: .assignees)
      changes.append(change)
      // Who is assigned watches, and goes on watching.
      changes.append(PeopleChange(table: .watchers, added: change.added, removed: []))
    }
    if let members = try body.object("watchers") {
      changes.append(try read(members, of: "watchers", into: .watchers))
    }
    if let members = try body.object("group_assignees") {
      let groups = BodyValues(members)
      try TaskCreation.checkGroups(groups.texts("add") ?? [])
    }
    for change in changes { try context.checkMembers(change.added, of: task.workspaceID) }
    return changes.filter { !$0.added.isEmpty || !$0.removed.isEmpty }
  }

  private static func read(
    _ members: JSONObject, of name: String, into table: TaskPeople.Table
  ) throws(APIError) -> PeopleChange {
    let values = BodyValues(members)
    return PeopleChange(
      table: table, added: try values.integers("add") ?? [],
      removed: try values.integers("rem") ?? [])
  }
}
