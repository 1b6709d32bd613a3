/// What a store is opened for.
enum StoreAccess {
  /// It is made and brought up to date where needed.
  case writing
  /// Nothing is made or changed; a store of an older program is refused.
  case reading
  /// As for reading, but one of an older program will do, and the locks of a write can be taken.
  case examining
}

/// One store that is open: the connection, and what proves that it still is the file at its path.
struct OpenStore {
  let connection: Connection
  let file: StoreFile
  /// nil for a store in memory.
  let identity: StoreFile.Files?
  let commitGuard: CommitGuard
  let access: StoreAccess
  let busyTimeoutMilliseconds: Int32
  /// nil where nothing is remembered beside the store.
  let memory: StoreMemory?
  /// SQLite's own count of changes to the tables when they were last looked at: a newer program may
  /// have brought the store up to its own date since, and what this one would write is then not
  /// what belongs there.
  var tablesVersion: Int64

  /// Opens the file, and creates or migrates it where needed and allowed.
  ///
  /// - Parameter known: the file that this process had open before; another one is refused, and an
  ///   absent one is not made anew.
  static func open(
    _ file: StoreFile, schema: StoreSchema, for access: StoreAccess,
    known: StoreFile.Files?, busyTimeoutMilliseconds: Int32
  ) throws(SQLiteError) -> OpenStore {
    let commitGuard = CommitGuard(file)
    let memory = file.isInMemory ? nil : schema.head.map { StoreMemory(file: file, head: $0) }
    defer { commitGuard.release() }
    if !file.isInMemory {
      let isMissing = file.identity == nil
      if isMissing {
        guard known == nil else { throw .moved(file.path) }
        if memory != nil { try StoreMemory.refuseNewFile(file) }
        guard access == .writing else { throw .absent(file.path) }
        try StoreFile.makeParents(of: file.path)
      }
      try file.refuseNetwork()
      if isMissing {
        try commitGuard.holdExclusively(milliseconds: busyTimeoutMilliseconds)
        // Another process may have made it meanwhile.
        if file.identity == nil { try file.create() }
      }
    }
    try file.refuseSecondName()
    try memory?.refuseEmptyFile()
    let before = file.identity
    let connection = try Connection(
      path: file.path, busyTimeoutMilliseconds: busyTimeoutMilliseconds, vfs: file.vfs)
    try connection.executeScript(settings)
    // Before it is looked at what they are: who changes them after that is noticed.
    var version = try tablesVersion(connection)
    if try needsSetUp(connection, schema), access != .examining {
      guard access == .writing else { throw .outdated }
      if case .behind = try schema.status(on: connection) {
        guard schema.migrates else { throw .outdated }
        // It is held for as long as another process is at it, and dropped where that dies.
        guard try commitGuard.holdsExclusively(milliseconds: schema.patienceMilliseconds) else {
          throw .beingMigrated(file.path)
        }
      } else if !file.isInMemory {
        try commitGuard.holdExclusively(milliseconds: busyTimeoutMilliseconds)
      }
      try memory?.check(connection)
      if memory != nil, case .behind = try schema.status(on: connection) {
        try WholeFile.check(connection, file.path)
      }
      try setUp(connection, schema)
      if let head = try memory?.newest(connection) { memory?.remember(head) }
      version = try tablesVersion(connection)
    }
    if access == .reading { try connection.executeScript("PRAGMA query_only = ON") }
    let identity = file.isInMemory ? nil : file.identity
    guard identity?.database == before?.database,
      known == nil || identity?.database == known?.database
    else { throw .moved(file.path) }
    return OpenStore(
      connection: connection, file: file, identity: identity, commitGuard: commitGuard,
      access: access, busyTimeoutMilliseconds: busyTimeoutMilliseconds, memory: memory,
      tablesVersion: version)
  }

  static func tablesVersion(_ connection: Connection) throws(SQLiteError) -> Int64 {
    try connection.row("PRAGMA schema_version") { $0.integer(0) } ?? 0
  }

  // `synchronous` FULL: a commit is on the disk before it is answered. `fullfsync`: on macOS only
  // that reaches the disk. No checkpoint but those under the guard. `temp_store`: what a savepoint
  // or a sort needs would otherwise stand in a file in /var/tmp, whose disk can be full when the
  // store's is not.
  private static let settings = """
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON;
    PRAGMA wal_autocheckpoint = 0;
    PRAGMA foreign_keys = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA temp_store = MEMORY;
    """

  private static func needsSetUp(_ connection: Connection, _ schema: StoreSchema)
    throws(SQLiteError) -> Bool
  {
    let mode = try connection.row("PRAGMA journal_mode") { $0.text(0) }
    guard mode == "wal" || mode == "memory" else { return true }
    if case .current = try schema.status(on: connection) { return false }
    return true
  }

  /// Under the exclusive guard, because two connections that switch a new file to WAL at once fail
  /// without waiting.
  ///
  /// **Why WAL**, with checkpoints under the guard, and not `journal_mode=PERSIST` with
  /// `synchronous=EXTRA`, which needs no guard: readers go on while somebody writes, and a ledgered
  /// create brings half as much to the disk. Measured with its statements in a C program (SQLite
  /// 3.40.1, ext4, 200 writes, counted with strace): 1.06 syncs, 36.5 writes and 73 KiB a create,
  /// against 5.0, 74.5 and 143 KiB. What the guard costs: 3.4 µs of processor time a write for the
  /// lock and the inodes, 1.9 µs for reading the sentinel (medians of 31 rounds of 2,000).
  ///
  /// Time does not speak for WAL: on a machine with many other processes, in turn, medians of 9
  /// rounds of 400 creates, it did 129 a second in one process and 102 in four, PERSIST 235 and
  /// 129, with rounds of one mode further apart than that. What a commit waits for in WAL is that
  /// the log grows: half of the commits took 4.0 ms or longer, in a log that kept its size 0.6 ms,
  /// as with PERSIST (7 rounds of 150).
  private static func setUp(_ connection: Connection, _ schema: StoreSchema) throws(SQLiteError) {
    try connection.executeScript("PRAGMA journal_mode = WAL")
    try connection.executeScript("BEGIN IMMEDIATE")
    do throws(SQLiteError) {
      try schema.apply(in: Transaction(connection: connection))
      try connection.executeScript("COMMIT")
    } catch {
      try connection.rollBack()
      throw error
    }
  }

  /// - Throws: where the file at the path is not the one that is open: in WAL mode a commit into a
  ///   file that was removed meanwhile succeeds, and nobody else ever sees it.
  func checkIdentity() throws(SQLiteError) {
    guard identity == nil || file.identity == identity else { throw .moved(file.path) }
    try file.refuseSecondName()
  }

  /// Keeps out whoever would empty the log, and makes sure that this is a file to write.
  private func enter(waits: Bool) throws(SQLiteError) {
    guard access != .reading else { throw .readOnly }
    guard !connection.isReadOnly else { throw .unwritable(file.path) }
    try checkIdentity()
    if !file.isInMemory {
      try commitGuard.holdShared(milliseconds: waits ? busyTimeoutMilliseconds : 0)
    }
  }

  /// Begins a transaction that reads first (`LateLock`).
  func beginReading() throws(SQLiteError) {
    try enter(waits: true)
    do throws(SQLiteError) { try connection.execute("BEGIN") } catch {
      commitGuard.release()
      throw error
    }
    connection.isOnlyReading = true
  }

  /// - Parameter waits: false to give up where another process writes or checkpoints now.
  func begin(waits: Bool = true) throws(SQLiteError) {
    try enter(waits: waits)
    do throws(SQLiteError) {
      if waits {
        try connection.execute("BEGIN IMMEDIATE")
      } else {
        try connection.withoutWaiting { () throws(SQLiteError) in
          try connection.execute("BEGIN IMMEDIATE")
        }
      }
    } catch {
      commitGuard.release()
      throw error.isUnwritable ? .unwritable(file.path) : error
    }
    do throws(SQLiteError) { try admit() } catch {
      try rollBack()
      throw error
    }
  }

  /// Holds the store against what is remembered of it; under the lock for writing.
  func admit() throws(SQLiteError) {
    if access == .writing {
      try memory?.admit(connection)
    } else {
      try memory?.check(connection)
      try memory?.file.sentinel.probe()
    }
  }

  /// - Throws: where it is not certain that everything is on disk; then this connection must go.
  func commit() throws(SQLiteError) {
    try connection.finish()
    let head = try memory?.newest(connection)
    try connection.execute("COMMIT")
    if let head { memory?.remember(head) }
    commitGuard.release()
  }

  func rollBack() throws(SQLiteError) {
    defer { commitGuard.release() }
    connection.isOnlyReading = false
    try connection.rollBack()
  }

  /// Moves the log into the database file, if nobody commits at this moment.
  ///
  /// - Parameters:
  ///   - isWhole: whether the file was found sound as it stands now; other processes need not look
  ///     it through again then.
  ///   - onceHeld: called when nobody else can commit.
  /// - Returns: whether a checkpoint was taken.
  func checkpoint(
    isWhole: Bool, onceHeld: @Sendable () -> Void
  ) throws(SQLiteError) -> Bool {
    guard identity != nil, access == .writing, file.identity == identity,
      try commitGuard.tryHoldExclusively()
    else { return false }
    defer { commitGuard.release() }
    onceHeld()
    let isDone = try connection.checkpoint()
    if isWhole, let stamp = file.stamp { commitGuard.leave(stamp) }
    return isDone
  }
}
