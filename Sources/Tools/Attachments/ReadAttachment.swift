import APICore
import Foundation
import JSON

/// `read_attachment`: what is in a file of a task, where that is a text or a picture.
enum ReadAttachment: ReadTool {
  static let routes: Set<Route> = [.getTask]

  /// Characters of a text in one answer, which with their escapes and all else have to fit into it.
  static let textLimit = 40_000
  /// Bytes of a picture: a megabyte once it is written in base64, and hosts take no longer answers.
  static let imageLimit = 750_000

  struct Arguments: Decodable, Sendable {
    let taskID: Naming<NamedTask>
    let attachmentID: Naming<NamedAttachment>
    let start: Int?

    enum CodingKeys: String, CodingKey {
      case start
      case taskID = "task_id"
      case attachmentID = "attachment_id"
    }
  }

  static func run(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    let task = try workspace.task(arguments.taskID, parts: .attachments)
    let attachment = try arguments.attachmentID.found(in: task)
    var answer = AttachmentOutput.lean(attachment.json, context)?.object ?? [:]
    answer["date"] = nil
    answer["url"] = nil
    answer["task_id"] = .string(task.id)
    let told = AttachmentOutput.mimeType(of: attachment.json)
    guard mayBeShown(told) else { return .object(answer).noting([unshown]) }
    let contents: [UInt8]
    do throws(APIError) {
      contents = try workspace.contents(of: attachment.json, atMost: SentFile.largest)
    } catch { throw ToolError(error) }
    answer["size"] = .integer(Int64(contents.count))
    if let type = imageType(of: contents) {
      answer["mime_type"] = .string(type)
      guard contents.count <= imageLimit else {
        return .object(answer).noting([
          "a picture of more than \(imageLimit) bytes is not shown; a person can open it in ClickUp"
        ])
      }
      context.images.add(
        ShownImage(mimeType: type, base64: Data(contents).base64EncodedString()))
      return .object(answer)
    }
    guard let text = text(in: contents) else { return .object(answer).noting([unshown]) }
    return show(text, from: arguments.start ?? 0, answer)
  }

  private static let unshown =
    "it is neither a text nor a picture (PNG, JPEG, GIF, WebP) and cannot be shown; a person can "
    + "open it in ClickUp"

  private static func show(_ text: String, from start: Int, _ answer: JSONObject) -> JSONValue {
    var answer = answer
    let scalars = text.unicodeScalars
    let rest = scalars.dropFirst(start)
    let shown = rest.prefix(textLimit)
    answer["text"] = .string(String(shown))
    let count = scalars.count
    answer["characters"] = .integer(Int64(count))
    let end = min(start, count) + shown.count
    guard start > 0 || end < count else { return .object(answer) }
    answer["start"] = .integer(Int64(start))
    guard end < count else { return .object(answer) }
    answer["next_start"] = .integer(Int64(end))
    return .object(answer).noting([
      "\(end) of \(count) characters are read; `next_start` as `start` reads on"
    ])
  }

  // MARK: What is in it

  /// By its name: what is read in vain is a long way for nothing.
  private static func mayBeShown(_ type: String) -> Bool {
    type.hasPrefix("text/") || type.hasPrefix("image/")
      || ["application/json", "application/xml", "application/octet-stream"].contains(type)
  }

  /// By how it begins, and not by its name, which anybody gave.
  private static func imageType(of contents: [UInt8]) -> String? {
    func begins(_ bytes: [UInt8], at place: Int = 0) -> Bool {
      contents.dropFirst(place).starts(with: bytes)
    }
    if begins([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return "image/png" }
    if begins([0xFF, 0xD8, 0xFF]) { return "image/jpeg" }
    if begins(Array("GIF87a".utf8)) || begins(Array("GIF89a".utf8)) { return "image/gif" }
    if begins(Array("RIFF".utf8)), begins(Array("WEBP".utf8), at: 8) { return "image/webp" }
    return nil
  }

  /// nil where it is not UTF-8, or holds what no text holds.
  private static func text(in contents: [UInt8]) -> String? {
    let hasControls = contents.contains { $0 < 0x20 && ![0x09, 0x0A, 0x0C, 0x0D].contains($0) }
    return hasControls ? nil : String(validating: contents, as: UTF8.self)
  }
}
