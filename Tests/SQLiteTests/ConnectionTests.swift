import SQLite
import Testing

@Suite("Connection")
struct ConnectionTests {
  @Test(
    "A value comes back as it was put in",
    arguments: [
      SQLValue.null, 0, .integer(.max), .integer(.min), .real(0.1), .real(-0.0), "", "a",
      "zero\u{0}inside", "ünï 👩‍👩‍👧", .blob([]), .blob([0, 1, 255]), true,
    ])
  func roundTrip(value: SQLValue) throws {
    let connection = try Connection(path: ":memory:")
    let found = try connection.row("SELECT ?1, typeof(?1)", [value]) { row -> SQLValue in
      switch row.text(1) {
      case "null": .null
      case "integer": .integer(row.integer(0))
      case "real": .real(row.double(0))
      case "text": .text(row.text(0))
      default: .blob(row.blob(0))
      }
    }
    #expect(found == value)
  }

  @Test("NULL reads as nil, or as the zero of its type")
  func null() throws {
    let connection = try Connection(path: ":memory:")
    let found = try connection.row("SELECT NULL") { row -> Bool in
      #expect(row.isNull(0))
      #expect(row.optionalInteger(0) == nil)
      #expect(row.optionalDouble(0) == nil)
      #expect(row.optionalText(0) == nil)
      #expect(row.integer(0) == 0 && row.text(0).isEmpty && row.blob(0).isEmpty && !row.bool(0))
      return true
    }
    #expect(found == true)
    #expect(try connection.row("SELECT 1 WHERE 0") { $0.integer(0) } == nil)
  }

  @Test("A statement can be used again while its own rows are read")
  func nested() throws {
    let connection = try Connection(path: ":memory:")
    try connection.executeScript(
      "CREATE VIEW numbers AS WITH RECURSIVE n(value) AS (VALUES(1) UNION ALL SELECT value + 1 "
        + "FROM n WHERE value < 3) SELECT value FROM n")
    let pairs = "SELECT value FROM numbers WHERE value <= ?1 ORDER BY value"
    var seen: [String] = []
    try connection.forEachRow(pairs, [3]) { outer in
      let limit = outer.integer(0)
      do throws(SQLiteError) {
        let inner = try connection.rows(pairs, [.integer(limit)]) { $0.integer(0) }
        seen.append("\(limit):\(inner)")
      } catch { Issue.record(error) }
      return true
    }
    #expect(seen == ["1:[1]", "2:[1, 2]", "3:[1, 2, 3]"])
  }

  @Test("More texts than are kept, with one of them in use, still answer right")
  func manyTexts() throws {
    let connection = try Connection(path: ":memory:")
    var sum: Int64 = 0
    try connection.forEachRow("SELECT 1 UNION ALL SELECT 2", []) { row in
      for number in 0..<1_100 {
        do throws(SQLiteError) {
          sum += try connection.row("SELECT \(number)") { $0.integer(0) } ?? 0
        } catch { Issue.record(error) }
      }
      sum += row.integer(0)
      return true
    }
    #expect(sum == 2 * (1_099 * 1_100 / 2) + 3)
  }

  @Test("A row that was not asked for does not keep the statement open")
  func stopsEarly() throws {
    let connection = try Connection(path: ":memory:")
    try connection.executeScript("CREATE TABLE t(a); INSERT INTO t VALUES(1), (2)")
    #expect(try connection.row("SELECT a FROM t ORDER BY a") { $0.integer(0) } == 1)
    try connection.execute("DROP TABLE t")
    #expect(connection.changes == 2)
    #expect(connection.lastInsertRowID == 2)
  }

  @Test("Errors say what they are")
  func errors() throws {
    let connection = try Connection(path: ":memory:")
    try connection.executeScript("CREATE TABLE t(a INTEGER PRIMARY KEY, b UNIQUE, CHECK(b <> 'x'))")
    try connection.execute("INSERT INTO t VALUES(1, 1)")
    func failure(_ sql: String, _ values: [SQLValue] = []) throws -> SQLiteError {
      try #require(throws: SQLiteError.self) { try connection.execute(sql, values) }
    }
    #expect(try failure("INSERT INTO t VALUES(1, 2)").isUniqueViolation)
    #expect(try failure("INSERT INTO t VALUES(2, 1)").isUniqueViolation)
    let check = try failure("INSERT INTO t VALUES(2, 'x')")
    #expect(check.isConstraint && !check.isUniqueViolation && !check.isBusy)
    #expect(try failure("SELECT ?", [1, 2]).code != 0)
    #expect(try failure("nonsense").description.contains("syntax error"))
    try connection.execute("PRAGMA max_page_count = 4")
    #expect(try failure("INSERT INTO t VALUES(2, zeroblob(100000))").isFull)
  }
}
