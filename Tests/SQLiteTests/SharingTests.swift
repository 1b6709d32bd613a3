import Foundation
import SQLite
import Synchronization
import Testing

@Suite("One file, several stores")
struct SharingTests {
  let folder: TemporaryFolder
  let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("store.db")
  }

  @Test("Two stores take turns and see each other's writes")
  func turns() throws {
    let (one, two) = (Store(notes: path), Store(notes: path))
    for round in 0..<5 {
      try one.add("one \(round)")
      try two.add("two \(round)")
    }
    let expected = (0..<5).flatMap { ["one \($0)", "two \($0)"] }
    #expect(try one.notes() == expected)
    #expect(try two.notes() == expected)
  }

  @Test("Stores that open a new file at once make and seed it once, and lose no write")
  func race() throws {
    let failures = Mutex<[SQLiteError]>([])
    let path = path
    for round in 0..<5 {
      let file = path + String(round)
      DispatchQueue.concurrentPerform(iterations: 4) { index in
        let store = Store(path: file, migrations: [Notes.migration]) { seed throws(SQLiteError) in
          try seed.connection.execute("INSERT INTO note(text) VALUES('seed')")
        }
        do throws(SQLiteError) {
          for note in 0..<5 {
            try store.add("\(index) \(note)")
            store.checkpointIfWorthwhile(aboveBytes: 0)
          }
          store.close()
        } catch { failures.withLock { $0.append(error) } }
      }
      let notes = try Store(notes: file).notes()
      #expect(notes.count == 21 && notes.first == "seed")
    }
    #expect(failures.withLock { $0 } == [])
  }

  @Test("A store that a newer program has brought up to its date since is written no more")
  func outgrown() throws {
    let old = Store(notes: path)
    try old.add("a")
    let newer = Store(
      path: path,
      migrations: [Notes.migration, Migration(name: "future-7", sql: "CREATE TABLE f(a)")])
    try newer.add("b")
    let error = #expect(throws: SQLiteError.self) { try old.add("c") }
    #expect(error?.message.contains("future-7") == true, "\(String(describing: error))")
    #expect(try newer.notes() == ["a", "b"])
  }

  @Test("Tables that somebody rebuilt are still those")
  func rebuilt() throws {
    let store = Store(notes: path)
    try store.add("a")
    try Connection(path: path).execute("VACUUM")
    try store.add("b")
    try store.add("c")
    #expect(try store.notes() == ["a", "b", "c"])
  }

  @Test("A lock that is held past the deadline is `isBusy`; an open store is still read")
  func busy() throws {
    let store = Store(notes: path)
    try store.add("a")
    let holder = try Connection(path: path)
    try holder.execute("BEGIN IMMEDIATE")
    let error = #expect(throws: SQLiteError.self) { try store.add("b") }
    #expect(error?.isBusy == true)
    #expect(try store.notes() == ["a"])
    // Opening what is up to date needs no write lock either.
    #expect(try Store(notes: path).notes() == ["a"])
    try holder.execute("ROLLBACK")
    try store.add("b")
    #expect(try store.notes() == ["a", "b"])
  }

  @Test("While somebody checkpoints nobody writes; while somebody writes nobody checkpoints")
  func checkpointAndWrite() throws {
    let store = Store(notes: path)
    try store.add("a")
    let descriptor = open(path + "-guard", O_RDWR)
    defer { close(descriptor) }
    #expect(flock(descriptor, LOCK_EX) == 0)
    let error = #expect(throws: SQLiteError.self) { try store.add("b") }
    #expect(error?.isBusy == true)
    #expect(flock(descriptor, LOCK_SH) == 0)
    try store.add("b")
    #expect(!store.checkpointIfWorthwhile(aboveBytes: 0))
    #expect(flock(descriptor, LOCK_UN) == 0)
    #expect(store.checkpointIfWorthwhile(aboveBytes: 0))
    #expect(try folder.size(of: "store.db-wal") == 0)
    #expect(try store.notes() == ["a", "b"])
  }

  @Test("The lock is held from BEGIN to the end of a group, however it ends")
  func guardIsReleased() throws {
    let store = Store(notes: path)
    let other = Store(notes: path)
    try other.add("a")
    func canCheckpoint() -> Bool { other.checkpointIfWorthwhile(aboveBytes: -1) }
    store.beginGroup()
    #expect(canCheckpoint())
    try store.add("b")
    #expect(!canCheckpoint())
    try store.endGroup()
    #expect(canCheckpoint())
    #expect(throws: SQLiteError.self) { try store.add("a") }
    #expect(canCheckpoint())
    #expect(throws: SQLiteError.self) { try store.mentionNothing() }
    #expect(canCheckpoint())
  }

  @Test("A guard file that somebody removed is made anew, and guards")
  func guardRemoved() throws {
    let (one, two) = (Store(notes: path), Store(notes: path))
    try one.add("a")
    try FileManager.default.removeItem(atPath: path + "-guard")
    try two.add("b")
    let descriptor = open(path + "-guard", O_RDWR)
    defer { close(descriptor) }
    #expect(flock(descriptor, LOCK_SH) == 0)
    #expect(!one.checkpointIfWorthwhile(aboveBytes: 0))
    #expect(flock(descriptor, LOCK_UN) == 0)
    #expect(one.checkpointIfWorthwhile(aboveBytes: 0))
  }

  @Test("A checkpoint waits until it is worth it; closing leaves an empty log")
  func checkpoints() throws {
    let store = Store(notes: path)
    try store.add("a")
    #expect(!store.checkpointIfWorthwhile())
    let writer = Store(notes: path)
    try writer.add(String(repeating: "x", count: 5_000_000))
    #expect(store.checkpointIfWorthwhile())
    #expect(try folder.size(of: "store.db-wal") == 0)
    #expect(!store.checkpointIfWorthwhile())
    try store.add("b")
    #expect(try folder.size(of: "store.db-wal") > 0)
    writer.close()
    #expect(try folder.size(of: "store.db-wal") == 0)
    #expect(try store.notes().count == 3)
  }
}
