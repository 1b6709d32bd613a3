import JSON

// Comments of tasks and Lists, and replies to them.
// https://developer.clickup.com/reference
extension Route {
  public static let getTaskComments = reading("/task/{task_id}/comment", "GetTaskComments")
  public static let getListComments = reading("/list/{list_id}/comment", "GetListComments")
  public static let getThreadedComments = reading(
    "/comment/{comment_id}/reply", "GetThreadedComments")
  public static let createTaskComment = writing(
    .post, "/task/{task_id}/comment", "CreateTaskComment", .makes, .answered(.comment, "id"),
    foundBy: .createdComment)
  public static let createListComment = writing(
    .post, "/list/{list_id}/comment", "CreateListComment", .makes, .answered(.comment, "id"),
    foundBy: .createdComment)
  /// Its published answer is `{}`: then only the thread tells what it made.
  public static let createThreadedComment = writing(
    .post, "/comment/{comment_id}/reply", "CreateThreadedComment", .makes,
    .answered(.comment, "id"), foundBy: .createdComment)
  public static let updateComment = writing(
    .put, "/comment/{comment_id}", "UpdateComment", .changes, .at(.comment, "comment_id"),
    foundBy: .changed)
  public static let deleteComment = writing(
    .delete, "/comment/{comment_id}", "DeleteComment", .removes, .at(.comment, "comment_id"),
    foundBy: .gone)

  static let comments: [Route] = [
    .getTaskComments, .getListComments, .getThreadedComments, .createTaskComment,
    .createListComment, .createThreadedComment, .updateComment, .deleteComment,
  ]
}

/// Where comments are listed: on a task, on a List, or below the one that they reply to.
public enum CommentListing: Sendable, Hashable {
  case task(String)
  case list(String)
  case replies(to: String)

  /// Where the comment stands that has these names; nil where they do not say it.
  ///
  /// - Parameter names: by those of routes; `parent_comment_id` is of what a reply answers.
  public init?(of names: [String: String]) {
    if let parent = names["parent_comment_id"] {
      self = .replies(to: parent)
    } else if let task = names["task_id"] {
      self = .task(task)
    } else if let list = names["list_id"] {
      self = .list(list)
    } else {
      return nil
    }
  }

  /// How many the service answers at once; nil where all.
  /// https://developer.clickup.com/reference/gettaskcomments
  public var pageSize: Int? {
    if case .replies = self { nil } else { Self.pageSize }
  }

  public static let pageSize = 25

  public func page(behind position: CommentPosition? = nil) -> ReadRequest {
    let query = pageSize == nil ? [:] : position?.query ?? [:]
    return switch self {
    case .task(let id): ReadRequest(.getTaskComments, path: ["task_id": id], query: query)
    case .list(let id): ReadRequest(.getListComments, path: ["list_id": id], query: query)
    case .replies(let id): ReadRequest(.getThreadedComments, path: ["comment_id": id])
    }
  }
}

/// Behind which comment a page of comments begins, which come newest first.
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

/// A comment where its task, its List or its thread lists it.
public struct ListedComment: Sendable {
  public let id: String
  /// The page that begins with it, or the thread that it is in.
  public let page: ReadRequest

  /// - Parameter names: its ID, where it stands, and its `date`, which a reply needs not; nil where
  ///   one is missing.
  public init?(at names: [String: String]) {
    guard let listing = CommentListing(of: names), let id = names["comment_id"] else { return nil }
    let position = names["date"].flatMap { CommentPosition(before: id, dated: $0) }
    guard position != nil || listing.pageSize == nil else { return nil }
    self.id = id
    page = listing.page(behind: position)
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

  /// Of a comment as it is listed, or as `Watched` keeps it.
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
