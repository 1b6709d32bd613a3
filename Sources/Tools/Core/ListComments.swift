import APICore

/// `list_comments`: the comments of a task.
enum ListComments: CommentPageTool {
  static let routes: Set<Route> = [.getTaskComments]

  struct Site: Decodable, Sendable {
    let taskID: Naming<NamedTask>

    enum CodingKeys: String, CodingKey {
      case taskID = "task_id"
    }
  }

  static func refuse(_ cursor: String, _ context: ToolContext) throws(ToolError) {
    let task = context.query.handed(to: "get_task", with: ["task_id"])
    try Cursor.refuse(cursor, of: task, text: "the task's own texts")
  }

  static func listing(
    _ site: Site, reading workspace: WorkspaceReader
  ) throws(ToolError) -> CommentListing { .task(try workspace.task(site.taskID).id) }
}
