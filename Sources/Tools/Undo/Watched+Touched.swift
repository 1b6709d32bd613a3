import APICore
import JSON

// Which later writes are in the way of an undoing though the thing stands as the write left it:
// what was changed and changed back, or set once more to what it was, is the later writes' doing,
// and would be taken along.
//
// Told by the requests in the ledger and not by a date: a thing has one date for all that it has,
// so that one could not undo a name because somebody commented.
extension Watched {
  /// Whether `request` sets what undoing would set, or names the thing that undoing would delete.
  ///
  /// What is made beside or in a thing does not count: it has an ID of its own, so that it is in
  /// the state of the thing, or gone for good.
  func isTouched(by request: WriteRequest) -> Bool {
    let route = request.route
    switch kind {
    case .customField:
      return [.setFieldValue, .removeFieldValue].contains(route) && request.path == path
    case .relation: return isTied(by: request)
    // A reply names what it answers, and leaves it as it is.
    case .comment: return route.effect != .makes && request.path["comment_id"] == id
    case .resource:
      if resource?.isReadAlone == true, members == nil { return isNamed(by: request) }
      // What stands in it is named with it.
      guard let resource, route.resource == resource,
        request.path.allSatisfy({ name, value in
          name == resource.idName || (path[name] ?? value) == value
        })
      else { return false }
      // What was there already may be made once more.
      let named = route.effect == .makes ? resource.names(after: request) : request.path
      guard named[resource.idName] == id else { return false }
      guard let members else { return true }
      return request.route.effect == .removes || members.contains { request.fields[$0] != nil }
    case .timeEntry:
      return (request.path["timer_id"] ?? "").split(separator: ",").contains { $0 == id }
    case .task: break
    }
    guard let members else { return isNamed(by: request) }
    guard case .path(let name)? = route.subject?.id, request.path[name] == id,
      name == "task_id"
    else { return false }
    return !Set(members).isDisjoint(with: set(by: request))
  }

  /// By which it is named wherever a request names it.
  var id: String {
    switch kind {
    case .comment: path["comment_id"] ?? ""
    case .resource: resource.flatMap { path[$0.idName] } ?? ""
    case .timeEntry: path["timer_id"] ?? ""
    case .task, .relation, .customField: path["task_id"] ?? ""
    }
  }

  private func isTied(by request: WriteRequest) -> Bool {
    guard let relation else { return false }
    let routes = [true, false].map { relation.request(isMade: $0, path).route }
    return routes.contains(request.route)
      && relation.isSame(path, relation.ends(of: request, task: request.path["task_id"] ?? ""))
  }

  private func isNamed(by request: WriteRequest) -> Bool {
    // What is not understood may have touched it.
    guard let things = request.namedThings() else { return true }
    return things.contains { thing in
      if case .related(let ids, let removed, _, _) = thing, kind == .task {
        return ids.contains(id) || removed.contains(id)
      }
      guard request.route.effect != .makes else { return false }
      return switch (resource?.kind ?? .task, thing) {
      case (.task, .task(let named, _)), (.space, .space(let named)), (.folder, .folder(let named)),
        (.list, .list(let named)):
        named == id
      default: false
      }
    }
  }

  /// The members that a request on the thing itself sets.
  private func set(by request: WriteRequest) -> Set<String> {
    switch request.route {
    case .addTaskTag, .removeTaskTag: return ["tags"]
    case .setFieldValue, .removeFieldValue: return ["custom_fields"]
    case .addDependency, .deleteDependency: return ["dependencies"]
    case .addTaskLink, .deleteTaskLink: return ["linked_tasks"]
    case .addTaskToList, .removeTaskFromList: return ["locations"]
    case .moveTask: return request.statusOfMoved == nil ? ["list"] : ["list", "status"]
    default:
      guard case .json(let body) = request.body, let body = body.object else { return [] }
      var members = Self.members(setBy: body)
      // Undoing an assignment takes off who watches because of it.
      if body["watchers"] != nil { members.insert("assignees") }
      return members
    }
  }

  /// What the state of a task calls the members that the body of an update sets.
  static func members(setBy body: JSONObject) -> Set<String> {
    var members: Set<String> = []
    for name in body.keys {
      switch name {
      case "description", "markdown_content":
        members.formUnion(["description", "markdown_description"])
      case "due_date_time", "start_date_time", "watchers": break
      default: members.insert(name)
      }
    }
    return members
  }
}
