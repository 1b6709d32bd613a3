import APICore
import JSON

/// `get_list`: one List, and where it stands, or the next part of its description.
public enum GetList: ReadTool {
  public static let routes: Set<Route> = [.getList]

  public struct Arguments: Decodable, Sendable {
    let listID: Naming<NamedList>
    let cursor: String?

    enum CodingKeys: String, CodingKey {
      case cursor
      case listID = "list_id"
    }
  }

  public static func run(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    let place = try arguments.cursor.map { cursor throws(ToolError) in
      try Cursor.read(cursor, context, as: { LongText.Position($0) })
    }
    let list = try workspace.list(arguments.listID)
    let answer = try workspace.fetch(
      .getList, path: ["list_id": list.id], naming: arguments.listID)
    _ = try place?.check(HierarchyOutput.content(of: answer))
    return TextReading.fitting(context.query, from: place) { reading in
      var list = HierarchyOutput.list(answer, context, reading)
      let notice = TextReading.notice(of: [list], next: "`get_list` with the same arguments")
      list["notice"] = notice.map(JSONValue.string)
      return list
    }
  }
}
