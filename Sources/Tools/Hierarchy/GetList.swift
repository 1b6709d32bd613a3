import APICore
import JSON

/// `get_list`: one List, and where it stands.
public enum GetList: ReadTool {
  public struct Arguments: Decodable, Sendable {
    let listID: String

    enum CodingKeys: String, CodingKey {
      case listID = "list_id"
    }
  }

  public static func run(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    let list = try workspace.list(arguments.listID)
    let answer = try workspace.fetch(
      .getList, path: ["list_id": list.id], naming: "list_id", as: arguments.listID)
    return HierarchyOutput.list(answer, context)
  }
}
