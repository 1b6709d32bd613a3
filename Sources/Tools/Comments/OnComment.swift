import APICore
import Hashing
import JSON

/// Where comments are looked for.
struct CommentSource {
  let listing: CommentListing
  /// What they are of, in sentences: `"Launch page" (86a)`.
  let place: String
  let workspace: WorkspaceReader
}

/// A comment that an argument named by its ID, looked for where such are listed.
struct NamedComment: Nameable {
  static let kind = ToolCatalogue.Named.comment
  /// Each page is a request, and they are read again when the yes has come.
  static let pagesRead = 20

  let id: String
  let json: JSONValue

  static func find(
    _ text: String, argument: String, in source: CommentSource
  ) throws(ToolError) -> NamedComment {
    let id = text.trimmingBlanks
    var position: CommentPosition?
    var isComplete = false
    for _ in 0..<pagesRead where !isComplete {
      let page = try source.workspace.fetch(source.listing.page(behind: position))
      let comments = page["comments"]?.array ?? []
      if let found = comments.first(where: { $0["id"]?.identifier == id }) {
        return NamedComment(id: id, json: found)
      }
      position = CommentPosition(endOf: comments)
      isComplete = comments.count < (source.listing.pageSize ?? .max) || position == nil
    }
    let which = isComplete ? "the" : "the newest \(pagesRead * CommentListing.pageSize)"
    let what =
      if case .replies = source.listing {
        "replies to \(source.place)"
      } else {
        "comments of \(source.place), and replies are not among them"
      }
    throw ToolError(
      argument: argument,
      "`\(argument)` \(quoted(text)) is not the ID of one of \(which) \(what); nothing was "
        + "changed; `\(source.listing.reader.tool)` shows them", code: .notFound)
  }

  /// For `PlannedWrite.targets`.
  var target: [String: String] {
    let shown = ["comment", "comment_text", "resolved", "assignee"].map { json[$0] ?? .null }
    return ["comment:\(id)": SHA256.hash(JSONValue.array(shown).canonicalBytes).hex]
  }

  var words: String {
    let author = json["user"]?["username"]?.string.map { " of \($0)" } ?? ""
    return "\(quoted(json["comment_text"]?.string ?? "", atMost: 80))\(author) (\(id))"
  }
}

extension CommentListing {
  /// The tool that reads them, and its argument that says where.
  var reader: (tool: String, argument: String) {
    switch self {
    case .task: ("list_comments", "task_id")
    case .list: ("get_list_comments", "list_id")
    case .replies: ("list_replies", "comment_id")
    }
  }
}

/// On a comment of a task or a List.
struct OnComment: SpotArguments {
  private let taskID: Naming<NamedTask>?
  private let listID: Naming<NamedList>?
  private let commentID: Naming<NamedComment>

  enum CodingKeys: String, CodingKey {
    case taskID = "task_id"
    case listID = "list_id"
    case commentID = "comment_id"
  }

  func spot(
    showing resource: Resource?, reading workspace: WorkspaceReader
  ) throws(ToolError) -> Spot {
    var spot: Spot
    let source: CommentSource
    switch (taskID, listID) {
    case (let taskID?, nil):
      let task = try workspace.task(taskID)
      spot = Spot(names: ["task_id": task.id], understood: ["task_id": task.understood])
      source = CommentSource(
        listing: .task(task.id), place: "\(quoted(task.name)) (\(task.id))", workspace: workspace)
    case (nil, let listID?):
      let list = try workspace.list(listID)
      spot = Spot(names: ["list_id": list.id], understood: ["list_id": list.understood])
      source = CommentSource(
        listing: .list(list.id), place: "the List \(quoted(list.path)) (\(list.id))",
        workspace: workspace)
    default:
      throw ToolError(
        argument: "task_id",
        "give exactly one of `task_id` (a comment of that task) and `list_id` (one of that List)")
    }
    spot.show(try commentID.found(in: source), as: "comment_id")
    return spot
  }
}

extension Spot {
  fileprivate mutating func show(_ comment: NamedComment, as argument: String) {
    names["comment_id"] = comment.id
    // By which it is found again.
    names["date"] = comment.json["date"]?.identifier
    understood[argument] = .string(comment.words)
    targets = comment.target
    thing = comment.json
  }
}

/// On a comment, or on a reply to it where `reply_id` names one.
struct OnCommentOrReply: SpotArguments {
  private let comment: OnComment
  private let replyID: Naming<NamedComment>?

  enum CodingKeys: String, CodingKey {
    case replyID = "reply_id"
  }

  init(from decoder: any Decoder) throws {
    comment = try OnComment(from: decoder)
    replyID = try decoder.container(keyedBy: CodingKeys.self)
      .decodeIfPresent(Naming.self, forKey: .replyID)
  }

  func spot(
    showing resource: Resource?, reading workspace: WorkspaceReader
  ) throws(ToolError) -> Spot {
    var spot = try comment.spot(showing: resource, reading: workspace)
    guard let replyID, let id = spot.names["comment_id"] else { return spot }
    let parent = NamedComment(id: id, json: spot.thing)
    let source = CommentSource(
      listing: .replies(to: id), place: parent.words, workspace: workspace)
    spot.names["parent_comment_id"] = id
    spot.show(try replyID.found(in: source), as: "reply_id")
    return spot
  }
}
