import JSON
import SQLite

/// A checklist of a task, with its items in the order in which it got them.
struct Checklist: Sendable {
  let id: String
  let task: String
  let name: String
  let orderindex: Int64
  let creator: Int64?
  let date: Int64
  var items: [Item] = []

  struct Item: Sendable {
    let id: String
    let name: String
    let parent: String?
    let assignee: User?
    let isResolved: Bool
    let orderindex: Int64?
    let date: Int64
    let start: (date: Int64?, hasTime: Bool)
    let due: (date: Int64?, hasTime: Bool)
  }

  /// The items below one, at any depth.
  func ids(below id: String) -> [String] {
    var found: [String] = []
    var above = [id]
    while let parent = above.popLast() {
      let below = items.filter { $0.parent == parent && !found.contains($0.id) }.map(\.id)
      found += below
      above += below
    }
    return found
  }
}

/// Checklists and their items as rows.
enum ChecklistRows {
  /// The `checklists` of each task.
  @Sendable static func json(of tasks: TaskSet, in view: StoreView) throws(SQLiteError)
    -> [String: JSONValue]
  {
    let all = try read(tasks.isAny("c.task_id"), [tasks.value], on: view.connection)
    return Dictionary(grouping: all, by: \.task).mapValues { .array($0.map(ChecklistShape.whole)) }
  }

  static func find(_ id: String, on connection: Connection) throws(SQLiteError) -> Checklist? {
    try read("c.id = ?", [.text(id)], on: connection).first
  }

  static func all(of task: String, on connection: Connection) throws(SQLiteError) -> [Checklist] {
    try read("c.task_id = ?", [.text(task)], on: connection)
  }

  /// One statement, however many checklists and items.
  private static func read(
    _ condition: String, _ values: [SQLValue], on connection: Connection
  ) throws(SQLiteError) -> [Checklist] {
    var all: [Checklist] = []
    try connection.forEachRow(
      """
      SELECT \(User.columns), c.id, c.task_id, c.name, c.orderindex, c.creator, c.date_created,
        i.id, i.name, i.parent, i.resolved, i.orderindex, i.date_created, i.start_date,
        i.start_date_time, i.due_date, i.due_date_time
      FROM checklists c LEFT JOIN checklist_items i ON i.checklist_id = c.id
        LEFT JOIN users u ON u.id = i.assignee
      WHERE \(condition) ORDER BY c.task_id, c.orderindex, c.id, i.row_id
      """, values
    ) { row in
      let first = User.columnCount
      if all.last?.id != row.text(first) {
        all.append(
          Checklist(
            id: row.text(first), task: row.text(first + 1), name: row.text(first + 2),
            orderindex: row.integer(first + 3), creator: row.optionalInteger(first + 4),
            date: row.integer(first + 5)))
      }
      if !row.isNull(first + 6) { all[all.count - 1].items.append(item(row, from: first + 6)) }
      return true
    }
    return all
  }

  private static func item(_ row: Row, from column: Int) -> Checklist.Item {
    Checklist.Item(
      id: row.text(column), name: row.text(column + 1), parent: row.optionalText(column + 2),
      assignee: row.isNull(0) ? nil : User(row), isResolved: row.bool(column + 3),
      orderindex: row.optionalInteger(column + 4), date: row.integer(column + 5),
      start: (row.optionalInteger(column + 6), row.bool(column + 7)),
      due: (row.optionalInteger(column + 8), row.bool(column + 9)))
  }
}
