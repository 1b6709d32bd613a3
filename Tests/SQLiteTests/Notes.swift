import SQLite

/// The table that the tests write to. A mention of a note that does not exist fails at COMMIT only.
enum Notes {
  static let migration = Migration(
    name: "notes-1",
    sql: """
      CREATE TABLE note(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
      CREATE TABLE mention(note INTEGER REFERENCES note(id) DEFERRABLE INITIALLY DEFERRED) STRICT;
      """)
}

/// A store of notes, and another one on the same file, as another process has it: that sees only
/// what is committed.
struct SharedNotes {
  private let folder: TemporaryFolder
  let store: Store
  let other: Store

  init() throws {
    folder = try TemporaryFolder()
    store = Store(notes: folder.file("store.db"))
    other = Store(notes: folder.file("store.db"))
  }
}

extension Store {
  /// A store of notes; 10 ms are enough to see that somebody else holds the lock.
  convenience init(
    notes path: String, busyTimeoutMilliseconds: Int32 = 10, isReadOnly: Bool = false,
    migrates: Bool = true
  ) {
    self.init(
      path: path, migrations: [Notes.migration], isReadOnly: isReadOnly, migrates: migrates,
      busyTimeoutMilliseconds: busyTimeoutMilliseconds)
  }

  func add(_ text: String) throws(SQLiteError) {
    try write { transaction throws(SQLiteError) in
      try transaction.connection.execute("INSERT INTO note(text) VALUES(?)", [.text(text)])
    }
  }

  /// Succeeds, and makes the COMMIT after it fail.
  func mentionNothing() throws(SQLiteError) {
    try write { transaction throws(SQLiteError) in
      try transaction.connection.execute("INSERT INTO mention VALUES(-1)")
    }
  }

  /// As when the disk is full: SQLite undoes the whole transaction by itself.
  func loseTransaction() throws(SQLiteError) {
    try write { transaction throws(SQLiteError) in
      try transaction.connection.execute("ROLLBACK")
    }
  }

  func notes() throws(SQLiteError) -> [String] {
    try read { connection throws(SQLiteError) in
      try connection.rows("SELECT text FROM note ORDER BY id") { $0.text(0) }
    }
  }
}
