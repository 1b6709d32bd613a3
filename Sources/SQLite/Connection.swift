import CSQLite

/// One connection to one database file.
///
/// Not `Sendable`: it belongs to the `Store` that opened it.
public final class Connection {
  private let handle: OpaquePointer
  private let busyTimeoutMilliseconds: Int32
  private var statements: [String: Statement] = [:]
  private var statementsRun = 0
  /// Counts where what this connection reads can become another without its writing: where a
  /// transaction begins, and where something is undone.
  private var boundaries = 0
  private var finishing: (@Sendable (Connection) throws(SQLiteError) -> Void)?
  private var standing: (query: String, point: Point, value: Int64)?
  /// Why SQLite undid the transaction by itself, until that is ended: each statement that went on
  /// in it would be a transaction of its own, and stand without what was undone.
  private var givenUp: SQLiteError?
  /// Whether every statement that writes is a mistake: the lock for writing is not held yet, and
  /// SQLite would take it without what has to be looked at first.
  var isOnlyReading = false
  /// Why the last statement that failed did; what SQLite says itself is gone with the next one.
  private(set) var lastFailure: SQLiteError?

  /// Opens or creates the file at `path` (":memory:" for none).
  ///
  /// - Parameter vfs: the name under which SQLite's access to files is registered; nil for the
  ///   system's own. Tests make it fail.
  public init(
    path: String, busyTimeoutMilliseconds: Int32 = 5_000, vfs: String? = nil
  ) throws(SQLiteError) {
    _ = Self.configuration
    var opened: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
    let code = sqlite3_open_v2(path, &opened, flags, vfs)
    guard code == SQLITE_OK, let opened else {
      let message = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
      sqlite3_close_v2(opened)
      throw SQLiteError(answered: code, message)
    }
    handle = opened
    self.busyTimeoutMilliseconds = busyTimeoutMilliseconds
    sqlite3_extended_result_codes(handle, 1)
    sqlite3_busy_timeout(handle, busyTimeoutMilliseconds)
    _ = taskledger_disable_checkpoint_on_close(handle)
  }

  /// Where SQLite was used before, by somebody else in the process, it stays as it is.
  private static let configuration = taskledger_disable_memory_statistics()

  deinit {
    for statement in statements.values { statement.finalize() }
    sqlite3_close_v2(handle)
  }

  /// Rows changed by the last INSERT, UPDATE or DELETE.
  public var changes: Int { Int(sqlite3_changes(handle)) }

  /// The rowid of the last INSERT.
  public var lastInsertRowID: Int64 { sqlite3_last_insert_rowid(handle) }

  /// What was done on this connection so far.
  public var work: StoreWork {
    var (written, highest) = (Int32(0), Int32(0))
    sqlite3_db_status(handle, SQLITE_DBSTATUS_CACHE_WRITE, &written, &highest, 0)
    return StoreWork(statements: statementsRun, pagesWritten: Int(written))
  }

  /// The statements that are kept, for tests of how they are carried out.
  var preparedTexts: [String] { Array(statements.keys) }

  /// Whether the transaction that is open has the lock for writing.
  public var isWriting: Bool { sqlite3_txn_state(handle, "main") == SQLITE_TXN_WRITE }

  /// Whether the file could be opened for reading only: SQLite makes do with that without a word
  /// (https://www.sqlite.org/c3ref/open.html).
  var isReadOnly: Bool { sqlite3_db_readonly(handle, "main") == 1 }

  /// Whether a transaction is open.
  public var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

  /// Runs statements that return no rows and take no values, e.g. a migration.
  public func executeScript(_ sql: String) throws(SQLiteError) {
    statementsRun += 1
    boundaries += 1
    guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw lastError }
  }

  /// Runs one statement that returns no rows the caller wants.
  public func execute(_ sql: String, _ values: [SQLValue] = []) throws(SQLiteError) {
    try forEachRow(sql, values) { _ in false }
  }

  /// Every row, read by `read`.
  public func rows<Result>(
    _ sql: String, _ values: [SQLValue] = [], read: (Row) -> Result
  ) throws(SQLiteError) -> [Result] {
    var results: [Result] = []
    try forEachRow(sql, values) { row in
      results.append(read(row))
      return true
    }
    return results
  }

  /// The first row, or nil where there is none.
  public func row<Result>(
    _ sql: String, _ values: [SQLValue] = [], read: (Row) -> Result
  ) throws(SQLiteError) -> Result? {
    var result: Result?
    try forEachRow(sql, values) { row in
      result = read(row)
      return false
    }
    return result
  }

  /// Steps through the rows until `body` answers false. Statements are prepared once and kept, so
  /// `sql` should be one of a bounded number of texts; values go into `values`, never into `sql`.
  public func forEachRow(
    _ sql: String, _ values: [SQLValue], body: (Row) -> Bool
  ) throws(SQLiteError) {
    statementsRun += 1
    let statement = try prepared(sql)
    // A statement that is being stepped (a query made while reading another's rows) is not reused.
    let current = statement.isActive ? try Statement(sql, on: handle) : statement
    defer { if current !== statement { current.finalize() } else { current.reset() } }
    if current.isBoundary {
      boundaries += 1
      givenUp = nil
    } else {
      if let givenUp { throw givenUp }
      if isOnlyReading { try current.requireReading() }
    }
    let wasInTransaction = isInTransaction
    do throws(SQLiteError) {
      try current.bind(values, on: handle)
      while try current.step(on: handle) {
        guard body(Row(statement: current)) else { return }
      }
    } catch {
      lastFailure = error
      if wasInTransaction, !isInTransaction { givenUp = error }
      throw error
    }
  }

  /// Undoes the open transaction; nothing where SQLite has already done so.
  func rollBack() throws(SQLiteError) {
    finishing = nil
    givenUp = nil
    if isInTransaction { try execute("ROLLBACK") }
  }

  /// Has `finishing` run once before the transaction that is open commits, however many of its
  /// writes ask for that: what brings up to date costs less for all of them together.
  public func beforeCommit(
    _ finishing: @escaping @Sendable (Connection) throws(SQLiteError) -> Void
  ) {
    self.finishing = finishing
  }

  /// Runs what was asked for before the commit.
  func finish() throws(SQLiteError) {
    guard let finishing else { return }
    self.finishing = nil
    try finishing(self)
  }

  /// Between two equal ones everything reads the same.
  private struct Point: Equatable {
    let boundaries: Int
    /// SQLite's own count of changed rows, those of triggers and foreign keys among them.
    let changes: Int32
  }

  /// The integer that `sql` answers, 0 for none; asked again only where it can have changed.
  public func standingInteger(_ sql: String) throws(SQLiteError) -> Int64 {
    let point = Point(boundaries: boundaries, changes: sqlite3_total_changes(handle))
    if isInTransaction, let standing, standing.point == point, standing.query == sql {
      return standing.value
    }
    let value = try row(sql) { $0.integer(0) } ?? 0
    standing = (sql, point, value)
    return value
  }

  /// Moves the log into the database file and empties it, without waiting for readers.
  ///
  /// - Returns: false where a reader still needs the log; then as much as possible was moved.
  func checkpoint() throws(SQLiteError) -> Bool {
    try withoutWaiting { () throws(SQLiteError) in
      let code = sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
      if code & 0xFF == SQLITE_BUSY { return false }
      guard code == SQLITE_OK else { throw lastError }
      return true
    }
  }

  /// Whatever another process holds is `isBusy` at once.
  func withoutWaiting<Result>(
    _ body: () throws(SQLiteError) -> Result
  ) throws(SQLiteError) -> Result {
    sqlite3_busy_timeout(handle, 0)
    defer { sqlite3_busy_timeout(handle, busyTimeoutMilliseconds) }
    return try body()
  }

  private func prepared(_ sql: String) throws(SQLiteError) -> Statement {
    if let statement = statements[sql] { return statement }
    // Filters are composed, so texts vary; past this many the cheapest honest thing is to start
    // anew.
    if statements.count >= 512 {
      for statement in statements.values where !statement.isActive { statement.finalize() }
      statements = statements.filter { $0.value.isActive }
    }
    let statement = try Statement(sql, on: handle)
    statements[sql] = statement
    return statement
  }

  private var lastError: SQLiteError { SQLiteError(on: handle) }
}

/// How much a connection was asked to do: what it costs apart from how fast a machine is.
public struct StoreWork: Sendable, Hashable {
  /// Statements run, each once however many rows it had; a script counts as one, and what SQLite
  /// runs by itself (triggers, the text index) as none.
  public var statements: Int
  /// Pages of the database written to the log.
  public var pagesWritten: Int

  public static func - (later: StoreWork, earlier: StoreWork) -> StoreWork {
    StoreWork(
      statements: later.statements - earlier.statements,
      pagesWritten: later.pagesWritten - earlier.pagesWritten)
  }
}

extension SQLiteError {
  init(on handle: OpaquePointer) {
    self.init(answered: sqlite3_extended_errcode(handle), String(cString: sqlite3_errmsg(handle)))
  }
}
