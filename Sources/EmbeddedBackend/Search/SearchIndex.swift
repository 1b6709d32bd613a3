import APICore
import SQLite

/// Keeps the text index in step with the tasks.
enum SearchIndex {
  /// Indexes anew what changed since the last call; belongs at the end of every write transaction.
  @Sendable static func bringUpToDate(on connection: Connection) throws(SQLiteError) {
    let pending = try connection.rows("SELECT row_id FROM search_pending") { $0.integer(0) }
    guard !pending.isEmpty else { return }
    for rowID in pending {
      try remove(rowID, on: connection)
      try add(rowID, on: connection)
    }
    try CustomIDs.foldNew(on: connection)
    try connection.execute("DELETE FROM search_pending")
  }

  private static func remove(_ rowID: Int64, on connection: Connection) throws(SQLiteError) {
    let name = try connection.row(
      "SELECT name FROM search_words WHERE rowid = ?", [.integer(rowID)]
    ) { $0.text(0) }
    guard let name else { return }
    try connection.execute("DELETE FROM search_words WHERE rowid = ?", [.integer(rowID)])
    try connection.execute(
      "DELETE FROM search_names WHERE name = ? AND row_id = ?", [.text(name), .integer(rowID)])
  }

  private static func add(_ rowID: Int64, on connection: Connection) throws(SQLiteError) {
    // A task that is gone selects nothing, and is out of the index with that.
    let texts = try connection.row(
      """
      SELECT name, description,
        coalesce((SELECT group_concat(comment_text, char(10)) FROM
          (SELECT comment_text FROM comments WHERE task_id = tasks.id ORDER BY date)), '')
      FROM tasks WHERE row_id = ?
      """, [.integer(rowID)]
    ) { row in (0..<3).map { TextFold.fold(row.text($0)) } }
    guard let texts else { return }
    try connection.execute(
      "INSERT INTO search_words(rowid, name, description, comments) VALUES(?, ?, ?, ?)",
      [.integer(rowID)] + texts.map(SQLValue.text))
    try connection.execute(
      "INSERT INTO search_names(name, row_id) VALUES(?, ?)", [.text(texts[0]), .integer(rowID)])
  }
}
