import APICore
import JSON

/// A file of a task as tools answer it, without what is in it.
enum AttachmentOutput {
  /// Characters of a name that somebody gave.
  private static let titleLimit = 500

  static func lean(_ attachment: JSONValue, _ context: ToolContext) -> JSONValue? {
    guard let id = TaskOutput.id(attachment["id"]) else { return nil }
    return .present([
      "id": id,
      "title": attachment.attachmentTitle.map { .string($0.cut(toScalars: titleLimit)) },
      "mime_type": .string(mimeType(of: attachment)), "size": size(of: attachment),
      "date": attachment["date"]?.milliseconds.map { .string(context.text($0)) },
      "url": attachment["url"],
    ])
  }

  /// As the service says it, or as the name does.
  static func mimeType(of attachment: JSONValue) -> String {
    attachment["mimetype"]?.string ?? FileName.mimeType(of: attachment.attachmentTitle ?? "")
  }

  static func size(of attachment: JSONValue) -> JSONValue? {
    let size = attachment["size"]
    return (size?.integer ?? size?.string.flatMap { Int64($0) }).map(JSONValue.integer)
  }
}

/// A file of a task that an argument named, by its ID or its name.
struct NamedAttachment: Nameable {
  static let kind = ToolCatalogue.Named.attachment

  let id: String
  let json: JSONValue

  var title: String { json.attachmentTitle ?? "" }

  static func find(
    _ text: String, argument: String, in task: NamedTask
  ) throws(ToolError) -> NamedAttachment {
    let all = task.json.attachments.map { json in
      NamedAttachment(id: json["id"]?.identifier ?? "", json: json)
    }
    if let own = all.first(where: { $0.id == text }) { return own }
    let matches = NameMatch.closest(to: text, among: all, named: \.title)
    if matches.count == 1 { return matches[0] }
    guard matches.isEmpty else {
      throw ToolError(
        argument: argument,
        "`\(argument)` \(quoted(text)) fits \(matches.count) files of the task: "
          + "\(listed(matches.map(\.id))); give the ID", code: .ambiguous)
    }
    let there = all.map { "\(quoted($0.title)) (\($0.id))" }
    throw ToolError(
      argument: argument,
      "`\(argument)` \(quoted(text)) is neither the ID nor the name of a file of the task, which "
        + "has \(there.isEmpty ? "none" : listed(there, atMost: 10)); `list_attachments` shows them",
      code: .notFound)
  }
}
