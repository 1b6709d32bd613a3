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

  /// The notes are read before anything of the store: whatever they name was committed before, and
  /// so stands in the snapshot that is read then.
  ///
  /// - Throws: where the store does not hold the entry that is remembered.
  func check(_ connection: Connection) throws(SQLiteError) {
    let notes = file.sentinels.map { $0.read() }
    // Of a store that nothing is remembered of nothing is asked: it may have no tables yet.
    let isRemembered = notes.contains { note in
      if case .head = note { true } else { false }
    }
    try check(notes, against: isRemembered ? try newest(connection) : nil, connection)
  }

  private func check(
    _ notes: [Sentinel.Note], against newest: StoreHead?, _ connection: Connection
  ) throws(SQLiteError) {
    for (sentinel, note) in zip(file.sentinels, notes) {
      try check(note, of: sentinel, against: newest, connection)
    }
  }

  private func check(
    _ note: Sentinel.Note, of sentinel: Sentinel, against newest: StoreHead?,
    _ connection: Connection
  ) throws(SQLiteError) {
    switch note {
    case .absent: return
    case .unreadable: throw .unreadableSentinel(sentinel.path)
    case .closed(let reason):
      guard sentinel.path != file.sentinel.path else { throw .closed(sentinel.path, reason) }
    case .head(let remembered):
      guard let newest, newest.storeID == remembered.storeID else {
        throw .exchanged(file.path, by: sentinel.path)
      }
      guard newest.sequence >= remembered.sequence else {
        throw .rolledBack(file.path, at: newest.sequence, of: remembered.sequence)
      }
      guard remembered.sequence > 0, newest != remembered else { return }
      guard try head.hash(remembered.sequence, connection) == remembered.hash else {
        throw .exchanged(file.path, by: sentinel.path)
      }
    }
  }

  func newest(_ connection: Connection) throws(SQLiteError) -> StoreHead? {
    try head.current(connection)
  }

  /// Checks the store, and makes sure that what is written next can be remembered; under the write
  /// lock.
  ///
  /// - Throws: also where the note beside the store cannot be kept: an older copy of the store
  ///   would then be taken for the newest, and what was done since be done again.
  func admit(_ connection: Connection) throws(SQLiteError) {
    let notes = file.sentinels.map { $0.read() }
    let newest = try newest(connection)
    try check(notes, against: newest, connection)
    guard let newest else { return }
    try file.sentinel.prepare(newest, over: notes[0])
    guard let second = file.second, notes.last != .head(newest) else { return }
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
