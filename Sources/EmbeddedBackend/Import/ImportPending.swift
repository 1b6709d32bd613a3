import JSON
import SQLite

/// What a task said of another one, or of a List, that had not come in, kept until that does: then
/// the order of imports changes nothing.
enum ImportPending {
  /// How a List is called among what is waited for, beside the IDs of tasks.
  static func list(_ id: Int64) -> String { "list/\(id)" }

  private static let isThere = """
    (EXISTS (SELECT 1 FROM tasks WHERE id = other)
      OR EXISTS (SELECT 1 FROM lists WHERE other = 'list/' || id))
    """

  static func add(
    _ value: JSONValue, of task: String, waitingFor other: String, asOf date: Int64,
    on connection: Connection
  ) throws(SQLiteError) {
    try connection.execute(
      """
      INSERT INTO import_pending VALUES(?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET date = max(date, excluded.date)
      """,
      [.text(task), .text(value.canonicalString), .text(other), .integer(date)])
  }

  /// The task says something else now.
  static func forget(of task: String, on connection: Connection) throws(SQLiteError) {
    try connection.execute("DELETE FROM import_pending WHERE task_id = ?", [.text(task)])
  }

  /// What waits for nothing any more.
  static func ready(on connection: Connection) throws(SQLiteError) -> [ImportRelation] {
    try connection.rows(
      """
      SELECT task_id, value, date FROM import_pending WHERE \(isThere) ORDER BY task_id, value
      """
    ) { row in
      let value = JSONValue.stored(row.text(1))
      let parent = value["parent"]?.string
      return ImportRelation(
        task: row.text(0), parent: parent, others: parent == nil ? [value] : [], isNews: false,
        date: row.integer(2))
    }
  }

  static func forgetReady(on connection: Connection) throws(SQLiteError) {
    try connection.execute("DELETE FROM import_pending WHERE \(isThere)")
  }
}
