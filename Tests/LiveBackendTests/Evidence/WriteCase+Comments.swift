import APICore
import JSON
import Testing

@testable import LiveBackend

extension WriteCase {
  static let comments: [WriteCase] = [
    update("comment") { workspace in try workspace.comment("Old", on: try workspace.task()) },
    update("reply") { workspace in try workspace.reply("Old") },
    WriteCase("comment", .deleteComment) { workspace in
      let task = try workspace.task()
      let names = try workspace.comment("Old", on: task)
      _ = try workspace.comment("Other", on: task)
      return WriteRequest(.deleteComment, at: names)
    },
    WriteCase("reply", .deleteComment) { workspace in
      WriteRequest(.deleteComment, at: try workspace.reply("Old"))
    },
    WriteCase("of a List", .deleteComment) { workspace in
      let made = try workspace.send(
        .createListComment, ["list_id": workspace.listID], ["comment_text": "Old"])
      return WriteRequest(
        .deleteComment, at: workspace.names(of: made, at: ["list_id": workspace.listID]))
    },
  ]

  private static func update(
    _ name: String, _ comment: @escaping @Sendable (EvidenceWorkspace) throws -> [String: String]
  ) -> WriteCase {
    WriteCase(
      name, .updateComment,
      disturb: {
        try $0.send(
          .updateComment, $1.path,
          ["comment_text": "Somebody's", "assignee": nil, "resolved": false])
      }
    ) { workspace in
      WriteRequest(
        .updateComment, at: try comment(workspace),
        body: .json([
          "comment_text": "New", "assignee": .integer(workspace.userID), "resolved": true,
        ]))
    }
  }
}

extension EvidenceWorkspace {
  /// What names a new comment.
  func comment(_ text: String, on task: String) throws -> [String: String] {
    let made = try send(.createTaskComment, ["task_id": task], ["comment_text": .string(text)])
    return names(of: made, at: ["task_id": task])
  }

  /// What names a new reply to a new comment.
  func reply(_ text: String) throws -> [String: String] {
    var names = try comment("Asked", on: try task())
    let parent = names["comment_id"]
    let made = try send(
      .createThreadedComment, ["comment_id": parent ?? ""], ["comment_text": .string(text)])
    names["parent_comment_id"] = parent
    return self.names(of: made, at: names)
  }

  func names(of made: JSONValue, at place: [String: String]) -> [String: String] {
    var names = place
    names["comment_id"] = made["id"]?.identifier
    names["date"] = made["date"]?.identifier
    return names
  }
}
