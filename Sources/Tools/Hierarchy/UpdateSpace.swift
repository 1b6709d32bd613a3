import APICore
import JSON
import Ledger

/// `update_space`: changes what is given and leaves the rest.
public enum UpdateSpace: WriteTool {
  public struct Arguments: Decodable, Sendable {
    let spaceID: Naming<NamedSpace>
    let name: String?
    let color: String?
    let isPrivate: Bool?
    let adminCanManage: Bool?
    let multipleAssignees: Bool?
    let features: JSONValue?
    let archived: Bool?

    enum CodingKeys: String, CodingKey {
      case name, color, features, archived
      case spaceID = "space_id"
      case isPrivate = "private"
      case adminCanManage = "admin_can_manage"
      case multipleAssignees = "multiple_assignees"
    }
  }

  public static func plan(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> PlannedWrite {
    var body: JSONObject = [:]
    body["name"] = try arguments.name.map { name throws(ToolError) in
      .string(try NameArgument.parse(name))
    }
    body["color"] = arguments.color.map(JSONValue.string)
    body["private"] = arguments.isPrivate.map(JSONValue.bool)
    body["admin_can_manage"] = arguments.adminCanManage.map(JSONValue.bool)
    body["multiple_assignees"] = arguments.multipleAssignees.map(JSONValue.bool)
    body["features"] = arguments.features
    body["archived"] = arguments.archived.map(JSONValue.bool)
    guard !body.isEmpty else {
      throw .nothingToChange([
        "name", "color", "private", "admin_can_manage", "multiple_assignees", "features",
        "archived",
      ])
    }
    let space = try workspace.container(arguments.spaceID)
    // The published document requires the name, also where it stays.
    body["name"] = body["name"] ?? .string(space.name)
    return PlannedWrite(
      WriteRequest(.updateSpace, path: ["space_id": space.id], body: .json(.object(body))),
      understood: ["space_id": space.understood],
      undo: try ContainerRestoring.space(space, body, reading: workspace)
    ).of(version: Version.of(container: space.json))
  }

  public static func output(
    _ sent: SentWrite, _ arguments: Arguments, _ context: ToolContext,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    HierarchyOutput.space(sent.response)
  }
}
