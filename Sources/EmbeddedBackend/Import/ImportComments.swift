import JSON
import SQLite

extension ImportWriting {
  /// A comment, which is brought up to date where it is known: its text may be edited, and what it
  /// asks of somebody be resolved.
  mutating func comment(_ value: JSONValue, on task: String) throws(ImportFailure) {
    let id = try number(value["id"], "id")
    try requireNotGone(.comments, String(id))
    let reference = try row(
      "SELECT id FROM tasks WHERE id = ?1 OR custom_id = ?1", [.text(task)]
    ) { $0.text(0) }
    guard let reference else {
      try requireNotGone(.tasks, task)
      throw .notYet("the task it is on is not known")
    }
    let workspace = try sqlite { connection throws(SQLiteError) in
      try TaskReference.find(reference, on: connection)?.workspaceID
    }
    func person(_ name: String) throws(ImportFailure) -> Int64? {
      guard let user = value[name], user["id"] != nil else { return nil }
      return try self.person(user, in: workspace ?? 0)
    }
    guard let author = try person("user") else { throw .unusable("it has no `user`") }
    let text = value["comment_text"]?.string ?? ""
    let comment = Comment(
      id: id, task: reference, user: author, text: text,
      blocks: value["comment"] ?? [["text": .string(text)]], assignee: try person("assignee"),
      assignedBy: try person("assigned_by"), isResolved: value["resolved"]?.bool ?? false,
      date: try number(value["date"], "date"))
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
      try sqlite { connection throws(SQLiteError) in
        try CommentRows.insert(comment, on: connection)
      }
      notes.note(.comments, String(id), .created)
    }
    notes.lose(
      "thread replies", of: "\(id)/", Int(value["reply_count"].flatMap(BodyValues.wholeNumber) ?? 0)
    )
    notes.lose("reactions to comments", of: String(id), value["reactions"]?.array?.count ?? 0)
    notes.lose(
      "group assignees of comments", of: String(id), value["group_assignee"]?["id"] == nil ? 0 : 1)
  }
}
