import JSON
import SQLite

extension ImportWriting {
  /// Takes a task from under the parent that it no longer has.
  mutating func leave(_ placing: ImportPlacing) throws(SQLiteError) {
    guard placing.isNews else { return }
    try connection.execute(
      """
      UPDATE tasks SET parent = NULL, top_level_parent = NULL
      WHERE id = ? AND parent IS NOT NULL AND parent IS NOT ?
      """, [.text(placing.task), SQLValue(placing.parent)])
    if connection.changes > 0 { try settle(below: placing.task) }
  }

  /// Puts a task below its parent, which must be there and not stand below the task itself.
  ///
  /// Those above were placed before, so that one look at them says how deep it stands.
  mutating func place(_ placing: ImportPlacing) throws(SQLiteError) {
    guard let parent = placing.parent,
      let standing = try connection.row(
        "SELECT parent FROM tasks WHERE id = ?", [.text(placing.task)],
        read: { (parent: $0.optionalText(0), isThere: true) }),
      standing.parent == nil || placing.isNews && standing.parent != parent
    else { return }
    let above = try connection.rows(
      """
      WITH RECURSIVE above(id, parent) AS (
        SELECT id, parent FROM tasks WHERE id = ?
        UNION SELECT t.id, t.parent FROM above a JOIN tasks t ON t.id = a.parent
      )
      SELECT id FROM above
      """, [.text(parent)]
    ) { $0.text(0) }
    guard let top = above.last else {
      return notes.skip(.tasks, "its parent did not come in, so that it stands without one")
    }
    let isBelowItself = above.contains(placing.task)
    let height = isBelowItself ? 0 : try height(below: placing.task)
    guard !isBelowItself, Int64(above.count) + height <= TaskTree.depthLimit else {
      return notes.skip(
        .tasks,
        isBelowItself
          ? "its parent stands below it, so that it stands without one"
          : "it would stand more than \(TaskTree.depthLimit) deep, so that it stands without a "
            + "parent"
      )
    }
    try connection.execute(
      "UPDATE tasks SET parent = ?, top_level_parent = ? WHERE id = ?",
      [.text(parent), .text(top), .text(placing.task)])
    try settle(below: placing.task)
  }

  /// How many levels stand below a task.
  private func height(below task: String) throws(SQLiteError) -> Int64 {
    try connection.row(
      """
      WITH RECURSIVE below(id, depth) AS (
        SELECT id, 1 FROM tasks WHERE parent = ?
        UNION ALL SELECT t.id, b.depth + 1 FROM below b JOIN tasks t ON t.parent = b.id
      )
      SELECT max(depth) FROM below
      """, [.text(task)]
    ) { $0.integer(0) } ?? 0
  }

  /// Everything below a task has the task's own top, or the task where it has none.
  private func settle(below task: String) throws(SQLiteError) {
    try connection.execute(
      """
      WITH RECURSIVE below(id) AS (
        SELECT id FROM tasks WHERE parent = ?1
        UNION SELECT t.id FROM below b JOIN tasks t ON t.parent = b.id
      )
      UPDATE tasks SET top_level_parent =
        (SELECT coalesce(top_level_parent, id) FROM tasks WHERE id = ?1)
      WHERE id IN (SELECT id FROM below)
      """, [.text(task)])
  }

  /// Writes what a task says of others, now that all stand.
  mutating func relate(_ relations: ImportRelations) throws(SQLiteError) {
    guard try TaskReference.find(relations.task, on: connection) != nil else { return }
    if relations.isNews { try forget(relations) }
    for other in relations.others {
      if other["link_id"] == nil { try depend(other) } else { try link(other) }
    }
  }

  /// Takes away what the newer task no longer names.
  private func forget(_ relations: ImportRelations) throws(SQLiteError) {
    let dependencies = relations.others.filter { $0["link_id"] == nil }
    let others =
      dependencies.flatMap { [$0["task_id"], $0["depends_on"]] }.compactMap { $0 }
      + [.string(relations.task)]
    try connection.execute(
      """
      DELETE FROM dependencies WHERE (task_id = ?1 OR depends_on = ?1)
        AND NOT (task_id IN (SELECT value FROM json_each(?2))
          AND depends_on IN (SELECT value FROM json_each(?2)))
      """, [.text(relations.task), .set(others)])
    let links = relations.others.filter { $0["link_id"] != nil }
    let linked = links.flatMap { [$0["task_id"], $0["link_id"]] }.compactMap { $0 }
    try connection.execute(
      """
      DELETE FROM task_links WHERE (first = ?1 AND second NOT IN (SELECT value FROM json_each(?2)))
        OR (second = ?1 AND first NOT IN (SELECT value FROM json_each(?2)))
      """, [.text(relations.task), .set(linked)])
  }

  private mutating func depend(_ value: JSONValue) throws(SQLiteError) {
    guard let waiting = value["task_id"]?.string, let blocking = value["depends_on"]?.string,
      waiting != blocking
    else { return notes.skip(.dependencies, "it does not name two tasks") }
    let key = "\(waiting) \(blocking)"
    guard try areThere(waiting, blocking) else {
      return notes.skip(.dependencies, "one of its tasks did not come in")
    }
    if try DependencyRows.exists(waiting, dependsOn: blocking, on: connection) {
      return notes.note(.dependencies, key, .unchanged)
    }
    guard try DependencyRows.way(from: blocking, to: waiting, on: connection) == .none else {
      return notes.skip(.dependencies, "it would close a cycle")
    }
    try connection.execute(
      "INSERT INTO dependencies VALUES(?, ?, ?, ?)",
      [.text(waiting), .text(blocking), try user(value), date(value)])
    notes.note(.dependencies, key, .created)
  }

  private mutating func link(_ value: JSONValue) throws(SQLiteError) {
    guard let first = value["task_id"]?.string, let second = value["link_id"]?.string,
      first != second
    else { return notes.skip(.links, "it does not name two tasks") }
    guard try areThere(first, second) else {
      return notes.skip(.links, "one of its tasks did not come in")
    }
    try connection.execute(
      "INSERT INTO task_links VALUES(min(?1, ?2), max(?1, ?2), ?3, ?4) ON CONFLICT DO NOTHING",
      [.text(first), .text(second), try user(value), date(value)])
    let key = first < second ? "\(first) \(second)" : "\(second) \(first)"
    notes.note(.links, key, connection.changes > 0 ? .created : .unchanged)
  }

  private func areThere(_ first: String, _ second: String) throws(SQLiteError) -> Bool {
    let count = try connection.row(
      "SELECT count(*) FROM tasks WHERE id IN (?, ?)", [.text(first), .text(second)]
    ) { $0.integer(0) }
    return count == 2
  }

  /// Who made it, where that person is known.
  private func user(_ value: JSONValue) throws(SQLiteError) -> SQLValue {
    let id = SQLValue(value["userid"].flatMap(BodyValues.wholeNumber))
    return try connection.row("SELECT id FROM users WHERE id = ?", [id]) { .integer($0.integer(0)) }
      ?? .null
  }

  private func date(_ value: JSONValue) -> SQLValue {
    .integer(value["date_created"].flatMap(BodyValues.wholeNumber) ?? now.rawValue)
  }
}
