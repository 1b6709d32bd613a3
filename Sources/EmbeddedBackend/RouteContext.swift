import APICore
import JSON
import SQLite

/// One request as a route function sees it.
struct RouteContext {
  let connection: Connection
  /// Values of the `{names}` in the route's path.
  let path: [String: String]
  let query: QueryValues
  let body: BodyValues
  /// What of the answer is looked at.
  let parts: EntityParts
  /// The time of the request: everything that it changes carries this one.
  let now: Milliseconds
  let ids: any IDSource
  let identity: WorkspaceIdentity
  /// For a person whose profile names no zone.
  let processZone: ProcessZone
  let memory: WorkspaceMemory

  var view: StoreView { StoreView(connection: connection, memory: memory) }

  var identifiers: Identifiers { Identifiers(source: ids, connection: connection) }

  /// Runs `body` on the database, what SQLite refuses turned into what an API answers.
  func sql<Result>(_ body: (Connection) throws(SQLiteError) -> Result) throws(APIError) -> Result {
    do throws(SQLiteError) { return try body(connection) } catch { throw APIError(store: error) }
  }

  /// The same with what is kept of the database.
  func viewed<Result>(
    _ body: (StoreView) throws(SQLiteError) -> Result
  ) throws(APIError) -> Result {
    do throws(SQLiteError) { return try body(view) } catch { throw APIError(store: error) }
  }

  func execute(_ statement: String, _ values: [SQLValue] = []) throws(APIError) {
    try sql { connection throws(SQLiteError) in try connection.execute(statement, values) }
  }

  func row<Result>(_ statement: String, _ values: [SQLValue] = [], read: (Row) -> Result)
    throws(APIError) -> Result?
  {
    try sql { connection throws(SQLiteError) in
      try connection.row(statement, values, read: read)
    }
  }

  func rows<Result>(_ statement: String, _ values: [SQLValue] = [], read: (Row) -> Result)
    throws(APIError) -> [Result]
  {
    try sql { connection throws(SQLiteError) in
      try connection.rows(statement, values, read: read)
    }
  }

  /// The value of `{name}` in the path; routes name only what their template holds.
  func pathText(_ name: String) throws(APIError) -> String {
    guard let value = path[name], !value.isEmpty else {
      throw Refusal.invalid("`\(name)` is missing in the path")
    }
    return value
  }
}
