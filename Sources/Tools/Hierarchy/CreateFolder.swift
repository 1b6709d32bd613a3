import APICore
import JSON
import Ledger

/// `create_folder`: a new Folder in a Space.
public enum CreateFolder: WriteTool {
  public struct Arguments: Decodable, Sendable {
    let spaceID: Naming<NamedSpace>
    let name: String
    let statuses: [String]?

    enum CodingKeys: String, CodingKey {
      case name, statuses
      case spaceID = "space_id"
    }
  }

  public static func plan(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> PlannedWrite {
    var body: JSONObject = ["name": .string(try NameArgument.parse(arguments.name))]
    if let statuses = try StatusesArgument.parse(arguments.statuses) {
      body["statuses"] = statuses
      body["override_statuses"] = true
    }
    let space = try workspace.container(arguments.spaceID)
    return PlannedWrite(
      WriteRequest(.createFolder, path: ["space_id": space.id], body: .json(.object(body))),
      targets: space.target, understood: ["space_id": space.understood],
      undo: .deleting(container: .folder, .deleteFolder))
  }

  public static func output(
    _ sent: SentWrite, _ arguments: Arguments, _ context: ToolContext,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    HierarchyOutput.folder(sent.response)
  }
}
