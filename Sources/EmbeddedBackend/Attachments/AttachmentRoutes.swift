import APICore
import Hashing
import JSON
import SQLite

/// Files of tasks. As checklists, each is a change of its task.
enum AttachmentRoutes {
  static let routes: [Route: RouteFunction] = [.createTaskAttachment: create]

  /// The file first and then the row, so that no row ever names a file that is not there.
  @Sendable static func create(_ context: RouteContext) throws(APIError) -> JSONValue {
    let task = try context.task()
    guard let (file, contents) = context.file else { throw Refusal.missing("attachment") }
    if let objection = FileName.objection(to: file.name) {
      throw Refusal.invalid("the name of the file \(objection)")
    }
    guard contents.count <= SentFile.largest else { throw Refusal.fileTooLarge }
    guard contents.count == file.size, SHA256.hash(contents).hex == file.sha256 else {
      throw Refusal.invalid("the file is not the one that was announced")
    }
    let isFiled = try context.files.keep(contents, as: file.sha256)
    let uuid = context.identifiers.uuid()
    let attachment = Attachment(
      id: FileName.ending(of: file.name).map { "\(uuid).\($0)" } ?? uuid, task: task.id,
      title: file.name, size: Int64(file.size), date: context.now.rawValue,
      workspace: task.workspaceID)
    try context.execute(
      """
      INSERT INTO attachments(id, task_id, title, size, sha256, creator, date, contents)
      VALUES(?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .text(attachment.id), .text(task.id), .text(attachment.title),
        .integer(attachment.size), .text(file.sha256),
        .integer(try context.authorizedUser().id), .integer(attachment.date),
        isFiled ? .null : .blob(contents),
      ])
    try TaskMoment.touch(task.id, context)
    return attachment.made
  }
}
