import JSON
import SQLite

/// A Custom ID that another task had when the one that it belongs to was written: the other one may
/// get another in the same import, as where two change hands.
struct WantedCustomID: ImportItem {
  let position: Int64
  let task: String
  let customID: String
}

extension ImportStage {
  func want(_ customID: String, for task: String) throws(SQLiteError) {
    try connection.execute(
      """
      INSERT INTO wanted(task, custom_id) VALUES(?, ?)
      ON CONFLICT(task) DO UPDATE SET custom_id = excluded.custom_id
      """, [.text(task), .text(customID)])
  }

  func wanted(after position: Int64, limit: Int) throws(SQLiteError) -> [WantedCustomID] {
    try connection.rows(
      "SELECT position, task, custom_id FROM wanted WHERE position > ? ORDER BY position LIMIT ?",
      [.integer(position), .integer(Int64(limit))]
    ) { WantedCustomID(position: $0.integer(0), task: $0.text(1), customID: $0.text(2)) }
  }
}

extension ImportWriting {
  /// What a task gets at once: nothing where another one has it, until that is settled.
  mutating func customID(_ value: JSONValue) throws(ImportFailure) -> SQLValue {
    guard let customID = value["custom_id"]?.string else { return .null }
    let task = value["id"]?.string ?? ""
    let taken = try row(
      "SELECT 1 FROM tasks WHERE custom_id = ? AND id <> ?", [.text(customID), .text(task)],
      read: { _ in true })
    if taken == nil { return .text(customID) }
    notes.wanted.append((task, customID))
    return .null
  }

  /// Gives it to the task where nobody has it any more.
  ///
  /// - Parameter isLast: whether whoever has it now keeps it.
  mutating func settle(_ wanted: WantedCustomID, isLast: Bool) throws(SQLiteError) {
    try connection.execute(
      """
      UPDATE tasks SET custom_id = ?1 WHERE id = ?2 AND custom_id IS NULL
        AND NOT EXISTS (SELECT 1 FROM tasks WHERE custom_id = ?1)
      """, [.text(wanted.customID), .text(wanted.task)])
    guard isLast else { return }
    let isWithout = try connection.row(
      "SELECT custom_id IS NULL FROM tasks WHERE id = ?", [.text(wanted.task)]
    ) { $0.bool(0) }
    guard isWithout == true else { return }
    notes.remark(
      "Custom ID that another task has already: this task goes without",
      at: "`\(wanted.customID)` of task \(wanted.task)")
  }
}
