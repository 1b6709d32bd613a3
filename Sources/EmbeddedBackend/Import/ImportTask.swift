import APICore
import JSON
import SQLite

extension ImportWriting {
  /// A task with where it stands, who has to do with it, its tags and its fields. What it says of
  /// other tasks waits until all stand.
  ///
  /// A newer answer puts itself in the place of what stands. One of the same moment adds what it
  /// knows beyond (another request shows more of a task), and takes nothing away.
  ///
  /// - Parameter saying: nil where it says everything.
  mutating func task(_ value: JSONValue, saying: ImportSaying? = nil) throws(ImportFailure) {
    let id = try text(value["id"], "id")
    try requireNotGone(.tasks, id)
    let updated = value["date_updated"].flatMap(BodyValues.wholeNumber) ?? 0
    let standing = try row(
      "SELECT date_updated FROM tasks WHERE id = ?", [.text(id)]
    ) { $0.integer(0) }
    if standing == nil {
      try requireNotDeletedHere(.tasks, id, since: max(updated, answered ?? 0))
    }
    let list = try placeOfTask(value)
    let isUndated = try standing.map { date throws(ImportFailure) in
      date < updated ? false : try self.isUndated(id, date)
    }
    let isNews = standing.map { $0 < updated || isUndated == true } ?? true
    guard isNews || standing == updated else {
      // Older news of a task say nothing of what it is now.
      return notes.note(.tasks, id, .unchanged)
    }
    var columns = try self.columns(value, in: list)
    if standing != nil, let saying {
      columns.removeAll { !saying.columns.contains($0.name) }
    }
    var outcome = ImportReport.Outcome.unchanged
    if standing == nil {
      try insert(columns + [("id", .text(id)), ("date_updated", .integer(updated))])
      outcome = .created
    } else if isNews {
      let differs = try update(id, columns + [("date_updated", .integer(updated))])
      outcome = differs ? .updated : .unchanged
    } else if try update(id, columns.filter(Self.saysSomething)) {
      outcome = .updated
    }
    if saying?.isDated == false || isUndated == true {
      try setUndated(id, saying?.isDated == false ? updated : nil)
    }
    let date = max(updated, answered ?? updated)
    let isRicher = try parts(
      of: id, value, in: list, saying,
      over: standing == nil
        ? .nothing(asOf: date) : isNews ? .older(asOf: date) : .sameMoment(asOf: date))
    notes.note(.tasks, id, outcome == .unchanged && isRicher ? .updated : outcome)
    nameWhatIsNotKept(of: id, value)
    guard saying == nil || value["parent"] != nil else { return }
    notes.relations.append(
      ImportRelation(
        task: id, parent: value["parent"]?.string,
        others: (value["dependencies"]?.array ?? []) + (value["linked_tasks"]?.array ?? [])
          + (value["locations"]?.array ?? []).compactMap(Self.furtherList),
        isNews: isNews, date: date, isAnswered: answered != nil, saysOthers: saying == nil))
  }

  /// A List in which a task stands besides its own, as what is said of others has it.
  private static func furtherList(_ location: JSONValue) -> JSONValue? {
    location["id"].flatMap(BodyValues.wholeNumber).map { ["list_id": .integer($0)] }
  }

  mutating func nameWhatIsNotKept(of id: String, _ value: JSONValue) {
    // Those of an export have names and nothing else.
    let checklists = (value["checklists"]?.array ?? []).filter { $0["id"]?.string == nil }
    notes.lose("checklists", of: id, checklists.count)
    notes.lose(
      "checklist items", of: id, checklists.reduce(0) { $0 + ($1["items"]?.array?.count ?? 0) })
    notes.lose("attachments", of: id, value["attachments"]?.array?.count ?? 0)
    // Those of an export have names alone.
    let locations = value["locations"]?.array ?? []
    notes.lose(
      "further Lists of tasks", of: id, locations.filter { Self.furtherList($0) == nil }.count)
    notes.lose("group assignees", of: id, value["group_assignees"]?.array?.count ?? 0)
  }

  mutating func placeOfTask(_ value: JSONValue) throws(ImportFailure) -> ListReference {
    let space = try number(value["space"]?["id"], "space.id")
    let known = try row(
      "SELECT workspace_id FROM spaces WHERE id = ?", [.integer(space)], read: { $0.integer(0) })
    guard let workspace = value["team_id"].flatMap(BodyValues.wholeNumber) ?? known else {
      throw .notYet("the Workspace of the Space \(space) is not known")
    }
    if let known, known != workspace {
      throw .unusable("the Space \(space) it is in belongs to another Workspace here")
    }
    try requireWorkspace(workspace)
    try requireSpace(
      space, in: workspace, name: value["space"]?["name"]?.string, as: "its Space")
    let folder = try requireFolder(
      value["folder"] ?? value["project"] ?? .null, in: space, as: "its Folder")
    let list = try requireList(value["list"] ?? .null, in: folder, as: "its List")
    let reference = try sqlite { _ throws(SQLiteError) in try view.list(list) }
    guard let reference else { throw .unusable("its List \(list) cannot be made") }
    return reference
  }

  typealias Columns = [(name: String, value: SQLValue)]

  private mutating func columns(_ value: JSONValue, in list: ListReference) throws(ImportFailure)
    -> Columns
  {
    let status = try status(value["status"] ?? .null, StatusRows.scope(of: list))
    func instant(_ name: String) -> SQLValue {
      SQLValue(value[name].flatMap(BodyValues.wholeNumber))
    }
    let description = value["text_content"]?.string ?? value["description"]?.string ?? ""
    let markdown = value["markdown_description"]?.string
    let id = try text(value["id"], "id")
    var columns: Columns = [
      ("custom_id", try customID(value)),
      ("custom_item_id", .integer(value["custom_item_id"]?.integer ?? 0)),
      ("list_id", .integer(list.id)), ("status_id", .text(status)),
      ("name", .text(try text(value["name"], "name"))), ("description", .text(description)),
      ("markdown", SQLValue(markdown == description ? nil : markdown)),
      ("orderindex", SQLValue(value["orderindex"]?.string)),
      ("priority", SQLValue(value["priority"].flatMap(priority)?.rawValue)),
      ("due_date", instant("due_date")), ("start_date", instant("start_date")),
      ("points", SQLValue(value["points"].flatMap(FieldValueReader.anyNumber))),
      ("time_estimate", instant("time_estimate")),
      ("time_elsewhere", .integer(try timeElsewhere(id, told: value["time_spent"]))),
      ("archived", SQLValue(value["archived"]?.bool ?? false)),
      ("date_created", .integer(value["date_created"].flatMap(BodyValues.wholeNumber) ?? 0)),
      ("date_closed", instant("date_closed")), ("date_done", instant("date_done")),
    ]
    if let creator = try creator(value, in: list.workspaceID) {
      columns.append(("creator", .integer(creator)))
    }
    return columns
  }

  /// Whether an answer of the same moment says more with it than one without it.
  private static func saysSomething(_ column: (name: String, value: SQLValue)) -> Bool {
    switch column.value {
    case .null, .integer(0), .text(""): false
    default: true
    }
  }

  /// Who made it; where nobody is named, and nobody is known, a person who stands for that.
  private mutating func creator(_ value: JSONValue, in workspace: Int64) throws(ImportFailure)
    -> Int64?
  {
    if let creator = value["creator"], creator["id"] != nil {
      return try person(creator, in: workspace)
    }
    let known = try row(
      "SELECT creator FROM tasks WHERE id = ?", [.text(value["id"]?.string ?? "")],
      read: { $0.integer(0) })
    if known != nil { return nil }
    notes.remark(
      "task of which nothing says who created it: it shows `\(User.unknown.username)`",
      at: "task \(value["id"]?.string ?? "")")
    if try !exists("users", User.unknown.id) {
      try sqlite { connection throws(SQLiteError) in try User.unknown.insert(on: connection) }
    }
    return User.unknown.id
  }

  private func insert(_ columns: Columns) throws(ImportFailure) {
    let names = columns.map(\.name).joined(separator: ", ")
    let places = columns.map { _ in "?" }.joined(separator: ", ")
    try execute("INSERT INTO tasks(\(names)) VALUES(\(places))", columns.map(\.value))
  }

  /// Whether anything differed.
  @discardableResult
  private func update(_ id: String, _ columns: Columns) throws(ImportFailure) -> Bool {
    let assignments = columns.map { "\($0.name) = ?" }.joined(separator: ", ")
    let differences = columns.map { "\($0.name) IS NOT ?" }.joined(separator: " OR ")
    let values = columns.map(\.value)
    try execute(
      "UPDATE tasks SET \(assignments) WHERE id = ? AND (\(differences))",
      values + [.text(id)] + values)
    return connection.changes > 0
  }
}
