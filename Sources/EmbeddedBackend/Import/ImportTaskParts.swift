import APICore
import JSON
import SQLite

extension ImportWriting {
  /// What stands here of the task that an answer shows.
  enum StandingTask {
    case nothing(asOf: Int64)
    case older(asOf: Int64)
    /// What an answer of the same moment leaves out stays; of two lists the longer one stands.
    case sameMoment(asOf: Int64)
  }

  /// People, tags and values of a task.
  ///
  /// - Returns: whether anything differs from what stood there.
  mutating func parts(
    of id: String, _ value: JSONValue, in list: ListReference, _ saying: ImportSaying?,
    over standing: StandingTask
  ) throws(ImportFailure) -> Bool {
    func speaks(of name: String) -> Bool { saying?.columns.contains(name) ?? true }
    var isRicher = false
    let addsOnly = if case .sameMoment = standing { true } else { false }
    for (table, name) in [(TaskPeople.Table.assignees, "assignees"), (.watchers, "watchers")]
    where speaks(of: name) {
      var people: [Int64] = []
      for user in value[name]?.array ?? [] {
        people.append(try person(user, in: list.workspaceID))
      }
      let users = people.withoutRepeats
      let standing = try sqlite { connection throws(SQLiteError) in
        try connection.rows(
          "SELECT user_id FROM \(table.rawValue) WHERE task_id = ? ORDER BY position", [.text(id)]
        ) { $0.integer(0) }
      }
      guard standing != users,
        try replaces(table.rawValue, of: id, by: users.count, addsOnly)
      else { continue }
      isRicher = true
      try sqlite { connection throws(SQLiteError) in
        try TaskPeople.add(users, to: table, of: id, on: connection)
      }
    }
    let moves = try PartMoves(of: id, over: standing, on: connection)
    if speaks(of: "tags"), try tags(of: id, value, in: list, moves, addsOnly) { isRicher = true }
    if !addsOnly, saying == nil {
      try execute("DELETE FROM field_values WHERE task_id = ?", [.text(id)])
    }
    if saying == nil, value["checklists"] != nil,
      try checklists(of: id, value, in: list.workspaceID, addsOnly: addsOnly)
    {
      isRicher = true
    }
    for field in value["custom_fields"]?.array ?? [] {
      let part = TaskPart.value(of: field["id"]?.string ?? "", of: id)
      if moves.isOlder(than: part) { continue }
      if try self.value(field, of: id, in: list) { isRicher = true }
      if let value = field["value"], !value.isNull { try stands(part) }
    }
    return isRicher
  }

  /// - Returns: whether the task has others now.
  private mutating func tags(
    of id: String, _ value: JSONValue, in list: ListReference, _ moves: PartMoves, _ addsOnly: Bool
  ) throws(ImportFailure) -> Bool {
    let standing = try sqlite { connection throws(SQLiteError) in
      try moves.isNew
        ? []
        : connection.rows("SELECT name FROM task_tags WHERE task_id = ?", [.text(id)]) {
          $0.text(0)
        }
    }
    var tags: [Tag] = []
    for tag in value["tags"]?.array ?? [] {
      let part = TaskPart.tag(tag["name"]?.string ?? "", of: id)
      if moves.isOlder(than: part) { continue }
      if let tag = try self.tag(tag, in: list.spaceID) { tags.append(tag) }
      try stands(part)
    }
    let named = tags.withoutRepeats
    let names = Set(named.map(\.name))
    let kept = standing.filter { moves.isOlder(than: .tag($0, of: id)) }
    guard !addsOnly || names.count > standing.count - kept.count else { return false }
    try execute(
      "DELETE FROM task_tags WHERE task_id = ?1 AND name NOT IN (SELECT value FROM json_each(?2))",
      [.text(id), .set(kept.map { .string($0) })])
    for tag in named {
      try sqlite { connection throws(SQLiteError) in
        try TagRows.add(tag, to: id, in: list.spaceID, on: connection)
      }
    }
    return names.union(kept) != Set(standing)
  }

  /// A recorded answer shows the part at a time of its own.
  func stands(_ part: TaskPart) throws(ImportFailure) {
    guard let answered else { return }
    try sqlite { connection throws(SQLiteError) in try part.moved(at: answered, on: connection) }
  }

  /// Whether a task's rows in the table make room for `number` others; then they are gone.
  private func replaces(
    _ table: String, of id: String, by number: Int, _ addsOnly: Bool
  ) throws(ImportFailure) -> Bool {
    if addsOnly {
      let standing = try row(
        "SELECT count(*) FROM \(table) WHERE task_id = ?", [.text(id)], read: { $0.integer(0) })
      guard number > Int(standing ?? 0) else { return false }
    }
    try execute("DELETE FROM \(table) WHERE task_id = ?", [.text(id)])
    return true
  }

  /// A tag as a task or Space shows it, written where the Space lacks it; nil without a name.
  mutating func tag(_ value: JSONValue, in space: Int64) throws(ImportFailure) -> Tag? {
    guard let name = value["name"]?.string, !name.isBlank else { return nil }
    let creator = value["creator"].flatMap(BodyValues.wholeNumber)
    let isKnown = try creator.map { id throws(ImportFailure) in try exists("users", id) } ?? false
    let tag = Tag(
      name: name, foreground: value["tag_fg"]?.string ?? Tag.standardColor,
      background: value["tag_bg"]?.string ?? Tag.standardColor, creator: isKnown ? creator : nil)
    let key = "\(space)/\(tag.name)"
    let isNews = try isNews(.tags, key)
    let existing = try sqlite { connection throws(SQLiteError) in
      let existing = try TagRows.find(tag.name, in: space, on: connection)
      try TagRows.insert(tag, in: space, on: connection)
      return existing
    }
    guard existing != nil, isNews, value["tag_fg"] != nil || value["tag_bg"] != nil else {
      notes.note(.tags, key, existing == nil ? .created : .unchanged)
      return tag
    }
    try execute(
      """
      UPDATE tags SET foreground = ?1, background = ?2
      WHERE space_id = ?3 AND name = ?4 AND (foreground <> ?1 OR background <> ?2)
      """,
      [.text(tag.foreground), .text(tag.background), .integer(space), .text(tag.name)])
    notes.note(.tags, key, connection.changes > 0 ? .updated : .unchanged)
    return tag
  }

  mutating func spaceTag(_ value: JSONValue) throws(ImportFailure) {
    let space = try number(value["project_id"], "project_id")
    guard try exists("spaces", space) else { throw .notYet("the Space \(space) is not known") }
    guard try tag(value, in: space) != nil else { throw .unusable("it has no `name`") }
  }

  mutating func field(_ value: JSONValue, at place: String) throws(ImportFailure) {
    guard let location = FieldLocation(place) else { throw .unusable("it is nowhere offered") }
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
  ///
  /// - Returns: whether the value differs from what stood there.
  mutating func value(_ value: JSONValue, of task: String, in list: ListReference)
    throws(ImportFailure) -> Bool
  {
    let field = try definition(value, in: list.workspaceID, at: .list(list.id))
    guard let shown = value["value"], !shown.isNoFieldValue else { return false }
    if field.type == .users {
      for user in shown.array ?? [] where user["id"] != nil {
        try person(user, in: list.workspaceID)
      }
    }
    guard let stored = FieldValueShape(field: field).stored(shown) else {
      notes.skip(.fields, "a value of type \(field.typeName) that cannot be read")
      return false
    }
    return try sqlite { connection throws(SQLiteError) in
      guard try FieldValueRows.find(field.id, of: task, on: connection) != stored else {
        return false
      }
      try FieldValueRows.set(stored, of: field, on: task, connection: connection)
      return true
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
    let isNews = try isNews(.fields, field.id)
    let (current, outcome) = try sqlite {
      connection throws(SQLiteError) -> (FieldDefinition, ImportReport.Outcome) in
      guard let existing = try FieldRows.find(field.id, on: connection) else {
        try FieldRows.insert(field, in: workspace, at: location, on: connection)
        return (field, .created)
      }
      try FieldRows.offer(field.id, at: location, on: connection)
      guard isNews, existing.json != field.json else {
        return (isNews ? field : existing, .unchanged)
      }
      try FieldRows.update(field, on: connection)
      return (field, .updated)
    }
    notes.note(.fields, field.id, outcome)
    return current
  }
}

/// When the parts of a task came or went last, beside what an answer says of them.
private struct PartMoves {
  private let dates: [TaskPart: Int64]
  private let asOf: Int64
  /// Whether the task was not there before.
  let isNew: Bool

  init(
    of task: String, over standing: ImportWriting.StandingTask, on connection: Connection
  ) throws(ImportFailure) {
    // A part of what was not there may have gone before it came.
    do throws(SQLiteError) { dates = try TaskPart.dates(of: task, on: connection) } catch {
      throw .store(error)
    }
    switch standing {
    case .nothing(let asOf): (self.asOf, isNew) = (asOf, true)
    case .older(let asOf), .sameMoment(let asOf): (self.asOf, isNew) = (asOf, false)
    }
  }

  /// Whether the answer is not newer than what is known of the part.
  func isOlder(than part: TaskPart) -> Bool { dates[part].map { $0 >= asOf } ?? false }
}
