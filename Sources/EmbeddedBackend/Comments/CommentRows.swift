import JSON
import SQLite

/// A comment on a task.
struct Comment: Sendable {
  let id: Int64
  let task: String
  let user: Int64
  var text: String
  var blocks: JSONValue
  var assignee: Int64?
  var assignedBy: Int64?
  var isResolved: Bool
  let date: Int64
}

/// Comments as rows.
enum CommentRows {
  /// How many "Get Task Comments" answers at once.
  static let pageSize: Int64 = 25

  static func insert(_ comment: Comment, on connection: Connection) throws(SQLiteError) {
    try connection.execute(
      """
      INSERT INTO comments(id, task_id, user_id, blocks, comment_text, assignee, assigned_by,
        resolved, date) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .integer(comment.id), .text(comment.task), .integer(comment.user),
        .text(comment.blocks.canonicalString), .text(comment.text), SQLValue(comment.assignee),
        SQLValue(comment.assignedBy), SQLValue(comment.isResolved), .integer(comment.date),
      ])
  }

  /// Writes over what can change of one.
  static func update(_ comment: Comment, on connection: Connection) throws(SQLiteError) {
    try connection.execute(
      """
      UPDATE comments SET blocks = ?, comment_text = ?, assignee = ?, assigned_by = ?, resolved = ?
      WHERE id = ?
      """,
      [
        .text(comment.blocks.canonicalString), .text(comment.text), SQLValue(comment.assignee),
        SQLValue(comment.assignedBy), SQLValue(comment.isResolved), .integer(comment.id),
      ])
  }

  /// Whether there was one.
  static func delete(_ id: Int64, on connection: Connection) throws(SQLiteError) -> Bool {
    try connection.row("DELETE FROM comments WHERE id = ? RETURNING id", [.integer(id)]) { _ in
      true
    } ?? false
  }

  /// One page, newest first: those older than `(date, id)`, or the newest where that is nil.
  static func page(
    of task: String, before: (date: Int64, id: Int64)?, on connection: Connection
  ) throws(SQLiteError) -> [Comment] {
    try connection.rows(
      """
      SELECT \(columns) FROM comments WHERE task_id = ? AND (date, id) < (?, ?)
      ORDER BY date DESC, id DESC LIMIT ?
      """,
      [
        .text(task), .integer(before?.date ?? .max), .integer(before?.id ?? .max),
        .integer(pageSize),
      ], read: comment)
  }

  static func comment(_ id: Int64, on connection: Connection) throws(SQLiteError) -> Comment? {
    try connection.row(
      "SELECT \(columns) FROM comments WHERE id = ?", [.integer(id)], read: comment)
  }

  private static let columns =
    "id, task_id, user_id, comment_text, blocks, assignee, assigned_by, resolved, date"

  private static func comment(_ row: Row) -> Comment {
    Comment(
      id: row.integer(0), task: row.text(1), user: row.integer(2), text: row.text(3),
      blocks: .stored(row.text(4)), assignee: row.optionalInteger(5),
      assignedBy: row.optionalInteger(6), isResolved: row.bool(7), date: row.integer(8))
  }
}
