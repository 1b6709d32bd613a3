import APICore
import JSON
import SQLite

/// Sets and clears the fields of one task.
struct FieldWriting {
  let context: RouteContext
  let task: TaskReference

  func set(_ fieldID: String, to value: JSONValue, options: JSONValue?) throws(APIError) {
    let field = try offered(fieldID)
    let user = try context.authorizedUser()
    let reader = FieldValueReader(field: field) {
      DateOnly.stored($0, timeZone: user.timeZone, process: context.processZone)
    }
    switch try reader.change(to: value, options: options) {
    case .clear: try clear(field)
    case .click: break
    case .set(let stored): try store(stored, field)
    case .elements(let add, let remove): try change(field, adding: add, removing: remove)
    }
  }

  /// Fails where a field that must be set is not.
  func requireRequired() throws(APIError) {
    let missing = try context.viewed { view throws(SQLiteError) in
      guard let list = try view.list(task.listID) else { return [String]() }
      var names: [String] = []
      for field in try view.fields(at: list.fieldLocations) where field.isRequired {
        if try FieldValueRows.find(field.id, of: task.id, on: view.connection) == nil {
          names.append(field.name)
        }
      }
      return names
    }
    guard missing.isEmpty else {
      throw Refusal.fieldValue(
        "`custom_fields` must set what is required here: " + missing.joined(separator: ", "))
    }
  }

  func clear(_ fieldID: String) throws(APIError) { try clear(offered(fieldID)) }

  private func clear(_ field: FieldDefinition) throws(APIError) {
    try context.sql { connection throws(SQLiteError) in
      try FieldValueRows.clear(field.id, of: task.id, on: connection)
      try TaskPart.value(of: field.id, of: task.id)
        .moved(at: context.now.rawValue, on: connection)
    }
  }

  private func store(_ value: JSONValue, _ field: FieldDefinition) throws(APIError) {
    try context.sql { connection throws(SQLiteError) in
      try FieldValueRows.set(value, of: field, on: task.id, connection: connection)
    }
  }

  /// The field, which must be offered in the task's List.
  private func offered(_ id: String) throws(APIError) -> FieldDefinition {
    let offered = try context.viewed { view throws(SQLiteError) in
      guard let list = try view.list(task.listID) else { return [FieldDefinition]() }
      return try view.fields(at: list.fieldLocations)
    }
    if let field = offered.first(where: { $0.id == id }) { return field }
    let elsewhere = try context.sql { connection throws(SQLiteError) in
      try FieldRows.find(id, on: connection)
    }
    guard let elsewhere else { throw Refusal.notFound("Custom Field \(id)") }
    throw Refusal.fieldValue(
      "the Custom Field \(elsewhere.name) is not offered in the List of task \(task.id)")
  }

  private func change(_ field: FieldDefinition, adding: [String], removing: [String])
    throws(APIError)
  {
    for id in adding { try requireElement(id, of: field) }
    let old = try context.sql { connection throws(SQLiteError) in
      try FieldValueRows.find(field.id, of: task.id, on: connection)
    }
    let standing = (old?.array ?? []).filter { element in
      FieldElement.id(of: element).map { !removing.contains($0) } ?? false
    }
    let known = standing.compactMap(FieldElement.id)
    let joining = adding.filter { !removing.contains($0) && !known.contains($0) }
    let new =
      standing + joining.map { field.type == .attachment ? ["id": .string($0)] : .string($0) }
    if field.configuration["single_user"]?.bool == true, new.count > 1 {
      throw Refusal.fieldValue(
        "\(field.name) takes one person; remove the others with `rem` in the same request")
    }
    if new.isEmpty { return try clear(field) }
    try store(.array(new), field)
  }

  /// People must belong to the Workspace, and tasks must be there. No file can be uploaded here, so
  /// that of files nothing is known but the ID.
  private func requireElement(_ id: String, of field: FieldDefinition) throws(APIError) {
    if field.type == .attachment { return }
    if field.type == .tasks || field.type == .listRelationship {
      guard try context.task(id: id).workspaceID == task.workspaceID else {
        throw Refusal.fieldValue("task \(id) is in another Workspace")
      }
      return
    }
    let isMember = try context.viewed { view throws(SQLiteError) in
      try Int64(id).map { user throws(SQLiteError) in
        try view.isMember(user, of: task.workspaceID)
      } ?? false
    }
    guard isMember else {
      throw Refusal.fieldValue("user \(id) is not a member of the Workspace")
    }
  }
}
