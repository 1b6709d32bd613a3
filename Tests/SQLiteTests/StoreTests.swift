import SQLite
import Testing

/// The table that most tests write to.
let notes = Migration(
  name: "notes-1",
  sql: "CREATE TABLE note(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT")

extension Store {
  func add(_ text: String) throws(SQLiteError) {
    try write { transaction throws(SQLiteError) in
      try transaction.connection.execute("INSERT INTO note(text) VALUES(?)", [.text(text)])
    }
  }

  func notes() throws(SQLiteError) -> [String] {
    try read { connection throws(SQLiteError) in
      try connection.rows("SELECT text FROM note ORDER BY id") { $0.text(0) }
    }
  }
}

@Suite("Store")
struct StoreTests {
  @Test("A write that throws leaves nothing behind; one that does not stays")
  func writes() throws {
    let store = Store(path: ":memory:", migrations: [notes])
    try store.add("kept")
    #expect(throws: SQLiteError.self) {
      try store.write { transaction throws(SQLiteError) in
        try transaction.connection.execute("INSERT INTO note(text) VALUES('undone')")
        try transaction.connection.execute("INSERT INTO note(text) VALUES('kept')")
      }
    }
    #expect(try store.notes() == ["kept"])
  }
}
