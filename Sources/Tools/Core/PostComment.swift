import APICore
import JSON
import Ledger

/// `post_comment`: one comment on a task.
public enum PostComment: WriteTool {
  public struct Arguments: Decodable, Sendable {
    let taskID: Naming<NamedTask>
    let commentText: String
    let assignee: Naming<Member>?
    let notifyAll: Bool?

    enum CodingKeys: String, CodingKey {
      case assignee
      case taskID = "task_id"
      case commentText = "comment_text"
      case notifyAll = "notify_all"
    }
  }

  public static func plan(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> PlannedWrite {
    if let problem = NameArgument.problem(of: arguments.commentText, in: "comment_text") {
      throw ToolError(
        argument: "comment_text", "\(problem); write what the comment should say")
    }
    let task = try workspace.task(arguments.taskID)
    var understood: JSONObject = ["task_id": task.understood]
    // The published document requires `notify_all`.
    var body: JSONObject = [
      "comment_text": .string(arguments.commentText),
      "notify_all": .bool(arguments.notifyAll ?? false),
    ]
    if let assignee = arguments.assignee {
      let member = try workspace.member(assignee)
      body["assignee"] = member.wireID
      understood["assignee"] = member.lean
    }
    return PlannedWrite(
      WriteRequest(.createTaskComment, path: ["task_id": task.id], body: .json(.object(body))),
      targets: task.target, understood: understood,
      undo: .deleting("the comment") { comment in
        guard let id = comment["id"]?.identifier, let date = comment["date"]?.identifier else {
          return nil
        }
        let names = ["task_id": task.id, "comment_id": id, "date": date]
        return (Watched(.comment, names), WriteRequest(.deleteComment, at: names))
      })
  }

  public static func output(
    _ sent: SentWrite, _ arguments: Arguments, _ context: ToolContext,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    .present([
      "id": TaskOutput.id(sent.response["id"]),
      "task_id": sent.request.path["task_id"].map(JSONValue.string),
      "comment_text": .string(arguments.commentText),
      "assignee": TaskOutput.id(sent.request.members["assignee"]).map { ["id": $0] },
      "date": context.text(of: sent.response["date"]),
    ])
  }
}
