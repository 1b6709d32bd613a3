import Synchronization

/// A step that takes the database from one numbered version to the next; never edited once landed.
public struct Migration: Sendable {
  /// Names the step in `schema_migrations`, e.g. "workspace-1". Steps run in the order given.
  public let name: String
  public let sql: String

  public init(name: String, sql: String) {
    self.name = name
    self.sql = sql
  }
}

/// An error type that can say that the store itself failed, so that one typed throw covers both.
public protocol StoreFailing: Error {
  init(store failure: SQLiteError)
}

extension SQLiteError: StoreFailing {
  public init(store failure: SQLiteError) { self = failure }
}

/// The write transaction that is open: the proof that a write happens inside one.
///
/// Only `Store.write` makes one; it must not be kept beyond the closure that is given it.
public struct Transaction {
  public let connection: Connection
}

/// The one owner of one database file: opened lazily, migrated, read and written.
public final class Store: Sendable {
  private struct State {
    var connection: Connection?
  }

  public let path: String
  private let migrations: [Migration]
  private let state = Mutex(State())

  public init(path: String, migrations: [Migration]) {
    self.path = path
    self.migrations = migrations
  }

  /// Reads in one snapshot. Inside `group`, sees what the group wrote so far.
  public func read<Result: Sendable, Failure: StoreFailing>(
    _ body: (Connection) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try locked { connection throws(Failure) in try body(connection) }
  }

  /// Runs `body` in one `BEGIN IMMEDIATE` transaction (a savepoint inside `group`): all of it or,
  /// when it throws, nothing.
  public func write<Result: Sendable, Failure: StoreFailing>(
    _ body: (Transaction) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try locked { connection throws(Failure) in
      do throws(SQLiteError) { try connection.execute("BEGIN IMMEDIATE") } catch {
        throw Failure(store: error)
      }
      do throws(Failure) {
        let result = try body(Transaction(connection: connection))
        do throws(SQLiteError) { try connection.execute("COMMIT") } catch {
          throw Failure(store: error)
        }
        return result
      } catch {
        if connection.isInTransaction { try? connection.execute("ROLLBACK") }
        throw error
      }
    }
  }

  private func locked<Result: Sendable, Failure: StoreFailing>(
    _ body: (Connection) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let outcome: Swift.Result<Result, Failure> = state.withLock { state in
      do throws(Failure) {
        let connection: Connection
        if let open = state.connection {
          connection = open
        } else {
          do throws(SQLiteError) { connection = try Self.open(path, migrations) } catch {
            throw Failure(store: error)
          }
          state.connection = connection
        }
        return .success(try body(connection))
      } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }

  private static func open(_ path: String, _ migrations: [Migration]) throws(SQLiteError)
    -> Connection
  {
    let connection = try Connection(path: path)
    try connection.executeScript(
      """
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA wal_autocheckpoint = 0;
      PRAGMA foreign_keys = ON;
      PRAGMA trusted_schema = OFF;
      """)
    try connection.executeScript("BEGIN IMMEDIATE")
    try connection.executeScript(
      "CREATE TABLE IF NOT EXISTS schema_migrations(name TEXT PRIMARY KEY) STRICT")
    let done = Set(try connection.rows("SELECT name FROM schema_migrations") { $0.text(0) })
    for migration in migrations where !done.contains(migration.name) {
      try connection.executeScript(migration.sql)
      try connection.execute("INSERT INTO schema_migrations VALUES(?)", [.text(migration.name)])
    }
    try connection.executeScript("COMMIT")
    return connection
  }
}
