import JSON
import SQLite

/// The `custom_fields` of tasks: every field that is offered where the task stands, with `value`
/// where it is set.
enum FieldRendering {
  private struct Value {
    let task: String
    let field: String
    let stored: JSONValue
  }

  @Sendable static func json(of tasks: TaskSet, in view: StoreView) throws(SQLiteError)
    -> [String: JSONValue]
  {
    let connection = view.connection
    var fieldsOfList: [Int64: [FieldDefinition]] = [:]
    for list in tasks.lists.values where fieldsOfList[list.id] == nil {
      fieldsOfList[list.id] = try view.fields(at: list.fieldLocations)
    }
    // Most Workspaces have no fields, and most tasks of a page are in one List.
    guard fieldsOfList.values.contains(where: { !$0.isEmpty }) else { return [:] }
    let values =
      if tasks.without.contains(.fields) { [Value]() } else {
        try connection.rows(
          """
          SELECT task_id, field_id, value FROM field_values WHERE \(tasks.isAny("task_id"))
          """, [tasks.value]
        ) { Value(task: $0.text(0), field: $0.text(1), stored: .stored($0.text(2))) }
      }
    let valuesOfTask = Dictionary(grouping: values, by: \.task)
    let fields = Dictionary(
      fieldsOfList.values.joined().map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let people = try people(in: values, fields, view)
    let others = try otherTasks(in: values, fields, on: connection)

    var shown: [String: JSONValue] = [:]
    for (task, list) in tasks.lists {
      let stored = Dictionary(
        (valuesOfTask[task] ?? []).map { ($0.field, $0.stored) }, uniquingKeysWith: { $1 })
      var members: [JSONValue] = []
      for field in fieldsOfList[list.id] ?? [] {
        var member = field.json
        if field.type == .automaticProgress {
          member["value"] = try AutomaticProgress.value(of: field, task, on: connection)
        } else if let value = stored[field.id] {
          member["value"] = FieldValueShape(field: field).shown(
            value, users: people, tasks: others)
          member["value_richtext"] = ""
        }
        members.append(.object(member))
      }
      shown[task] = .array(members)
    }
    return shown
  }

  private static func elements(
    of types: Set<FieldType?>, in values: [Value], _ fields: [String: FieldDefinition]
  ) -> [JSONValue] {
    values.filter { types.contains(fields[$0.field]?.type) }.flatMap { $0.stored.array ?? [] }
  }

  private static func people(
    in values: [Value], _ fields: [String: FieldDefinition], _ view: StoreView
  ) throws(SQLiteError) -> [String: JSONValue] {
    let ids = elements(of: [.users], in: values, fields)
    let users = try view.users(ids.compactMap { $0.string.flatMap { Int64($0) } })
    return Dictionary(
      users.values.map { (String($0.id), $0.json) }, uniquingKeysWith: { first, _ in first })
  }

  private static func otherTasks(
    in values: [Value], _ fields: [String: FieldDefinition], on connection: Connection
  ) throws(SQLiteError) -> [String: JSONValue] {
    let ids = elements(of: [.tasks, .listRelationship], in: values, fields)
    guard !ids.isEmpty else { return [:] }
    let tasks = try connection.rows(
      """
      SELECT t.id, t.name, s.status, s.color, p.workspace_id
      FROM tasks t JOIN statuses s ON s.id = t.status_id JOIN lists l ON l.id = t.list_id
        JOIN folders f ON f.id = l.folder_id JOIN spaces p ON p.id = f.space_id
      WHERE t.id IN (SELECT value FROM json_each(?))
      """, [.text(JSONValue.array(ids).canonicalString)]
    ) { row in
      (
        id: row.text(0),
        json: [
          "id": .string(row.text(0)), "name": .string(row.text(1)),
          "status": .string(row.text(2)), "color": .string(row.text(3)), "custom_type": nil,
          "team_id": .string(row.text(4)), "deleted": false,
          "url": .string("https://app.clickup.com/t/\(row.text(0))"), "access": true,
        ] as JSONValue
      )
    }
    return Dictionary(tasks.map { ($0.id, $0.json) }, uniquingKeysWith: { first, _ in first })
  }
}

/// The progress that the service works out by itself.
enum AutomaticProgress {
  /// Of what the field tracks: subtasks that are done, assigned comments that are resolved.
  static func value(of field: FieldDefinition, _ task: String, on connection: Connection)
    throws(SQLiteError) -> JSONValue
  {
    let tracking = field.configuration["tracking"]
    var done = 0.0
    var all = 0.0
    func count(_ sql: String) throws(SQLiteError) {
      let counts = try connection.row(sql, [.text(task)]) { ($0.double(0), $0.double(1)) }
      done += counts?.0 ?? 0
      all += counts?.1 ?? 0
    }
    if tracking?["subtasks"]?.bool != false {
      try count(
        """
        SELECT count(*) FILTER (WHERE s.type IN ('done', 'closed')), count(*)
        FROM tasks t JOIN statuses s ON s.id = t.status_id WHERE t.parent = ?
        """)
    }
    if tracking?["assigned_comments"]?.bool == true {
      try count(
        """
        SELECT count(*) FILTER (WHERE resolved = 1), count(*) FROM comments
        WHERE task_id = ? AND assignee IS NOT NULL
        """)
    }
    return ["percent_complete": JSONValue(all > 0 ? (done / all * 100).rounded() : 0)]
  }
}
