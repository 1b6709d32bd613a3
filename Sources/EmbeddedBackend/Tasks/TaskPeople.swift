import JSON
import SQLite

/// Who is assigned to a task, and who watches it.
enum TaskPeople {
  @Sendable static func assignees(of tasks: TaskSet, on connection: Connection)
    throws(SQLiteError) -> [String: JSONValue]
  {
    try people(in: .assignees, tasks, on: connection)
  }

  @Sendable static func watchers(of tasks: TaskSet, on connection: Connection)
    throws(SQLiteError) -> [String: JSONValue]
  {
    try people(in: .watchers, tasks, on: connection)
  }

  enum Table: String {
    case assignees = "task_assignees"
    case watchers = "task_watchers"
  }

  /// Adds each person once, after those who stand there.
  static func add(_ users: [Int64], to table: Table, of task: String, on connection: Connection)
    throws(SQLiteError)
  {
    for user in users {
      try connection.execute(
        """
        INSERT INTO \(table.rawValue)(task_id, user_id, position) VALUES(?1, ?2,
          (SELECT coalesce(max(position) + 1, 0) FROM \(table.rawValue) WHERE task_id = ?1))
        ON CONFLICT DO NOTHING
        """, [.text(task), .integer(user)])
    }
  }

  static func remove(
    _ users: [Int64], from table: Table, of task: String, on connection: Connection
  ) throws(SQLiteError) {
    for user in users {
      try connection.execute(
        "DELETE FROM \(table.rawValue) WHERE task_id = ? AND user_id = ?",
        [.text(task), .integer(user)])
    }
  }

  private static func people(in table: Table, _ tasks: TaskSet, on connection: Connection)
    throws(SQLiteError) -> [String: JSONValue]
  {
    let people = try connection.rows(
      """
      SELECT \(User.columns), p.task_id FROM \(table.rawValue) p JOIN users u ON u.id = p.user_id
      WHERE p.task_id IN (SELECT value FROM json_each(?)) ORDER BY p.task_id, p.position
      """, [tasks.value]
    ) { row in (task: row.text(User.columnCount), user: User(row).json) }
    return Dictionary(grouping: people, by: \.task).mapValues { .array($0.map(\.user)) }
  }
}
