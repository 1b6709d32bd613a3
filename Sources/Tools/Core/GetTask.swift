import APICore
import JSON

/// `get_task`: everything about one task.
public enum GetTask: ReadTool {
  public static let routes: Set<Route> = [.getTask, .getTaskComments]

  public struct Arguments: Decodable, Sendable {
    let taskID: Naming<NamedTask>
    let includeSubtasks: Bool?
    let includeComments: Bool?
    let cursor: String?

    enum CodingKeys: String, CodingKey {
      case cursor
      case taskID = "task_id"
      case includeSubtasks = "include_subtasks"
      case includeComments = "include_comments"
    }
  }

  public static func run(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    // Whatever else is shown, the texts are those of the task.
    func query(_ tool: String) -> Cursor.Query {
      context.query.handed(to: tool, with: ["task_id"])
    }
    let place = try arguments.cursor.map { cursor throws(ToolError) in
      try Cursor.refuse(cursor, of: query("list_comments"), text: "this task's comments")
      return try Cursor.read(cursor, query("get_task"), as: { LongText.Position($0) })
    }
    // One request, and so never another for what there is beside the task.
    let task = try workspace.task(
      arguments.taskID,
      query: [
        "include_markdown_description": ["true"],
        "include_subtasks": place == nil ? ["true"] : ["false"],
      ], parts: EntityParts.all.subtracting(.subtasks))
    if let place {
      return try TaskOutput.part(task.json, from: place, query("get_task"), context)
    }
    var page: CommentPage?
    if arguments.includeComments == true {
      page = try CommentPage(of: .task(task.id), reading: workspace)
    }
    return TextReading.fitting(query("get_task")) { reading in
      var members = TaskOutput.whole(task.json, context, reading)
      let beside = TaskSurroundings(
        of: task.json, allSubtasks: arguments.includeSubtasks == true)
      members.merge(beside.members) { $1 }
      var notices = [TaskOutput.notice(of: members)] + beside.notices
      if let page {
        let list = query("list_comments")
        let texts = reading.handing(to: list)
        let comments = page.comments.map { CommentOutput.lean($0, context, texts) }
        members["comments"] = .array(comments)
        members["comments_cursor"] = page.next.map { .string(Cursor.make($0.place, list)) }
        notices.append(page.notice)
        notices.append(
          TextReading.notice(
            of: comments, text: "a comment", next: "`list_comments` with the same `task_id`"))
      }
      let said = notices.compactMap(\.self)
      members["notice"] = said.isEmpty ? nil : .string(said.joined(separator: "; "))
      return .present(members)
    }
  }
}
