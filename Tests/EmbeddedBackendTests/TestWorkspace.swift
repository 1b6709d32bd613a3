import APICore
import JSON
import SQLite
import Testing

@testable import EmbeddedBackend

/// One embedded Workspace in memory, with its store at hand.
struct TestWorkspace {
  let clock = ManualClock(1_769_421_600_000)
  let store: Store
  let backend: EmbeddedBackend

  init(
    path: String = ":memory:", owner: Owner = Owner(name: "Jane Doe", timeZone: "Europe/Berlin"),
    ids: any IDSource = SeededIDSource(seed: 1)
  ) {
    store = Store(
      path: path, migrations: EmbeddedBackend.migrations,
      seed: EmbeddedBackend.seed(owner: owner, clock: clock, ids: ids))
    backend = EmbeddedBackend(store: store, clock: clock, ids: ids)
  }

  func get(_ route: Route, _ path: [String: String] = [:], _ query: [String: [String]] = [:])
    throws(APIError) -> JSONValue
  {
    try backend.read(ReadRequest(route, path: path, query: query))
  }

  @discardableResult
  func send(_ route: Route, _ path: [String: String] = [:], _ body: JSONValue = [:])
    throws(APIError) -> JSONValue
  {
    clock.advance(by: 1_000)
    return try store.write { transaction throws(APIError) in
      try backend.write(WriteRequest(route, path: path, body: .json(body)), in: transaction)
    }
  }

  /// The first column of the first row, for looking below the routes.
  func number(_ sql: String, _ values: [SQLValue] = []) throws -> Int64? {
    try store.read { connection throws(SQLiteError) in
      try connection.row(sql, values) { $0.integer(0) }
    }
  }

  func inbox() throws -> String {
    String(try #require(try number("SELECT id FROM lists WHERE name = 'Inbox'")))
  }
}
