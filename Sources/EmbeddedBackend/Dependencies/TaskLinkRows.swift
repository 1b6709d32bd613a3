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
  @Sendable static func json(of tasks: TaskSet, in view: StoreView) throws(SQLiteError)
    -> [String: JSONValue]
  {
    let links = try view.connection.rows(
      """
      SELECT first AS owner, second AS other, date_created, user_id FROM task_links
      WHERE \(tasks.isAny("first"))
      UNION ALL
      SELECT second, first, date_created, user_id FROM task_links
      WHERE \(tasks.isAny("second"))
      ORDER BY date_created, other
      """, [tasks.value]
    ) { row in
      (
        owner: row.text(0),
        json: [
          "task_id": .string(row.text(0)), "link_id": .string(row.text(1)),
          "date_created": .string(row.text(2)), "userid": .optional(row.optionalText(3)),
          "workspace_id": .digits(tasks.lists[row.text(0)]?.workspaceID),
        ] as JSONValue
      )
    }
    return Dictionary(grouping: links, by: \.owner).mapValues { .array($0.map(\.json)) }
  }
}
