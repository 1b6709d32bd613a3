/// What is remembered of a store beside it, held against what stands in the store.
struct StoreMemory {
  let file: StoreFile
  let head: HeadReading

  /// - Throws: where a store was remembered: it is lost, and a new one would hide that.
  static func refuseNewFile(_ file: StoreFile) throws(SQLiteError) {
    guard file.sentinel.read() == .absent else { throw .lost(file.path) }
  }

  /// - Throws: where nothing stands in the file of a store that was remembered. SQLite would take
  ///   it for a new one, and remove the log that may hold all that there was.
  func refuseEmptyFile() throws(SQLiteError) {
    guard file.stamp?.size == 0, file.sentinel.read() != .absent else { return }
    throw .emptied(file.path)
  }

  /// The note is read before anything of the store: whatever it names was committed before, and so
  /// stands in the snapshot that is read then.
  ///
  /// - Throws: where the store does not hold the entry that is remembered.
  func check(_ connection: Connection) throws(SQLiteError) {
    switch file.sentinel.read() {
    case .absent: return
    case .unreadable: throw .unreadableSentinel(file.sentinel.path)
    case .head(let remembered):
      guard let newest = try newest(connection), newest.storeID == remembered.storeID else {
        throw .exchanged(file.path)
      }
      guard newest.sequence >= remembered.sequence else {
        throw .rolledBack(file.path, at: newest.sequence, of: remembered.sequence)
      }
      guard remembered.sequence > 0 else { return }
      guard try head.hash(remembered.sequence, connection) == remembered.hash else {
        throw .exchanged(file.path)
      }
    }
  }

  func newest(_ connection: Connection) throws(SQLiteError) -> StoreHead? {
    try head.current(connection)
  }

  /// A disk that does not take the note leaves the last one, which holds as well.
  func remember(_ head: StoreHead) {
    if case .head(let standing) = file.sentinel.read(), standing.storeID == head.storeID,
      standing.sequence >= head.sequence
    {
      return
    }
    file.sentinel.write(head)
  }
}
