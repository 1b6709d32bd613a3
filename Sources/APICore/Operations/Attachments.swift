import JSON

// Files of tasks. No route of either version takes one away.
// https://developer.clickup.com/reference/createtaskattachment
extension Route {
  public static let createTaskAttachment = writing(
    .post, "/task/{task_id}/attachment", "CreateTaskAttachment", .makes,
    .answered(.attachment, "id"), foundBy: .createdAttachment)

  static let attachments: [Route] = [.createTaskAttachment]
}

extension WriteRequest {
  /// What attaches a file to a task.
  public static func attaching(
    _ file: SentFile, _ contents: [UInt8]?, to task: String
  ) -> WriteRequest {
    var request = WriteRequest(.createTaskAttachment, path: ["task_id": task], body: .file(file))
    request.contents = contents
    return request
  }
}

extension JSONValue {
  /// What a task shows of its files.
  public var attachments: [JSONValue] {
    (self["attachments"]?.array ?? []).filter { $0["id"]?.identifier != nil }
  }

  /// What a file of a task is called; some answers have only one of the two.
  public var attachmentTitle: String? { self["title"]?.string ?? self["name"]?.string }
}
