import SQLite
import Testing

/// SQLite undoes a whole transaction by itself after some failures, and then goes on as if none had
/// been begun: https://www.sqlite.org/lang_transaction.html, "Response To Errors Within A
/// Transaction".
@Suite("Transactions that SQLite gave up")
struct GivenUpTests {
  private let shared: SharedNotes
  private var store: Store { shared.store }
  private var other: Store { shared.other }

  init() throws {
    shared = try SharedNotes()
    try store.add("before")
  }

  /// Fills the file up, so that SQLite undoes the transaction, and makes room again.
  private static func fillUp(_ connection: Connection) throws(SQLiteError) -> SQLiteError? {
    let pages = try connection.row("PRAGMA page_count") { $0.integer(0) } ?? 0
    _ = try connection.rows("PRAGMA max_page_count = \(pages)") { $0.integer(0) }
    do throws(SQLiteError) {
      try connection.execute("INSERT INTO note(text) VALUES(hex(randomblob(200000)))")
      return nil
    } catch { return error }
  }

  @Test("What fails in passing does not let the rest be written alone", arguments: [true, false])
  func swallowed(readsFirst: Bool) throws {
    var (full, next): (SQLiteError?, SQLiteError?)
    func write(_ transaction: Transaction) throws(SQLiteError) {
      let connection = transaction.connection
      try transaction.lock()
      try connection.execute("INSERT INTO note(text) VALUES('effect')")
      full = try Self.fillUp(connection)
      do throws(SQLiteError) {
        try connection.execute("INSERT INTO note(text) VALUES('row')")
      } catch { next = error }
    }
    #expect(throws: SQLiteError.self) {
      if readsFirst {
        try store.writeReadingFirst(write)
      } else {
        try store.write(write)
      }
    }
    #expect(full?.isFull == true && next?.isFull == true)
    #expect(try other.notes() == ["before"])
    // The connection is closed with its limit; what comes next is another transaction.
    store.close()
    try store.add("after")
    #expect(try other.notes() == ["before", "after"])
  }

  @Test("Where it happened while a group read, the next write does not stand alone")
  func inAGroup() throws {
    store.beginGroup()
    try store.add("a")
    #expect(throws: SQLiteError.self) {
      try store.read { connection throws(SQLiteError) in
        if let full = try Self.fillUp(connection) { throw full }
      }
    }
    // What is read next is a transaction of its own, and hides that there was one.
    #expect(try store.notes() == ["before"])
    #expect(throws: SQLiteError.self) { try store.add("b") }
    #expect(throws: SQLiteError.self) {
      try store.writeReadingFirst { transaction throws(SQLiteError) in try transaction.lock() }
    }
    #expect(throws: SQLiteError.self) { try store.endGroup() }
    #expect(try other.notes() == ["before"])
    store.close()
    try store.add("after")
    #expect(try other.notes() == ["before", "after"])
  }
}
