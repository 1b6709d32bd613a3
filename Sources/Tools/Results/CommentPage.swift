import APICore
import JSON

/// A page of a task's comments, newest first.
struct CommentPage {
  /// What the service answers at once: https://developer.clickup.com/reference/gettaskcomments
  static let size = 25

  let comments: [JSONValue]
  /// How many the page after it has: the service does not say whether there are more, asking for
  /// them does, and spares the agent a call that finds nothing.
  private let countAfter: Int

  /// - Parameter naming: what the caller named the task by.
  init(
    of taskID: String, after position: Position? = nil, naming: Naming<NamedTask>,
    reading workspace: WorkspaceReader
  ) throws(ToolError) {
    func page(_ position: Position?) throws(ToolError) -> [JSONValue] {
      try workspace.fetch(
        .getTaskComments, path: ["task_id": taskID], query: position?.query ?? [:],
        naming: naming)["comments"]?.array ?? []
    }
    comments = try page(position)
    guard comments.count >= Self.size, let end = Position(endOf: comments) else {
      countAfter = 0
      return
    }
    countAfter = try page(end).count
  }

  /// Where the next page begins, if there is one.
  var next: Position? { countAfter > 0 ? Position(endOf: comments) : nil }

  /// That these are not all; nil where they are.
  var notice: String? {
    guard countAfter > 0 else { return nil }
    let all = comments.count + countAfter
    return "\(comments.count) of \(countAfter < Self.size ? "\(all)" : "\(all) or more") comments "
      + "are shown, the newest: `list_comments` with the same `task_id` and `comments_cursor` as "
      + "`cursor` goes on"
  }

  typealias Position = CommentPosition
}

extension CommentPosition {
  /// nil where that is neither a date nor an ID, as in a cursor that nobody gave.
  private init?(start: JSONValue?, id: JSONValue?) {
    guard let start = start?.milliseconds, start >= 0, let id = id?.identifier, !id.isEmpty
    else { return nil }
    self.init(start: start, id: id)
  }

  init?(_ place: JSONValue) { self.init(start: place["start"], id: place["start_id"]) }

  /// Behind the last comment of a page.
  init?(endOf page: [JSONValue]) { self.init(start: page.last?["date"], id: page.last?["id"]) }

  var place: JSONValue { ["start": .string(start.wire), "start_id": .string(id)] }
}
