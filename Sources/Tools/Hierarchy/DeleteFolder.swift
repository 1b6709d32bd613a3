import APICore
import JSON
import Ledger

/// `delete_folder`: takes an ID only, so that a name that fits something else deletes nothing.
public enum DeleteFolder: WriteTool {
  public struct Arguments: Decodable, Sendable {
    let folderID: Naming<NamedFolder>

    enum CodingKeys: String, CodingKey {
      case folderID = "folder_id"
    }
  }

  public static let alwaysNeedsYes = true

  public static func plan(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> PlannedWrite {
    let folder = try workspace.container(arguments.folderID)
    return PlannedWrite(
      WriteRequest(.deleteFolder, path: ["folder_id": folder.id]), targets: folder.target,
      understood: ["folder_id": folder.understood], undo: .deletion
    ).taking(try Consequences.ofDeleting(folder: folder.id, reading: workspace))
  }

  public static func output(
    _ response: JSONValue, _ arguments: Arguments, _ context: ToolContext,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    ["id": arguments.folderID.said, "deleted": true]
  }
}
