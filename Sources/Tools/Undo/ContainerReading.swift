import APICore
import JSON

// Spaces, Folders and Lists, with what would be deleted with them.
extension StateReading {
  func space(withContents: Bool) throws(APIError) -> JSONObject {
    let space = try workspace.read(.getSpace, path: path)
    var state = copied(
      [
        "name", "color", "private", "admin_can_manage", "multiple_assignees", "features",
        "archived",
      ], of: space)
    guard withContents else { return state }
    state["statuses"] = statuses(space)
    state["tags"] = .array(
      (try workspace.read(.getSpaceTags, path: path)["tags"]?.array ?? [])
        .compactMap { $0["name"] })
    state["custom_fields"] = ids(try workspace.read(.getSpaceFields, path: path)["fields"])
    let contained = try ContainedLists.of(space: path["space_id"] ?? "", reading: workspace)
    state["folders"] = .array(contained.folders.map { .string($0.id) })
    try add(contained.lists, to: &state)
    return state
  }

  func folder(withContents: Bool) throws(APIError) -> JSONObject {
    let folder = try workspace.read(.getFolder, path: path, parts: [])
    var state = copied(["name", "archived"], of: folder)
    guard withContents else { return state }
    state["statuses"] = statuses(folder)
    state["custom_fields"] = ids(try workspace.read(.getFolderFields, path: path)["fields"])
    let contained = try ContainedLists.of(folder: path["folder_id"] ?? "", reading: workspace)
    try add(contained.lists, to: &state)
    return state
  }

  func list(withContents: Bool) throws(APIError) -> JSONObject {
    let list = try workspace.read(.getList, path: path, parts: [])
    var state = copied(["name", "content", "due_date", "start_date", "archived"], of: list)
    state["priority"] = priority(list)
    state["assignee"] = list["assignee"]?["id"] ?? .null
    state["color"] = list["status"]?["status"] ?? .null
    guard withContents else { return state }
    state["statuses"] = statuses(list)
    state["custom_fields"] = ids(try workspace.read(.getListFields, path: path)["fields"])
    state["tasks"] = .array(try tasks(ofList: path["list_id"] ?? ""))
    return state
  }

  private func statuses(_ container: JSONValue) -> JSONValue {
    .array((container["statuses"]?.array ?? []).compactMap { $0["status"] })
  }

  /// A Space or a Folder that is new has no List, and one that came since shows by itself; so that
  /// more than a few need not be looked into.
  private static let listsAtMost = 10

  private func add(
    _ lists: [ContainedLists.List], to state: inout JSONObject
  ) throws(APIError) {
    state["lists"] = .array(lists.map { .string($0.id) })
    var found: [JSONValue] = []
    for list in lists.prefix(Self.listsAtMost) { found += try tasks(ofList: list.id) }
    state["tasks"] = .array(found)
  }

  /// The IDs on the first page of tasks, and of archived ones, closed ones and subtasks as well:
  /// what was empty shows there that it no longer is.
  ///
  /// List by List: no other route knows `archived`.
  private func tasks(ofList id: String) throws(APIError) -> [JSONValue] {
    var found: [JSONValue] = []
    for archived in ["false", "true"] {
      let page = try workspace.read(
        .getTasks, path: ["list_id": id],
        query: ["archived": [archived], "include_closed": ["true"], "subtasks": ["true"]],
        parts: [])
      found += ids(page["tasks"]).array ?? []
    }
    return found
  }
}
