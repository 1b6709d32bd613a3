import JSON
import SQLite

/// Who waits on whom, as rows.
enum DependencyRows {
  /// A task on a way along dependencies.
  struct Step: Sendable, Hashable {
    let id: String
    let name: String
  }

  /// How far a chain is followed: 100,000 dependencies, some 100 ms. Beyond it a new one is refused
  /// rather than let in unchecked.
  static let followedAtMost = 100_000

  /// What came of following the dependencies from one task towards another.
  enum Way: Sendable, Equatable {
    case none
    case tooLong
    /// The shortest way, both ends included.
    case found([Step])
  }

  /// Follows what `start` waits on, and what that waits on, until it reaches `end`.
  ///
  /// UNION visits each dependency once, however many ways lead to it, and the queue of a recursive
  /// query gives the nearest first, so that the first way found is a shortest one.
  /// https://www.sqlite.org/lang_with.html
  static func way(
    from start: String, to end: String, followingAtMost limit: Int = followedAtMost,
    on connection: Connection
  ) throws(SQLiteError) -> Way {
    if start == end { return .found(try steps([start], on: connection)) }
    var reachedFrom: [String: String] = [:]
    var followed = 0
    try connection.forEachRow(
      """
      WITH RECURSIVE walk(task, via) AS (
        SELECT depends_on, task_id FROM dependencies WHERE task_id = ?1
        UNION
        SELECT d.depends_on, d.task_id FROM walk JOIN dependencies d ON d.task_id = walk.task
      )
      SELECT task, via FROM walk LIMIT ?2
      """, [.text(start), .integer(Int64(limit))]
    ) { row in
      followed += 1
      let task = row.text(0)
      if reachedFrom[task] == nil { reachedFrom[task] = row.text(1) }
      return task != end
    }
    guard var task = reachedFrom[end] else {
      return followed >= limit ? .tooLong : .none
    }
    var ids = [end]
    while task != start, let previous = reachedFrom[task] {
      ids.append(task)
      task = previous
    }
    return .found(try steps([start] + ids.reversed(), on: connection))
  }

  static func insert(
    _ task: String, dependsOn other: String, by user: Int64, at time: Int64,
    on connection: Connection
  ) throws(SQLiteError) {
    try connection.execute(
      "INSERT INTO dependencies VALUES(?, ?, ?, ?)",
      [.text(task), .text(other), .integer(user), .integer(time)])
  }

  static func exists(_ task: String, dependsOn other: String, on connection: Connection)
    throws(SQLiteError) -> Bool
  {
    try connection.row(
      "SELECT 1 FROM dependencies WHERE task_id = ? AND depends_on = ?",
      [.text(task), .text(other)], read: { _ in true }) ?? false
  }

  /// The `dependencies` of each task: what it waits on, and what waits on it.
  @Sendable static func json(of tasks: TaskSet, in view: StoreView) throws(SQLiteError)
    -> [String: JSONValue]
  {
    // No task waits on itself, so no dependency is a row of both halves for one task.
    let dependencies = try view.connection.rows(
      """
      SELECT task_id, depends_on, date_created, user_id, task_id AS owner FROM dependencies
      WHERE \(tasks.isAny("task_id"))
      UNION ALL
      SELECT task_id, depends_on, date_created, user_id, depends_on FROM dependencies
      WHERE \(tasks.isAny("depends_on"))
      ORDER BY date_created, task_id, depends_on
      """, [tasks.value]
    ) { row in (owner: row.text(4), json: json(row, tasks.lists[row.text(4)])) }
    return Dictionary(grouping: dependencies, by: \.owner).mapValues { .array($0.map(\.json)) }
  }

  /// `type` 1: `task_id` is the waiting one (the published document's example). No source shows
  /// another value.
  private static func json(_ row: Row, _ list: ListReference?) -> JSONValue {
    [
      "task_id": .string(row.text(0)), "depends_on": .string(row.text(1)), "type": 1,
      "date_created": .string(row.text(2)), "userid": .optional(row.optionalText(3)),
      "workspace_id": .digits(list?.workspaceID), "chain_id": nil,
    ]
  }

  private static func steps(_ ids: [String], on connection: Connection) throws(SQLiteError)
    -> [Step]
  {
    var steps: [Step] = []
    for id in ids {
      let name = try connection.row("SELECT name FROM tasks WHERE id = ?", [.text(id)]) {
        $0.text(0)
      }
      steps.append(Step(id: id, name: name ?? ""))
    }
    return steps
  }
}
