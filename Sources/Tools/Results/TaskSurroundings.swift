import JSON

/// What a task has beside what it is: checklists, attachments, people, further Lists, subtasks.
/// Shown where there is something, so many of each at most, and counted where there are more.
struct TaskSurroundings {
  private(set) var members: [String: JSONValue] = [:]
  /// Of what there are more than are shown.
  private(set) var notices: [String] = []

  /// More subtasks than these are shown by `search_tasks`, page by page.
  static let subtaskLimit = 100
  /// Without being asked for: enough to see what there is.
  static let subtaskGlance = 10
  /// Checklists, attachments, people, Lists: more of one kind than a person keeps on a task.
  static let limit = 20
  /// Items of one checklist.
  static let itemLimit = 50
  /// Items stand below items as deep as the service lets them.
  private static let itemDepth = 5
  /// Characters of a name; whoever needs more of it reads the thing itself.
  private static let nameLimit = 500

  init(of task: JSONValue, allSubtasks: Bool) {
    show("checklists", task, Self.checklist)
    count(itemsOf: task)
    show("attachments", task, Self.attachment)
    show("locations", task, Self.named)
    show("watchers", task, TaskOutput.user)
    show("group_assignees", task, Self.named)
    show(subtasksOf: task, all: allSubtasks)
  }

  private mutating func show(
    _ name: String, _ task: JSONValue, _ lean: (JSONValue) -> JSONValue?
  ) {
    let all = task[name]?.array ?? []
    let shown = all.prefix(Self.limit).compactMap(lean)
    if !shown.isEmpty { members[name] = .array(shown) }
    if all.count > Self.limit {
      notices.append("\(Self.limit) of \(all.count) \(name) are shown")
    }
  }

  private mutating func show(subtasksOf task: JSONValue, all isAsked: Bool) {
    let subtasks = task["subtasks"]?.array ?? []
    guard isAsked || !subtasks.isEmpty else { return }
    let limit = isAsked ? Self.subtaskLimit : Self.subtaskGlance
    members["subtask_count"] = .integer(Int64(subtasks.count))
    members["subtasks"] = .array(
      subtasks.prefix(limit).map { subtask in
        .present([
          "id": TaskOutput.id(subtask["id"]), "name": Self.name(subtask["name"]),
          "status": subtask["status"]?["status"],
        ])
      })
    guard subtasks.count > limit else { return }
    notices.append(
      "\(limit) of \(subtasks.count) subtasks are shown; "
        + (isAsked
          ? "search_tasks with subtasks and its List finds the others"
          : "`include_subtasks` shows \(Self.subtaskLimit)"))
  }

  private mutating func count(itemsOf task: JSONValue) {
    for checklist in (task["checklists"]?.array ?? []).prefix(Self.limit) {
      if let notice = Self.notice(ofItemsOf: checklist) { notices.append(notice) }
    }
  }

  static func notice(ofItemsOf checklist: JSONValue) -> String? {
    notice(
      shown: Self.checklist(checklist)?["items"], of: checklist["items"],
      "of the checklist \(checklist["id"]?.identifier ?? "")")
  }

  static func notice(ofItemsBelow item: JSONValue) -> String? {
    notice(
      shown: Self.item(item)?["children"], of: item["children"],
      "below the item \(item["id"]?.identifier ?? "")")
  }

  private static func notice(shown: JSONValue?, of all: JSONValue?, _ place: String) -> String? {
    let (shown, all) = (count(shown), count(all))
    return shown < all ? "\(shown) of \(all) items \(place) are shown" : nil
  }

  /// With those below them.
  private static func count(_ items: JSONValue?) -> Int {
    (items?.array ?? []).reduce(0) { $0 + 1 + count($1["children"]) }
  }

  static func checklist(_ checklist: JSONValue) -> JSONValue? {
    guard let id = TaskOutput.id(checklist["id"]) else { return nil }
    let items = checklist["items"]?.array ?? []
    return .present([
      "id": id, "name": checklist["name"], "resolved": checklist["resolved"],
      "unresolved": checklist["unresolved"],
      "items": .array(items.prefix(itemLimit).compactMap { item($0) }),
    ])
  }

  static func item(_ item: JSONValue, _ depth: Int = itemDepth) -> JSONValue? {
    // Children were seen as objects and as IDs.
    if let id = item.string { return ["id": .string(id)] }
    guard depth > 0, let id = TaskOutput.id(item["id"]) else { return nil }
    let children = (item["children"]?.array ?? []).prefix(itemLimit)
      .compactMap { Self.item($0, depth - 1) }
    return .present([
      "id": id, "name": item["name"], "resolved": item["resolved"],
      "assignee": TaskOutput.user(item["assignee"]),
      "children": children.isEmpty ? nil : .array(children),
    ])
  }

  private static func attachment(_ attachment: JSONValue) -> JSONValue? {
    guard let id = TaskOutput.id(attachment["id"]) else { return nil }
    return .present([
      "id": id, "title": name(attachment["title"]), "size": attachment["size"],
      "url": attachment["url"],
    ])
  }

  private static func named(_ thing: JSONValue) -> JSONValue? {
    guard let id = TaskOutput.id(thing["id"]) else { return nil }
    return .present(["id": id, "name": name(thing["name"])])
  }

  private static func name(_ name: JSONValue?) -> JSONValue? {
    name?.string.map { .string($0.cut(toScalars: nameLimit)) }
  }
}
