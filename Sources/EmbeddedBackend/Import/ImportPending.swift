import JSON
import SQLite

/// What a task said of another one that had not come in, kept until that one does: then the order
/// of imports changes nothing.
enum ImportPending {
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
      SELECT p.task_id, p.value, p.date FROM import_pending p JOIN tasks t ON t.id = p.other
      ORDER BY p.task_id, p.value
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
    try connection.execute(
      "DELETE FROM import_pending WHERE EXISTS (SELECT 1 FROM tasks WHERE id = other)")
  }
}
