import JSON
import SQLite

/// A comment as answers tell it.
enum ImportComment {
  enum Place {
    case task(String)
    case list(Int64)
    case replies(to: Int64)

    /// What `text` wrote.
    init(_ text: String) {
      let parts = text.split(separator: "/", maxSplits: 1)
      let id = parts.count == 2 ? String(parts[1]) : ""
      switch (parts.first, Int64(id)) {
      case ("list", let number?): self = .list(number)
      case ("comment", let number?): self = .replies(to: number)
      default: self = .task(id)
      }
    }

    var text: String {
      switch self {
      case .task(let id): "task/\(id)"
      case .list(let id): "list/\(id)"
      case .replies(let id): "comment/\(id)"
      }
    }
  }
}

extension ImportWriting {
  /// A comment, which is brought up to date where it is known: its text may be edited, and what it
  /// asks of somebody be resolved.
  ///
  /// - Parameter since: when it was still there; nil where only the answer tells.
  mutating func comment(
    _ value: JSONValue, at asked: ImportComment.Place, since: Int64? = nil
  ) throws(ImportFailure) {
    let id = try number(value["id"], "id")
    try requireNotGone(.comments, String(id))
    let (place, parent) = try place(of: asked)
    let workspace = try sqlite { _ throws(SQLiteError) in
      switch place {
      case .task(let task): try TaskReference.find(task, in: view)?.workspaceID
      case .list(let list): try view.list(list)?.workspaceID
      }
    }
    func person(_ name: String) throws(ImportFailure) -> Int64? {
      guard let user = value[name], user["id"] != nil else { return nil }
      return try self.person(user, in: workspace ?? 0)
    }
    guard let author = try person("user") else { throw .unusable("it has no `user`") }
    let text = value["comment_text"]?.string ?? ""
    let date = try number(value["date"], "date")
    let comment = Comment(
      id: id, place: place, parent: parent, user: author, text: text,
      blocks: value["comment"] ?? [["text": .string(text)]], assignee: try person("assignee"),
      assignedBy: try person("assigned_by"), isResolved: value["resolved"]?.bool ?? false,
      date: date)
    if try exists("comments", id) {
      try bringUpToDate(
        .comments, in: "comments", .integer(id), named: String(id),
        [
          ("blocks", .text(comment.blocks.canonicalString)), ("comment_text", .text(text)),
          ("assignee", value["assignee"].map { _ in SQLValue(comment.assignee) }),
          ("assigned_by", value["assigned_by"].map { _ in SQLValue(comment.assignedBy) }),
          ("resolved", value["resolved"]?.bool.map { SQLValue($0) }),
        ])
    } else {
      try requireNotDeletedHere(
        .comments, String(id), since: since ?? max(date, answered ?? 0))
      try replaceDerived(by: comment)
      try sqlite { connection throws(SQLiteError) in
        try CommentRows.insert(comment, on: connection)
      }
      notes.note(.comments, String(id), .created)
      if let parent { notes.keepReply(id, to: parent) }
    }
    let told = value["reply_count"].flatMap(BodyValues.wholeNumber) ?? 0
    notes.loseReplies(to: id, Int(told - (try replyCount(of: id))))
    notes.lose("reactions to comments", of: String(id), value["reactions"]?.array?.count ?? 0)
    notes.lose(
      "group assignees of comments", of: String(id), value["group_assignee"]?["id"] == nil ? 0 : 1)
  }

  private func place(
    of asked: ImportComment.Place
  ) throws(ImportFailure) -> (Comment.Place, parent: Int64?) {
    switch asked {
    case .task(let task):
      let reference = try row(
        "SELECT id FROM tasks WHERE id = ?1 OR custom_id = ?1", [.text(task)]
      ) { $0.text(0) }
      if let reference { return (.task(reference), nil) }
      try requireNotGone(.tasks, task)
      try requireNotDeletedHere(.tasks, task, since: answered ?? 0)
      throw .notYet("the task it is on is not known")
    case .list(let list):
      if try exists("lists", list) { return (.list(list), nil) }
      try requireNotGone(.lists, String(list))
      try requirePlaceNotDeletedHere(.lists, list, as: "the List it is on")
      throw .notYet("the List it is on is not known")
    case .replies(let id):
      let parent = try sqlite { connection throws(SQLiteError) in
        try CommentRows.comment(id, on: connection)
      }
      if let parent { return (parent.place, parent.id) }
      try requireNotGone(.comments, String(id))
      try requireNotDeletedHere(.comments, String(id), since: answered ?? 0)
      throw .notYet("the comment that it replies to is not known")
    }
  }

  private func replyCount(of id: Int64) throws(ImportFailure) -> Int64 {
    try row("SELECT count(*) FROM comments WHERE parent_id = ?", [.integer(id)]) {
      $0.integer(0)
    } ?? 0
  }

  /// The same comment as an export told it, without its ID, goes; one of several that are alike, or
  /// the only one of its author, whose text was edited.
  private func replaceDerived(by comment: Comment) throws(ImportFailure) {
    guard !DerivedID.isDerived(comment.id), case .task(let task) = comment.place else { return }
    let standing = try comments(on: task, at: comment.date)
    let told = standing.filter(\.isDerived)
    var own: [StandingComment] = []
    for other in standing where try isSamePerson(other.author, comment.user) { own.append(other) }
    let edited = own.count == 1 ? own.first.flatMap { $0.isDerived ? $0 : nil } : nil
    guard let same = told.first(where: { $0.says(comment.text) }) ?? edited else { return }
    try execute("DELETE FROM comments WHERE id = ?", [.integer(same.id)])
  }

  /// Whom an export names by an address or a name may not be known by ClickUp's ID for them yet.
  private func isSamePerson(_ one: Int64, _ other: Int64) throws(ImportFailure) -> Bool {
    guard one != other else { return true }
    guard DerivedID.isDerived(one) || DerivedID.isDerived(other) else { return false }
    let isSame = try row(
      """
      SELECT 1 FROM users a, users b WHERE a.id = ? AND b.id = ?
        AND (lower(a.email) = lower(b.email) OR lower(a.username) = lower(b.username))
      """, [.integer(one), .integer(other)], read: { _ in true })
    return isSame ?? false
  }

  struct StandingComment {
    let id: Int64
    let author: Int64
    let text: String

    /// Whether only an export knows it.
    var isDerived: Bool { DerivedID.isDerived(id) }

    /// Exports leave out the line break at the end that ClickUp gives a comment.
    func says(_ other: String) -> Bool { text.trimmed == other.trimmed }
  }

  /// The comments of one second, in the order of their IDs: exports do not write milliseconds.
  func comments(on task: String, at date: Int64) throws(ImportFailure) -> [StandingComment] {
    try sqlite { connection throws(SQLiteError) in
      try connection.rows(
        """
        SELECT id, user_id, comment_text FROM comments
        WHERE task_id = ? AND date / 1000 = ? / 1000 ORDER BY id
        """, [.text(task), .integer(date)]
      ) { StandingComment(id: $0.integer(0), author: $0.integer(1), text: $0.text(2)) }
    }
  }
}
