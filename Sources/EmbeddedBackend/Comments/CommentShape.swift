import JSON

/// How a comment is answered (as recorded).
enum CommentShape {
  /// In a list. `resolved` and `assigned_by` are there only where somebody is assigned.
  static func listed(_ comment: Comment, users: [Int64: User]) -> JSONValue {
    var members: [String: JSONValue] = [
      "id": .digits(comment.id), "comment": comment.blocks,
      "comment_text": .string(comment.text), "user": person(comment.user, users),
      "assignee": person(comment.assignee, users), "group_assignee": nil, "reactions": [],
      "date": .digits(comment.date), "reply_count": 0,
    ]
    if comment.assignee != nil {
      members["resolved"] = .bool(comment.isResolved)
      members["assigned_by"] = person(comment.assignedBy, users)
    }
    return .object(members)
  }

  /// On creation: the ID is a number here, a string in lists.
  static func created(_ comment: Comment, history: String, workspace: Int64) -> JSONValue {
    [
      "id": .integer(comment.id), "hist_id": .string(history), "date": .integer(comment.date),
      "version": [
        "object_type": "comment", "object_id": .digits(comment.id),
        "workspace_id": .integer(workspace), "operation": "c",
        "data": [
          "relationships": [
            [
              "type": "comment-author", "object_type": "user", "object_id": .digits(comment.user),
              "workspace_id": .integer(workspace),
            ],
            [
              "type": "comment-parent", "object_type": "task", "object_id": .string(comment.task),
              "workspace_id": .integer(workspace),
            ],
          ],
          "changes": [["field": "date_created", "after": .integer(comment.date)]],
        ],
        "deleted": false, "date_created": .integer(comment.date),
        "date_updated": .integer(comment.date),
      ],
    ]
  }

  private static func person(_ id: Int64?, _ users: [Int64: User]) -> JSONValue {
    id.flatMap { users[$0] }?.json ?? .null
  }
}
