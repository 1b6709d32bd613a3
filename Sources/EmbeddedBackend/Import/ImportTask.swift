import JSON
import SQLite

extension ImportWriting {
  /// A task with where it stands, who has to do with it, its tags and its fields. What it says of
  /// other tasks waits until all stand.
  mutating func task(_ value: JSONValue) throws(ImportFailure) {
    let id = try text(value["id"], "id")
    let list = try placeOfTask(value)
    let updated = value["date_updated"].flatMap(BodyValues.wholeNumber) ?? 0
    let standing = try row(
      "SELECT row_id, date_updated FROM tasks WHERE id = ?", [.text(id)]
    ) { (row: $0.integer(0), updated: $0.integer(1)) }
    let isNew = standing.map { $0.updated < updated } ?? true
    if isNew {
      var columns = try self.columns(value, in: list)
      columns.append(("date_updated", .integer(updated)))
      if let standing {
        try update(standing.row, columns)
      } else {
        try insert(columns + [("id", .text(id))])
      }
      try parts(of: id, value, in: list)
    }
    notes.note(
      .tasks, id, isNew ? (standing == nil ? .created : .updated) : .unchanged)
    // Older news of a task say nothing of what it is now.
    if let standing, standing.updated > updated { return }
    let relation = ImportRelation(
      task: id, parent: value["parent"]?.string, dependencies: value["dependencies"]?.array ?? [],
      links: value["linked_tasks"]?.array ?? [], isNew: isNew)
    if isNew || relation.parent != nil || !relation.dependencies.isEmpty || !relation.links.isEmpty
    {
      notes.relations.append(relation)
    }
  }

  private mutating func placeOfTask(_ value: JSONValue) throws(ImportFailure) -> ListReference {
    let space = try number(value["space"]?["id"], "space.id")
    let known = try row(
      "SELECT workspace_id FROM spaces WHERE id = ?", [.integer(space)], read: { $0.integer(0) })
    guard let workspace = value["team_id"].flatMap(BodyValues.wholeNumber) ?? known else {
      throw .notYet("the Workspace of the Space \(space) is not known")
    }
    if let known, known != workspace {
      throw .unusable("the Space \(space) it is in belongs to another Workspace here")
    }
    try requireWorkspace(workspace)
    try requireSpace(space, in: workspace, name: value["space"]?["name"]?.string)
    let folder = try requireFolder(value["folder"] ?? value["project"] ?? .null, in: space)
    let list = try requireList(value["list"] ?? .null, in: folder)
    let reference = try sqlite { connection throws(SQLiteError) in
      try ListRows.find(list, on: connection)
    }
    guard let reference else { throw .unusable("its List \(list) cannot be made") }
    return reference
  }

  private typealias Columns = [(name: String, value: SQLValue)]

  private mutating func columns(_ value: JSONValue, in list: ListReference) throws(ImportFailure)
    -> Columns
  {
    let status = try status(value["status"] ?? .null, StatusRows.scope(of: list))
    let creator = try creator(value, in: list.workspaceID)
    func instant(_ name: String) -> SQLValue {
      SQLValue(value[name].flatMap(BodyValues.wholeNumber))
    }
    let description = value["text_content"]?.string ?? value["description"]?.string ?? ""
    let markdown = value["markdown_description"]?.string
    let priority =
      value["priority"].flatMap { BodyValues.wholeNumber($0["id"] ?? $0) }
      .flatMap(Priority.init(rawValue:))
    return [
      ("custom_id", try customID(value)),
      ("custom_item_id", .integer(value["custom_item_id"]?.integer ?? 0)),
      ("list_id", .integer(list.id)), ("status_id", .text(status)),
      ("name", .text(try text(value["name"], "name"))), ("description", .text(description)),
      ("markdown", SQLValue(markdown == description ? nil : markdown)),
      ("orderindex", SQLValue(value["orderindex"]?.string)),
      ("creator", .integer(creator)), ("priority", SQLValue(priority?.rawValue)),
      ("due_date", instant("due_date")), ("start_date", instant("start_date")),
      ("points", SQLValue(value["points"].flatMap(FieldValueReader.anyNumber))),
      ("time_estimate", instant("time_estimate")),
      ("archived", SQLValue(value["archived"]?.bool ?? false)),
      ("date_created", .integer(value["date_created"].flatMap(BodyValues.wholeNumber) ?? 0)),
      ("date_closed", instant("date_closed")), ("date_done", instant("date_done")),
    ]
  }

  /// Who made it; where nobody is named, who imports it.
  private mutating func creator(_ value: JSONValue, in workspace: Int64) throws(ImportFailure)
    -> Int64
  {
    if let creator = value["creator"], creator["id"] != nil {
      return try person(creator, in: workspace)
    }
    let own = try row("SELECT user_id FROM authorized_user", [], read: { $0.integer(0) })
    guard let own else { throw .unusable("it has no `creator`") }
    return own
  }

  /// Another task may have the custom ID; then this one goes without.
  private func customID(_ value: JSONValue) throws(ImportFailure) -> SQLValue {
    guard let customID = value["custom_id"]?.string else { return .null }
    let taken = try row(
      "SELECT 1 FROM tasks WHERE custom_id = ? AND id <> ?",
      [.text(customID), .text(value["id"]?.string ?? "")], read: { _ in true })
    return taken == nil ? .text(customID) : .null
  }

  private func insert(_ columns: Columns) throws(ImportFailure) {
    let names = columns.map(\.name).joined(separator: ", ")
    let places = columns.map { _ in "?" }.joined(separator: ", ")
    try execute("INSERT INTO tasks(\(names)) VALUES(\(places))", columns.map(\.value))
  }

  private func update(_ rowID: Int64, _ columns: Columns) throws(ImportFailure) {
    let assignments = columns.map { "\($0.name) = ?" }.joined(separator: ", ")
    try execute(
      "UPDATE tasks SET \(assignments) WHERE row_id = ?",
      columns.map(\.value) + [.integer(rowID)])
  }

  private mutating func parts(of id: String, _ value: JSONValue, in list: ListReference)
    throws(ImportFailure)
  {
    for (table, name) in [(TaskPeople.Table.assignees, "assignees"), (.watchers, "watchers")] {
      try execute("DELETE FROM \(table.rawValue) WHERE task_id = ?", [.text(id)])
      var people: [Int64] = []
      for user in value[name]?.array ?? [] {
        people.append(try person(user, in: list.workspaceID))
      }
      let users = people
      try sqlite { connection throws(SQLiteError) in
        try TaskPeople.add(users, to: table, of: id, on: connection)
      }
    }
    try execute("DELETE FROM task_tags WHERE task_id = ?", [.text(id)])
    for tag in value["tags"]?.array ?? [] {
      guard let tag = try self.tag(tag, in: list.spaceID) else { continue }
      try sqlite { connection throws(SQLiteError) in
        try TagRows.add(tag, to: id, in: list.spaceID, on: connection)
      }
    }
    try execute("DELETE FROM field_values WHERE task_id = ?", [.text(id)])
    for field in value["custom_fields"]?.array ?? [] {
      try self.value(field, of: id, in: list)
    }
  }
}
