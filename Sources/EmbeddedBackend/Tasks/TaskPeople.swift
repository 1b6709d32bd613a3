import JSON
import SQLite

/// Who is assigned to a task, and who watches it.
enum TaskPeople {
  @Sendable static func assignees(of tasks: TaskSet, in view: StoreView)
    throws(SQLiteError) -> [String: JSONValue]
  {
    try people(in: .assignees, tasks, view)
  }

  @Sendable static func watchers(of tasks: TaskSet, in view: StoreView)
    throws(SQLiteError) -> [String: JSONValue]
  {
    try people(in: .watchers, tasks, view)
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

  private static func people(
    in table: Table, _ tasks: TaskSet, _ view: StoreView
  ) throws(SQLiteError) -> [String: JSONValue] {
    let rows = try view.connection.rows(
      """
      SELECT p.task_id, p.user_id FROM \(table.rawValue) p
      WHERE \(tasks.isAny("p.task_id")) ORDER BY p.task_id, p.position
      """, [tasks.value]
    ) { (task: $0.text(0), user: $0.integer(1)) }
    var people: [String: [JSONValue]] = [:]
    for (task, id) in rows {
      if let user = try view.user(id) { people[task, default: []].append(user.json) }
    }
    return people.mapValues { .array($0) }
  }
}
