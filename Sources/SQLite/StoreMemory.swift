/// What is remembered of a store beside it, and where a place was given for that in another folder,
/// held against what stands in the store.
///
/// The note beside the store must be kept, or nothing is written. The other one is what is left
/// where the whole folder is lost or put back: where it cannot be kept, the first one does.
struct StoreMemory {
  let file: StoreFile
  let head: HeadReading

  /// - Throws: where a store was remembered: it is lost, and a new one would hide that.
  static func refuseNewFile(_ file: StoreFile) throws(SQLiteError) {
    for sentinel in file.sentinels {
      switch sentinel.read() {
      case .absent: continue
      case .closed(let reason):
        guard sentinel.path != file.sentinel.path else { throw .closed(sentinel.path, reason) }
      case .unreadable, .head: throw .lost(file.path, by: sentinel.path)
      }
    }
  }

  /// - Throws: where nothing stands in the file of a store that was remembered. SQLite would take
  ///   it for a new one, and remove the log that may hold all that there was.
  func refuseEmptyFile() throws(SQLiteError) {
    guard file.stamp?.size == 0 else { return }
    for sentinel in file.sentinels {
      switch sentinel.read() {
      case .absent: continue
      // What cannot be read says nothing; of the one beside the store that is said before a write.
      case .closed: continue
      case .unreadable, .head: throw .emptied(file.path)
      }
    }
  }

  /// The note is read before anything of the store: whatever it names was committed before, and so
  /// stands in the snapshot that is read then.
  ///
  /// - Throws: where the store does not hold the entry that is remembered.
  func check(_ connection: Connection) throws(SQLiteError) {
    for sentinel in file.sentinels { try check(connection, against: sentinel) }
  }

  private func check(_ connection: Connection, against sentinel: Sentinel) throws(SQLiteError) {
    switch sentinel.read() {
    case .absent: return
    case .unreadable: throw .unreadableSentinel(sentinel.path)
    case .closed(let reason):
      guard sentinel.path != file.sentinel.path else { throw .closed(sentinel.path, reason) }
    case .head(let remembered):
      guard let newest = try newest(connection), newest.storeID == remembered.storeID else {
        throw .exchanged(file.path, by: sentinel.path)
      }
      guard newest.sequence >= remembered.sequence else {
        throw .rolledBack(file.path, at: newest.sequence, of: remembered.sequence)
      }
      guard remembered.sequence > 0 else { return }
      guard try head.hash(remembered.sequence, connection) == remembered.hash else {
        throw .exchanged(file.path, by: sentinel.path)
      }
    }
  }

  func newest(_ connection: Connection) throws(SQLiteError) -> StoreHead? {
    try head.current(connection)
  }

  /// Makes sure that what is written next can be remembered; under the write lock.
  ///
  /// - Throws: where the note beside the store cannot be kept: an older copy of the store would
  ///   then be taken for the newest, and what was done since be done again.
  func prepare(_ connection: Connection) throws(SQLiteError) {
    guard let newest = try newest(connection) else { return }
    try file.sentinel.prepare(newest)
    guard let second = file.second, second.read() != .head(newest) else { return }
    do throws(SQLiteError) { try second.write(newest) } catch {}
  }

  /// A disk that fails at this moment leaves the last note, which holds as well; the next write is
  /// not begun before this is made good.
  func remember(_ head: StoreHead) {
    for sentinel in file.sentinels {
      if case .head(let standing) = sentinel.read(), standing.storeID == head.storeID,
        standing.sequence >= head.sequence
      {
        continue
      }
      do throws(SQLiteError) { try sentinel.write(head) } catch {}
    }
  }

  /// Forgets what was remembered, and remembers `head` instead.
  func replace(with head: StoreHead) throws(SQLiteError) {
    try Self.forget(file)
    try file.sentinel.write(head)
    remember(head)
  }

  static func forget(_ file: StoreFile) throws(SQLiteError) {
    for sentinel in file.sentinels { try sentinel.remove() }
  }
}
