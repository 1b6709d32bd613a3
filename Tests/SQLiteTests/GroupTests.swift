import SQLite
import Testing

@Suite("Groups of writes")
struct GroupTests {
  private let shared: SharedNotes
  private var store: Store { shared.store }
  private var other: Store { shared.other }

  init() throws {
    shared = try SharedNotes()
  }

  @Test("Writes of a group are seen inside at once, outside from its end on")
  func sharedCommit() throws {
    store.beginGroup()
    try store.add("a")
    try store.add("b")
    #expect(try store.notes() == ["a", "b"])
    #expect(try other.notes() == [])
    try store.endGroup()
    #expect(try other.notes() == ["a", "b"])
    try store.add("c")
    #expect(try other.notes() == ["a", "b", "c"])
  }

  @Test("A write that fails undoes only itself")
  func failedWrite() throws {
    store.beginGroup()
    try store.add("a")
    #expect(throws: SQLiteError.self) { try store.add("a") }
    _ = try store.write(keeps: false) { transaction throws(SQLiteError) in
      try transaction.connection.execute("INSERT INTO note(text) VALUES('rehearsed')")
    }
    try store.add("b")
    try store.endGroup()
    #expect(try other.notes() == ["a", "b"])
  }

  @Test("A group without writes takes no lock")
  func reading() throws {
    store.beginGroup()
    #expect(try store.notes() == [])
    try other.add("from outside")
    #expect(try store.notes() == ["from outside"])
    try store.endGroup()
  }

  @Test("A write that finds the lock held fails alone; the next one in the group tries again")
  func busy() throws {
    _ = try store.notes()
    store.beginGroup()
    try other.write { (_) throws(SQLiteError) in
      let error = #expect(throws: SQLiteError.self) { try store.add("a") }
      #expect(error?.isBusy == true)
    }
    try store.add("b")
    try store.endGroup()
    #expect(try other.notes() == ["b"])
  }

  @Test("When the shared COMMIT fails nothing of the group stands, and the store goes on")
  func commitFails() throws {
    try store.add("before")
    store.beginGroup()
    try store.add("a")
    try store.mentionNothing()
    let error = #expect(throws: SQLiteError.self) { try store.endGroup() }
    #expect(error?.isConstraint == true)
    #expect(try store.notes() == ["before"])
    try store.add("after")
    #expect(try other.notes() == ["before", "after"])
  }

  @Test("When SQLite gives the transaction up, the rest of the group is refused, its end throws")
  func transactionLost() throws {
    store.beginGroup()
    try store.add("a")
    #expect(throws: SQLiteError.self) { try store.loseTransaction() }
    #expect(throws: SQLiteError.self) { try store.add("b") }
    #expect(throws: SQLiteError.self) { try store.endGroup() }
    #expect(try store.notes() == [])
    try store.add("after")
    #expect(try other.notes() == ["after"])
  }

  @Test("When the disk is full in the middle of a group, its end says that")
  func fullInTheMiddle() throws {
    store.beginGroup()
    try store.add("a")
    #expect(throws: SQLiteError.self) {
      try store.write { transaction throws(SQLiteError) in
        // No page more than there are.
        try transaction.connection.execute("PRAGMA max_page_count = 1")
        try transaction.connection.execute(
          "INSERT INTO note(text) VALUES(?)", [.text(String(repeating: "x", count: 1_000_000))])
      }
    }
    let error = #expect(throws: SQLiteError.self) { try store.endGroup() }
    #expect(error?.isFull == true, "\(error as Any)")
    #expect(try store.notes() == [])
  }

  @Test("Ending what was not begun is nothing")
  func unbegun() throws {
    try store.endGroup()
    try store.add("a")
    #expect(try other.notes() == ["a"])
  }
}
