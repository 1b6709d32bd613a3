import APICore
import JSON

// Spaces, Folders and Lists, with what would be deleted with them.
extension StateReading {
  func space(withContents: Bool) throws(APIError) -> [String: JSONValue] {
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
    state["folders"] = try contents(.getFolders, "folders", path: path)
    state["lists"] = try contents(.getSpaceLists, "lists", path: path)
    state["tasks"] = try tasksOfWorkspace(in: "space_ids[]", path["space_id"] ?? "")
    return state
  }

  func folder(withContents: Bool) throws(APIError) -> [String: JSONValue] {
    let folder = try workspace.read(.getFolder, path: path)
    var state = copied(["name", "archived"], of: folder)
    guard withContents else { return state }
    state["statuses"] = statuses(folder)
    state["custom_fields"] = ids(try workspace.read(.getFolderFields, path: path)["fields"])
    state["lists"] = try contents(.getFolderLists, "lists", path: path)
    state["tasks"] = try tasksOfWorkspace(in: "project_ids[]", path["folder_id"] ?? "")
    return state
  }

  func list(withContents: Bool) throws(APIError) -> [String: JSONValue] {
    let list = try workspace.read(.getList, path: path)
    var state = copied(["name", "content", "due_date", "start_date", "archived"], of: list)
    state["priority"] = priority(list)
    state["assignee"] = list["assignee"]?["id"] ?? .null
    state["color"] = list["status"]?["status"] ?? .null
    guard withContents else { return state }
    state["statuses"] = statuses(list)
    state["custom_fields"] = ids(try workspace.read(.getListFields, path: path)["fields"])
    state["tasks"] = try contents(
      .getTasks, "tasks", path: path, query: ["include_closed": ["true"], "subtasks": ["true"]])
    return state
  }

  private func statuses(_ container: JSONValue) -> JSONValue {
    .array((container["statuses"]?.array ?? []).compactMap { $0["status"] })
  }

  /// The first page of tasks, closed ones and subtasks as well: what was empty shows there that it
  /// no longer is.
  private func tasksOfWorkspace(in filter: String, _ id: String) throws(APIError) -> JSONValue {
    try contents(
      .getTeamTasks, "tasks", path: ["team_Id": workspace.workspaceID],
      query: [filter: [id], "include_closed": ["true"], "subtasks": ["true"]])
  }

  /// IDs of what is in it, archived or not.
  private func contents(
    _ route: Route, _ name: String, path: [String: String], query: [String: [String]] = [:]
  ) throws(APIError) -> JSONValue {
    var found: [JSONValue] = []
    for archived in ["false", "true"] {
      let page = try workspace.read(
        route, path: path, query: query.merging(["archived": [archived]]) { $1 })
      found += ids(page[name]).array ?? []
    }
    return .array(found)
  }
}
