import APICore
import JSON
import SQLite

/// How time entries are answered: which numbers are strings depends on the route (as recorded).
struct TimeShape {
  let context: RouteContext
  var includesTaskTags = false
  var includesLocationNames = false

  /// What a route says of the entry.
  enum Form {
    case created, started, stopped, current, listed
  }

  func render(_ entries: [TimeEntry], as form: Form) throws(APIError) -> [JSONValue] {
    try context.viewed { view throws(SQLiteError) in
      let users = try view.users(entries.map(\.user))
      let tasks = try tasks(of: entries, in: view)
      let tags =
        includesTaskTags && !tasks.isEmpty
        ? try TagRows.json(of: TaskSet(tasks.mapValues(\.list)), in: view) : [:]
      return entries.map { entry in
        var members = common(entry, user: users[entry.user], form)
        let task = entry.task.flatMap { tasks[$0] }
        if let task { members["task"] = json(task, form) }
        write(entry, as: form, to: &members)
        if form == .listed { locate(task, tags: tags, &members) }
        return .object(members)
      }
    }
  }

  func render(_ entry: TimeEntry, as form: Form) throws(APIError) -> JSONValue {
    try render([entry], as: form).first ?? .null
  }

  private func common(_ entry: TimeEntry, user: User?, _ form: Form) -> JSONObject {
    var person = user?.json ?? .null
    if form == .created, let user { person["timezone"] = user.timeZoneName }
    return [
      "id": .digits(entry.id), "wid": .digits(entry.workspaceID), "user": person,
      "billable": .bool(entry.isBillable), "description": .string(entry.description),
      "tags": .array(entry.labels.map(label)), "is_locked": false, "task_location": [:],
    ]
  }

  /// The times, in the types that each route was recorded with.
  private func write(
    _ entry: TimeEntry, as form: Form, to members: inout JSONObject
  ) {
    let duration = entry.duration(at: context.now)
    switch form {
    case .created, .started:
      members["start"] = .integer(entry.start)
      members["duration"] = .integer(duration)
      members["at"] = .integer(entry.changed)
      if let end = entry.end { members["end"] = .digits(end) }
    case .current:
      members["start"] = .digits(entry.start)
      members["duration"] = .integer(duration)
      members["at"] = .digits(entry.changed)
    case .stopped:
      members["start"] = .digits(entry.start)
      members["end"] = .optional(entry.end)
      members["duration"] = .integer(duration)
      members["at"] = .integer(entry.changed)
      members["source"] = .string(entry.source)
      members["approval_id"] = .null
    case .listed:
      members["start"] = .digits(entry.start)
      members["end"] = .digits(entry.end)
      members["duration"] = .digits(duration)
      members["at"] = .digits(entry.changed)
      members["source"] = .string(entry.source)
      members["approval_id"] = .null
    }
  }

  private func locate(
    _ task: EntryTask?, tags: [String: JSONValue], _ members: inout JSONObject
  ) {
    guard let task else { return }
    var location: JSONValue = [
      "list_id": .digits(task.list.id), "folder_id": .digits(task.list.folderID),
      "space_id": .digits(task.list.spaceID),
    ]
    if includesLocationNames {
      location["list_name"] = .string(task.list.name)
      location["folder_name"] = .string(task.list.folder.name)
      location["space_name"] = .string(task.list.folder.space.name)
    }
    members["task_location"] = location
    members["task_url"] = .string("https://app.clickup.com/t/\(task.id)")
    if includesTaskTags { members["task_tags"] = tags[task.id] ?? [] }
  }

  private struct EntryTask {
    let id: String
    let name: String
    let status: Status
    let list: ListReference
  }

  private func json(_ task: EntryTask, _ form: Form) -> JSONValue {
    var status = task.status.json
    var json: JSONValue = ["id": .string(task.id), "name": .string(task.name)]
    if form == .stopped || form == .listed {
      status["id"] = nil
      json["custom_type"] = .null
    }
    json["status"] = status
    return json
  }

  private func tasks(of entries: [TimeEntry], in view: StoreView) throws(SQLiteError)
    -> [String: EntryTask]
  {
    let ids = Set(entries.compactMap(\.task))
    guard let first = ids.first else { return [:] }
    let isOne = ids.count == 1
    let rows = try view.connection.rows(
      """
      SELECT t.id, t.name, t.status_id, t.list_id FROM tasks t
      WHERE t.id \(isOne ? "= ?" : "IN (SELECT value FROM json_each(?))")
      """, [isOne ? .text(first) : .set(ids.map(JSONValue.string))]
    ) { (id: $0.text(0), name: $0.text(1), status: $0.text(2), list: $0.integer(3)) }
    var tasks: [String: EntryTask] = [:]
    for row in rows {
      guard let status = try view.status(row.status), let list = try view.list(row.list) else {
        continue
      }
      tasks[row.id] = EntryTask(id: row.id, name: row.name, status: status, list: list)
    }
    return tasks
  }

  private func label(_ label: TimeEntry.Label) -> JSONValue {
    [
      "name": .string(label.name), "tag_fg": .string(label.foreground),
      "tag_bg": .string(label.background), "creator": .optional(label.creator),
    ]
  }
}
