import APICore
import Hashing
import JSON

/// A comment that an argument named by its ID, looked for among those of a task.
struct NamedComment: Nameable {
  static let kind = ToolCatalogue.Named.comment
  /// Each page is a request, and they are read again when the yes has come.
  static let pagesRead = 20

  let id: String
  let json: JSONValue

  static func find(
    _ text: String, argument: String, in source: (task: NamedTask, workspace: WorkspaceReader)
  ) throws(ToolError) -> NamedComment {
    let id = text.trimmingBlanks
    var position: CommentPosition?
    var isComplete = false
    for _ in 0..<pagesRead where !isComplete {
      let page = try source.workspace.fetch(
        .getTaskComments, path: ["task_id": source.task.id], query: position?.query ?? [:])
      let comments = page["comments"]?.array ?? []
      if let found = comments.first(where: { $0["id"]?.identifier == id }) {
        return NamedComment(id: id, json: found)
      }
      position = CommentPosition(endOf: comments)
      isComplete = comments.count < CommentPage.size || position == nil
    }
    let which = isComplete ? "the" : "the newest \(pagesRead * CommentPage.size)"
    throw ToolError(
      argument: argument,
      "`\(argument)` \(quoted(text)) is not the ID of one of \(which) comments of "
        + "\(quoted(source.task.name)) (\(source.task.id)), and replies are not among them; "
        + "nothing was changed; `list_comments` shows them", code: .notFound)
  }

  /// For `PlannedWrite.targets`.
  var target: [String: String] {
    let shown = ["comment", "comment_text", "resolved", "assignee"].map { json[$0] ?? .null }
    return ["comment:\(id)": SHA256.hash(JSONValue.array(shown).canonicalBytes).hex]
  }

  var understood: JSONValue {
    let author = json["user"]?["username"]?.string.map { " of \($0)" } ?? ""
    return .string(
      "\(quoted(json["comment_text"]?.string ?? "", atMost: 80))\(author) (\(id))")
  }
}

/// On a comment of a task.
struct OnComment: SpotArguments {
  let taskID: Naming<NamedTask>
  let commentID: Naming<NamedComment>

  enum CodingKeys: String, CodingKey {
    case taskID = "task_id"
    case commentID = "comment_id"
  }

  func spot(
    showing resource: Resource?, reading workspace: WorkspaceReader
  ) throws(ToolError) -> Spot {
    let task = try workspace.task(taskID)
    let comment = try commentID.found(in: (task, workspace))
    var names = ["task_id": task.id, "comment_id": comment.id]
    // By which it is found again.
    names["date"] = comment.json["date"]?.identifier
    return Spot(
      names: names, understood: ["task_id": task.understood, "comment_id": comment.understood],
      targets: comment.target, thing: comment.json)
  }
}
