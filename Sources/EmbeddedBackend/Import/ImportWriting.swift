import APICore
import JSON
import SQLite

/// Writes what an import found, inside one transaction.
struct ImportWriting {
  let connection: Connection
  private let memory = WorkspaceMemory()
  let now: Milliseconds
  let ids: any IDSource
  var notes = ImportNotes()
  var dates = ImportDates()
  /// When the entity that is being written was answered, where that is known.
  var answered: Int64?
  /// When the entity that is being written, and what it stands in, was there, as far as is known.
  var lastSeen: Int64 = 0
  var exports: ExportWriting

  init(
    connection: Connection, now: Milliseconds, ids: any IDSource,
    exports: ExportWriting = ExportWriting()
  ) {
    self.exports = exports
    self.connection = connection
    self.now = now
    self.ids = ids
  }

  /// Writes the entity whole or, where it cannot be used, not at all and says why.
  mutating func take(_ turn: ImportStage.Queued) throws(SQLiteError) {
    let entity = turn.entity
    let (mark, known, exports) = (notes.mark, dates, exports)
    dates.said = entity.date
    answered = entity.answered
    lastSeen = max(entity.date ?? 0, entity.answered ?? 0)
    try connection.execute("SAVEPOINT import_entity")
    let failure: ImportFailure
    do throws(ImportFailure) {
      try write(entity)
      try execute("RELEASE import_entity", [])
      return
    } catch { failure = error }
    if case .store(let error) = failure, !error.isConstraint { throw error }
    notes.rewind(to: mark)
    dates = known
    self.exports = exports
    try connection.execute("ROLLBACK TO import_entity")
    try connection.execute("RELEASE import_entity")
    switch failure {
    case .notYet(let reason): notes.deferred.append(.init(turn: turn, reason: reason))
    case .unusable(let reason): notes.skip(entity.kind, reason)
    case .store(let error):
      notes.skip(entity.kind, "it contradicts what stands here: \(error.message)")
    }
  }

  private mutating func write(_ entity: ImportEntity) throws(ImportFailure) {
    let place = entity.place ?? ""
    switch entity.form {
    case .workspace: try workspace(entity.value)
    case .space: try space(entity.value, in: Int64(place))
    case .folder: try folder(entity.value)
    case .list: _ = try list(entity.value)
    case .task: try task(entity.value)
    case .row: try exportRow(entity.value)
    case .comment: try comment(entity.value, at: ImportComment.Place(place))
    case .timeEntry: try timeEntry(entity.value, in: Int64(place))
    case .checklist: try checklist(entity.value)
    case .field: try field(entity.value, at: place)
    case .tag: try spaceTag(entity.value)
    case .member: try member(entity.value, of: place)
    case .removal: try remove(entity.value)
    case .authorized: try authorized(entity.value)
    }
  }

  // MARK: Reading

  func number(_ value: JSONValue?, _ name: String) throws(ImportFailure) -> Int64 {
    guard let number = value.flatMap(BodyValues.wholeNumber) else {
      throw .unusable("it has no `\(name)` that is a number")
    }
    return number
  }

  func text(_ value: JSONValue?, _ name: String) throws(ImportFailure) -> String {
    guard let text = value?.string, !text.isEmpty else { throw .unusable("it has no `\(name)`") }
    return text
  }

  // MARK: The store, its failures told apart from unusable input

  func execute(_ sql: String, _ values: [SQLValue]) throws(ImportFailure) {
    try sqlite { connection throws(SQLiteError) in try connection.execute(sql, values) }
  }

  func row<Result>(_ sql: String, _ values: [SQLValue], read: (Row) -> Result)
    throws(ImportFailure) -> Result?
  {
    try sqlite { connection throws(SQLiteError) in
      try connection.row(sql, values, read: read)
    }
  }

  func sqlite<Result>(_ body: (Connection) throws(SQLiteError) -> Result) throws(ImportFailure)
    -> Result
  {
    do throws(SQLiteError) { return try body(connection) } catch { throw .store(error) }
  }

  var view: StoreView { StoreView(connection: connection, memory: memory) }

  var identifiers: Identifiers { Identifiers(source: ids, connection: connection) }
}

/// As of when is what stands here, of what carries no date of its own.
///
/// An answer without a date says what is at the time of asking: it may change everything. One with
/// a date (a task shows its status, its people, …) changes only what nothing newer spoke of.
struct ImportDates {
  private struct Thing: Hashable {
    let kind: ImportReport.Kind
    let id: String
  }

  /// The date of the entity that is being written.
  var said: Int64?
  private var known: [Thing: Int64] = [:]
  private var changed: Set<Thing> = []

  /// Whether what is said now of the thing is not older than what stands here.
  mutating func isNews(_ kind: ImportReport.Kind, _ id: String, on connection: Connection)
    throws(SQLiteError) -> Bool
  {
    guard let said else { return true }
    let thing = Thing(kind: kind, id: id)
    let date: Int64?
    if let known = known[thing] {
      date = known
    } else {
      date = try ImportMemory.recall(kind.rawValue, id, on: connection)
    }
    if let date, said <= date {
      known[thing] = date
      return said == date
    }
    known[thing] = said
    changed.insert(thing)
    return true
  }

  /// Writes down what was said in this transaction.
  func keep(on connection: Connection) throws(SQLiteError) {
    for thing in changed {
      try connection.execute(
        "INSERT INTO imported VALUES(?, ?, ?) ON CONFLICT DO UPDATE SET date = excluded.date",
        [.text(thing.kind.rawValue), .text(thing.id), SQLValue(known[thing] ?? 0)])
    }
  }
}

extension ImportWriting {
  mutating func isNews(_ kind: ImportReport.Kind, _ id: String) throws(ImportFailure) -> Bool {
    do throws(SQLiteError) { return try dates.isNews(kind, id, on: connection) } catch {
      throw .store(error)
    }
  }

  func keepDates() throws(SQLiteError) { try dates.keep(on: connection) }

  /// Changes a row where it differs, and notes whether it did.
  ///
  /// - Parameter columns: nil keeps what stands there.
  mutating func bringUpToDate(
    _ kind: ImportReport.Kind, in table: String, _ id: SQLValue, named key: String,
    _ columns: [(name: String, value: SQLValue?)]
  ) throws(ImportFailure) {
    let given = columns.compactMap { column in column.value.map { (column.name, $0) } }
    guard !given.isEmpty else { return notes.note(kind, key, .unchanged) }
    let assignments = given.map { "\($0.0) = ?" }.joined(separator: ", ")
    // Compared byte by byte: a change of case is one.
    let differences = given.map { "\($0.0) IS NOT ? COLLATE BINARY" }.joined(separator: " OR ")
    let values = given.map(\.1)
    try execute(
      "UPDATE \(table) SET \(assignments) WHERE id = ? AND (\(differences))",
      values + [id] + values)
    notes.note(kind, key, connection.changes > 0 ? .updated : .unchanged)
  }
}
