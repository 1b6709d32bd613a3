import Foundation
import Testing

@testable import SQLite

@Suite("Store")
struct StoreTests {
  let folder: TemporaryFolder
  let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("deep/er/store.db")
  }

  @Test("A write that throws leaves nothing behind; one that does not stays")
  func writes() throws {
    let store = Store(notes: ":memory:")
    try store.add("kept")
    let error = #expect(throws: SQLiteError.self) {
      try store.write { transaction throws(SQLiteError) in
        try transaction.connection.execute("INSERT INTO note(text) VALUES('undone')")
        try transaction.connection.execute("INSERT INTO note(text) VALUES('kept')")
      }
    }
    #expect(error?.isUniqueViolation == true)
    #expect(try store.notes() == ["kept"])
  }

  @Test("A rehearsal answers, and leaves nothing behind")
  func rehearsal() throws {
    let store = Store(notes: path)
    let count = try store.write(keeps: false) { transaction throws(SQLiteError) in
      try transaction.connection.execute("INSERT INTO note(text) VALUES('tried')")
      return try transaction.connection.row("SELECT count(*) FROM note") { $0.integer(0) }
    }
    #expect(count == 1)
    #expect(try store.notes() == [])
  }

  @Test(
    "Making a store touches nothing; its first use makes the folders and the file, for one user")
  func lazy() throws {
    let store = Store(notes: path)
    #expect(try folder.contents == [])
    store.close()
    #expect(try folder.contents == [])
    #expect(try store.notes() == [])
    #expect(try folder.permissions(of: "deep") == 0o700)
    #expect(try folder.permissions(of: "deep/er") == 0o700)
    for name in ["store.db", "store.db-wal", "store.db-guard"] {
      #expect(try folder.permissions(of: "deep/er/" + name) == 0o600)
    }
  }

  @Test("A new store is seeded once, an old one never again")
  func seed() throws {
    func open(_ migrations: [Migration]) -> Store {
      Store(path: path, migrations: migrations) { transaction throws(SQLiteError) in
        try transaction.connection.execute("INSERT INTO note(text) VALUES('seed')")
      }
    }
    #expect(try open([Notes.migration]).notes() == ["seed"])
    let next = Migration(
      name: "notes-2", sql: "CREATE TABLE more(a)")
    let store = open([Notes.migration, next])
    #expect(try store.notes() == ["seed"])
    #expect(
      try store.read { connection throws(SQLiteError) in
        try connection.rows("SELECT name FROM schema_migrations ORDER BY rowid") { $0.text(0) }
      } == ["notes-1", "notes-2"])
  }

  @Test("A seed or a migration that fails leaves an empty file that the next start fills")
  func failedSetUp() throws {
    let broken = Store(path: path, migrations: [Notes.migration]) { (_) throws(SQLiteError) in
      throw SQLiteError(code: 1, message: "no seed")
    }
    #expect(throws: SQLiteError(code: 1, message: "no seed")) { try broken.notes() }
    let worse = Store(
      path: path, migrations: [Notes.migration, Migration(name: "notes-2", sql: "nonsense")])
    #expect(throws: SQLiteError.self) { try worse.notes() }
    #expect(try Store(notes: path).notes() == [])
  }

  @Test("A store of a newer program, a foreign file and no database at all are refused, untouched")
  func refusals() throws {
    let newer = Store(
      path: path,
      migrations: [Notes.migration, Migration(name: "future-7", sql: "CREATE TABLE f(a)")])
    _ = try newer.notes()
    newer.close()
    let refused = #expect(throws: SQLiteError.self) { try Store(notes: path).notes() }
    #expect(refused?.message.contains("future-7") == true)

    let foreign = folder.file("foreign.db")
    try Connection(path: foreign).executeScript("CREATE TABLE theirs(a)")
    #expect(throws: SQLiteError.foreignFile) { try Store(notes: foreign).add("mine") }
    #expect(
      try Connection(path: foreign).rows("SELECT name FROM sqlite_schema") { $0.text(0) }
        == ["theirs"])

    let text = folder.file("text.db")
    let bytes = Data(String(repeating: "no database ", count: 100).utf8)
    try bytes.write(to: URL(fileURLWithPath: text))
    let error = #expect(throws: SQLiteError.self) { try Store(notes: text).add("mine") }
    #expect(error?.isCorrupt == true)
    #expect(try Data(contentsOf: URL(fileURLWithPath: text)) == bytes)
  }

  @Test("Opened for reading only, a store is neither made nor changed")
  func readOnly() throws {
    let store = Store(notes: path, isReadOnly: true)
    #expect(throws: SQLiteError.absent(path)) { try store.notes() }
    #expect(try folder.contents == [])
    try Store(notes: path).add("a")
    #expect(try store.notes() == ["a"])
    #expect(throws: SQLiteError.readOnly) { try store.add("b") }
    let newer = Store(
      path: path, migrations: [Notes.migration, Migration(name: "notes-2", sql: "SELECT 1")],
      isReadOnly: true)
    #expect(throws: SQLiteError.outdated) { try newer.notes() }
  }

  @Test("Where it is to be left as it is, a store of an older program is refused, untouched")
  func notMigrated() throws {
    func newer(migrates: Bool) -> Store {
      Store(
        path: path, migrations: [Notes.migration, Migration(name: "notes-2", sql: "SELECT 1")],
        migrates: migrates, busyTimeoutMilliseconds: 10)
    }
    try Store(notes: path).add("a")
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    let files = try folder.contents
    for _ in 0..<2 {
      let store = newer(migrates: false)
      #expect(throws: SQLiteError.outdated) { try store.notes() }
      #expect(throws: SQLiteError.outdated) { try store.add("b") }
      store.close()
    }
    #expect(SQLiteError.outdated.message.contains("--read-only"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == bytes)
    #expect(try folder.contents.sorted() == files.sorted())
    #expect(try newer(migrates: true).notes() == ["a"])
    #expect(try newer(migrates: false).notes() == ["a"])
    // What is not there yet was written by nobody.
    let other = Store(notes: folder.file("new.db"), migrates: false)
    #expect(try other.notes() == [])
  }

  @Test("A folder that cannot be made is named")
  func noFolder() throws {
    try Data().write(to: URL(fileURLWithPath: folder.file("file")))
    let store = Store(notes: folder.file("file/store.db"))
    let error = #expect(throws: SQLiteError.self) { try store.notes() }
    #expect(error?.message.contains("`\(folder.file("file"))") == true)
  }

  @Test("What fails at COMMIT is thrown, undone, and does not stick")
  func commitFails() throws {
    let store = Store(notes: path)
    try store.add("a")
    let error = #expect(throws: SQLiteError.self) { try store.mentionNothing() }
    #expect(error?.isConstraint == true)
    #expect(try store.notes() == ["a"])
    try store.add("b")
    #expect(try store.notes() == ["a", "b"])
  }

  @Test("A read sees one snapshot while another connection writes")
  func snapshot() throws {
    let reader = Store(notes: path)
    let writer = Store(notes: path)
    try writer.add("a")
    let counts = try reader.read { connection throws(SQLiteError) in
      let before = try connection.row("SELECT count(*) FROM note") { $0.integer(0) }
      try writer.add("b")
      let after = try connection.row("SELECT count(*) FROM note") { $0.integer(0) }
      return [before, after]
    }
    #expect(counts == [1, 1])
    #expect(try reader.notes() == ["a", "b"])
  }
}
