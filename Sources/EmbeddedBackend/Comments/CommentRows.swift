import JSON
import SQLite

/// A comment on a task or a List, or a reply to one.
struct Comment: Sendable {
  enum Place: Sendable, Hashable {
    case task(String)
    case list(Int64)
  }

  let id: Int64
  let place: Place
  /// The comment that it replies to.
  var parent: Int64?
  let user: Int64
  var text: String
  var blocks: JSONValue
  var assignee: Int64?
  var assignedBy: Int64?
  var isResolved: Bool
  let date: Int64
  var replyCount: Int64 = 0
}

/// Comments as rows.
enum CommentRows {
  /// How many are answered at once.
  static let pageSize: Int64 = 25

  static func insert(_ comment: Comment, on connection: Connection) throws(SQLiteError) {
    let (column, place) = column(of: comment.place)
    try connection.execute(
      """
      INSERT INTO comments(id, \(column), parent_id, user_id, blocks, comment_text, assignee,
        assigned_by, resolved, date) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .integer(comment.id), place, SQLValue(comment.parent), .integer(comment.user),
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

  /// Whether there was one. Its replies go with it.
  static func delete(_ id: Int64, on connection: Connection) throws(SQLiteError) -> Bool {
    try connection.row("DELETE FROM comments WHERE id = ? RETURNING id", [.integer(id)]) { _ in
      true
    } ?? false
  }

  /// One page, newest first: those older than `(date, id)`, or the newest where that is nil.
  static func page(
    of place: Comment.Place, before: (date: Int64, id: Int64)?, on connection: Connection
  ) throws(SQLiteError) -> [Comment] {
    let (column, value) = column(of: place)
    return try connection.rows(
      """
      SELECT \(columns) FROM comments c WHERE c.\(column) = ? AND c.parent_id IS NULL
        AND (c.date, c.id) < (?, ?) ORDER BY c.date DESC, c.id DESC LIMIT ?
      """,
      [
        value, .integer(before?.date ?? .max), .integer(before?.id ?? .max), .integer(pageSize),
      ], read: comment)
  }

  /// All of them, newest first.
  static func replies(to id: Int64, on connection: Connection) throws(SQLiteError) -> [Comment] {
    try connection.rows(
      "SELECT \(columns) FROM comments c WHERE c.parent_id = ? ORDER BY c.date DESC, c.id DESC",
      [.integer(id)], read: comment)
  }

  static func comment(_ id: Int64, on connection: Connection) throws(SQLiteError) -> Comment? {
    try connection.row(
      "SELECT \(columns) FROM comments c WHERE c.id = ?", [.integer(id)], read: comment)
  }

  private static func column(of place: Comment.Place) -> (name: String, value: SQLValue) {
    switch place {
    case .task(let id): ("task_id", .text(id))
    case .list(let id): ("list_id", .integer(id))
    }
  }

  private static let columns = """
    c.id, c.task_id, c.list_id, c.parent_id, c.user_id, c.comment_text, c.blocks, c.assignee,
    c.assigned_by, c.resolved, c.date, (SELECT count(*) FROM comments r WHERE r.parent_id = c.id)
    """

  private static func comment(_ row: Row) -> Comment {
    Comment(
      id: row.integer(0),
      place: row.optionalInteger(2).map(Comment.Place.list) ?? .task(row.text(1)),
      parent: row.optionalInteger(3), user: row.integer(4), text: row.text(5),
      blocks: .stored(row.text(6)), assignee: row.optionalInteger(7),
      assignedBy: row.optionalInteger(8), isResolved: row.bool(9), date: row.integer(10),
      replyCount: row.integer(11))
  }
}
