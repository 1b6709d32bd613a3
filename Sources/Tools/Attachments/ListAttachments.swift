import APICore
import JSON

/// `list_attachments`: the files of a task, without what is in them.
enum ListAttachments: ReadTool {
  static let routes: Set<Route> = [.getTask]

  struct Arguments: Decodable, Sendable {
    let taskID: Naming<NamedTask>

    enum CodingKeys: String, CodingKey {
      case taskID = "task_id"
    }
  }

  static func run(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    let task = try workspace.task(arguments.taskID, parts: .attachments)
    return [
      "task_id": .string(task.id),
      "attachments": .array(
        task.json.attachments.compactMap { AttachmentOutput.lean($0, context) }),
    ]
  }
}
