import APICore
import JSON
import Ledger

/// `update_folder`: a new name for a Folder, which is all that the service lets change.
public enum UpdateFolder: WriteTool {
  public struct Arguments: Decodable, Sendable {
    let folderID: Naming<NamedFolder>
    let name: String

    enum CodingKeys: String, CodingKey {
      case name
      case folderID = "folder_id"
    }
  }

  public static func plan(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> PlannedWrite {
    let name = try NameArgument.parse(arguments.name)
    let folder = try workspace.container(arguments.folderID)
    let body: JSONObject = ["name": .string(name)]
    return PlannedWrite(
      WriteRequest(.updateFolder, path: ["folder_id": folder.id], body: .json(.object(body))),
      understood: ["folder_id": folder.understood],
      undo: try ContainerRestoring.folder(folder, body, reading: workspace)
    ).of(version: Version.of(container: folder.json))
  }

  public static func output(
    _ sent: SentWrite, _ arguments: Arguments, _ context: ToolContext,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    HierarchyOutput.folder(sent.response)
  }
}
