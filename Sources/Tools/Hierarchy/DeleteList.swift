import APICore
import JSON
import Ledger

/// `delete_list`: takes an ID only, so that a name that fits something else deletes nothing.
public enum DeleteList: WriteTool {
  public struct Arguments: Decodable, Sendable {
    let listID: Naming<NamedListID>

    enum CodingKeys: String, CodingKey {
      case listID = "list_id"
    }
  }

  public static let alwaysNeedsYes = true

  public static func plan(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> PlannedWrite {
    let list = try workspace.container(arguments.listID)
    return PlannedWrite(
      WriteRequest(.deleteList, path: ["list_id": list.id]), targets: list.target,
      understood: ["list_id": list.understood], undo: .deletion
    ).taking(try Consequences.ofDeleting(list: list.id, reading: workspace))
  }

  public static func output(
    _ response: JSONValue, _ arguments: Arguments, _ context: ToolContext,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    ["id": arguments.listID.said, "deleted": true]
  }
}
