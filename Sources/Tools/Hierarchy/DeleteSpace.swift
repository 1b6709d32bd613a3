import APICore
import JSON
import Ledger

/// `delete_space`: takes an ID only, so that a name that fits something else deletes nothing.
public enum DeleteSpace: WriteTool {
  public struct Arguments: Decodable, Sendable {
    let spaceID: Naming<NamedSpace>

    enum CodingKeys: String, CodingKey {
      case spaceID = "space_id"
    }
  }

  public static let alwaysNeedsYes = true

  public static func plan(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> PlannedWrite {
    let space = try workspace.container(arguments.spaceID)
    return PlannedWrite(
      WriteRequest(.deleteSpace, path: ["space_id": space.id]), targets: space.target,
      understood: ["space_id": space.understood], undo: .deletion
    ).taking(try Consequences.ofDeleting(space: space.id, reading: workspace))
  }

  public static func output(
    _ response: JSONValue, _ arguments: Arguments, _ context: ToolContext,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    ["id": arguments.spaceID.said, "deleted": true]
  }
}
