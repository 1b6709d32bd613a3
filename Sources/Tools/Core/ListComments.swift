import APICore
import JSON

/// `list_comments`: a page of a task's comments, newest first.
public enum ListComments: ReadTool {
  public struct Arguments: Decodable, Sendable {
    let taskID: String
    let cursor: String?

    enum CodingKeys: String, CodingKey {
      case cursor
      case taskID = "task_id"
    }
  }

  /// What the service answers at once: https://developer.clickup.com/reference/gettaskcomments
  static let pageSize = 25

  public static func run(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    let position = try arguments.cursor.map { cursor throws(ToolError) in
      try Cursor.read(cursor, context)
    }
    let page = try comments(after: position, arguments, workspace)
    var result: [String: JSONValue] = [
      "comments": .array(page.map { CommentOutput.lean($0, context) }), "has_more": false,
    ]
    // The service does not say whether there are more; asking for the next page does, and spares
    // the agent a call that finds nothing.
    if page.count >= pageSize, let last = page.last {
      let next: JSONValue = ["start": last["date"] ?? nil, "start_id": last["id"] ?? nil]
      if try !comments(after: next, arguments, workspace).isEmpty {
        result["has_more"] = true
        result["cursor"] = .string(Cursor.make(next, context))
      }
    }
    return .object(result)
  }

  /// - Parameter position: date and ID of the comment that the page before ended with.
  private static func comments(
    after position: JSONValue?, _ arguments: Arguments, _ workspace: WorkspaceReader
  ) throws(ToolError) -> [JSONValue] {
    let answer = try workspace.fetch(
      .getTaskComments, path: ["task_id": arguments.taskID],
      query: position?.object?.mapValues { [$0.identifier ?? ""] } ?? [:],
      naming: "task_id", as: arguments.taskID)
    return answer["comments"]?.array ?? []
  }
}
