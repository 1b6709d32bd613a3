import APICore
import SQLite

/// A part of a task whose coming and going the task's own `date_updated` does not tell: routes for
/// tags, dependencies and links leave that alone (of links a recording shows it), and a recorded
/// DELETE says when, but not which of the task's dates that was.
///
/// When it came or went last is remembered, so that an import of something older neither brings it
/// back nor takes it away.
struct TaskPart: Hashable {
  /// Which rows of the table `imported` these are.
  static let kind = "part of a task"

  /// The ID of the task, a slash, and what of it.
  let key: String

  static func tag(_ name: String, of task: String) -> TaskPart {
    TaskPart(key: "\(task)/tag \(TagName.stored(name))")
  }

  static func value(of field: String, of task: String) -> TaskPart {
    TaskPart(key: "\(task)/field \(field)")
  }

  static func dependency(of waiting: String, on blocking: String) -> TaskPart {
    TaskPart(key: "\(waiting)/waits for \(blocking)")
  }

  static func link(_ first: String, _ second: String) -> TaskPart {
    TaskPart(key: "\(min(first, second))/link \(max(first, second))")
  }

  static func place(of task: String, in list: Int64) -> TaskPart {
    TaskPart(key: "\(task)/stands in \(list)")
  }

  /// Remembers when it came or went; what is known of later stays.
  func moved(at date: Int64, on connection: Connection) throws(SQLiteError) {
    try ImportMemory.rememberLatest(Self.kind, key, date, on: connection)
  }

  /// When it came or went last; nil where only the task's own date tells.
  func date(on connection: Connection) throws(SQLiteError) -> Int64? {
    try ImportMemory.recall(Self.kind, key, on: connection)
  }

  /// The same of all parts of a task (of a dependency: of the one that waits).
  static func dates(of task: String, on connection: Connection) throws(SQLiteError)
    -> [TaskPart: Int64]
  {
    let rows = try connection.rows(
      // Between a slash and the character behind it.
      "SELECT id, date FROM imported WHERE kind = ?1 AND id >= ?2 || '/' AND id < ?2 || '0'",
      [.text(kind), .text(task)]
    ) { (TaskPart(key: $0.text(0)), $0.integer(1)) }
    return Dictionary(rows, uniquingKeysWith: max)
  }

  /// A Space's tag is about to go from all tasks, or to come to all that carry another one.
  static func tagMoved(
    _ name: String, onAllWith carried: String, in space: Int64, at date: Int64,
    on connection: Connection
  ) throws(SQLiteError) {
    try connection.execute(
      """
      INSERT INTO imported SELECT ?1, task_id || '/tag ' || ?2, ?3 FROM task_tags
      WHERE space_id = ?4 AND name = ?5
      ON CONFLICT DO UPDATE SET date = max(date, excluded.date)
      """,
      [
        .text(kind), .text(TagName.stored(name)), .integer(date), .integer(space),
        .text(TagName.stored(carried)),
      ])
  }
}
