import JSON
import SQLite

extension ImportWriting {
  /// A time entry as "Get time entries within a date range" lists it.
  ///
  /// What tasks say was spent, before or after, is not counted a second time.
  mutating func timeEntry(_ value: JSONValue, in workspace: Int64?) throws(ImportFailure) {
    let id = try number(value["id"], "id")
    try requireNotGone(.timeEntries, String(id))
    guard let workspace = value["wid"].flatMap(BodyValues.wholeNumber) ?? workspace else {
      throw .unusable("it does not say in which Workspace it is")
    }
    guard try exists("workspaces", workspace) else {
      throw .notYet("the Workspace \(workspace) it is in is not known")
    }
    let start = try number(value["start"], "start")
    let duration = value["duration"].flatMap(BodyValues.wholeNumber)
    let end = value["end"].flatMap(BodyValues.wholeNumber) ?? duration.map { start + $0 }
    guard let end, end >= start else { throw .unusable("its timer still runs") }
    var task: String?
    if let named = value["task"]?["id"]?.string {
      task = try row("SELECT id FROM tasks WHERE id = ?", [.text(named)], read: { $0.text(0) })
      if task == nil {
        try requireNotGone(.tasks, named)
        throw .notYet("the task it is on is not known")
      }
    }
    let entry = TimeEntry(
      id: id, workspaceID: workspace, task: task,
      user: try person(value["user"] ?? .null, in: workspace), start: start, end: end,
      isBillable: value["billable"]?.bool ?? false,
      description: value["description"]?.string ?? "",
      source: value["source"]?.string ?? "api",
      changed: value["at"].flatMap(BodyValues.wholeNumber) ?? end,
      labels: try labels(value))
    try put(entry)
  }

  private mutating func put(_ entry: TimeEntry) throws(ImportFailure) {
    let key = String(entry.id)
    let isNews = try isNews(.timeEntries, key)
    let standing = try sqlite { connection throws(SQLiteError) in
      try TimeRows.find(entry.id, in: entry.workspaceID, on: connection)
    }
    guard let standing else {
      try requireNotDeletedHere(.timeEntries, key, since: max(entry.changed, answered ?? 0))
      try execute(
        "INSERT INTO imported VALUES(?, ?, ?) ON CONFLICT DO NOTHING",
        [.text(ImportReport.Kind.timeEntries.rawValue), .text(key), .integer(entry.changed)])
      try sqlite { connection throws(SQLiteError) in try TimeRows.insert(entry, on: connection) }
      try takeFromElsewhere(entry.task, entry.duration)
      return notes.note(.timeEntries, key, .created)
    }
    guard isNews, standing.changed <= entry.changed, standing != entry else {
      return notes.note(.timeEntries, key, .unchanged)
    }
    try sqlite { connection throws(SQLiteError) in try TimeRows.update(entry, on: connection) }
    notes.note(.timeEntries, key, .updated)
  }

  private func labels(_ value: JSONValue) throws(ImportFailure) -> [TimeEntry.Label] {
    var labels: [TimeEntry.Label] = []
    for tag in value["tags"]?.array ?? [] {
      guard let name = tag["name"]?.string, !name.isEmpty,
        !labels.contains(where: { $0.name == name })
      else { continue }
      let creator = tag["creator"].flatMap(BodyValues.wholeNumber)
      let isKnown = try creator.map { id throws(ImportFailure) in try exists("users", id) } ?? false
      labels.append(
        TimeEntry.Label(
          name: name, foreground: tag["tag_fg"]?.string ?? Tag.standardColor,
          background: tag["tag_bg"]?.string ?? Tag.standardColor,
          creator: isKnown ? creator : nil))
    }
    return labels
  }

  /// What a task's answer says was spent, without the entries that were imported: of all else only
  /// the sum is known.
  func timeElsewhere(_ task: String, told: JSONValue?) throws(ImportFailure) -> Int64 {
    guard let told = told.flatMap(BodyValues.wholeNumber), told > 0 else { return 0 }
    let listed = try row(
      """
      SELECT coalesce(sum(e.stop - e.start), 0) FROM time_entries e
      JOIN imported i ON i.kind = ? AND i.id = CAST(e.id AS TEXT)
      WHERE e.task_id = ? AND e.stop IS NOT NULL
      """, [.text(ImportReport.Kind.timeEntries.rawValue), .text(task)]
    ) { $0.integer(0) }
    return max(0, told - (listed ?? 0))
  }

  private func takeFromElsewhere(_ task: String?, _ duration: Int64) throws(ImportFailure) {
    guard let task else { return }
    try execute(
      "UPDATE tasks SET time_elsewhere = max(0, time_elsewhere - ?) WHERE id = ?",
      [.integer(duration), .text(task)])
  }
}

extension TimeEntry {
  /// Milliseconds; 0 while it runs.
  fileprivate var duration: Int64 { end.map { $0 - start } ?? 0 }
}
