import APICore
import JSON

/// Reads things as `Watched` compares them: IDs of what stands beside them and not their names,
/// since a person who is renamed has not changed the task.
struct StateReading {
  let workspace: WorkspaceReader
  let path: [String: String]

  /// With the text as it was written.
  static let taskQuery = ["include_markdown_description": ["true"]]

  /// - Parameter members: those that are wanted; nil for all, with what is in the task.
  func task(_ members: [String]?) throws(APIError) -> JSONObject {
    var query = Self.taskQuery
    if members == nil { query["include_subtasks"] = ["true"] }
    let task = try workspace.read(
      .getTask, path: path, query: query, parts: Self.parts(of: members))
    var state = state(of: task)
    guard members == nil else {
      // Nobody's work is lost with who looks on.
      state["watchers"] = ids(task["watchers"])
      return state
    }
    state["subtasks"] = ids(task["subtasks"])
    // The newest come first, so that a new one is always on the first page.
    state["comments"] = ids(try workspace.read(.getTaskComments, path: path)["comments"])
    return state
  }

  /// How a task stands that the answer to its creation shows, where that says all; nothing is in it
  /// yet.
  func task(made answer: JSONValue) -> JSONObject? {
    guard answer["markdown_description"] != nil else { return nil }
    return state(of: answer).merging(["subtasks": [], "comments": [], "attachments": []]) { $1 }
  }

  private func state(of task: JSONValue) -> JSONObject {
    var state = Self.copied(["description", "markdown_description"], of: task)
    for field in ResourceField.ofTask { state[field.name] = field.shown(by: task) }
    state["assignees"] = ids(task["assignees"])
    state["list"] = task["list"]?["id"] ?? .null
    state["tags"] = .array((task["tags"]?.array ?? []).compactMap { $0["name"] })
    state["custom_fields"] = fields(task)
    state["dependencies"] = pairs(task["dependencies"], "task_id", "depends_on")
    state["linked_tasks"] = pairs(task["linked_tasks"], "task_id", "link_id")
    // Records of before there were any have no such member.
    let furtherLists = ids(task["locations"])
    if furtherLists != [] { state["locations"] = furtherLists }
    state["checklists"] = task["checklists"] ?? []
    state["attachments"] = ids(task["attachments"])
    state["time_spent"] = task["time_spent"] ?? 0
    return state
  }

  private static func parts(of members: [String]?) -> EntityParts {
    guard let members else {
      return [.assignees, .tags, .fields, .relations, .time, .checklists, .furtherLists]
    }
    return members.reduce(into: []) { parts, member in
      switch member {
      case "assignees": parts.formUnion([.assignees, .watchers])
      case "tags": parts.insert(.tags)
      case "custom_fields": parts.insert(.fields)
      case "dependencies", "linked_tasks": parts.insert(.relations)
      case "locations": parts.insert(.furtherLists)
      case "time_spent": parts.insert(.time)
      case "checklists": parts.insert(.checklists)
      default: break
      }
    }
  }

  /// The value as `set_custom_field` would send it.
  func customField() throws(APIError) -> JSONObject {
    let task = try workspace.read(
      .getTask, path: ["task_id": path["task_id"] ?? ""], parts: .fields)
    let field = (task["custom_fields"]?.array ?? []).first { $0["id"]?.string == path["field_id"] }
    guard let field else { throw .notThere }
    return ["value": FieldRestoring.value(of: field)]
  }

  /// No route reads one comment: the page that begins with it holds it first.
  func comment() throws(APIError) -> JSONObject {
    guard let listed = ListedComment(at: path),
      let comment = listed.found(in: try workspace.read(listed.page))
    else { throw .notThere }
    return Self.state(ofComment: comment)
  }

  /// - Parameter comment: as its task lists it.
  static func state(ofComment comment: JSONValue) -> JSONObject {
    var state = copied(
      ["comment", "comment_text", "reactions", "reply_count", "resolved"], of: comment)
    state["assignee"] = comment["assignee"]?["id"] ?? .null
    return state
  }

  func tie(_ relation: Relation?) throws(APIError) -> JSONObject {
    let task = try workspace.read(
      .getTask, path: ["task_id": path["task_id"] ?? ""],
      parts: RelationReading.parts)
    return ["exists": .bool(relation?.isShown(by: task, path) ?? false)]
  }

  /// - Parameter isWhole: with what it holds.
  func thing(of resource: Resource?, isWhole: Bool) throws(APIError) -> JSONObject {
    guard let resource else { throw .notThere }
    let answer = try workspace.read(resource.source(path))
    guard let thing = resource.thing(in: answer, path) else { throw .notThere }
    guard isWhole else { return resource.state(of: thing) }
    if resource.isReadAlone {
      return resource.state(of: thing).merging(try contents(of: resource.kind)) { $1 }
    }
    var whole = resource.whole(of: thing)
    if let carriers = resource.named?.carriers {
      // One is enough to see that it is carried.
      var query = TaskQuery(workspaceID: workspace.workspaceID)
      query.includesClosed = true
      query.includesSubtasks = true
      query.parts = []
      carriers(path, &query)
      whole["tasks"] = ids(.array(try workspace.search(query).tasks))
    }
    return whole
  }

  func timeEntry() throws(APIError) -> JSONObject {
    let entry = try workspace.read(.getTimeEntry, path: path).timeEntry
    guard let entry else { throw .notThere }
    return Self.state(ofTimeEntry: entry)
  }

  static func state(ofTimeEntry entry: JSONValue) -> JSONObject {
    var state = copied(["start", "description", "billable"], of: entry)
    state["duration"] = entry.settledDuration
    state["tags"] = .array((entry["tags"]?.array ?? []).compactMap { $0["name"] })
    state["task"] = entry["task"]?["id"] ?? .null
    state["user"] = entry["user"]?["id"] ?? .null
    return state
  }
}

extension StateReading {
  static func copied(_ names: [String], of object: JSONValue) -> JSONObject {
    JSONObject(uniqueKeysWithValues: names.map { ($0, object[$0] ?? .null) })
  }

  func ids(_ objects: JSONValue?) -> JSONValue {
    .array((objects?.array ?? []).compactMap { $0["id"] })
  }

  private func pairs(_ objects: JSONValue?, _ one: String, _ other: String) -> JSONValue {
    .array((objects?.array ?? []).map { [$0[one] ?? .null, $0[other] ?? .null] })
  }

  /// Only those that have a value: a field that is new in the List has none.
  private func fields(_ task: JSONValue) -> JSONValue {
    var values: JSONObject = [:]
    for field in task["custom_fields"]?.array ?? [] {
      guard let id = field["id"]?.string else { continue }
      let value = FieldRestoring.value(of: field)
      if !value.isNull { values[id] = value }
    }
    return .object(values)
  }
}
