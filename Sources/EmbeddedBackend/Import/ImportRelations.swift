import JSON
import SQLite

extension ImportWriting {
  /// Takes a task from under the parent that it no longer has.
  mutating func leave(_ placing: ImportPlacing) throws(SQLiteError) {
    guard placing.isNews else { return }
    try ImportPending.forget(of: placing.task, on: connection)
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
      try ImportPending.add(
        ["parent": .string(parent)], of: placing.task, waitingFor: parent, asOf: 0, on: connection)
      return notes.skip(
        .tasks, "its parent has not come in; until an import brings it, it stands without one")
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
    guard try TaskReference.find(relations.task, in: view) != nil else { return }
    if relations.isNews { try forget(relations) }
    for other in relations.others {
      if let list = other["list_id"]?.integer {
        try stand(in: list, other, relations)
      } else if other["link_id"] == nil {
        try depend(other, relations)
      } else {
        try link(other, relations)
      }
    }
  }

  /// Takes away what the newer task no longer names.
  private func forget(_ relations: ImportRelations) throws(SQLiteError) {
    try forgetLists(relations)
    let dependencies = relations.others.filter { $0["link_id"] == nil && $0["list_id"] == nil }
    let others =
      dependencies.flatMap { [$0["task_id"], $0["depends_on"]] }.compactMap { $0 }
      + [.string(relations.task)]
    try connection.execute(
      """
      DELETE FROM dependencies WHERE (task_id = ?1 OR depends_on = ?1)
        AND NOT (task_id IN (SELECT value FROM json_each(?2))
          AND depends_on IN (SELECT value FROM json_each(?2)))
        AND NOT EXISTS (SELECT 1 FROM imported i
          WHERE i.kind = ?3 AND i.id = task_id || '/waits for ' || depends_on AND i.date >= ?4)
      """,
      [.text(relations.task), .set(others), .text(TaskPart.kind), .integer(relations.date)])
    let links = relations.others.filter { $0["link_id"] != nil }
    let linked = links.flatMap { [$0["task_id"], $0["link_id"]] }.compactMap { $0 }
    try connection.execute(
      """
      DELETE FROM task_links
      WHERE ((first = ?1 AND second NOT IN (SELECT value FROM json_each(?2)))
          OR (second = ?1 AND first NOT IN (SELECT value FROM json_each(?2))))
        AND NOT EXISTS (SELECT 1 FROM imported i
          WHERE i.kind = ?3 AND i.id = first || '/link ' || second AND i.date >= ?4)
      """,
      [.text(relations.task), .set(linked), .text(TaskPart.kind), .integer(relations.date)])
  }

  private func forgetLists(_ relations: ImportRelations) throws(SQLiteError) {
    try connection.execute(
      """
      DELETE FROM further_lists WHERE task_id = ?1
        AND list_id NOT IN (SELECT value FROM json_each(?2))
        AND NOT EXISTS (SELECT 1 FROM imported i
          WHERE i.kind = ?3 AND i.id = task_id || '/stands in ' || list_id AND i.date >= ?4)
      """,
      [
        .text(relations.task), .set(relations.others.compactMap { $0["list_id"] }),
        .text(TaskPart.kind), .integer(relations.date),
      ])
  }

  /// Puts a task into a List besides its own, once that List stands.
  private mutating func stand(
    in list: Int64, _ value: JSONValue, _ relations: ImportRelations
  ) throws(SQLiteError) {
    guard let task = try TaskReference.find(relations.task, in: view), task.listID != list else {
      return
    }
    guard let place = try view.list(list) else {
      try ImportPending.add(
        value, of: task.id, waitingFor: ImportPending.list(list), asOf: relations.date,
        on: connection)
      return notes.skip(
        .tasks, "a further List of it has not come in; it waits for an import that brings it")
    }
    guard place.workspaceID == task.workspaceID else {
      return notes.skip(.tasks, "a further List of it is in another Workspace")
    }
    let part = TaskPart.place(of: task.id, in: list)
    guard try isNewer(value, relations, than: part) else { return }
    try stands(part, relations)
    try FurtherListRows.insert(task.id, list, at: relations.date, on: connection)
    if connection.changes > 0 { notes.note(.tasks, task.id, .updated) }
  }

  private mutating func depend(
    _ value: JSONValue, _ relations: ImportRelations
  ) throws(SQLiteError) {
    guard let waiting = value["task_id"]?.string, let blocking = value["depends_on"]?.string,
      waiting != blocking
    else { return notes.skip(.dependencies, "it does not name two tasks") }
    let key = "\(waiting) \(blocking)"
    guard try areThere(waiting, blocking) else {
      return try wait(value, .dependencies, for: [waiting, blocking], relations)
    }
    let part = TaskPart.dependency(of: waiting, on: blocking)
    if try DependencyRows.exists(waiting, dependsOn: blocking, on: connection) {
      try stands(part, relations)
      return notes.note(.dependencies, key, .unchanged)
    }
    guard try isNewer(value, relations, than: part) else {
      return
    }
    guard try DependencyRows.way(from: blocking, to: waiting, on: connection) == .none else {
      return notes.skip(.dependencies, "it would close a cycle")
    }
    try connection.execute(
      "INSERT INTO dependencies VALUES(?, ?, ?, ?)",
      [.text(waiting), .text(blocking), try user(value), date(value)])
    try stands(part, relations)
    notes.note(.dependencies, key, .created)
  }

  private mutating func link(
    _ value: JSONValue, _ relations: ImportRelations
  ) throws(SQLiteError) {
    guard let first = value["task_id"]?.string, let second = value["link_id"]?.string,
      first != second
    else { return notes.skip(.links, "it does not name two tasks") }
    guard try areThere(first, second) else {
      return try wait(value, .links, for: [first, second], relations)
    }
    let isThere = try TaskLinkRows.exists(first, second, on: connection)
    let isNewer = try isNewer(value, relations, than: .link(first, second))
    guard isThere || isNewer else { return }
    try stands(.link(first, second), relations)
    try connection.execute(
      "INSERT INTO task_links VALUES(min(?1, ?2), max(?1, ?2), ?3, ?4) ON CONFLICT DO NOTHING",
      [.text(first), .text(second), try user(value), date(value)])
    let key = first < second ? "\(first) \(second)" : "\(second) \(first)"
    notes.note(.links, key, connection.changes > 0 ? .created : .unchanged)
  }

  /// Keeps what a task says of one that is not there.
  private mutating func wait(
    _ value: JSONValue, _ kind: ImportReport.Kind, for tasks: [String], _ relations: ImportRelations
  ) throws(SQLiteError) {
    if let other = tasks.first(where: { $0 != relations.task }), tasks.contains(relations.task) {
      try ImportPending.add(
        value, of: relations.task, waitingFor: other, asOf: relations.date, on: connection)
    }
    notes.skip(kind, "one of its tasks has not come in; it waits for an import that brings it")
  }

  /// A recorded answer shows it at a time of its own.
  private func stands(_ part: TaskPart, _ relations: ImportRelations) throws(SQLiteError) {
    if relations.isAnswered { try part.moved(at: relations.date, on: connection) }
  }

  /// Whether it was said, or made, after what is known of its coming and going.
  private func isNewer(
    _ value: JSONValue, _ relations: ImportRelations, than part: TaskPart
  ) throws(SQLiteError) -> Bool {
    guard let moved = try part.date(on: connection) else { return true }
    let made = value["date_created"].flatMap(BodyValues.wholeNumber) ?? 0
    return max(made, relations.date) > moved
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
