import SQLite
import Testing

@Suite("Writes that read first, and lock when they know what to write")
struct LateLockTests {
  private let shared: SharedNotes
  private var store: Store { shared.store }
  private var other: Store { shared.other }

  init() throws {
    shared = try SharedNotes()
    try store.add("before")
  }

  private func isFree() throws -> Bool {
    let connection = try Connection(path: store.path, busyTimeoutMilliseconds: 0)
    do throws(SQLiteError) { try connection.execute("BEGIN IMMEDIATE") } catch { return false }
    try connection.execute("ROLLBACK")
    return true
  }

  private func add(_ text: String, in transaction: Transaction) throws(SQLiteError) {
    try transaction.connection.execute("INSERT INTO note(text) VALUES(?)", [.text(text)])
  }

  private static func notes(in transaction: Transaction) throws(SQLiteError) -> [String] {
    try transaction.connection.rows("SELECT text FROM note ORDER BY id") { $0.text(0) }
  }

  @Test("Until it locks others may write; from then on they may not")
  func free() throws {
    var free: [Bool] = []
    try store.writeReadingFirst { transaction throws(SQLiteError) in
      do { free.append(try isFree()) } catch {}
      try transaction.lock()
      do { free.append(try isFree()) } catch {}
      try transaction.lock()
      try add("a", in: transaction)
    }
    #expect(free == [true, false])
    #expect(try other.notes() == ["before", "a"])
    #expect(try isFree())
  }

  @Test("What only looked, or failed before it locked, leaves nothing held")
  func looking() throws {
    let seen = try store.writeReadingFirst { transaction throws(SQLiteError) in
      try Self.notes(in: transaction)
    }
    #expect(seen == ["before"])
    #expect(throws: SQLiteError.self) {
      try store.writeReadingFirst { (_) throws(SQLiteError) in
        throw SQLiteError(code: 1, message: "no")
      }
    }
    #expect(try isFree())
    #expect(try other.notes() == ["before"])
  }

  @Test("Where another one wrote since it began, it is run anew on what stands now")
  func overtaken() throws {
    var seen: [[String]] = []
    try store.writeReadingFirst { transaction throws(SQLiteError) in
      let notes = try Self.notes(in: transaction)
      seen.append(notes)
      if seen.count == 1 { try other.add("overtook") }
      try transaction.lock()
      try add("after \(notes.count)", in: transaction)
    }
    #expect(seen == [["before"], ["before", "overtook"]])
    #expect(try other.notes() == ["before", "overtook", "after 2"])
  }

  @Test("Where another one has the lock, it waits for it like any write, and says so in the end")
  func held() throws {
    var runs = 0
    try other.write { (_) throws(SQLiteError) in
      let error = #expect(throws: SQLiteError.self) {
        try store.writeReadingFirst { transaction throws(SQLiteError) in
          runs += 1
          try transaction.lock()
        }
      }
      #expect(error?.isBusy == true)
    }
    #expect(runs == 1)
    try store.add("a")
    #expect(try other.notes() == ["before", "a"])
  }

  @Test("A write without the lock is refused, and is not done")
  func unlocked() throws {
    let error = #expect(throws: SQLiteError.self) {
      try store.writeReadingFirst { transaction throws(SQLiteError) in
        try add("a", in: transaction)
      }
    }
    #expect(error?.message == "a write without the lock for writing")
    #expect(try other.notes() == ["before"])
    try store.add("b")
    #expect(try other.notes() == ["before", "b"])
  }

  @Test("What fails under the lock, or is not to be kept, is undone", arguments: [true, false])
  func undone(fails: Bool) throws {
    func write() throws(SQLiteError) {
      try store.writeReadingFirst(keeps: false) { transaction throws(SQLiteError) in
        try transaction.lock()
        try add("a", in: transaction)
        if fails { throw SQLiteError(code: 1, message: "no") }
      }
    }
    if fails {
      #expect(throws: SQLiteError.self) { try write() }
    } else {
      try write()
    }
    #expect(try isFree())
    #expect(try other.notes() == ["before"])
  }

  @Test("In a group the lock is the group's from the first that takes it")
  func group() throws {
    store.beginGroup()
    _ = try store.writeReadingFirst { transaction throws(SQLiteError) in
      try Self.notes(in: transaction)
    }
    #expect(try isFree())
    #expect(throws: SQLiteError.self) {
      try store.writeReadingFirst { transaction throws(SQLiteError) in
        try transaction.lock()
        try add("undone", in: transaction)
        throw SQLiteError(code: 1, message: "no")
      }
    }
    #expect(try !isFree())
    for text in ["a", "b"] {
      try store.writeReadingFirst { transaction throws(SQLiteError) in
        try transaction.lock()
        try add(text, in: transaction)
      }
    }
    #expect(try other.notes() == ["before"])
    try store.endGroup()
    #expect(try other.notes() == ["before", "a", "b"])
    #expect(try isFree())
  }

  @Test("A newer program that changed the tables is noticed", arguments: [true, false])
  func tables(whileItReads: Bool) throws {
    func change() throws(SQLiteError) {
      try other.write { transaction throws(SQLiteError) in
        try transaction.connection.executeScript(
          "CREATE TABLE newer(a); INSERT INTO schema_migrations VALUES('newer')")
      }
    }
    if !whileItReads { try change() }
    var runs = 0
    let error = #expect(throws: SQLiteError.self) {
      try store.writeReadingFirst { transaction throws(SQLiteError) in
        runs += 1
        _ = try Self.notes(in: transaction)
        if whileItReads { try change() }
        try transaction.lock()
        try add("a", in: transaction)
      }
    }
    #expect(error?.message.contains("newer") == true && runs == 1, "\(String(describing: error))")
    let notes = try other.read { connection throws(SQLiteError) in
      try connection.rows("SELECT text FROM note") { $0.text(0) }
    }
    #expect(notes == ["before"])
  }
}
