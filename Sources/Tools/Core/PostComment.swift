import APICore

/// `post_comment`: one comment on a task.
enum PostComment: PostingTool {
  static let route = Route.createTaskComment

  /// The task itself is what the plan was made from.
  struct Site: SpotArguments {
    let taskID: Naming<NamedTask>

    enum CodingKeys: String, CodingKey {
      case taskID = "task_id"
    }

    func spot(
      showing resource: Resource?, reading workspace: WorkspaceReader
    ) throws(ToolError) -> Spot {
      let task = try workspace.task(taskID)
      return Spot(
        names: ["task_id": task.id], understood: ["task_id": task.understood],
        targets: task.target)
    }
  }
}
