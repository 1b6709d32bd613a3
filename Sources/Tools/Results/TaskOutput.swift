import APICore
import JSON

/// Tasks as the tools answer them: what an agent uses next, not the service's whole entity.
enum TaskOutput {
  /// A row of a list of tasks.
  /// - Parameter matches: where the words stand that were looked for.
  static func row(
    _ task: JSONValue, _ matches: [TaskMatch], _ context: ToolContext
  ) -> JSONValue {
    var members = rowMembers(task, context)
    // It is made of the ID, and rows are many.
    members["url"] = nil
    members["matched"] = list(matches.map { MatchOutput.lean($0, context) })
    return .present(members)
  }

  /// What a write answers: what was stored, how dates were understood, and where the service stored
  /// something else than was asked.
  static func written(
    _ task: JSONValue, by request: WriteRequest, _ differences: [String], _ context: ToolContext
  ) -> JSONValue {
    let understood = TaskFields.understood(request.members, context)
    return .present([
      "id": id(task["id"]), "name": task["name"], "url": task["url"],
      "status": task["status"]?["status"], "priority": task["priority"]?["priority"],
      "due_date": context.day(task["due_date"]), "start_date": context.day(task["start_date"]),
      "assignees": users(task["assignees"]), "tags": tags(task), "parent": id(task["parent"]),
      "list": reference(task["list"]), "version": version(task),
      "understood": understood.isEmpty ? nil : .object(understood),
      "differs": differences.isEmpty ? nil : .array(differences.map(JSONValue.string)),
    ])
  }

  /// One task with everything that is its own.
  static func whole(
    _ task: JSONValue, _ context: ToolContext, _ reading: TextReading
  ) -> [String: JSONValue?] {
    let more: [String: JSONValue?] = [
      "custom_id": id(task["custom_id"]), "custom_item_id": itemType(task),
      "start_date": context.day(task["start_date"]),
      "time_estimate": task["time_estimate"]?.durationText,
      "time_spent": task["time_spent"]?.durationText, "points": task["points"],
      "archived": task["archived"], "creator": user(task["creator"]),
      "date_created": context.text(of: task["date_created"]),
      "date_closed": context.text(of: task["date_closed"]),
      "custom_fields": fields(task, context, reading),
      "waiting_on": dependencies(task, waiting: true),
      "blocking": dependencies(task, waiting: false), "linked_tasks": links(task),
      "version": version(task),
    ]
    return rowMembers(task, context).merging(more) { _, last in last }
      .merging(reading.one(description(of: task), as: "description")) { _, last in last }
  }

  /// The next part of one of its long texts, and which task it is.
  ///
  /// - Throws: where the text is gone, or is not the one that was read.
  static func part(
    _ task: JSONValue, from place: LongText.Position, _ query: Cursor.Query, _ context: ToolContext
  ) throws(ToolError) -> JSONValue {
    let description = description(of: task)
    let isDescription = description?.id == place.id
    let texts = CustomFieldText(context: context)
    let field = (task["custom_fields"]?.array ?? []).first { texts.text(of: $0)?.id == place.id }
    _ = try place.check(isDescription ? description : field.flatMap(texts.text))
    return TextReading.fitting(query, from: place) { reading in
      var members = rowMembers(task, context)
      members["version"] = version(task)
      if isDescription {
        members.merge(reading.one(description, as: "description")) { $1 }
      } else if let field {
        members["custom_fields"] = .array([texts.lean(field, reading)].compactMap(\.self))
      }
      members["notice"] = notice(of: members).map(JSONValue.string)
      return .present(members)
    }
  }

  /// What is to be said of the texts that are shown in part.
  static func notice(of members: [String: JSONValue?]) -> String? {
    let fields = (members["custom_fields"] ?? nil)?.array ?? []
    let task = JSONValue.present(members)
    let names = [
      task["cut"].map { _ in "the description" },
      fields.contains { $0["cut"] != nil } ? "a Custom Field" : nil,
    ].compactMap(\.self)
    return TextReading.notice(
      of: [task] + fields, text: names.joined(separator: " or "),
      next: "`get_task` with the same `task_id`")
  }

  private static func description(of task: JSONValue) -> LongText? {
    LongText("description", (task["markdown_description"] ?? task["description"])?.string)
  }

  /// nil for what is plainly a task.
  private static func itemType(_ task: JSONValue) -> JSONValue? {
    task["custom_item_id"]?.integer.flatMap { $0 == 0 ? nil : .integer($0) }
  }

  private static func version(_ task: JSONValue) -> JSONValue? {
    Version.of(task: task).map(JSONValue.string)
  }

  private static func rowMembers(
    _ task: JSONValue, _ context: ToolContext
  ) -> [String: JSONValue?] {
    [
      "id": id(task["id"]), "name": task["name"], "status": task["status"]?["status"],
      "priority": task["priority"]?["priority"], "due_date": context.day(task["due_date"]),
      "assignees": users(task["assignees"]), "tags": tags(task), "parent": id(task["parent"]),
      "list": reference(task["list"]), "url": task["url"],
      "date_updated": context.text(of: task["date_updated"]),
    ]
  }
}

extension TaskOutput {
  static func id(_ value: JSONValue?) -> JSONValue? {
    value?.identifier.map(JSONValue.string)
  }

  /// `{"id", "username"}`.
  static func user(_ user: JSONValue?) -> JSONValue? {
    guard let id = id(user?["id"]) else { return nil }
    return .present(["id": id, "username": user?["username"]])
  }

  /// nil where there is none: an empty array says no more than its absence.
  static func users(_ users: JSONValue?) -> JSONValue? { list(users?.array?.compactMap(user)) }

  /// `{"id", "name"}`.
  static func reference(_ value: JSONValue?) -> JSONValue? {
    guard let id = id(value?["id"]) else { return nil }
    return .present(["id": id, "name": value?["name"]])
  }

  private static func tags(_ task: JSONValue) -> JSONValue? {
    list(task["tags"]?.array?.compactMap { $0["name"] })
  }

  /// `type` 1 and `task_id` the waiting one, as
  /// https://developer.clickup.com/reference/adddependency shows it.
  private static func dependencies(_ task: JSONValue, waiting: Bool) -> JSONValue? {
    let (own, other) = waiting ? ("task_id", "depends_on") : ("depends_on", "task_id")
    return list(
      task["dependencies"]?.array?.compactMap { dependency in
        id(dependency[own]) == id(task["id"]) ? id(dependency[other]) : nil
      })
  }

  private static func links(_ task: JSONValue) -> JSONValue? {
    list(
      task["linked_tasks"]?.array?.compactMap { link in
        [link["link_id"], link["task_id"]].compactMap { id($0) }.first { $0 != id(task["id"]) }
      })
  }

  private static func fields(
    _ task: JSONValue, _ context: ToolContext, _ reading: TextReading
  ) -> JSONValue? {
    list(
      task["custom_fields"]?.array?.filter { $0["value"]?.isNull == false }
        .compactMap { CustomFieldText(context: context).lean($0, reading) })
  }

  private static func list(_ elements: [JSONValue]?) -> JSONValue? {
    guard let elements, !elements.isEmpty else { return nil }
    return .array(elements)
  }
}
