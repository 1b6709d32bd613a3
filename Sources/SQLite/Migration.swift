/// A step that takes the database from one numbered version to the next; its SQL is never edited
/// once landed.
public struct Migration: Sendable {
  /// Names the step in `schema_migrations`, e.g. "workspace-1". Steps run in the order given.
  public let name: String
  public let sql: String
  /// What SQL alone cannot work out, once `sql` has run.
  let completion: @Sendable (Connection) throws(SQLiteError) -> Void

  public init(
    name: String, sql: String,
    completion: @escaping @Sendable (Connection) throws(SQLiteError) -> Void = {
      (_) throws(SQLiteError) in
    }
  ) {
    self.name = name
    self.sql = sql
    self.completion = completion
  }
}

/// What a store must look like: the migrations it needs, and what a new one holds from the start.
struct StoreSchema: Sendable {
  let migrations: [Migration]
  /// How the tables say what is newest; nil where nothing is remembered beside the store.
  let head: HeadReading?
  /// Whether a store that an older program wrote is brought up to date, or refused as it is.
  var migrates = true
  /// How long to wait for another process that brings it there.
  var patienceMilliseconds: Int32 = 30_000
  let seed: @Sendable (Transaction) throws(SQLiteError) -> Void

  enum Status {
    /// Nothing stands in the file yet.
    case new
    /// Some migrations have not run.
    case behind(done: Set<String>)
    case current
  }

  /// What stands in the file; takes no write lock.
  ///
  /// - Throws: where the file belongs to a newer program or to another one.
  func status(on connection: Connection) throws(SQLiteError) -> Status {
    let tables = try connection.rows("SELECT name FROM sqlite_schema") { $0.text(0) }
    guard tables.contains("schema_migrations") else {
      guard tables.isEmpty else { throw .foreignFile }
      return .new
    }
    let done = Set(try connection.rows("SELECT name FROM schema_migrations") { $0.text(0) })
    let unknown = done.subtracting(migrations.map(\.name))
    guard unknown.isEmpty else { throw .newerStore(unknown.sorted()) }
    return done.count == migrations.count ? .current : .behind(done: done)
  }

  /// Brings the file up to date, inside the transaction that is open.
  func apply(in transaction: Transaction) throws(SQLiteError) {
    let connection = transaction.connection
    let isNew: Bool
    let done: Set<String>
    switch try status(on: connection) {
    case .current: return
    case .behind(let names): (isNew, done) = (false, names)
    case .new:
      (isNew, done) = (true, [])
      try connection.executeScript("CREATE TABLE schema_migrations(name TEXT PRIMARY KEY) STRICT")
    }
    for migration in migrations where !done.contains(migration.name) {
      try connection.executeScript(migration.sql)
      try migration.completion(connection)
      try connection.execute("INSERT INTO schema_migrations VALUES(?)", [.text(migration.name)])
    }
    if isNew { try seed(transaction) }
  }
}
