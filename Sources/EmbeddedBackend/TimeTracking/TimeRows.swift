import JSON
import SQLite

/// Time entries as rows.
enum TimeRows {
  private static let columns = """
    e.id, e.workspace_id, e.task_id, e.user_id, e.start, e.stop, e.billable, e.description,
    e.source, e.changed
    """

  /// The entries that `condition` (over `time_entries e`) selects, newest first, labels included.
  ///
  /// `condition` is composed of constant texts; values are bound.
  static func all(
    where condition: String, _ values: [SQLValue], limit: Int, on connection: Connection
  ) throws(SQLiteError) -> [TimeEntry] {
    var entries = try connection.rows(
      """
      SELECT \(columns) FROM time_entries e WHERE \(condition)
      ORDER BY e.start DESC, e.id DESC LIMIT ?
      """, values + [.integer(Int64(limit))], read: entry)
    for index in entries.indices {
      entries[index].labels = try labels(of: entries[index].id, on: connection)
    }
    return entries
  }

  static func find(_ id: Int64, in workspace: Int64, on connection: Connection)
    throws(SQLiteError) -> TimeEntry?
  {
    try all(
      where: "e.id = ? AND e.workspace_id = ?", [.integer(id), .integer(workspace)],
      limit: 1, on: connection
    ).first
  }

  static func running(of user: Int64, in workspace: Int64, on connection: Connection)
    throws(SQLiteError) -> TimeEntry?
  {
    try all(
      where: "e.workspace_id = ? AND e.user_id = ? AND e.stop IS NULL",
      [.integer(workspace), .integer(user)], limit: 1, on: connection
    ).first
  }

  static func insert(_ entry: TimeEntry, on connection: Connection) throws(SQLiteError) {
    try connection.execute(
      """
      INSERT INTO time_entries(id, workspace_id, user_id, source, task_id, start, stop, billable,
        description, changed) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .integer(entry.id), .integer(entry.workspaceID), .integer(entry.user),
        .text(entry.source),
      ] + changeable(entry))
    try setLabels(entry, on: connection)
  }

  static func update(_ entry: TimeEntry, on connection: Connection) throws(SQLiteError) {
    try connection.execute(
      """
      UPDATE time_entries SET task_id = ?, start = ?, stop = ?, billable = ?, description = ?,
        changed = ? WHERE id = ?
      """, changeable(entry) + [.integer(entry.id)])
    try connection.execute(
      "DELETE FROM time_entry_tags WHERE entry_id = ?", [.integer(entry.id)])
    try setLabels(entry, on: connection)
  }

  static func delete(_ id: Int64, on connection: Connection) throws(SQLiteError) {
    try connection.execute("DELETE FROM time_entries WHERE id = ?", [.integer(id)])
  }

  /// The `time_spent` of each task: what was logged, and what an imported task brought as a sum; a
  /// running timer counts once it is stopped.
  @Sendable static func timeSpent(on tasks: TaskSet, in view: StoreView)
    throws(SQLiteError) -> [String: JSONValue]
  {
    let sums = try view.connection.rows(
      """
      SELECT t.id, t.time_elsewhere + coalesce(sum(e.stop - e.start), 0)
      FROM tasks t LEFT JOIN time_entries e ON e.task_id = t.id AND e.stop IS NOT NULL
      WHERE \(tasks.isAny("t.id")) GROUP BY t.id
      """, [tasks.value]
    ) { ($0.text(0), JSONValue.integer($0.integer(1))) }
    return Dictionary(sums, uniquingKeysWith: { first, _ in first })
  }

  private static func changeable(_ entry: TimeEntry) -> [SQLValue] {
    [
      SQLValue(entry.task), .integer(entry.start), SQLValue(entry.end),
      SQLValue(entry.isBillable), .text(entry.description), .integer(entry.changed),
    ]
  }

  private static func setLabels(_ entry: TimeEntry, on connection: Connection)
    throws(SQLiteError)
  {
    for label in entry.labels {
      try connection.execute(
        "INSERT INTO time_entry_tags VALUES(?, ?, ?, ?, ?)",
        [
          .integer(entry.id), .text(label.name), .text(label.foreground),
          .text(label.background), SQLValue(label.creator),
        ])
    }
  }

  private static func labels(of entry: Int64, on connection: Connection) throws(SQLiteError)
    -> [TimeEntry.Label]
  {
    try connection.rows(
      """
      SELECT name, foreground, background, creator FROM time_entry_tags
      WHERE entry_id = ? ORDER BY rowid
      """, [.integer(entry)]
    ) {
      TimeEntry.Label(
        name: $0.text(0), foreground: $0.text(1), background: $0.text(2),
        creator: $0.optionalInteger(3))
    }
  }

  private static func entry(_ row: Row) -> TimeEntry {
    TimeEntry(
      id: row.integer(0), workspaceID: row.integer(1), task: row.optionalText(2),
      user: row.integer(3), start: row.integer(4), end: row.optionalInteger(5),
      isBillable: row.bool(6), description: row.text(7), source: row.text(8),
      changed: row.integer(9))
  }
}
