import JSON
import SQLite

extension ImportWriting {
  /// A tag as a task or Space shows it, written where the Space lacks it; nil without a name.
  mutating func tag(_ value: JSONValue, in space: Int64) throws(ImportFailure) -> Tag? {
    guard let name = value["name"]?.string, !name.isBlank else { return nil }
    let creator = value["creator"].flatMap(BodyValues.wholeNumber)
    let isKnown = try creator.map { id throws(ImportFailure) in try exists("users", id) } ?? false
    let tag = Tag(
      name: name, foreground: value["tag_fg"]?.string ?? Tag.standardColor,
      background: value["tag_bg"]?.string ?? Tag.standardColor, creator: isKnown ? creator : nil)
    let existing = try sqlite { connection throws(SQLiteError) in
      let existing = try TagRows.find(tag.name, in: space, on: connection)
      try TagRows.insert(tag, in: space, on: connection)
      return existing
    }
    notes.note(.tags, "\(space)/\(tag.name)", existing == nil ? .created : .unchanged)
    return tag
  }

  mutating func spaceTag(_ value: JSONValue) throws(ImportFailure) {
    let space = try number(value["project_id"], "project_id")
    guard try exists("spaces", space) else { throw .notYet("the Space \(space) is not known") }
    guard try tag(value, in: space) != nil else { throw .unusable("it has no `name`") }
  }

  mutating func field(_ value: JSONValue, at location: FieldLocation) throws(ImportFailure) {
    let workspace: Int64?
    switch location {
    case .workspace(let id): workspace = try exists("workspaces", id) ? id : nil
    case .space(let id):
      workspace = try row(
        "SELECT workspace_id FROM spaces WHERE id = ?", [.integer(id)], read: { $0.integer(0) })
    case .folder(let id):
      workspace = try sqlite { connection throws(SQLiteError) in
        try FolderRows.find(id, on: connection)?.space.workspaceID
      }
    case .list(let id):
      workspace = try sqlite { connection throws(SQLiteError) in
        try ListRows.find(id, on: connection)?.workspaceID
      }
    }
    guard let workspace else { throw .notYet("where it is offered is not known") }
    _ = try definition(value, in: workspace, at: location)
  }

  /// A field of a task and its value.
  mutating func value(_ value: JSONValue, of task: String, in list: ListReference)
    throws(ImportFailure)
  {
    let field = try definition(value, in: list.workspaceID, at: .list(list.id))
    guard let shown = value["value"], !shown.isNull else { return }
    if field.type == .users {
      for user in shown.array ?? [] where user["id"] != nil {
        try person(user, in: list.workspaceID)
      }
    }
    guard let stored = FieldValueShape(field: field).stored(shown) else {
      notes.skip(.fields, "a value of type \(field.typeName) that cannot be read")
      return
    }
    try sqlite { connection throws(SQLiteError) in
      try FieldValueRows.set(stored, of: field, on: task, connection: connection)
    }
  }

  /// The field, written or brought up to date, and offered at `location` unless it is already.
  private mutating func definition(
    _ value: JSONValue, in workspace: Int64, at location: FieldLocation
  ) throws(ImportFailure) -> FieldDefinition {
    let field = FieldDefinition(
      id: try text(value["id"], "custom_fields.id"),
      name: try text(value["name"], "custom_fields.name"),
      typeName: try text(value["type"], "custom_fields.type"),
      configuration: value["type_config"] ?? [:],
      dateCreated: value["date_created"].flatMap(BodyValues.wholeNumber) ?? 0,
      isHiddenFromGuests: value["hide_from_guests"]?.bool ?? false,
      isRequired: value["required"]?.bool ?? false)
    let outcome = try sqlite { connection throws(SQLiteError) -> ImportReport.Outcome in
      guard let existing = try FieldRows.find(field.id, on: connection) else {
        try FieldRows.insert(field, in: workspace, at: location, on: connection)
        return .created
      }
      try FieldRows.offer(field.id, at: location, on: connection)
      guard existing.json != field.json else { return .unchanged }
      try FieldRows.update(field, on: connection)
      return .updated
    }
    notes.note(.fields, field.id, outcome)
    return field
  }

  /// A comment; what is known of one does not change.
  mutating func comment(_ value: JSONValue, on task: String) throws(ImportFailure) {
    let id = try number(value["id"], "id")
    let reference = try sqlite { connection throws(SQLiteError) in
      try TaskReference.find(task, on: connection)
    }
    guard let reference else { throw .notYet("the task \(task) it is on is not known") }
    if try exists("comments", id) {
      notes.note(.comments, String(id), .unchanged)
      return
    }
    func person(_ name: String) throws(ImportFailure) -> Int64? {
      guard let user = value[name], user["id"] != nil else { return nil }
      return try self.person(user, in: reference.workspaceID)
    }
    guard let author = try person("user") else { throw .unusable("it has no `user`") }
    let text = value["comment_text"]?.string ?? ""
    let comment = Comment(
      id: id, task: task, user: author, text: text,
      blocks: value["comment"] ?? [["text": .string(text)]], assignee: try person("assignee"),
      assignedBy: try person("assigned_by"), isResolved: value["resolved"]?.bool ?? false,
      date: try number(value["date"], "date"))
    try sqlite { connection throws(SQLiteError) in
      try CommentRows.insert(comment, on: connection)
    }
    notes.note(.comments, String(id), .created)
  }
}
