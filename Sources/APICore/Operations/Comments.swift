import JSON

// Comments.
// https://developer.clickup.com/reference
extension Route {
  public static let getTaskComments = reading("/task/{task_id}/comment", "GetTaskComments")
  public static let createTaskComment = writing(
    .post, "/task/{task_id}/comment", "CreateTaskComment", .makes, .answered(.comment, "id"),
    foundBy: .createdComment)
  public static let updateComment = writing(
    .put, "/comment/{comment_id}", "UpdateComment", .changes, .at(.comment, "comment_id"),
    foundBy: .changed)
  public static let deleteComment = writing(
    .delete, "/comment/{comment_id}", "DeleteComment", .removes, .at(.comment, "comment_id"),
    foundBy: .gone)

  static let comments: [Route] = [
    .getTaskComments, .createTaskComment, .updateComment, .deleteComment,
  ]
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

/// What a comment says, whose to-do it is (a user ID, or null), and whether that is done.
public struct CommentState: Sendable, Equatable {
  public var text: String
  public var assignee: JSONValue
  public var isResolved: Bool
  /// Whether the text is more than its words: parts of it look different, or mention somebody.
  public let isFormatted: Bool

  /// Of a comment as its task lists it, or as `Watched` keeps it.
  public init(_ comment: JSONValue) {
    text = comment["comment_text"]?.string ?? ""
    let assignee = comment["assignee"] ?? .null
    self.assignee = assignee["id"] ?? (assignee.object == nil ? assignee : .null)
    isResolved = comment["resolved"]?.bool ?? false
    isFormatted = (comment["comment"]?.array ?? []).contains { block in
      // The service numbers the lines of every text by `block-id`.
      let attributes = (block["attributes"]?.object ?? [:]).filter { $0.key != "block-id" }
      let other = (block.object ?? [:]).filter { !["text", "attributes"].contains($0.key) }
      return !attributes.isEmpty || !other.isEmpty
    }
  }

  /// What changes a comment into this. The published document requires all three members; but the
  /// text of one that is formatted would lose its format as plain text, and is not sent where it
  /// stays.
  ///
  /// - Parameter old: as the comment stands.
  public func body(over old: CommentState) -> JSONObject {
    var body: JSONObject = ["assignee": assignee, "resolved": .bool(isResolved)]
    if text != old.text || !old.isFormatted { body["comment_text"] = .string(text) }
    return body
  }
}
