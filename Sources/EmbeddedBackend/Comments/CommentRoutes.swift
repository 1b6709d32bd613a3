import APICore
import JSON
import SQLite

/// Comments on tasks.
enum CommentRoutes {
  static let routes: [Route: RouteFunction] = [
    .getTaskComments: getTaskComments,
    .createTaskComment: createTaskComment,
    .updateComment: updateComment,
    .deleteComment: deleteComment,
  ]

  /// 25 at a time, newest first; `start` and `start_id` are date and ID of the last one seen.
  @Sendable static func getTaskComments(_ context: RouteContext) throws(APIError) -> JSONValue {
    let task = try context.task()
    let start = try context.query.integer("start")
    let startID = try context.query.integer("start_id")
    guard (start == nil) == (startID == nil) else {
      throw Refusal.invalid("`start` and `start_id` must be used together")
    }
    let before = start.flatMap { date in startID.map { (date: date, id: $0) } }
    let (comments, users) = try context.viewed { view throws(SQLiteError) in
      let comments = try CommentRows.page(of: task.id, before: before, on: view.connection)
      let ids = comments.flatMap { [$0.user, $0.assignee, $0.assignedBy].compactMap { $0 } }
      return (comments, try view.users(ids))
    }
    return ["comments": .array(comments.map { CommentShape.listed($0, users: users) })]
  }

  /// `notify_all` is accepted and has no effect: there is nobody to notify.
  @Sendable static func createTaskComment(_ context: RouteContext) throws(APIError) -> JSONValue {
    let task = try context.task()
    let author = try context.authorizedUser()
    _ = try context.body.flag("notify_all")
    let text = try CommentText(
      text: context.body.text("comment_text"), blocks: context.body.array("comment")
    ) { id throws(APIError) in try member(id, of: task, context)?.username }
    let assignee = try context.body.integer("assignee")
    if let assignee { try context.checkMembers([assignee], of: task.workspaceID) }
    let id = try context.sql { (_) throws(SQLiteError) in try context.identifiers.comment() }
    let comment = Comment(
      id: id, task: task.id, user: author.id, text: text.plain, blocks: .array(text.blocks),
      assignee: assignee, assignedBy: assignee == nil ? nil : author.id, isResolved: false,
      date: context.now.rawValue)
    try context.sql { connection throws(SQLiteError) in
      try CommentRows.insert(comment, on: connection)
    }
    // 19 digits, as recorded; nothing reads it back.
    let history = Int64(
      4_000_000_000_000_000_000 + context.ids.next() % 1_000_000_000_000_000_000)
    return CommentShape.created(comment, history: history, workspace: task.workspaceID)
  }

  /// What the body does not name stays. Answers `{}`, as the published example does.
  @Sendable static func updateComment(_ context: RouteContext) throws(APIError) -> JSONValue {
    let text = try context.pathText("comment_id")
    let found = try context.sql { connection throws(SQLiteError) in
      try Int64(text).flatMap { id throws(SQLiteError) in
        try CommentRows.comment(id, on: connection)
      }
    }
    guard var comment = found else { throw Refusal.notFound("Comment") }
    if let text = try context.body.text("comment_text") {
      let written = try CommentText(text: text, blocks: nil) { _ in nil }
      (comment.text, comment.blocks) = (written.plain, .array(written.blocks))
    }
    switch try context.body.changeOfInteger("assignee") {
    case .keep: break
    case .clear: (comment.assignee, comment.assignedBy) = (nil, nil)
    case .set(let user):
      try context.checkMembers([user], of: try context.task(id: comment.task).workspaceID)
      if user != comment.assignee { comment.assignedBy = try context.authorizedUser().id }
      comment.assignee = user
    }
    comment.isResolved =
      try context.body.flag("resolved") ?? comment.isResolved && comment.assignee != nil
    try context.sql { [comment] connection throws(SQLiteError) in
      try CommentRows.update(comment, on: connection)
    }
    return [:]
  }

  /// Answers `{}`, as the published example does.
  @Sendable static func deleteComment(_ context: RouteContext) throws(APIError) -> JSONValue {
    let text = try context.pathText("comment_id")
    let deleted = try context.sql { connection throws(SQLiteError) in
      try Int64(text).flatMap { id throws(SQLiteError) in
        try CommentRows.delete(id, on: connection) ? id : nil
      }
    }
    guard let deleted else { throw Refusal.notFound("Comment") }
    try context.rememberDeletion(.comments, deleted)
    return [:]
  }

  private static func member(_ id: Int64, of task: TaskReference, _ context: RouteContext)
    throws(APIError) -> User?
  {
    try context.viewed { view throws(SQLiteError) in
      try view.isMember(id, of: task.workspaceID) ? view.user(id) : nil
    }
  }
}
