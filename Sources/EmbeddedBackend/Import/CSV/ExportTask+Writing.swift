import APICore
import Foundation
import JSON
import SQLite

extension ImportWriting {
  /// A row of an export.
  ///
  /// Most exports do not say of when a task is. Such a row stands until something says so: an
  /// answer of the API, or a write. It changes a task that exports brought and that nobody changed
  /// since; to any other it only adds. A row that says what it said before says nothing.
  mutating func exportRow(_ value: JSONValue) throws(ImportFailure) {
    guard let row = ImportRow(value), exports.facts.indices.contains(Int(row.export)),
      let id = row.task
    else { throw .unusable("its row cannot be read") }
    let facts = exports.facts[Int(row.export)]
    let place = "\(facts.file), line \(row.line)"
    let noted = notes.outcomes.count
    try requireNotGone(.tasks, id)
    let known = try knownTask(id)
    let before = known == nil ? nil : try toldBefore(id)
    let isRepeated = before == row.digest
    let isOld = isRepeated ? true : try isOlder(row, facts, than: known)
    let list: ListReference
    let told: ExportTask
    if let known, let standing = known.list, isOld {
      (list, told) = (standing, ExportTask(row, facts, zone: try exportZone(of: standing)))
      notes.note(.workspaces, String(list.workspaceID), .unchanged)
      notes.note(.tasks, id, .unchanged)
      nameWhatIsNotKept(of: id, .object(told.value))
      if !isRepeated {
        notes.remark(
          "row that is not newer than what an answer of the API, a write or another export says of "
            + "its task: only comments and Custom Fields that were missing were added", at: place)
      }
    } else {
      let named = try exportPlace(row, standing: known?.list, at: place)
      list = try placeOfTask(.object(named))
      told = ExportTask(row, facts, zone: try exportZone(of: list))
      try tell(row, told, named, known, in: list, at: place)
    }
    for remark in told.remarks { notes.remark(remark, at: place) }
    try addFields(row, facts, to: id, in: list, isRepeated ? .nothing : isOld ? .missing : .all)
    try addComments(told, to: id, isRepeated, in: list, at: place)
    try remember(row, of: id)
    let isChanged = notes.outcomes[noted...].contains {
      $0.kind == .tasks && $0.id == id && $0.outcome == .updated
    }
    if let known, isChanged { try moveOn(id, from: known.updated) }
  }

  /// Gives a task that changed without saying when another date: it is the task's version, and who
  /// decided by what stood there has to notice.
  private func moveOn(_ id: String, from date: Int64) throws(ImportFailure) {
    guard try isUndated(id, date) else { return }
    try execute(
      "UPDATE tasks SET date_updated = ? WHERE id = ?", [.integer(date + 1), .text(id)])
    try setUndated(id, date + 1)
  }

  /// Whether something newer is known of the task.
  private mutating func isOlder(_ row: ImportRow, _ facts: ExportFacts, than known: KnownTask?)
    throws(ImportFailure) -> Bool
  {
    guard let known, !known.isUndated, let list = known.list else { return false }
    let told = ExportTask(row, facts, zone: try exportZone(of: list))
    return told.updated.map { $0 <= known.updated } ?? true
  }

  private mutating func exportZone(of list: ListReference) throws(ImportFailure) -> TimeZone {
    var exports = exports
    defer { self.exports = exports }
    do throws(SQLiteError) {
      return try exports.zone(of: list.workspaceID, on: connection)
    } catch { throw .store(error) }
  }

  // MARK: What was told before

  /// Digests of what exports said last of tasks are remembered under this kind, in the place of a
  /// date.
  private static let toldRow = "row of an export"

  private func toldBefore(_ task: String) throws(ImportFailure) -> Int64? {
    try row(
      "SELECT date FROM imported WHERE kind = ? AND id = ?", [.text(Self.toldRow), .text(task)],
      read: { $0.integer(0) })
  }

  private func remember(_ row: ImportRow, of task: String) throws(ImportFailure) {
    try execute(
      "INSERT INTO imported VALUES(?, ?, ?) ON CONFLICT DO UPDATE SET date = excluded.date",
      [.text(Self.toldRow), .text(task), .integer(row.digest)])
  }

  private struct KnownTask {
    let list: ListReference?
    let updated: Int64
    let description: String
    let parent: String?
    /// Whether `updated` only stands in for a date that nobody knows.
    let isUndated: Bool
  }

  private func knownTask(_ id: String) throws(ImportFailure) -> KnownTask? {
    let task = try row(
      "SELECT list_id, date_updated, description, parent FROM tasks WHERE id = ?", [.text(id)]
    ) { row in
      (
        list: row.integer(0), updated: row.integer(1), description: row.text(2),
        parent: row.optionalText(3)
      )
    }
    guard let task else { return nil }
    return KnownTask(
      list: try list(task.list), updated: task.updated, description: task.description,
      parent: task.parent, isUndated: try isUndated(id, task.updated))
  }

  private mutating func tell(
    _ row: ImportRow, _ told: ExportTask, _ named: JSONObject,
    _ standing: KnownTask?, in list: ListReference, at place: String
  ) throws(ImportFailure) {
    let id = row.task ?? ""
    var (value, said) = (told.value.merging(named) { $1 }, told.said)
    value["id"] = .string(id)
    // Where nothing tells, the date of the first import stands.
    let atLeast = told.lastKnown > 0 ? told.lastKnown : standing == nil ? now.rawValue : 0
    value["date_updated"] = .integer(told.updated ?? max(standing?.updated ?? 0, atLeast))
    dates.said = told.updated
    if standing == nil, value["date_created"]?.integer == nil {
      value["date_created"] = .integer(now.rawValue)
      notes.remark("task without a date of creation, which is now that of this import", at: place)
    }
    if let standing, value["text_content"]?.string?.trimmed == standing.description.trimmed {
      // The same text: what it was written as stays.
      said.subtract(["description", "markdown"])
    }
    if standing?.list?.id != list.id { said.formUnion(["list_id", "status_id"]) }
    if exports.facts[Int(row.export)].known.contains(.status) { said.insert("status_id") }
    value["status"] = try exportStatus(row, told, of: id, in: list)
    try tellPeople(row, in: list, at: place, &value, &said)
    try task(.object(value), saying: ImportSaying(columns: said, isDated: told.updated != nil))
    if let standing, let parent = value["parent"], parent.string != standing.parent {
      notes.note(.tasks, id, .updated)
    }
  }

  private mutating func tellPeople(
    _ row: ImportRow, in list: ListReference, at place: String,
    _ value: inout JSONObject, _ said: inout Set<String>
  ) throws(ImportFailure) {
    let known = exports.facts[Int(row.export)].known
    for (column, member) in [(ExportColumn.assignees, "assignees"), (.watchers, "watchers")]
    where known.contains(column) {
      let names = ExportCell.names(row.cells[column])
      value[member] = .array(
        try people(names, in: list.workspaceID, at: place).map { ["id": .integer($0)] })
      said.insert(member)
    }
    guard let creator = ExportCell.text(row.cells[.creator]) else { return }
    if let id = try people([creator], in: list.workspaceID, at: place).first {
      value["creator"] = ["id": .integer(id)]
      said.insert("creator")
    }
  }

  // MARK: Statuses

  /// The status that the row names, or that the task has, or that a new one gets.
  ///
  /// An export does not say which statuses are open or closed: the names that ClickUp gives them
  /// do, and so does a date of closing.
  private mutating func exportStatus(
    _ row: ImportRow, _ told: ExportTask, of task: String, in list: ListReference
  ) throws(ImportFailure) -> JSONValue {
    let scope = StatusRows.scope(of: list)
    let standing = try self.row(
      "SELECT s.status FROM tasks t JOIN statuses s ON s.id = t.status_id WHERE t.id = ?",
      [.text(task)]
    ) { $0.text(0) }
    let all = try sqlite { connection throws(SQLiteError) in
      try StatusRows.all(in: scope, on: connection)
    }
    let name =
      ExportCell.text(row.cells[.status]) ?? standing
      ?? all.first { $0.kind == .open }?.name ?? [NewStatus].standard[0].name
    if let known = all.first(where: { $0.name.lowercased() == name.lowercased() }) {
      return ["id": .string(known.id), "status": .string(known.name)]
    }
    let kind = Self.kind(ofStatus: name, isClosed: told.value["date_closed"]?.integer != nil)
    // Open ones first and closed ones last, as lists of statuses are shown.
    let ends = all.filter { $0.kind == .closed }.map(\.orderindex)
    let last = (all.filter { $0.kind != .closed }.map(\.orderindex).max() ?? 0) + 1
    let order: Int64 =
      switch kind {
      case .open: (all.map(\.orderindex).min() ?? 1) - 1
      case .custom, .done: last
      // Room for those that later rows name.
      case .closed: (ends.max() ?? last) + 1_000
      }
    return [
      "status": .string(name), "type": .string(kind.rawValue), "orderindex": .integer(order),
    ]
  }

  private static func kind(ofStatus name: String, isClosed: Bool) -> Status.Kind {
    switch name.lowercased() {
    case "to do", "todo", "open": .open
    case "complete", "completed", "closed": .closed
    case "done": .done
    default: isClosed ? .closed : .custom
    }
  }
}

// MARK: - Tasks whose date is not known

extension ImportWriting {
  /// Tasks of which no date of change is known are remembered under this kind, with the one that
  /// stands in for it.
  private static let undated = "undated task"

  /// Whether the date of change that stands here is one that stands in.
  func isUndated(_ task: String, _ updated: Int64) throws(ImportFailure) -> Bool {
    try row(
      "SELECT 1 FROM imported WHERE kind = ? AND id = ? AND date = ?",
      [.text(Self.undated), .text(task), .integer(updated)], read: { _ in true }) ?? false
  }

  /// - Parameter updated: nil where the date is known now.
  func setUndated(_ task: String, _ updated: Int64?) throws(ImportFailure) {
    guard let updated else {
      return try execute(
        "DELETE FROM imported WHERE kind = ? AND id = ?", [.text(Self.undated), .text(task)])
    }
    try execute(
      "INSERT INTO imported VALUES(?, ?, ?) ON CONFLICT DO UPDATE SET date = excluded.date",
      [.text(Self.undated), .text(task), .integer(updated)])
  }
}

/// How much a source says of a task that does not say everything.
struct ImportSaying {
  /// The columns of `tasks`, and its lists, that it speaks of.
  let columns: Set<String>
  /// Whether it says of when it is.
  let isDated: Bool
}
