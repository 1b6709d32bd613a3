import Synchronization

/// An error type that can say that the store itself failed, so that one typed throw covers both.
public protocol StoreFailing: Error {
  init(store failure: SQLiteError)
}

extension SQLiteError: StoreFailing {
  public init(store failure: SQLiteError) { self = failure }
}

/// The write transaction that is open: the proof that a write happens inside one.
///
/// Only `Store` makes one; it must not be kept beyond the closure that is given it.
public struct Transaction {
  public let connection: Connection
  /// nil where the lock for writing was taken first.
  var late: LateLock?

  /// Makes sure of the lock for writing; nothing may be written before.
  ///
  /// - Throws: where it cannot be had; the transaction has to end then.
  public func lock() throws(SQLiteError) { try late?.take() }
}

/// The one owner of one database file: opened lazily, migrated, read and written.
///
/// Closures that are given to a store must not call it again: it is locked while they run.
///
/// Invariant: making a store touches no file and takes no lock; the first use opens it.
/// Invariant: a file that was removed or replaced after it was opened is never written, nor made
/// anew.
public final class Store: Sendable {
  public let path: String
  private let state: Mutex<StoreState>

  /// - Parameters:
  ///   - path: `:memory:` for a store without a file. Missing folders are made, for this user only.
  ///   - migrations: all that the store needs, oldest first; a file that has others is refused.
  ///   - isReadOnly: a missing file is not made, and every write is refused.
  ///   - busyTimeoutMilliseconds: how long to wait for another process. A commit takes
  ///     milliseconds, so that 5 s means that something is wrong there; a caller still waits for
  ///     the answer.
  ///   - vfs: the name of what SQLite reaches files through; nil for the system's own.
  ///   - head: what a file beside the store remembers of it, so that a store that was put back in
  ///     time, swapped or lost is not written; nil for no such file.
  ///   - migrates: false to leave a store that an older program wrote as it is, and refuse it.
  ///   - migrationTimeoutMilliseconds: how long to wait for a process that brings the store up to
  ///     date. 100,000 tasks take some 12 s, and hosts give a call up after 60 s.
  ///   - secondMemory: a folder, not that of the store, for a second file of the same kind, which
  ///     is there still where the whole folder of the store is lost or put back; nil for none.
  ///   - seed: fills a store that was just created, in the transaction that created it.
  public convenience init(
    path: String, migrations: [Migration], isReadOnly: Bool = false,
    migrates: Bool = true, busyTimeoutMilliseconds: Int32 = 5_000,
    migrationTimeoutMilliseconds: Int32 = 30_000, vfs: String? = nil, head: HeadReading? = nil,
    secondMemory: String? = nil,
    seed: @escaping @Sendable (Transaction) throws(SQLiteError) -> Void = {
      (_) throws(SQLiteError) in
    }
  ) {
    var file = StoreFile(path: StoreFile.resolved(path), vfs: vfs)
    file.secondPath = secondMemory.map { Sentinel.path(in: $0, for: file.path) }
    self.init(
      file,
      schema: StoreSchema(
        migrations: migrations, head: head, migrates: migrates,
        patienceMilliseconds: max(busyTimeoutMilliseconds, migrationTimeoutMilliseconds),
        seed: seed),
      isReadOnly: isReadOnly, busyTimeoutMilliseconds: busyTimeoutMilliseconds)
  }

  init(
    _ file: StoreFile, schema: StoreSchema, isReadOnly: Bool, busyTimeoutMilliseconds: Int32
  ) {
    path = file.path
    state = Mutex(
      StoreState(
        file, schema: schema, isReadOnly: isReadOnly,
        busyTimeoutMilliseconds: busyTimeoutMilliseconds))
  }

  /// Reads in one snapshot. Inside a group, sees what the group wrote so far.
  public func read<Result: Sendable, Failure: StoreFailing>(
    _ body: (Connection) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try locked { state throws(Failure) in try state.read(body) }
  }

  /// Runs `body` in one `BEGIN IMMEDIATE` transaction (a savepoint inside a group): all of it or,
  /// when it throws, nothing.
  ///
  /// - Parameter keeps: false to undo it however it ends.
  /// - Throws: what `body` throws, or the store's failure. When COMMIT itself failed it may have
  ///   happened all the same: the connection is closed, and the next read sees what is on disk.
  public func write<Result: Sendable, Failure: StoreFailing>(
    keeps: Bool = true, _ body: (Transaction) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try locked { state throws(Failure) in try state.write(keeps: keeps, body) }
  }

  /// Runs `body` as `write` does, but takes the lock for writing only when `body` asks for it
  /// (`Transaction.lock`): what only has to look, or is refused, stands in nobody's way.
  ///
  /// - Parameter body: run anew, with the lock first, where somebody else wrote since it began.
  public func writeReadingFirst<Result: Sendable, Failure: StoreFailing>(
    keeps: Bool = true, _ body: (Transaction) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try locked { state throws(Failure) in
      if let result = try state.writeReadingFirst(keeps: keeps, body) { return result }
      return try state.write(keeps: keeps, body)
    }
  }

  /// Runs `body` as `write` does; where another process writes or empties the log at this moment it
  /// throws `isBusy` at once.
  public func writeUnlessBusy<Result: Sendable, Failure: StoreFailing>(
    _ body: (Transaction) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try locked { state throws(Failure) in try state.write(keeps: true, waits: false, body) }
  }

  /// From here to `endGroup` all writes share one transaction, a savepoint each: one that fails
  /// undoes only itself. Groups do not nest. The lock is taken by the first write.
  public func beginGroup() { state.withLock { $0.beginGroup() } }

  /// Commits what was written since `beginGroup`.
  ///
  /// - Throws: when the shared commit failed, or SQLite gave the transaction up before. Then
  ///   nothing of it stands, unless COMMIT itself failed: the next read sees what is on disk.
  public func endGroup() throws(SQLiteError) {
    try locked { state throws(SQLiteError) in try state.endGroup() }
  }

  /// Decides, after a COMMIT that failed, whether it has happened; what `read` finds afterwards is
  /// the truth for good. Nothing to do where no COMMIT is in doubt.
  ///
  /// - Throws: where the store still cannot be written: then it may or may not have happened.
  public func settle() throws(SQLiteError) {
    try locked { state throws(SQLiteError) in try state.settle() }
  }

  /// Whether nothing stands at the path, and nothing is remembered to have stood there.
  ///
  /// - Throws: where a store is remembered: it is lost.
  public func isAbsent() throws(SQLiteError) -> Bool {
    try locked { state throws(SQLiteError) in try state.isAbsent() }
  }

  /// Holds the store against what is remembered of it beside it, as each write does.
  ///
  /// - Throws: where it does not hold the newest entry that is remembered (`isCorrupt`), or cannot
  ///   be read.
  public func checkMemory() throws(SQLiteError) {
    try locked { state throws(SQLiteError) in try state.checkMemory() }
  }

  /// Finds out what a write would meet before it begins: looks the whole file through, however
  /// large, holds it against what is remembered, and takes and gives back the locks of a write.
  /// Changes nothing, also where the store was opened for reading only.
  ///
  /// - Returns: whether the store is up to date; the next use of one that is not brings it there.
  /// - Throws: why a write would be refused; `isBusy` where another process writes now.
  public func examine() throws(SQLiteError) -> Bool {
    try locked { state throws(SQLiteError) in try state.examine() }
  }

  /// Where the second memory is, and whether it can be kept; nil where there is none.
  public var secondMemory: (path: String, isKept: Bool)? { state.withLock { $0.secondMemory } }

  /// Whether a write would be taken at this moment; waits for nobody, and changes nothing that is
  /// used.
  ///
  /// - Parameter commits: whether to find out by a commit, the only way to know of a full disk.
  /// - Throws: why it would be refused; `isBusy` where another process writes now.
  public func probe(commits: Bool = false) throws(SQLiteError) {
    try locked { state throws(SQLiteError) in try state.probe(commits: commits) }
  }

  /// What the store last refused and why, once: for a log.
  public func takeRefusal() -> SQLiteError? { state.withLock { $0.takeRefusal() } }

  /// Takes the store as it stands now for the newest: what was remembered of it is forgotten. Where
  /// no store stands, the next use makes a new one.
  ///
  /// - Returns: the head that is remembered from here on; nil where no store stands.
  /// - Throws: where the file is damaged.
  public func accept() throws(SQLiteError) -> StoreHead? {
    try locked { state throws(SQLiteError) in try state.accept() }
  }

  /// What was done on the file since it was opened; nil while it is not.
  public var work: StoreWork? { state.withLock { $0.work } }

  /// Whether something used the store since it was made or closed: what only tidies up waits for
  /// that, so that starting and listing tools touch no file.
  public var isOpen: Bool { state.withLock { $0.isOpen } }

  /// Readers search the log, so it should stay below SQLite's own measure, 1,000 pages of 4,096
  /// bytes (https://www.sqlite.org/c3ref/wal_autocheckpoint.html).
  public static let worthwhileBytes = 1_000 * 4_096

  /// Empties the write-ahead log when it has grown and no process is committing; never waits.
  ///
  /// Called off the answer path.
  ///
  /// - Parameter onceHeld: called when nobody else can commit any more, before the log is touched;
  ///   must not use the store.
  /// - Returns: whether a checkpoint was taken.
  @discardableResult
  public func checkpointIfWorthwhile(
    aboveBytes size: Int = worthwhileBytes, onceHeld: @Sendable () -> Void = {}
  ) -> Bool {
    state.withLock { $0.checkpoint(above: size, onceHeld: onceHeld) }
  }

  /// Empties the log if nobody is committing, and closes the file; a later use opens it again.
  public func close() { state.withLock { $0.close() } }

  private func locked<Result: Sendable, Failure: Error>(
    _ body: (inout StoreState) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let outcome: Swift.Result<Result, Failure> = state.withLock { state in
      do throws(Failure) { return .success(try body(&state)) } catch { return .failure(error) }
    }
    return try outcome.get()
  }
}
