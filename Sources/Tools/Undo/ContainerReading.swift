import APICore
import JSON

extension StateReading {
  /// What would be deleted with a Space, Folder or List.
  func contents(of kind: ThingKind) throws(APIError) -> JSONObject {
    func fields(_ route: Route) throws(APIError) -> JSONValue {
      ids(try workspace.read(route, path: path)["fields"])
    }
    var state: JSONObject = [:]
    switch kind {
    case .space:
      state["tags"] = .array(
        (try workspace.read(.getSpaceTags, path: path)["tags"]?.array ?? [])
          .compactMap { $0["name"] })
      state["custom_fields"] = try fields(.getSpaceFields)
      let contained = try ContainedLists.of(space: path["space_id"] ?? "", reading: workspace)
      state["folders"] = .array(contained.folders.map { .string($0.id) })
      try add(contained.lists, to: &state)
    case .folder:
      state["custom_fields"] = try fields(.getFolderFields)
      let contained = try ContainedLists.of(folder: path["folder_id"] ?? "", reading: workspace)
      try add(contained.lists, to: &state)
    case .list:
      state["custom_fields"] = try fields(.getListFields)
      let list = path["list_id"] ?? ""
      state["tasks"] = .array(try tasks(ofList: list))
      let comments = ids(try workspace.read(.getListComments, path: ["list_id": list])["comments"])
      // Records of older versions do not have it.
      if comments != [] { state["comments"] = comments }
    default: break
    }
    return state
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
