import EmbeddedBackend
import Ledger
import LiveBackend
import SQLite
import Testing

/// What holds of the tables of all parts together.
@Suite struct StoreSchemaTests {
  static let stores = [
    EmbeddedBackend.migrations + LedgerStore.migrations,
    LedgerStore.migrations + LiveBackend.migrations,
  ]

  /// `PRAGMA quick_check` of SQLite up to 3.40.1 at least calls a whole table damaged whose key
  /// begins with another column than the table.
  @Test(arguments: [0, 1])
  func everyTableWithoutRowIDBeginsWithItsKeyInOrder(_ store: Int) throws {
    let misplaced = try Store(path: ":memory:", migrations: Self.stores[store]).read {
      connection throws(SQLiteError) in
      try connection.rows(
        """
        SELECT t.name || '.' || c.name
        FROM sqlite_master m JOIN pragma_table_list(m.name) t, pragma_table_xinfo(m.name) c
        WHERE m.type = 'table' AND t.wr = 1 AND c.pk > 0 AND c.pk <> c.cid + 1
          AND m.sql NOT LIKE 'CREATE TABLE ''search_texts%'
        """
      ) { $0.text(0) }
    }
    #expect(misplaced == [])
  }

  /// A value of every type of Custom Field, a comment, time, a dependency …
  @Test func theWorldOfTheExamplesIsWholeByBothChecks() throws {
    let world = try ExampleWorld()
    let elements = try world.store.read { connection throws(SQLiteError) in
      try connection.row("SELECT count(DISTINCT field_id) FROM field_elements") { $0.integer(0) }
    }
    #expect(elements == 5)
    for check in ["quick_check", "integrity_check"] {
      let answer = try world.store.read { connection throws(SQLiteError) in
        try connection.rows("PRAGMA \(check)") { $0.text(0) }
      }
      #expect(answer == ["ok"], "\(check)")
    }
  }
}
