import JSON

// Comments.
// https://developer.clickup.com/reference
extension Route {
  public static let getTaskComments = reading("/task/{task_id}/comment", "GetTaskComments")
  public static let createTaskComment = writing(
    .post, "/task/{task_id}/comment", "CreateTaskComment", .makes, .answered(.comment, "id"),
    foundBy: .createdComment)
  public static let deleteComment = writing(
    .delete, "/comment/{comment_id}", "DeleteComment", .removes, .at(.comment, "comment_id"),
    foundBy: .gone)

  static let comments: [Route] = [.getTaskComments, .createTaskComment, .deleteComment]
}

/// Behind which comment a page of a task's comments begins, which come newest first.
public struct CommentPosition: Sendable {
  public let start: Milliseconds
  public let id: String

  public init(start: Milliseconds, id: String) { (self.start, self.id) = (start, id) }

  /// Such that the page behind it begins with this comment, since no route reads one comment; nil
  /// where that is neither an ID nor a date.
  public init?(before id: String, dated date: String) {
    guard let id = Int64(id), let date = Int64(date) else { return nil }
    // The last ID that there is has none behind it: then it is the first of a millisecond later.
    let isLast = id == .max
    self.init(start: Milliseconds(date) + (isLast ? 1 : 0), id: String(isLast ? id : id + 1))
  }

  public var query: [String: [String]] { ["start": [start.wire], "start_id": [id]] }
}

/// A comment where its task lists it.
public struct ListedComment: Sendable {
  public let id: String
  /// The page that begins with it.
  public let page: ReadRequest

  /// - Parameter names: its ID, that of its task, and its `date`; nil where one is missing.
  public init?(at names: [String: String]) {
    guard let task = names["task_id"], let id = names["comment_id"], let date = names["date"],
      let position = CommentPosition(before: id, dated: date)
    else { return nil }
    self.id = id
    page = ReadRequest(.getTaskComments, path: ["task_id": task], query: position.query)
  }

  /// nil where the page does not show it.
  public func found(in page: JSONValue) -> JSONValue? {
    (page["comments"]?.array ?? []).first { $0["id"]?.identifier == id }
  }
}
