import APICore
import JSON

/// `list_comments`: a page of a task's comments, newest first, or the next part of a long one.
public enum ListComments: ReadTool {
  public struct Arguments: Decodable, Sendable {
    let taskID: Naming<NamedTask>
    let cursor: String?

    enum CodingKeys: String, CodingKey {
      case cursor
      case taskID = "task_id"
    }
  }

  public static func run(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    let place = try arguments.cursor.map { cursor throws(ToolError) in
      let task = context.query.handed(to: "get_task", with: ["task_id"])
      try Cursor.refuse(cursor, of: task, text: "the task's own texts")
      return try Cursor.read(cursor, context, as: { Position($0) })
    }
    let taskID = try workspace.task(arguments.taskID).id
    var position: CommentPage.Position?
    switch place {
    case .text(let place): return try readOn(place, of: taskID, context, workspace)
    case .page(let start): position = start
    case nil: break
    }
    let page = try CommentPage(
      of: taskID, after: position, naming: arguments.taskID, reading: workspace)
    return TextReading.fitting(context.query) { reading in
      answer(
        page.comments, next: page.next.map { Cursor.make($0.place, context) }, context, reading)
    }
  }

  /// The next part of one comment.
  private static func readOn(
    _ place: LongText.Position, of taskID: String, _ context: ToolContext,
    _ workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    let start = place.date.flatMap { CommentPage.Position(before: place.id, dated: $0) }
    let page = try workspace.fetch(
      .getTaskComments, path: ["task_id": taskID], query: start?.query ?? [:])
    let comment = (page["comments"]?.array ?? []).first { $0["id"]?.identifier == place.id }
    _ = try place.check(comment.flatMap(CommentOutput.text))
    return TextReading.fitting(context.query, from: place) { reading in
      answer([comment].compactMap(\.self), next: nil, context, reading)
    }
  }

  private static func answer(
    _ comments: [JSONValue], next: String?, _ context: ToolContext, _ reading: TextReading
  ) -> JSONValue {
    let shown = comments.map { CommentOutput.lean($0, context, reading) }
    // In the middle of one comment, its next part is what comes next.
    let next = reading.place == nil ? next : shown.first?["cut"]?["cursor"]?.string
    let notice = TextReading.notice(
      of: shown, text: "a comment", next: "`list_comments` with the same arguments")
    return .present([
      "comments": .array(shown), "has_more": .bool(next != nil),
      "cursor": next.map(JSONValue.string), "notice": notice.map(JSONValue.string),
    ])
  }

  /// What a cursor of this tool names: where a page begins, or the next part of a comment.
  private enum Position {
    case page(CommentPage.Position)
    case text(LongText.Position)

    init?(_ place: JSONValue) {
      if let text = LongText.Position(place) {
        guard text.date.flatMap({ CommentPage.Position(before: text.id, dated: $0) }) != nil
        else { return nil }
        self = .text(text)
      } else if let page = CommentPage.Position(place) {
        self = .page(page)
      } else {
        return nil
      }
    }
  }
}
