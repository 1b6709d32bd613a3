import APICore
import JSON

/// `get_task`: everything about one task.
public enum GetTask: ReadTool {
  public struct Arguments: Decodable, Sendable {
    let taskID: String
    let includeSubtasks: Bool?
    let includeComments: Bool?

    enum CodingKeys: String, CodingKey {
      case taskID = "task_id"
      case includeSubtasks = "include_subtasks"
      case includeComments = "include_comments"
    }
  }

  /// More subtasks than these are shown by `search_tasks`, page by page.
  static let subtaskLimit = 100

  public static func run(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    var query = ["include_markdown_description": ["true"]]
    if arguments.includeSubtasks == true { query["include_subtasks"] = ["true"] }
    let task = try workspace.task(arguments.taskID, query: query)
    var members = TaskOutput.whole(task.json, context)
    var notices: [String] = []
    if TaskOutput.isDescriptionCut(task.json) {
      notices.append("description is cut at \(TaskOutput.descriptionLimit) characters")
    }
    if arguments.includeSubtasks == true {
      let subtasks = task.json["subtasks"]?.array ?? []
      members["subtasks"] = .array(subtasks.prefix(subtaskLimit).map(subtask))
      if subtasks.count > subtaskLimit {
        notices.append(
          "\(subtaskLimit) of \(subtasks.count) subtasks are shown; search_tasks with subtasks and "
            + "its List finds the others")
      }
    }
    if arguments.includeComments == true {
      let answer = try workspace.fetch(.getTaskComments, path: ["task_id": task.id])
      members["comments"] = .array(
        (answer["comments"]?.array ?? []).map { CommentOutput.lean($0, context) })
    }
    if !notices.isEmpty { members["notice"] = .string(notices.joined(separator: "; ")) }
    return .present(members)
  }

  private static func subtask(_ task: JSONValue) -> JSONValue {
    .present([
      "id": TaskOutput.id(task["id"]), "name": task["name"],
      "status": task["status"]?["status"],
    ])
  }
}
