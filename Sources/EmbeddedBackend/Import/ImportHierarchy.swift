import APICore
import JSON
import SQLite

extension ImportWriting {
  mutating func space(_ value: JSONValue, in workspace: Int64?) throws(ImportFailure) {
    let id = try number(value["id"], "id")
    let name = try text(value["name"], "name")
    let known = try row(
      "SELECT workspace_id FROM spaces WHERE id = ?", [.integer(id)], read: { $0.integer(0) })
    guard let workspace = known ?? workspace else {
      throw .notYet("the Workspace of the Space \(id) is not known")
    }
    try requireWorkspace(workspace)
    try requireSpace(id, in: workspace)
    try bringUpToDate(
      .spaces, in: "spaces", .integer(id), named: String(id),
      [
        ("name", .text(name)), ("color", value["color"].map { SQLValue($0.string) }),
        ("private", flag(value["private"])), ("archived", flag(value["archived"])),
        ("multiple_assignees", flag(value["multiple_assignees"])),
        ("admin_can_manage", flag(value["admin_can_manage"])),
        ("features", value["features"].map { .text($0.canonicalString) }),
      ])
    for status in value["statuses"]?.array ?? [] { _ = try self.status(status, .space(id)) }
  }

  /// The Space, made with a name for the time being where only its ID is known.
  ///
  /// - Parameter subject: what it is, for whoever reads why it was left out.
  mutating func requireSpace(
    _ id: Int64, in workspace: Int64, name: String? = nil, as subject: String = "it"
  ) throws(ImportFailure) {
    try requireNotGone(.spaces, String(id))
    if try exists("spaces", id) {
      notes.note(.spaces, String(id), .unchanged)
      return
    }
    try requirePlaceNotDeletedHere(.spaces, id, as: subject)
    let identifiers = identifiers
    try sqlite { _ throws(SQLiteError) in
      try SpaceRows.insert(
        id, named: name ?? "Space \(id)", in: workspace, statuses: [], identifiers: identifiers)
    }
    notes.note(.spaces, String(id), .created)
  }

  mutating func folder(_ value: JSONValue) throws(ImportFailure) {
    let space = try knownSpace(value)
    let id = try requireFolder(value, in: space)
    let name = try text(value["name"], "name")
    try bringUpToDate(
      .folders, in: "folders", .integer(id), named: String(id),
      [("name", .text(name)), ("archived", flag(value["archived"]))])
    for status in value["statuses"]?.array ?? [] {
      _ = try self.status(
        status, value["override_statuses"]?.bool == true ? .folder(id) : .space(space))
    }
    for list in value["lists"]?.array ?? [] {
      var list = list
      // Lists inside a Folder's answer leave out what the Folder says.
      if list["folder"] == nil { list["folder"] = value }
      if list["space"] == nil { list["space"] = value["space"] ?? .null }
      let listID = try number(list["id"], "list.id")
      if try !exists("lists", listID), try isDeletedHere(.lists, String(listID), since: lastSeen) {
        notes.skip(.lists, DeletedHere.reason("it"))
        continue
      }
      _ = try self.list(list)
    }
  }

  mutating func requireFolder(
    _ value: JSONValue, in space: Int64, as subject: String = "it"
  ) throws(ImportFailure) -> Int64 {
    let id = try number(value["id"], "folder.id")
    try requireNotGone(.folders, String(id))
    if try exists("folders", id) {
      notes.note(.folders, String(id), .unchanged)
      return id
    }
    try requirePlaceNotDeletedHere(.folders, id, as: subject)
    let name = value["name"]?.string ?? "Folder \(id)"
    let isHidden = value["hidden"]?.bool ?? false
    try sqlite { connection throws(SQLiteError) in
      try FolderRows.insert(id, named: name, in: space, isHidden: isHidden, on: connection)
    }
    notes.note(.folders, String(id), .created)
    return id
  }

  mutating func list(_ value: JSONValue) throws(ImportFailure) -> Int64 {
    let space = try knownSpace(value)
    let folder = try requireFolder(value["folder"] ?? .null, in: space, as: "its Folder")
    let id = try requireList(value, in: folder)
    let name = try text(value["name"], "name")
    var columns: [(name: String, value: SQLValue?)] = [
      ("name", .text(name)), ("content", value["content"].map { .text($0.string ?? "") }),
      ("archived", flag(value["archived"])), ("folder_id", .integer(folder)),
    ]
    for date in ["due_date", "start_date"] {
      columns.append((date, value[date].map { SQLValue(BodyValues.wholeNumber($0)) }))
    }
    columns.append(("color_name", value["status"].map { color(named: $0) }))
    columns.append(("priority", value["priority"].map { SQLValue(priority(of: $0)?.rawValue) }))
    if let assignee = value["assignee"] {
      let workspace = try row(
        "SELECT workspace_id FROM spaces WHERE id = ?", [.integer(space)], read: { $0.integer(0) })
      let person: Int64? =
        assignee["id"] == nil ? nil : try person(assignee, in: workspace ?? 0)
      columns.append(("assignee", SQLValue(person)))
    }
    try bringUpToDate(.lists, in: "lists", .integer(id), named: String(id), columns)
    let overrides = value["override_statuses"]?.bool == true
    for status in value["statuses"]?.array ?? [] {
      _ = try self.status(status, overrides ? .list(id) : .space(space))
    }
    return id
  }

  private func color(named value: JSONValue) -> SQLValue {
    SQLValue(value["status"]?.string.flatMap(ListColor.init(rawValue:))?.rawValue)
  }

  /// A priority as a task shows it (an object with its number), as a List does (with its name), or
  /// as requests carry it.
  func priority(of value: JSONValue) -> Priority? {
    BodyValues.wholeNumber(value["id"] ?? value).flatMap(Priority.init(rawValue:))
      ?? value["priority"]?.string.flatMap { name in
        Priority.allCases.first { $0.name == name.lowercased() }
      }
  }

  mutating func requireList(
    _ value: JSONValue, in folder: Int64, as subject: String = "it"
  ) throws(ImportFailure) -> Int64 {
    let id = try number(value["id"], "list.id")
    try requireNotGone(.lists, String(id))
    if try exists("lists", id) {
      notes.note(.lists, String(id), .unchanged)
      return id
    }
    try requirePlaceNotDeletedHere(.lists, id, as: subject)
    let name = value["name"]?.string ?? "List \(id)"
    try sqlite { connection throws(SQLiteError) in
      try ListRows.insert(id, named: name, in: folder, on: connection)
    }
    notes.note(.lists, String(id), .created)
    return id
  }

  private func knownSpace(_ value: JSONValue) throws(ImportFailure) -> Int64 {
    let space = try number(value["space"]?["id"], "space.id")
    try requireNotGone(.spaces, String(space))
    guard try exists("spaces", space) else {
      try requirePlaceNotDeletedHere(.spaces, space, as: "its Space")
      throw .notYet("the Workspace of the Space \(space) is not known")
    }
    return space
  }

  /// nil where the answer leaves it out.
  private func flag(_ value: JSONValue?) -> SQLValue? { value?.bool.map { SQLValue($0) } }
}
