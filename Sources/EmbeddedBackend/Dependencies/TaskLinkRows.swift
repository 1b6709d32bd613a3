import JSON
import SQLite

/// Links between tasks, which have no direction, as rows.
enum TaskLinkRows {
  /// Where the link stands already it stays as it is.
  static func insert(
    _ task: String, _ other: String, by user: Int64, at time: Int64, on connection: Connection
  ) throws(SQLiteError) {
    try connection.execute(
      "INSERT INTO task_links VALUES(min(?1, ?2), max(?1, ?2), ?3, ?4) ON CONFLICT DO NOTHING",
      [.text(task), .text(other), .integer(user), .integer(time)])
  }

  static func exists(_ task: String, _ other: String, on connection: Connection)
    throws(SQLiteError) -> Bool
  {
    try connection.row(
      "SELECT 1 FROM task_links WHERE first = min(?1, ?2) AND second = max(?1, ?2)",
      [.text(task), .text(other)]
    ) { $0.bool(0) } ?? false
  }

  static func remove(_ task: String, _ other: String, on connection: Connection)
    throws(SQLiteError)
  {
    try connection.execute(
      "DELETE FROM task_links WHERE first = min(?1, ?2) AND second = max(?1, ?2)",
      [.text(task), .text(other)])
  }

  /// The `linked_tasks` of each task; `task_id` is the task that is shown (as recorded).
  @Sendable static func json(of tasks: TaskSet, on connection: Connection) throws(SQLiteError)
    -> [String: JSONValue]
  {
    let links = try connection.rows(
      """
      SELECT k.owner, k.other, k.date_created, k.user_id, s.workspace_id FROM (
        SELECT first AS owner, second AS other, user_id, date_created FROM task_links
        WHERE first IN (SELECT value FROM json_each(?1))
        UNION ALL
        SELECT second, first, user_id, date_created FROM task_links
        WHERE second IN (SELECT value FROM json_each(?1))
      ) k JOIN tasks t ON t.id = k.owner JOIN lists l ON l.id = t.list_id
        JOIN folders f ON f.id = l.folder_id JOIN spaces s ON s.id = f.space_id
      ORDER BY k.date_created, k.other
      """, [tasks.value]
    ) { row in
      (
        owner: row.text(0),
        json: [
          "task_id": .string(row.text(0)), "link_id": .string(row.text(1)),
          "date_created": .string(row.text(2)), "userid": .optional(row.optionalText(3)),
          "workspace_id": .string(row.text(4)),
        ] as JSONValue
      )
    }
    return Dictionary(grouping: links, by: \.owner).mapValues { .array($0.map(\.json)) }
  }
}
