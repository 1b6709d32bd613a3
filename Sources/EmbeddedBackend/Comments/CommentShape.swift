import JSON

/// How a comment is answered (as recorded).
enum CommentShape {
  /// In a list. `resolved` and `assigned_by` are there only where somebody is assigned.
  static func listed(_ comment: Comment, users: [Int64: User]) -> JSONValue {
    var members: JSONObject = [
      "id": .digits(comment.id), "comment": comment.blocks,
      "comment_text": .string(comment.text), "user": person(comment.user, users),
      "assignee": person(comment.assignee, users), "group_assignee": nil, "reactions": [],
      "date": .digits(comment.date), "reply_count": .integer(comment.replyCount),
    ]
    if comment.assignee != nil {
      members["resolved"] = .bool(comment.isResolved)
      members["assigned_by"] = person(comment.assignedBy, users)
    }
    return .object(members)
  }

  /// On creation: the ID is a number here, a string in lists.
  ///
  /// - Parameter uuid: names the creation of what is on a List, as recorded; nil of what is on a
  ///   task, which `history` names.
  static func created(
    _ comment: Comment, history: Int64, uuid: String?, workspace: Int64
  ) -> JSONValue {
    var created: JSONValue = [
      "id": .integer(comment.id), "hist_id": uuid.map(JSONValue.string) ?? .digits(history),
      "date": .integer(comment.date),
    ]
    // The published answer to a reply is `{}`, and none is recorded: no more than what every
    // comment is answered with.
    guard comment.parent == nil else { return created }
    created["version"] = version(of: comment, history, workspace)
    return created
  }

  private static func version(
    of comment: Comment, _ history: Int64, _ workspace: Int64
  ) -> JSONValue {
    [
      "object_type": "comment", "object_id": .digits(comment.id),
      "workspace_id": .integer(workspace), "operation": "c",
      "data": [
        "context": context(of: comment),
        "relationships": [
          relationship("comment-author", "user", .digits(comment.user), workspace),
          relationship(to: comment.place, workspace),
        ],
        "changes": [["field": "date_created", "after": .integer(comment.date)]],
      ],
      "master_id": .integer(master), "version": .integer(comment.date * 1_000),
      "deleted": false, "traceparent": .digits(trace(of: history)),
      "date_created": .integer(comment.date), "date_updated": .integer(comment.date),
      "event_publish_time": .integer(comment.date),
    ]
  }

  private static func context(of comment: Comment) -> JSONValue {
    [
      "root_parent_type": .integer(parentType(of: comment.place)), "is_chat": false,
      "audit_context": [
        "userid": .integer(comment.user), "current_time": .integer(comment.date), "route": "*",
      ],
      "originating_service": "publicapi",
    ]
  }

  /// As recorded.
  private static func parentType(of place: Comment.Place) -> Int64 {
    switch place {
    case .task: 1
    case .list: 6
    }
  }

  private static func relationship(to place: Comment.Place, _ workspace: Int64) -> JSONValue {
    switch place {
    case .task(let id): relationship("comment-parent", "task", .string(id), workspace)
    case .list(let id): relationship("comment-parent", "list", .digits(id), workspace)
    }
  }

  private static func relationship(
    _ type: JSONValue, _ object: JSONValue, _ id: JSONValue, _ workspace: Int64
  ) -> JSONValue {
    [
      "type": type, "object_type": object, "object_id": id, "workspace_id": .integer(workspace),
    ]
  }

  /// The same in every recorded answer.
  private static let master: Int64 = 31

  /// Another number of as many digits: the service has one for each request, and nothing reads it.
  private static func trace(of history: Int64) -> Int64 {
    9_000_000_000_000_000_000 - history
  }

  private static func person(_ id: Int64?, _ users: [Int64: User]) -> JSONValue {
    id.flatMap { users[$0] }?.json ?? .null
  }
}
