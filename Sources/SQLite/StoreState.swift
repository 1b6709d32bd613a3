import CSQLite

/// What a store is in the middle of; the only place that opens, begins, commits and closes.
struct StoreState {
  /// Where a group stands.
  enum Group {
    /// Every write is a transaction of its own.
    case none
    /// Begun, and nothing is written yet: no lock is held.
    case begun
    /// Its transaction is open; every write is a savepoint.
    case writing
    /// SQLite gave its transaction up (a full disk, an I/O error): what was written in it is gone.
    case lost(SQLiteError)
  }

  private let file: StoreFile
  private let schema: StoreSchema
  private let isReadOnly: Bool
  private let busyTimeoutMilliseconds: Int32
  var store: OpenStore?
  /// The file as it was first opened: never another one behind the user's back.
  private var known: StoreFile.Files?
  var group = Group.none
  /// A COMMIT failed in a way that does not say whether it happened, and none succeeded since.
  private var isInDoubt = false
  /// The log could not grow: the next checkpoint is worth it however short the log is, because it
  /// gives its space back.
  private var isShortOfSpace = false
  /// What the store refused since that was last asked.
  private var refusal: SQLiteError?
  /// The database file as it was when it was last found whole.
  private var checkedStamp: StoreFile.Stamp?

  init(
    _ file: StoreFile, schema: StoreSchema, isReadOnly: Bool, busyTimeoutMilliseconds: Int32
  ) {
    self.file = file
    self.schema = schema
    self.isReadOnly = isReadOnly
    self.busyTimeoutMilliseconds = busyTimeoutMilliseconds
  }

  mutating func opened() throws(SQLiteError) -> OpenStore {
    if let store { return store }
    let store = try OpenStore.open(
      file, schema: schema, for: isReadOnly ? .reading : .writing, known: known,
      busyTimeoutMilliseconds: busyTimeoutMilliseconds)
    self.store = store
    if known == nil { known = store.identity }
    return store
  }

  // MARK: Reading

  mutating func read<Result, Failure: StoreFailing>(
    _ body: (Connection) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let connection: Connection
    let isNested: Bool
    do throws(SQLiteError) {
      connection = try opened().connection
      isNested = connection.isInTransaction
      if !isNested { try connection.execute("BEGIN") }
    } catch { throw Failure(store: noted(error)) }
    guard !isNested else { return try body(connection) }
    do throws(Failure) {
      let result = try body(connection)
      endReading(connection)
      return result
    } catch {
      endReading(connection)
      throw error
    }
  }

  /// A snapshot that cannot be given up would keep the log from ever being emptied.
  private mutating func endReading(_ connection: Connection) {
    do throws(SQLiteError) { try connection.rollBack() } catch { store = nil }
  }

  // MARK: Writing

  /// - Parameters:
  ///   - keeps: false for a rehearsal, which is undone however it ends.
  ///   - waits: false to give up where another process writes now.
  mutating func write<Result, Failure: StoreFailing>(
    keeps: Bool, waits: Bool = true, _ body: (Transaction) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let connection: Connection
    do throws(SQLiteError) { connection = try begin(waits: waits) } catch {
      throw Failure(store: noted(error))
    }
    let result: Result
    do throws(Failure) { result = try body(Transaction(connection: connection)) } catch {
      undo(because: nil)
      throw error
    }
    guard keeps else {
      undo(because: nil)
      return result
    }
    do throws(SQLiteError) { try keep() } catch { throw Failure(store: noted(error)) }
    return result
  }

  /// Keeps what an operator has to know: neither that somebody else was writing, nor what a write
  /// itself did wrong.
  mutating func noted(_ error: SQLiteError) -> SQLiteError {
    if !error.isBusy, !error.isConstraint { refusal = error }
    return error
  }

  mutating func takeRefusal() -> SQLiteError? {
    defer { refusal = nil }
    return refusal
  }

  private mutating func begin(waits: Bool) throws(SQLiteError) -> Connection {
    if case .lost(let error) = group { throw error }
    try checkFile()
    let store = try opened()
    switch group {
    case .none: try begin(store, waits: waits)
    case .begun:
      try begin(store, waits: true)
      group = .writing
      try store.connection.execute("SAVEPOINT write")
    case .writing:
      // SQLite may have given it up while something was read.
      guard store.connection.isInTransaction else {
        let error =
          store.connection.lastFailure
          ?? SQLiteError(code: SQLITE_ABORT, message: "the transaction was given up")
        group = .lost(error)
        throw error
      }
      try store.connection.execute("SAVEPOINT write")
    case .lost(let error): throw error
    }
    return store.connection
  }

  private mutating func begin(_ store: OpenStore, waits: Bool) throws(SQLiteError) {
    do throws(SQLiteError) { try store.begin(waits: waits) } catch {
      // By the next time its rights may have been mended; this connection would never notice.
      if error.isUnwritable { self.store = nil }
      throw error
    }
    do throws(SQLiteError) {
      let version = try OpenStore.tablesVersion(store.connection)
      if version != store.tablesVersion {
        _ = try schema.status(on: store.connection)
        // What only moved the tables, as VACUUM does, is looked into once.
        self.store?.tablesVersion = version
      }
    } catch {
      abandon()
      throw error
    }
  }

  mutating func keep() throws(SQLiteError) {
    guard let store else { return }
    if case .none = group { return try commit(store) }
    do throws(SQLiteError) { try store.connection.execute("RELEASE write") } catch {
      undo(because: error)
      throw error
    }
  }

  private mutating func commit(_ store: OpenStore) throws(SQLiteError) {
    do throws(SQLiteError) { try store.checkIdentity() } catch {
      // The file that is open is whole, only not the one at the path any more: reads go on.
      undo(because: nil)
      throw error
    }
    do throws(SQLiteError) { try store.commit() } catch {
      // A full disk cut the log off before its last page, and a broken constraint wrote nothing;
      // after anything else the whole commit may stand in the log, although nobody counts it in.
      if !error.isFull && !error.isConstraint && !error.isBusy { isInDoubt = true }
      isShortOfSpace = error.isForLackOfSpace
      abandon()
      throw error
    }
    isInDoubt = false
  }

  /// Decides whether the COMMIT that failed has happened, by making another: it is written where
  /// the first one's end stands, or after it, and brought to the disk with it.
  ///
  /// Reading alone cannot decide: pages of a failed COMMIT stay in the log behind its end, where
  /// nobody sees them, until all processes are gone and the next one reads the log from its
  /// beginning (https://www.sqlite.org/walformat.html, "Recovery").
  mutating func settle() throws(SQLiteError) {
    guard isInDoubt else { return }
    try write(keeps: true) { transaction throws(SQLiteError) in
      try Self.touch(transaction.connection)
    }
  }

  /// Changes what nothing uses: a number that must differ, or nothing would be written.
  private static func touch(_ connection: Connection) throws(SQLiteError) {
    let version = try connection.row("PRAGMA user_version") { $0.integer(0) } ?? 0
    try connection.executeScript("PRAGMA user_version = \(version % 1_000 + 1)")
  }

  /// Outside of the group that may be open, which has the lock only where it has written.
  mutating func probe(commits: Bool) throws(SQLiteError) {
    do throws(SQLiteError) {
      switch group {
      case .lost(let error): throw error
      case .writing: return
      case .none, .begun: break
      }
      try checkFile()
      let store = try opened()
      try begin(store, waits: false)
      do throws(SQLiteError) {
        guard commits else { return try store.rollBack() }
        try Self.touch(store.connection)
      } catch {
        abandon()
        throw error
      }
      try commit(store)
    } catch { throw noted(error) }
  }

  mutating func undo(because failure: SQLiteError?) {
    guard let store else { return }
    // After an I/O error SQLite undoes more than the statement: that, and not that there is no
    // savepoint any more, is what the caller has to know.
    let cause = failure ?? store.connection.lastFailure
    do throws(SQLiteError) {
      if case .none = group { return try store.rollBack() }
      try store.connection.execute("ROLLBACK TO write")
      try store.connection.execute("RELEASE write")
    } catch {
      if case .none = group { abandon() } else { group = .lost(cause ?? error) }
    }
  }

  /// Closes a connection whose last transaction did not end as it should: the next use opens anew
  /// and sees what is really on disk.
  mutating func abandon() {
    guard let store else { return }
    do throws(SQLiteError) { try store.rollBack() } catch {
      // Closing rolls back as well.
    }
    self.store = nil
  }

  /// Looks through a file that this process has not written before, or that was changed since by
  /// somebody who is none of us. What this connection holds in memory of it is dropped then.
  ///
  /// - Throws: where the file is damaged.
  mutating func checkFile() throws(SQLiteError) {
    guard schema.head != nil, !file.isInMemory else { return }
    if case .writing = group { return }
    if checkedStamp != nil, checkedStamp == file.stamp { return }
    if checkedStamp != nil, let open = store {
      try open.checkIdentity()
      if let stamp = file.stamp, open.commitGuard.note == stamp { return checkedStamp = stamp }
      store = nil
    }
    let store = try opened()
    checkedStamp = nil
    let stamp = file.stamp
    if let size = stamp?.size, size <= WholeFile.limitBytes {
      try WholeFile.check(store.connection, file.path)
    }
    checkedStamp = stamp
  }

  func isAbsent() throws(SQLiteError) -> Bool {
    guard !file.isInMemory, file.identity == nil else { return false }
    if schema.head != nil { try StoreMemory.refuseNewFile(file) }
    return true
  }

  mutating func checkMemory() throws(SQLiteError) {
    let memory = try opened().memory
    try read { connection throws(SQLiteError) in try memory?.check(connection) }
  }

  /// Finds out what a write would meet before it begins, and changes nothing.
  ///
  /// - Returns: whether the store is up to date; the next use of one that is not brings it there.
  func examine() throws(SQLiteError) -> Bool {
    let store = try OpenStore.open(
      file, schema: schema, for: .examining, known: nil,
      busyTimeoutMilliseconds: busyTimeoutMilliseconds)
    try WholeFile.check(store.connection, file.path)
    let status = try schema.status(on: store.connection)
    try store.begin()
    try store.rollBack()
    if case .current = status { return true }
    return false
  }

  var secondMemory: (path: String, isKept: Bool)? {
    guard let second = file.second else { return nil }
    do throws(SQLiteError) {
      try second.probe()
      return (second.path, true)
    } catch { return (second.path, false) }
  }

  /// Takes what stands at the path for the newest.
  mutating func accept() throws(SQLiteError) -> StoreHead? {
    guard file.identity != nil else {
      try StoreMemory.forget(file)
      return nil
    }
    try checkFile()
    let store = try opened()
    guard let memory = store.memory, let head = try memory.newest(store.connection) else {
      return nil
    }
    try memory.replace(with: head)
    return head
  }

  // MARK: Groups

  mutating func beginGroup() {
    if case .none = group { group = .begun }
  }

  mutating func endGroup() throws(SQLiteError) {
    let ended = group
    group = .none
    switch ended {
    case .none, .begun: return
    case .lost(let error):
      isShortOfSpace = error.isForLackOfSpace
      abandon()
      throw noted(error)
    case .writing: if let store { try commit(store) }
    }
  }

  var isOpen: Bool { store != nil }

  var work: StoreWork? { store?.connection.work }

  // MARK: Checkpoints

  mutating func checkpoint(above size: Int, onceHeld: @Sendable () -> Void = {}) -> Bool {
    guard let store, case .none = group, file.logSize > (isShortOfSpace ? 0 : size) else {
      return false
    }
    // What a checkpoint does not manage stays in the log, where every reader finds it.
    let wasChecked = checkedStamp == file.stamp
    do throws(SQLiteError) {
      let isDone = try store.checkpoint(isWhole: wasChecked, onceHeld: onceHeld)
      if wasChecked { checkedStamp = file.stamp }
      if isDone { isShortOfSpace = false }
      return isDone
    } catch { return false }
  }

  mutating func close() {
    _ = checkpoint(above: 0)
    store = nil
  }
}
