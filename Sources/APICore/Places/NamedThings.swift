import JSON

/// One thing that a request names, and that the change reaches.
public indirect enum NamedThing: Sendable, Hashable {
  case workspace(String)
  case space(String)
  case folder(String)
  case list(String)
  /// With the query that says how its ID is meant (`custom_task_ids`).
  case task(String, query: [String: [String]] = [:])
  case timeEntry(String, workspace: String)
  /// The caller's timer, where one runs.
  case runningTimer(workspace: String)
  /// What a Custom Field's value may name, and what is taken out of it. Whether that is tasks is
  /// said by the field's type, which the request does not have: the field is one of the task or the
  /// List `on`.
  case related(Set<String>, takingOut: Set<String>, field: String, on: NamedThing)
}

extension WriteRequest {
  /// Everything that this request names; nil where that is not known for certain, so that a route
  /// that is new is out of every scope until it is understood here.
  ///
  /// A Workspace in the path is only an address where the request names something inside it. So is
  /// a task that another one stops waiting on: the wait is the waiting task's own.
  public func namedThings() -> Set<NamedThing>? {
    guard route.effect != .undeclared else { return nil }
    if let waiting = waitEnded { return [waiting] }
    var things: Set<NamedThing> = []
    for (name, value) in names {
      guard let named = pathThings(name, value) else { return nil }
      things.formUnion(named)
    }
    for (name, values) in query {
      for value in values { things.formUnion(Self.things(name, .string(value))) }
    }
    if case .json(let body) = body {
      for (name, value) in body.object ?? [:] {
        things.formUnion(bodyThings(name, value))
      }
    }
    if route.reach.contains(.runningTimer) {
      things.insert(.runningTimer(workspace: workspaceID))
    }
    return things.isEmpty || isOnWorkspace ? things.union([.workspace(workspaceID)]) : things
  }

  /// How many things this request touches at once, for the budget of items a call.
  ///
  /// The longest list in it: of time entries in the path, of what a field's value adds and removes,
  /// of people. Everything else names one thing.
  public var itemCount: Int {
    var count = path["timer_id"].map { Self.parts($0).count } ?? 1
    if case .json(let body) = body {
      // Which status becomes which is nothing that is touched.
      for (name, value) in body.object ?? [:] where name != "status_mappings" {
        count = max(count, Self.longestList(in: value))
      }
    }
    return max(1, count)
  }

  // MARK: Path, query, body

  /// ClickUp's document spells one parameter `team_Id`, and version 3 has its own word.
  private var workspaceID: String {
    path["team_id"] ?? path["team_Id"] ?? path["workspace_id"] ?? ""
  }

  /// Whether the change is one of the Workspace itself: a new Space, or time on no task.
  private var isOnWorkspace: Bool {
    route.reach.contains { reach in
      switch reach {
      case .workspace: true
      case .workspaceWithoutTask: memberText("tid") == nil
      case .workspaceWhereTaskIsCleared: member("tid") != nil && memberText("tid") == nil
      case .runningTimer: false
      }
    }
  }

  private func pathThings(_ name: String, _ value: String) -> Set<NamedThing>? {
    switch name {
    // They stand in a task, which says where.
    case "checklist_id", "checklist_item_id": return names["task_id"] == nil ? nil : []
    case "comment_id", "parent_comment_id":
      return names["task_id"] == nil && names["list_id"] == nil ? nil : []
    case "team_id", "team_Id", "workspace_id", "interval_id", "field_id", "tag_name", "date":
      return []
    case "space_id": return [.space(value)]
    case "folder_id": return [.folder(value)]
    case "list_id": return [.list(value)]
    case "task_id", "links_to":
      let meaning = query.filter { ["custom_task_ids", "team_id"].contains($0.key) }
      return [.task(value, query: meaning)]
    case "timer_id":
      return Set(Self.parts(value).map { .timeEntry($0, workspace: workspaceID) })
    default: return nil
    }
  }

  private func bodyThings(_ name: String, _ value: JSONValue) -> Set<NamedThing> {
    switch (name, route) {
    case ("value", .setFieldValue): return related(value, path["field_id"])
    // Another thing of the same place, and not a task.
    case (let name, let route) where route.resource?.hasSibling(name) == true: return []
    case ("custom_fields", _):
      return (value.array ?? []).reduce(into: []) { things, field in
        things.formUnion(related(field["value"] ?? .null, field["id"]?.identifier))
      }
    default: return Self.things(name, value)
    }
  }

  /// The task that waited, where a dependency is removed, from whichever side; nil for all else.
  private var waitEnded: NamedThing? {
    guard route == .deleteDependency, body == .none, let task = path["task_id"], path.count == 1
    else { return nil }
    let meaning = query.filter { ["custom_task_ids", "team_id"].contains($0.key) }
    // Exactly one side: what the service makes of both nobody knows.
    switch (query["depends_on"] ?? [], query["dependency_of"] ?? []) {
    case (let blocking, []) where blocking.count == 1: return .task(task, query: meaning)
    case ([], let waiting) where waiting.count == 1: return .task(waiting[0])
    default: return nil
    }
  }

  private func related(_ value: JSONValue, _ field: String?) -> Set<NamedThing> {
    let removed = removals(value)
    let ids = Self.identifiers(in: removed.isEmpty ? value : value["add"] ?? .null)
    guard !ids.isEmpty || !removed.isEmpty else { return [] }
    let holder = (path["task_id"] ?? path["list_id"]).flatMap { holder in
      pathThings(path["task_id"] == nil ? "list_id" : "task_id", holder)?.first
    }
    // Where nothing says what they are, they are taken for the most that they can be.
    guard let field, let holder else { return Set(ids.union(removed).map { .task($0) }) }
    return [.related(ids, takingOut: removed, field: field, on: holder)]
  }

  /// What `{"add": […], "rem": […]}` takes out, in exactly this form. Of a task that is made
  /// nothing can be taken out, so that there it may mean something else.
  private func removals(_ value: JSONValue) -> Set<String> {
    guard route == .setFieldValue, let members = value.object, let removed = members["rem"]?.array,
      members.keys.allSatisfy(["add", "rem"].contains)
    else { return [] }
    let ids = removed.compactMap(Self.text)
    return ids.count == removed.count ? Set(ids) : []
  }

  /// By the name alone, whichever route: one that the service ignores there does no harm.
  private static func things(_ name: String, _ value: JSONValue) -> Set<NamedThing> {
    guard let id = text(value) else { return [] }
    switch name {
    case "parent", "links_to", "depends_on", "dependency_of", "tid", "task_id":
      return [.task(id)]
    case "list_id": return [.list(id)]
    case "folder_id", "parent_folder_id": return [.folder(id)]
    case "space_id": return [.space(id)]
    default: return []
    }
  }

  /// A relationship's value is `{"add": […], "rem": […]}`; users and labels look much the same. All
  /// that the service could read as an ID, however deep it stands.
  private static func identifiers(in value: JSONValue) -> Set<String> {
    switch value {
    case .array(let elements): elements.reduce(into: []) { $0.formUnion(identifiers(in: $1)) }
    case .object(let members):
      members.values.reduce(into: []) { $0.formUnion(identifiers(in: $1)) }
    default: text(value).map { [$0] } ?? []
    }
  }

  private static func longestList(in value: JSONValue) -> Int {
    switch value {
    case .array(let elements):
      max(elements.count, elements.map(longestList).max() ?? 0)
    case .object(let members):
      // What is added and what is removed are touched alike.
      members.values.map(longestList).reduce(0, +)
    default: 0
    }
  }

  private func member(_ name: String) -> JSONValue? {
    guard case .json(let body) = body else { return nil }
    return body[name]
  }

  private func memberText(_ name: String) -> String? { member(name).flatMap(Self.text) }

  /// An ID, which the service writes as a string or as a number.
  private static func text(_ value: JSONValue) -> String? {
    value.identifier.flatMap { $0.isEmpty ? nil : $0 }
  }

  private static func parts(_ list: String) -> [String] {
    list.split(separator: ",").map(String.init)
  }
}
