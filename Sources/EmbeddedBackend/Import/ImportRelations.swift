import JSON
import SQLite

extension ImportWriting {
  /// Writes what a task says of others, now that all stand.
  mutating func relate(_ relation: ImportRelation) throws(SQLiteError) {
    guard let task = try TaskReference.find(relation.task, on: connection) else { return }
    try place(task, below: relation.parent, isNew: relation.isNew)
    if relation.isNew { try forget(relation) }
    for dependency in relation.dependencies { try depend(dependency, task) }
    for link in relation.links { try self.link(link, task) }
  }

  /// Below its parent, which must be there and not stand below the task itself.
  private mutating func place(_ task: TaskReference, below parent: String?, isNew: Bool)
    throws(SQLiteError)
  {
    guard let parent else {
      if isNew {
        try connection.execute(
          "UPDATE tasks SET parent = NULL, top_level_parent = NULL WHERE id = ?",
          [.text(task.id)])
        try settle(below: task.id)
      }
      return
    }
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
      notes.skip(
        .tasks, "its parent did not come in, so that it stands without one")
      return
    }
    guard !above.contains(task.id), above.count <= Int(TaskTree.depthLimit) else {
      notes.skip(.tasks, "its parent cannot be above it, so that it stands without one")
      return
    }
    try connection.execute(
      "UPDATE tasks SET parent = ?, top_level_parent = ? WHERE id = ?",
      [.text(parent), .text(top), .text(task.id)])
    try settle(below: task.id)
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

  /// Takes away what the newer task no longer names.
  private func forget(_ relation: ImportRelation) throws(SQLiteError) {
    let others =
      relation.dependencies.flatMap { [$0["task_id"], $0["depends_on"]] }
      .compactMap { $0 } + [.string(relation.task)]
    try connection.execute(
      """
      DELETE FROM dependencies WHERE (task_id = ?1 OR depends_on = ?1)
        AND NOT (task_id IN (SELECT value FROM json_each(?2))
          AND depends_on IN (SELECT value FROM json_each(?2)))
      """, [.text(relation.task), .set(others)])
    let linked = relation.links.flatMap { [$0["task_id"], $0["link_id"]] }.compactMap { $0 }
    try connection.execute(
      """
      DELETE FROM task_links WHERE (first = ?1 AND second NOT IN (SELECT value FROM json_each(?2)))
        OR (second = ?1 AND first NOT IN (SELECT value FROM json_each(?2)))
      """, [.text(relation.task), .set(linked)])
  }

  private mutating func depend(_ value: JSONValue, _ named: TaskReference) throws(SQLiteError) {
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

  private mutating func link(_ value: JSONValue, _ named: TaskReference) throws(SQLiteError) {
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
