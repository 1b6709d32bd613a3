import JSON
import SQLite

/// The Lists in which tasks stand besides their own, as rows.
enum FurtherListRows {
  /// Where it stands there already nothing changes.
  static func insert(
    _ task: String, _ list: Int64, at time: Int64, on connection: Connection
  ) throws(SQLiteError) {
    try connection.execute(
      "INSERT INTO further_lists VALUES(?, ?, ?) ON CONFLICT DO NOTHING",
      [.text(task), .integer(list), .integer(time)])
  }

  static func remove(
    _ task: String, _ list: Int64, on connection: Connection
  ) throws(SQLiteError) {
    try connection.execute(
      "DELETE FROM further_lists WHERE task_id = ? AND list_id = ?",
      [.text(task), .integer(list)])
  }

  /// The `locations` of each task.
  @Sendable static func json(of tasks: TaskSet, in view: StoreView) throws(SQLiteError)
    -> [String: JSONValue]
  {
    let places = try view.connection.rows(
      """
      SELECT f.task_id, l.id, l.name FROM further_lists f JOIN lists l ON l.id = f.list_id
      WHERE \(tasks.isAny("f.task_id")) ORDER BY f.date_added, l.id
      """, [tasks.value]
    ) { row in
      (
        task: row.text(0),
        json: ["id": .digits(row.integer(1)), "name": .string(row.text(2))] as JSONValue
      )
    }
    return Dictionary(grouping: places, by: \.task).mapValues { .array($0.map(\.json)) }
  }
}
