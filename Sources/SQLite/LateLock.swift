import CSQLite

/// The lock for writing of a transaction that began by reading: taken when what is to be written is
/// known, and only where nothing was written by anybody since.
///
/// Whoever has it writes what follows from what was read. Whoever does not get it begins again,
/// with the lock first (`StoreState.write`).
final class LateLock {
  private enum State { case open, held, lost }

  private let store: OpenStore
  /// Whether the first write of a group takes it: what fails then undoes only itself.
  private let isForGroup: Bool
  private var state = State.open

  var isHeld: Bool { state == .held }
  var isLost: Bool { state == .lost }

  init(_ store: OpenStore, isForGroup: Bool) {
    self.store = store
    self.isForGroup = isForGroup
  }

  /// Why it could not be had, though nobody else has it.
  private(set) var failure: SQLiteError?

  /// - Throws: also where the lock is lost, and the transaction has to begin again.
  func take() throws(SQLiteError) {
    guard state == .open else { return }
    do throws(SQLiteError) { try hold() } catch {
      if state == .open { failure = error }
      throw error
    }
  }

  private func hold() throws(SQLiteError) {
    do throws(SQLiteError) { try store.connection.takeLock() } catch {
      if error.isBusy { state = .lost }
      throw error.isUnwritable ? .unwritable(store.file.path) : error
    }
    guard try OpenStore.tablesVersion(store.connection) == store.tablesVersion else {
      state = .lost
      throw SQLiteError(code: SQLITE_BUSY, message: "the tables have changed")
    }
    try store.admit()
    if isForGroup { try store.connection.execute("SAVEPOINT write") }
    store.connection.isOnlyReading = false
    state = .held
  }
}

extension Connection {
  /// Takes the lock for writing, for the transaction that has read so far.
  ///
  /// - Throws: `isBusy`, at once, where another one has it or has written since.
  fileprivate func takeLock() throws(SQLiteError) {
    let wasOnlyReading = isOnlyReading
    isOnlyReading = false
    defer { isOnlyReading = wasOnlyReading }
    // A statement that writes takes the lock before it looks for rows; this one finds none.
    try execute("UPDATE schema_migrations SET name = name WHERE 0")
  }
}

extension StoreState {
  /// - Returns: nil where the lock is held already, or was lost: it has to be taken first then.
  mutating func writeReadingFirst<Result, Failure: StoreFailing>(
    keeps: Bool, _ body: (Transaction) throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    let isForGroup: Bool
    switch group {
    case .none: isForGroup = false
    case .begun: isForGroup = true
    case .writing, .lost: return nil
    }
    let lock: LateLock
    let connection: Connection
    do throws(SQLiteError) {
      try checkFile()
      let store = try opened()
      try store.beginReading()
      (connection, lock) = (store.connection, LateLock(store, isForGroup: isForGroup))
    } catch { throw Failure(store: failed(error)) }
    let result: Result
    do throws(Failure) {
      result = try body(Transaction(connection: connection, late: lock))
    } catch {
      end(lock, isForGroup: isForGroup)
      if lock.isLost { return nil }
      if let failure = lock.failure { throw Failure(store: failed(failure)) }
      throw error
    }
    guard lock.isHeld, keeps else {
      end(lock, isForGroup: isForGroup)
      return lock.isLost ? nil : result
    }
    if isForGroup { group = .writing }
    do throws(SQLiteError) { try keep() } catch { throw Failure(store: noted(error)) }
    return result
  }

  private mutating func failed(_ error: SQLiteError) -> SQLiteError {
    // By the next time its rights may have been mended; this connection would never notice.
    if error.isUnwritable { store = nil }
    return noted(error)
  }

  /// Undoes what was done under the lock, or gives the snapshot up.
  private mutating func end(_ lock: LateLock, isForGroup: Bool) {
    guard lock.isHeld else { return abandonUnlessRolledBack() }
    if isForGroup { group = .writing }
    undo(because: nil)
  }

  private mutating func abandonUnlessRolledBack() {
    do throws(SQLiteError) { try store?.rollBack() } catch { abandon() }
  }
}
