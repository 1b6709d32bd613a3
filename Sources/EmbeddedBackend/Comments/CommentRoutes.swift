import APICore
import JSON
import SQLite

/// Comments on tasks and Lists, and replies to them.
enum CommentRoutes {
  static let routes: [Route: RouteFunction] = [
    .getTaskComments: getTaskComments,
    .getListComments: getListComments,
    .getThreadedComments: getThreadedComments,
    .createTaskComment: createTaskComment,
    .createListComment: createListComment,
    .createThreadedComment: createThreadedComment,
    .updateComment: updateComment,
    .deleteComment: deleteComment,
  ]

  @Sendable static func getTaskComments(_ context: RouteContext) throws(APIError) -> JSONValue {
    try page(of: .task(context.task().id), context)
  }

  @Sendable static func getListComments(_ context: RouteContext) throws(APIError) -> JSONValue {
    try page(of: .list(context.list().id), context)
  }

  /// 25 at a time, newest first; `start` and `start_id` are date and ID of the last one seen.
  private static func page(
    of place: Comment.Place, _ context: RouteContext
  ) throws(APIError) -> JSONValue {
    let start = try context.query.integer("start")
    let startID = try context.query.integer("start_id")
    guard (start == nil) == (startID == nil) else {
      throw Refusal.invalid("`start` and `start_id` must be used together")
    }
    let before = start.flatMap { date in startID.map { (date: date, id: $0) } }
    return try listed(context) { connection throws(SQLiteError) in
      try CommentRows.page(of: place, before: before, on: connection)
    }
  }

  /// All of them, and not what they reply to. In which order is not documented: as all comments.
  @Sendable static func getThreadedComments(
    _ context: RouteContext
  ) throws(APIError) -> JSONValue {
    let parent = try comment(context)
    return try listed(context) { connection throws(SQLiteError) in
      try CommentRows.replies(to: parent.id, on: connection)
    }
  }

  private static func listed(
    _ context: RouteContext, _ read: (Connection) throws(SQLiteError) -> [Comment]
  ) throws(APIError) -> JSONValue {
    let (comments, users) = try context.viewed { view throws(SQLiteError) in
      let comments = try read(view.connection)
      let ids = comments.flatMap { [$0.user, $0.assignee, $0.assignedBy].compactMap { $0 } }
      return (comments, try view.users(ids))
    }
    return ["comments": .array(comments.map { CommentShape.listed($0, users: users) })]
  }

  @Sendable static func createTaskComment(_ context: RouteContext) throws(APIError) -> JSONValue {
    let task = try context.task()
    return try create(at: .task(task.id), in: task.workspaceID, context)
  }

  @Sendable static func createListComment(_ context: RouteContext) throws(APIError) -> JSONValue {
    let list = try context.list()
    return try create(at: .list(list.id), in: list.workspaceID, context)
  }

  @Sendable static func createThreadedComment(
    _ context: RouteContext
  ) throws(APIError) -> JSONValue {
    let parent = try comment(context)
    // What the service makes of it is not documented.
    guard parent.parent == nil else {
      throw Refusal.invalid("comment \(parent.id) is a reply; replies have no replies")
    }
    return try create(
      at: parent.place, replyingTo: parent.id, in: workspaceID(of: parent, context), context)
  }

  /// `notify_all` is accepted and has no effect: there is nobody to notify.
  private static func create(
    at place: Comment.Place, replyingTo parent: Int64? = nil, in workspace: Int64,
    _ context: RouteContext
  ) throws(APIError) -> JSONValue {
    let author = try context.authorizedUser()
    _ = try context.body.flag("notify_all")
    let text = try CommentText(
      text: context.body.text("comment_text"), blocks: context.body.array("comment")
    ) { id throws(APIError) in try member(id, of: workspace, context)?.username }
    let assignee = try context.body.integer("assignee")
    if let assignee { try context.checkMembers([assignee], of: workspace) }
    let id = try context.sql { (_) throws(SQLiteError) in try context.identifiers.comment() }
    let comment = Comment(
      id: id, place: place, parent: parent, user: author.id, text: text.plain,
      blocks: .array(text.blocks), assignee: assignee,
      assignedBy: assignee == nil ? nil : author.id, isResolved: false, date: context.now.rawValue)
    try context.sql { connection throws(SQLiteError) in
      try CommentRows.insert(comment, on: connection)
    }
    // 19 digits, as recorded; nothing reads it back.
    let history = Int64(
      4_000_000_000_000_000_000 + context.ids.next() % 1_000_000_000_000_000_000)
    var uuid: String?
    if case .list = place { uuid = context.identifiers.uuid() }
    return CommentShape.created(comment, history: history, uuid: uuid, workspace: workspace)
  }

  /// What the body does not name stays. Answers `{}`, as the published example does.
  @Sendable static func updateComment(_ context: RouteContext) throws(APIError) -> JSONValue {
    var comment = try comment(context)
    if let text = try context.body.text("comment_text") {
      let written = try CommentText(text: text, blocks: nil) { _ in nil }
      (comment.text, comment.blocks) = (written.plain, .array(written.blocks))
    }
    switch try context.body.changeOfInteger("assignee") {
    case .keep: break
    case .clear: (comment.assignee, comment.assignedBy) = (nil, nil)
    case .set(let user):
      try context.checkMembers([user], of: workspaceID(of: comment, context))
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

  /// The comment that the path names, whether or not it is a reply.
  private static func comment(_ context: RouteContext) throws(APIError) -> Comment {
    let text = try context.pathText("comment_id")
    let comment = try context.sql { connection throws(SQLiteError) in
      try Int64(text).flatMap { id throws(SQLiteError) in
        try CommentRows.comment(id, on: connection)
      }
    }
    guard let comment else { throw Refusal.notFound("Comment") }
    return comment
  }

  private static func workspaceID(
    of comment: Comment, _ context: RouteContext
  ) throws(APIError) -> Int64 {
    switch comment.place {
    case .task(let id): try context.task(id: id).workspaceID
    case .list(let id): try context.list(id: id).workspaceID
    }
  }

  private static func member(_ id: Int64, of workspace: Int64, _ context: RouteContext)
    throws(APIError) -> User?
  {
    try context.viewed { view throws(SQLiteError) in
      try view.isMember(id, of: workspace) ? view.user(id) : nil
    }
  }
}
