import APICore
import JSON
import Ledger

/// `upload_attachment`: attaches a file to a task.
enum UploadAttachment: WriteTool {
  static let routes: Set<Route> = [.createTaskAttachment]
  static var cannotUndo: String? { staying }

  private static let staying =
    "ClickUp's API has no request that takes a file off a task; a person can do that in ClickUp"

  struct Arguments: Decodable, Sendable {
    let taskID: Naming<NamedTask>
    let filePath: String?
    let contentBase64: String?
    let filename: String?
    /// Once it is read.
    fileprivate(set) var file: GivenFile?

    enum CodingKeys: String, CodingKey {
      case filename
      case taskID = "task_id"
      case filePath = "file_path"
      case contentBase64 = "content_base64"
    }
  }

  static func settled(
    _ arguments: inout Arguments, as told: JSONValue, _ context: ToolContext
  ) throws(ToolError) -> JSONValue {
    let file = try GivenFile.read(
      path: arguments.filePath, base64: arguments.contentBase64, name: arguments.filename,
      below: context.files)
    arguments.file = file
    return file.told(in: told)
  }

  static func plan(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> PlannedWrite {
    guard let file = arguments.file else {
      throw ToolError(.internalError, "the file was not read; nothing was changed")
    }
    let task = try workspace.task(arguments.taskID)
    return PlannedWrite(
      .attaching(file.sent, file.contents, to: task.id), targets: task.target,
      understood: ["task_id": task.understood], undo: .impossible(staying))
  }

  static func output(
    _ sent: SentWrite, _ arguments: Arguments, _ context: ToolContext,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    var attachment = sent.response
    var differences: [JSONValue] = []
    if case .file(let file) = sent.request.body {
      attachment["size"] = attachment["size"] ?? .integer(Int64(file.size))
      if let title = attachment.attachmentTitle, title != file.name {
        differences.append(
          .string("the service calls it \(quoted(title)), and it was sent as \(quoted(file.name))"))
      }
    }
    return .present([
      "task_id": sent.request.path["task_id"].map(JSONValue.string),
      "attachment": AttachmentOutput.lean(attachment, context),
      "differs": differences.isEmpty ? nil : .array(differences),
    ])
  }
}
