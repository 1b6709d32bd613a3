import JSON
import SQLite

extension ImportWriting {
  /// The checklists that a task shows.
  ///
  /// - Parameter addsOnly: what is not named stays, and what stands keeps what it has.
  /// - Returns: whether the task has others now.
  mutating func checklists(
    of task: String, _ value: JSONValue, in workspace: Int64, addsOnly: Bool
  ) throws(ImportFailure) -> Bool {
    let named = (value["checklists"]?.array ?? []).filter { $0["id"]?.string != nil }
    var isRicher = false
    if !addsOnly {
      try execute(
        """
        DELETE FROM checklists WHERE task_id = ? AND id NOT IN (SELECT value FROM json_each(?))
        """, [.text(task), .set(named.compactMap { $0["id"] })])
      isRicher = connection.changes > 0
    }
    for checklist in named where try recall(Self.gone(.checklists), id(checklist)) == nil {
      let outcome = try self.checklist(checklist, of: task, in: workspace, addsOnly: addsOnly)
      notes.note(.checklists, id(checklist), outcome)
      if outcome != .unchanged { isRicher = true }
    }
    return isRicher
  }

  /// A checklist that a write of it was answered with: it knows its task, and nothing says as of
  /// when it was but the recording.
  mutating func checklist(_ value: JSONValue) throws(ImportFailure) {
    let (id, task) = (try text(value["id"], "id"), try text(value["task_id"], "task_id"))
    try requireNotGone(.checklists, id)
    let standing = try row(
      """
      SELECT s.workspace_id, t.date_updated FROM tasks t JOIN lists l ON l.id = t.list_id
        JOIN folders f ON f.id = l.folder_id JOIN spaces s ON s.id = f.space_id WHERE t.id = ?
      """, [.text(task)]
    ) { (workspace: $0.integer(0), updated: $0.integer(1)) }
    guard let standing else {
      try requireNotGone(.tasks, task)
      try requireNotDeletedHere(.tasks, task, since: answered ?? 0)
      throw .notYet("the task it is on is not known")
    }
    try requireNotDeletedHere(.checklists, id, since: answered ?? 0)
    // The header leaves out what is less than a second.
    let isNewer = answered.map { $0 + 999 >= standing.updated } ?? false
    notes.note(
      .checklists, id,
      try checklist(value, of: task, in: standing.workspace, addsOnly: !isNewer))
  }

  private func id(_ value: JSONValue) -> String { value["id"]?.string ?? "" }

  private mutating func checklist(
    _ value: JSONValue, of task: String, in workspace: Int64, addsOnly: Bool
  ) throws(ImportFailure) -> ImportReport.Outcome {
    let id = id(value)
    func standing() throws(ImportFailure) -> JSONValue? {
      try sqlite { connection throws(SQLiteError) in
        try ChecklistRows.find(id, on: connection).map(ChecklistShape.whole)
      }
    }
    let before = try standing()
    let creator = value["creator"].flatMap(BodyValues.wholeNumber)
    let isKnown = try creator.map { id throws(ImportFailure) in try exists("users", id) } ?? false
    try execute(
      """
      INSERT INTO checklists(id, task_id, name, orderindex, creator, date_created)
      VALUES(?1, ?2, ?3, ?4, ?5, coalesce(?6, 0))
      ON CONFLICT(id) DO \(addsOnly ? "NOTHING" : """
        UPDATE SET task_id = ?2, name = ?3, orderindex = ?4, creator = coalesce(?5, creator),
          date_created = coalesce(?6, date_created)
        """)
      """,
      [
        .text(id), .text(task), .text(value["name"]?.string ?? ""),
        .integer(value["orderindex"]?.integer ?? 0), SQLValue(isKnown ? creator : nil),
        SQLValue(value["date_created"].flatMap(BodyValues.wholeNumber)),
      ])
    try items(value, of: id, in: workspace, addsOnly: addsOnly)
    guard let before else { return .created }
    return try standing() == before ? .unchanged : .updated
  }

  // MARK: Items

  private struct FoundItem {
    let id: String
    let parent: String?
    let json: JSONValue
  }

  /// An item, and then those below it.
  private func items(below items: JSONValue?, of parent: String?) -> [FoundItem] {
    (items?.array ?? []).flatMap { item -> [FoundItem] in
      guard let id = item["id"]?.string else { return [] }
      let own = FoundItem(id: id, parent: parent ?? item["parent"]?.string, json: item)
      return [own] + self.items(below: item["children"], of: id)
    }
  }

  private mutating func items(
    _ checklist: JSONValue, of id: String, in workspace: Int64, addsOnly: Bool
  ) throws(ImportFailure) {
    let all = items(below: checklist["items"], of: nil)
    let ids = SQLValue.set(all.map { .string($0.id) })
    if !addsOnly {
      try execute(
        """
        DELETE FROM checklist_items
        WHERE checklist_id = ? AND id NOT IN (SELECT value FROM json_each(?))
        """, [.text(id), ids])
      // One that comes from another checklist leaves those below it there.
      try execute(
        """
        UPDATE checklist_items SET parent = NULL
        WHERE checklist_id IN (SELECT checklist_id FROM checklist_items
            WHERE id IN (SELECT value FROM json_each(?1)))
          AND parent IN (SELECT value FROM json_each(?1))
        """, [ids])
    }
    let known = try sqlite { connection throws(SQLiteError) in
      Set(
        try connection.rows(
          "SELECT id FROM checklist_items WHERE id IN (SELECT value FROM json_each(?))",
          [ids]
        ) { $0.text(0) })
    }
    for item in all where try recall(Self.gone(.checklists), item.id) == nil {
      if addsOnly, try isDeletedHere(.checklists, item.id, since: 0) { continue }
      try keep(item, of: id, in: workspace, addsOnly: addsOnly)
    }
    // Whoever stands above is there by now, if at all. What stood here before an older answer stays
    // where it stands.
    for item in all where !addsOnly || !known.contains(item.id) {
      try execute(
        """
        UPDATE checklist_items SET parent =
          (SELECT id FROM checklist_items WHERE checklist_id = ?1 AND id = ?2 AND id <> ?3)
        WHERE checklist_id = ?1 AND id = ?3
        """, [.text(id), SQLValue(item.parent), .text(item.id)])
    }
  }

  private mutating func keep(
    _ item: FoundItem, of checklist: String, in workspace: Int64, addsOnly: Bool
  ) throws(ImportFailure) {
    var assignee: Int64?
    if let user = item.json["assignee"], user["id"] != nil {
      assignee = try person(user, in: workspace)
    }
    func instant(_ name: String) -> SQLValue {
      SQLValue(item.json[name].flatMap(BodyValues.wholeNumber))
    }
    func flag(_ name: String) -> SQLValue { SQLValue(item.json[name]?.bool ?? false) }
    try execute(
      """
      INSERT INTO checklist_items(id, checklist_id, name, assignee, resolved, orderindex,
        date_created, start_date, start_date_time, due_date, due_date_time)
      VALUES(?1, ?2, ?3, ?4, ?5, ?6, coalesce(?7, 0), ?8, ?9, ?10, ?11)
      ON CONFLICT(id) DO \(addsOnly ? "NOTHING" : """
        UPDATE SET parent = NULL, checklist_id = ?2, name = ?3, assignee = ?4, resolved = ?5,
          orderindex = ?6, date_created = coalesce(?7, date_created), start_date = ?8,
          start_date_time = ?9, due_date = ?10, due_date_time = ?11
        """)
      """,
      [
        .text(item.id), .text(checklist), .text(item.json["name"]?.string ?? ""),
        SQLValue(assignee), flag("resolved"), SQLValue(item.json["orderindex"]?.integer),
        instant("date_created"), instant("start_date"), flag("start_date_time"),
        instant("due_date"), flag("due_date_time"),
      ])
  }
}
