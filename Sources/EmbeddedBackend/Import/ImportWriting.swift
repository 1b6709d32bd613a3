import APICore
import JSON
import SQLite

/// Writes what an import found, inside one transaction.
struct ImportWriting {
  let connection: Connection
  let now: Milliseconds
  let ids: any IDSource
  var notes = ImportNotes()

  /// Writes the entity whole or, where it cannot be used, not at all and says why.
  mutating func take(_ entity: ImportEntity) throws(SQLiteError) {
    let mark = notes.mark
    try connection.execute("SAVEPOINT import_entity")
    let failure: ImportFailure
    do throws(ImportFailure) {
      try write(entity)
      try execute("RELEASE import_entity", [])
      return
    } catch { failure = error }
    if case .store(let error) = failure, !error.isConstraint { throw error }
    notes.rewind(to: mark)
    try connection.execute("ROLLBACK TO import_entity")
    try connection.execute("RELEASE import_entity")
    switch failure {
    case .notYet(let reason): notes.deferred.append(ImportNotes.Deferred(entity, reason))
    case .unusable(let reason): notes.skip(entity.kind, reason)
    case .store(let error):
      notes.skip(entity.kind, "it contradicts what stands here: \(error.message)")
    }
  }

  private mutating func write(_ entity: ImportEntity) throws(ImportFailure) {
    switch entity {
    case .workspace(let value): try workspace(value)
    case .space(let value, let workspace): try space(value, in: workspace)
    case .folder(let value): try folder(value)
    case .list(let value): _ = try list(value)
    case .task(let value): try task(value)
    case .comment(let value, let task): try comment(value, on: task)
    case .field(let value, let location): try field(value, at: location)
    case .spaceTag(let value): try spaceTag(value)
    case .member(let value, let list): try member(value, of: list)
    case .unknown: throw .unusable("it is no answer that speaks of tasks or where they stand")
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

  var identifiers: Identifiers { Identifiers(source: ids, connection: connection) }
}
