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
      try Cursor.read(cursor, context, as: { Position($0) })
    }
    let taskID = try workspace.task(arguments.taskID).id
    let page = try comments(of: taskID, after: position, arguments, workspace)
    var result: JSONObject = [
      "comments": .array(page.map { CommentOutput.lean($0, context) }), "has_more": false,
    ]
    // The service does not say whether there are more; asking for the next page does, and spares
    // the agent a call that finds nothing.
    if page.count >= pageSize, let last = page.last,
      let next = Position(start: last["date"], id: last["id"]),
      try !comments(of: taskID, after: next, arguments, workspace).isEmpty
    {
      result["has_more"] = true
      result["cursor"] = .string(Cursor.make(next.place, context))
    }
    return .object(result)
  }

  private static func comments(
    of taskID: String, after position: Position?, _ arguments: Arguments,
    _ workspace: WorkspaceReader
  ) throws(ToolError) -> [JSONValue] {
    let answer = try workspace.fetch(
      .getTaskComments, path: ["task_id": taskID], query: position?.query ?? [:],
      naming: "task_id", as: arguments.taskID)
    return answer["comments"]?.array ?? []
  }

  /// The comment that a page ends with.
  private struct Position {
    let start: Milliseconds
    let id: String

    /// nil where that is no date or no ID, as in a cursor that nobody gave.
    init?(start: JSONValue?, id: JSONValue?) {
      guard let start = start?.milliseconds, start >= 0, let id = id?.identifier, !id.isEmpty
      else { return nil }
      (self.start, self.id) = (start, id)
    }

    init?(_ place: JSONValue) { self.init(start: place["start"], id: place["start_id"]) }

    var place: JSONValue { ["start": .string(start.wire), "start_id": .string(id)] }
    var query: [String: [String]] { ["start": [start.wire], "start_id": [id]] }
  }
}
