import APICore
import JSON
import SQLite

/// A task as the API shows it.
///
/// A page is rendered with one query for the tasks and one for each of their parts, however many
/// tasks it holds.
struct TaskShape: Sendable {
  /// "Create Task", "Get Task" and "Update Task" answer one task; the others a page of them.
  enum Audience: Sendable { case one, page }

  var audience = Audience.page
  var includesMarkdown = false

  /// The tasks whose rows are named, in that order.
  func render(rowIDs: [Int64], on connection: Connection) throws(SQLiteError) -> [JSONValue] {
    guard !rowIDs.isEmpty else { return [] }
    let set = JSONValue.array(rowIDs.map(JSONValue.integer)).canonicalString
    let found = try connection.rows(Self.query, [.text(set)], read: members)
    var tasks = Dictionary(uniqueKeysWithValues: found.map { ($0.rowID, $0) })
    let ids = TaskSet(ids: found.map(\.id))
    for part in TaskParts.members {
      let values = try part.load(ids, connection)
      for task in found { tasks[task.rowID]?.members[part.name] = values[task.id] ?? part.none }
    }
    return rowIDs.compactMap { tasks[$0].map { .object(trimmed($0.members)) } }
  }

  /// The one task.
  func render(_ task: TaskReference, _ context: RouteContext) throws(APIError) -> JSONValue {
    let tasks = try context.sql { connection throws(SQLiteError) in
      try render(rowIDs: [task.rowID], on: connection)
    }
    guard let only = tasks.first else { throw Refusal.taskNotFound }
    return only
  }

  /// On a page `time_spent` stands only where time was tracked (as recorded).
  private func trimmed(_ members: JSONObject) -> JSONObject {
    guard audience == .page, members["time_spent"] == 0 else { return members }
    var members = members
    members["time_spent"] = nil
    return members
  }

  private struct Found {
    let rowID: Int64
    let id: String
    var members: JSONObject
  }

  private static let query = """
    SELECT \(User.columns), \(Status.columns),
      t.row_id, t.id, t.custom_id, t.custom_item_id, t.name, t.description, t.markdown,
      t.orderindex, t.date_created, t.date_updated, t.date_closed, t.date_done, t.archived,
      t.parent, t.top_level_parent, t.priority, t.due_date, t.start_date, t.points,
      t.time_estimate, p.workspace_id, l.id, l.name, f.id, f.name, f.hidden, p.id
    FROM tasks t JOIN users u ON u.id = t.creator JOIN statuses s ON s.id = t.status_id
      JOIN lists l ON l.id = t.list_id JOIN folders f ON f.id = l.folder_id
      JOIN spaces p ON p.id = f.space_id
    WHERE t.row_id IN (SELECT value FROM json_each(?))
    """

  private func members(_ row: Row) -> Found {
    let first = User.columnCount + Status.columnCount
    let rowID = row.integer(first)
    let id = row.text(first + 1)
    let description = row.text(first + 5)
    let priority = row.optionalInteger(first + 15).flatMap(Priority.init(rawValue:))
    var members = Self.unvarying
    members["id"] = .string(id)
    members["custom_id"] = .optional(row.optionalText(first + 2))
    members["custom_item_id"] = .integer(row.integer(first + 3))
    members["name"] = .string(row.text(first + 4))
    members["text_content"] = .string(description)
    members["description"] = .string(description)
    if includesMarkdown {
      members["markdown_description"] = .string(row.optionalText(first + 6) ?? description)
    }
    members["status"] = Status(row, from: User.columnCount).json
    members["orderindex"] = .string(
      row.optionalText(first + 7) ?? "\(rowID).\(Self.orderindexFraction)")
    members["date_created"] = .digits(row.integer(first + 8))
    members["date_updated"] = .digits(row.integer(first + 9))
    members["date_closed"] = .digits(row.optionalInteger(first + 10))
    members["date_done"] = .digits(row.optionalInteger(first + 11))
    members["archived"] = .bool(row.bool(first + 12))
    members["creator"] = User(row).creatorJSON
    members["parent"] = .optional(row.optionalText(first + 13))
    members["top_level_parent"] = .optional(row.optionalText(first + 14))
    members["priority"] = priority?.json ?? .null
    members["due_date"] = .digits(row.optionalInteger(first + 16))
    members["start_date"] = .digits(row.optionalInteger(first + 17))
    members["points"] = .optional(row.optionalDouble(first + 18))
    members["time_estimate"] = .optional(row.optionalInteger(first + 19))
    members["team_id"] = .digits(row.integer(first + 20))
    members["url"] = .string("https://app.clickup.com/t/\(id)")
    members["list"] = [
      "id": .digits(row.integer(first + 21)), "name": .string(row.text(first + 22)),
      "access": true,
    ]
    let folder: JSONValue = [
      "id": .digits(row.integer(first + 23)), "name": .string(row.text(first + 24)),
      "hidden": .bool(row.bool(first + 25)), "access": true,
    ]
    members["folder"] = folder
    members["project"] = folder
    members["space"] = ["id": .digits(row.integer(first + 26))]
    return Found(rowID: rowID, id: id, members: members)
  }

  /// As recorded: a decimal number with as many places.
  private static let orderindexFraction = String(repeating: "0", count: 32)

  /// What every task here shows alike: nothing is shared, nothing is in a second List.
  private static let unvarying: JSONObject = [
    "group_assignees": [], "checklists": [], "locations": [], "permission_level": "create",
    "sharing": [
      "public": false, "public_share_expires_on": nil,
      "public_fields": [
        "assignees", "priority", "due_date", "content", "comments", "attachments",
        "customFields", "subtasks", "tags", "checklists", "coverimage",
      ],
      "token": nil, "seo_optimized": false,
    ],
  ]
}
