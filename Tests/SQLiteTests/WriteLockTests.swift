import Foundation
import SQLite
import Testing

@Suite("When others may write, and when what was written is on the disk")
struct WriteLockTests {
  let folder: TemporaryFolder
  let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("store.db")
  }

  @Test("A write has the lock before it reads anything: what it decides on does not change")
  func fromTheBeginning() throws {
    let store = Store(notes: path)
    try store.add("a")
    let other = try Connection(path: path, busyTimeoutMilliseconds: 0)
    try store.write { (_) throws(SQLiteError) in
      let error = #expect(throws: SQLiteError.self) { try other.execute("BEGIN IMMEDIATE") }
      #expect(error?.isBusy == true)
    }
    try other.execute("BEGIN IMMEDIATE")
  }

  @Test("A rehearsal has it too, and the first write of a group until the group ends")
  func rehearsalAndGroup() throws {
    let store = Store(notes: path)
    try store.add("a")
    let other = try Connection(path: path, busyTimeoutMilliseconds: 0)
    func isFree() throws -> Bool {
      do throws(SQLiteError) { try other.execute("BEGIN IMMEDIATE") } catch { return false }
      try other.execute("ROLLBACK")
      return true
    }
    try store.write(keeps: false) { (_) throws(SQLiteError) in
      let error = #expect(throws: SQLiteError.self) { try other.execute("BEGIN IMMEDIATE") }
      #expect(error?.isBusy == true)
    }
    #expect(try isFree())
    store.beginGroup()
    #expect(try isFree())
    try store.write { (_) throws(SQLiteError) in }
    #expect(try !isFree())
    try store.endGroup()
    #expect(try isFree())
  }

  @Test("A commit is brought to the disk, on macOS too")
  func settings() throws {
    let values = try Store(notes: path).read { connection throws(SQLiteError) in
      var values: [Int64] = []
      for name in ["synchronous", "fullfsync", "wal_autocheckpoint", "foreign_keys"] {
        values.append(try connection.row("PRAGMA \(name)") { $0.integer(0) } ?? -1)
      }
      return values
    }
    // https://www.sqlite.org/pragma.html#pragma_synchronous: 2 is FULL.
    #expect(values == [2, 1, 0, 1])
  }

  @Test("However long the log grows, and when the last one closes, SQLite takes no checkpoint")
  func noCheckpoint() throws {
    do {
      let store = Store(notes: path)
      try store.add("a")
      let size = try folder.size(of: "store.db")
      // Above the 1,000 pages after which SQLite would take one.
      try store.add(String(repeating: "x", count: 6_000_000))
      try store.add("b")
      #expect(try folder.size(of: "store.db") == size)
    }
    #expect(try folder.size(of: "store.db-wal") > 6_000_000)
    #expect(try Store(notes: path).notes().count == 3)
  }
}
