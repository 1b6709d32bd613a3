import APICore
import Foundation
import JSON
import SQLite

extension ImportWriting {
  /// A row of an export.
  ///
  /// Most exports do not say of when a task is. Such a row stands until something says so: an
  /// answer of the API, another export, or a write. It changes a task that exports brought and that
  /// nobody changed since; to any other it only adds. A row that says what it said before says
  /// nothing.
  mutating func exportRow(_ value: JSONValue) throws(ImportFailure) {
    guard let row = ImportRow(value), exports.facts.indices.contains(Int(row.export)),
      let id = row.task
    else { throw .unusable("its row cannot be read") }
    let facts = exports.facts[Int(row.export)]
    let place = "\(facts.file), line \(row.line)"
    let noted = notes.outcomes.count
    try requireNotGone(.tasks, id)
    dates.said = nil
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
      let names = try namedPlaces(row)
      var named = try exportPlace(row, standing: known?.list, at: place)
      let workspace = try number(named["team_id"], "team_id")
      told = ExportTask(row, facts, zone: try exportZone(of: workspace))
      lastSeen = told.lastKnown
      if known == nil { try requireNotDeletedHere(.tasks, id, since: told.lastKnown) }
      if let standing = known?.list, try isDeletedPlace(named) {
        notes.remark(
          "task that moved to a List that was deleted here: it stays where it stands", at: place)
        named = members(of: standing)
      }
      list = try placeOfTask(.object(named))
      try rename(names)
      try tell(row, told, named, known, in: list, at: place)
    }
    for remark in told.remarks { notes.remark(remark, at: place) }
    try addFields(
      row, facts, to: id, in: list, isRepeated ? .nothing : isOld ? .missing : .all,
      since: told.lastKnown)
    try addComments(told, to: id, isRepeated, in: list, at: place)
    try remember(row, of: id)
    let isChanged = notes.outcomes[noted...].contains {
      $0.kind == .tasks && $0.id == id && $0.outcome == .updated
    }
    guard let known, isChanged else { return }
    if known.date == .unknown, told.updated == nil {
      notes.remark(
        "task that was changed by a row without a date of change, as what stood there has none "
          + "either: where this file is the older one, import the newer one again", at: place)
    }
    try moveOn(id, from: known.updated)
  }

  private mutating func tell(
    _ row: ImportRow, _ told: ExportTask, _ named: JSONObject,
    _ standing: KnownTask?, in list: ListReference, at place: String
  ) throws(ImportFailure) {
    let id = row.task ?? ""
    var (value, said) = (told.value.merging(named) { $1 }, told.said)
    value["id"] = .string(id)
    let updated = date(of: told, over: standing)
    value["date_updated"] = .integer(updated)
    if told.updated != nil { dates.said = updated }
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
    value["status"] = try exportStatus(row, of: id, in: list)
    try tellPeople(row, in: list, at: place, &value, &said)
    let isExact = if case .exact? = told.updated { true } else { false }
    try task(.object(value), saying: ImportSaying(columns: said, isDated: isExact))
    try setDay(of: id, told.updated)
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
  /// do, and so do the dates of closing of all tasks that have it.
  private mutating func exportStatus(
    _ row: ImportRow, of task: String, in list: ListReference
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
    let kind = Self.kind(ofStatus: name, isClosed: exports.survey.isClosed(statusOf: row))
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

/// How much a source says of a task that does not say everything.
struct ImportSaying {
  /// The columns of `tasks`, and its lists, that it speaks of.
  let columns: Set<String>
  /// Whether it says of when it is, to the second at least.
  let isDated: Bool
}
