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
  var parts = EntityParts.all
  /// What the tasks are known to have nothing of, so that it need not be looked for.
  var without: EntityParts = []
  var includesMarkdown = false

  /// The tasks whose rows are named, in that order.
  func render(rowIDs: [Int64], in view: StoreView) throws(SQLiteError) -> [JSONValue] {
    guard let first = rowIDs.first else { return [] }
    let isOne = rowIDs.count == 1
    let found = try view.connection.rows(
      isOne ? Self.one : Self.several,
      [isOne ? .integer(first) : .set(rowIDs.map(JSONValue.integer))], read: columns)
    var tasks: [Int64: Found] = [:]
    for columns in found {
      guard let task = try task(columns, in: view) else { continue }
      tasks[columns.rowID] = task
    }
    try addParts(to: &tasks, in: view)
    return rowIDs.compactMap { tasks[$0].map { .object(trimmed($0.members)) } }
  }

  private func addParts(
    to tasks: inout [Int64: Found], in view: StoreView
  ) throws(SQLiteError) {
    guard !tasks.isEmpty else { return }
    var set = TaskSet(
      Dictionary(tasks.values.map { ($0.id, $0.list) }, uniquingKeysWith: { first, _ in first }))
    set.without = without
    for part in TaskParts.members where parts.contains(part.part) {
      // A task shows the fields that it could have.
      let isNone = without.contains(part.part) && part.part != .fields
      let values = isNone ? [:] : try part.load(set, view)
      for (row, task) in tasks {
        tasks[row]?.members[part.name] = values[task.id] ?? part.none
      }
    }
  }

  /// The one task.
  func render(_ task: TaskReference, _ context: RouteContext) throws(APIError) -> JSONValue {
    let tasks = try context.viewed { view throws(SQLiteError) in
      try render(rowIDs: [task.rowID], in: view)
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
    let id: String
    let list: ListReference
    var members: JSONObject
  }

  /// What stands in a task's own row, and the names of what does not.
  private struct Columns {
    let rowID: Int64
    let id: String
    let creator: Int64
    let status: String
    let list: Int64
    var members: JSONObject
  }

  private static let query = """
    SELECT row_id, id, creator, status_id, list_id, custom_id, custom_item_id, name, description,
      markdown, orderindex, date_created, date_updated, date_closed, date_done, archived, parent,
      top_level_parent, priority, due_date, start_date, points, time_estimate FROM tasks
    """
  private static let one = query + " WHERE row_id = ?"
  private static let several = query + " WHERE row_id IN (SELECT value FROM json_each(?))"

  private func columns(_ row: Row) -> Columns {
    let rowID = row.integer(0)
    let id = row.text(1)
    let description = row.text(8)
    let priority = row.optionalInteger(18).flatMap(Priority.init(rawValue:))
    var members = Self.unvarying
    members["id"] = .string(id)
    members["custom_id"] = .optional(row.optionalText(5))
    members["custom_item_id"] = .integer(row.integer(6))
    members["name"] = .string(row.text(7))
    members["text_content"] = .string(description)
    members["description"] = .string(description)
    if includesMarkdown {
      members["markdown_description"] = .string(row.optionalText(9) ?? description)
    }
    members["orderindex"] = .string(
      row.optionalText(10) ?? "\(rowID).\(Self.orderindexFraction)")
    members["date_created"] = .digits(row.integer(11))
    members["date_updated"] = .digits(row.integer(12))
    members["date_closed"] = .digits(row.optionalInteger(13))
    members["date_done"] = .digits(row.optionalInteger(14))
    members["archived"] = .bool(row.bool(15))
    members["parent"] = .optional(row.optionalText(16))
    members["top_level_parent"] = .optional(row.optionalText(17))
    members["priority"] = priority?.json ?? .null
    members["due_date"] = .digits(row.optionalInteger(19))
    members["start_date"] = .digits(row.optionalInteger(20))
    members["points"] = .optional(row.optionalDouble(21))
    members["time_estimate"] = .optional(row.optionalInteger(22))
    members["url"] = .string("https://app.clickup.com/t/\(id)")
    return Columns(
      rowID: rowID, id: id, creator: row.integer(2), status: row.text(3), list: row.integer(4),
      members: members)
  }

  /// nil where what the row names is not there, which the store does not let happen.
  private func task(_ columns: Columns, in view: StoreView) throws(SQLiteError) -> Found? {
    guard let creator = try view.user(columns.creator),
      let status = try view.status(columns.status), let list = try view.list(columns.list)
    else { return nil }
    var members = columns.members
    members["creator"] = creator.creatorJSON
    members["status"] = status.json
    members["team_id"] = .digits(list.workspaceID)
    members["list"] = ["id": .digits(list.id), "name": .string(list.name), "access": true]
    let folder: JSONValue = [
      "id": .digits(list.folderID), "name": .string(list.folder.name),
      "hidden": .bool(list.folder.isHidden), "access": true,
    ]
    members["folder"] = folder
    members["project"] = folder
    members["space"] = ["id": .digits(list.spaceID)]
    return Found(id: columns.id, list: list, members: members)
  }

  /// As recorded: a decimal number with as many places.
  private static let orderindexFraction = String(repeating: "0", count: 32)

  /// What every task here shows alike: nothing is shared.
  private static let unvarying: JSONObject = [
    "group_assignees": [], "permission_level": "create",
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
