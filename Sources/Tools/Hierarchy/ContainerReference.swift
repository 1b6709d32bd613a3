import APICore
import JSON

/// A Space, Folder or List that an argument named by its ID, read so that a wrong ID, or one
/// of another Workspace, is refused in the words of the argument, and so that a dry run can show
/// the name.
struct ContainerReference: Sendable {
  let id: String
  let name: String
  let json: JSONValue
  /// For `PlannedWrite.targets`: what the plan was made from.
  let target: [String: String]

  static func space(
    _ id: String, argument: String = "space_id", reading workspace: WorkspaceReader
  ) throws(ToolError) -> Self {
    let space = try Self(.getSpace, "space_id", argument, id, workspace)
    try workspace.requireOwn(space: space.id, argument: argument, as: id)
    return space
  }

  static func folder(
    _ id: String, argument: String = "folder_id", reading workspace: WorkspaceReader
  ) throws(ToolError) -> Self {
    let folder = try Self(.getFolder, "folder_id", argument, id, workspace)
    try workspace.requireOwn(spaceOf: folder.json, argument: argument, as: id)
    return folder
  }

  static func list(_ id: String, reading workspace: WorkspaceReader) throws(ToolError) -> Self {
    let list = try Self(.getList, "list_id", "list_id", id, workspace)
    try workspace.requireOwn(spaceOf: list.json, argument: "list_id", as: id)
    return list
  }

  private init(
    _ route: Route, _ name: String, _ argument: String, _ id: String, _ workspace: WorkspaceReader
  ) throws(ToolError) {
    guard !id.isEmpty, id.allSatisfy({ $0.isASCII && $0.isNumber }) else {
      throw ToolError(
        argument: argument,
        "`\(argument)` \(quoted(id)) is no ID (they are digits); find it with `get_workspace`")
    }
    json = try workspace.fetch(route, path: [name: id], naming: argument, as: id)
    self.id = json["id"]?.identifier ?? id
    self.name = json["name"]?.string ?? ""
    target = ["\(name):\(self.id)": Version.of(container: json)]
  }

  /// What a dry run says was understood; where it holds tasks, how many.
  var understood: JSONValue {
    let count = json["task_count"]?.identifier
    return .string("\(name) (\(id))" + (count.map { ", \($0) tasks" } ?? ""))
  }
}
