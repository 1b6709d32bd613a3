import SQLite

/// Keeps the text index in step with the tasks.
enum SearchIndex {
  /// Indexes anew what changed since the last call; belongs at the end of every write transaction.
  static func bringUpToDate(on connection: Connection) throws(SQLiteError) {
    let pending = try connection.rows("SELECT row_id FROM search_pending") { $0.integer(0) }
    guard !pending.isEmpty else { return }
    for rowID in pending {
      try connection.execute("DELETE FROM task_search WHERE rowid = ?", [.integer(rowID)])
      // A task that is gone selects nothing, and is out of the index with that.
      try connection.execute(
        """
        INSERT INTO task_search(rowid, name, description, comments)
        SELECT row_id, name, description,
          coalesce((SELECT group_concat(comment_text, char(10)) FROM
            (SELECT comment_text FROM comments WHERE task_id = tasks.id ORDER BY date)), '')
        FROM tasks WHERE row_id = ?
        """, [.integer(rowID)])
    }
    try connection.execute("DELETE FROM search_pending")
  }
}
