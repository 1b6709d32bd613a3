import APICore
import JSON
import SQLite
import Testing

@testable import EmbeddedBackend

@Suite struct SchemaTests {
  @Test func everyTableIsStrict() throws {
    let loose = try TestWorkspace().store.read { connection throws(SQLiteError) in
      try connection.rows(
        """
        SELECT name FROM pragma_table_list
        WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'
        """
      ) { $0.text(0) }
    }
    #expect(loose == [])
  }

  /// Without one, deleting a parent row would read its children's whole table.
  @Test func everyForeignKeyHasAnIndex() throws {
    let missing = try TestWorkspace().store.read { connection throws(SQLiteError) in
      try connection.rows(
        """
        SELECT t.name || '.' || k."from" FROM pragma_table_list t, pragma_foreign_key_list(t.name) k
        WHERE t.schema = 'main' AND k.seq = 0
          AND k."table" IN ('tasks', 'lists', 'folders', 'spaces')
          AND NOT EXISTS (
            SELECT 1 FROM pragma_index_list(t.name) i, pragma_index_info(i.name) c
            WHERE c.seqno = 0 AND c.name = k."from")
        """
      ) { $0.text(0) }
    }
    #expect(missing == [])
  }

  @Test func migrationsAreNumberedInTheirOrder() {
    let names = EmbeddedBackend.migrations.map(\.name)
    #expect(names == names.sorted())
    #expect(Set(names).count == names.count)
  }

  /// A plan that scans or sorts would not page through 100,000 tasks.
  static let plans = [
    ("t.list_id = 1 AND t.archived = 0", "created", "tasks_of_list"),
    ("t.archived = 0", "created", "tasks_by_creation"),
    ("t.archived = 0", "updated", "tasks_by_update"),
  ]

  @Test(arguments: plans)
  func pagesAreFoundInAnIndexAlone(
    _ plan: (condition: String, order: String, index: String)
  ) throws {
    let order = try #require(TaskOrder(rawValue: plan.order)).clause(isReversed: false)
    let steps = try TestWorkspace().store.read { connection throws(SQLiteError) in
      try connection.rows(
        """
        EXPLAIN QUERY PLAN SELECT t.row_id FROM tasks t WHERE \(plan.condition)
          AND t.parent IS NULL
          AND t.status_id NOT IN (SELECT id FROM statuses WHERE type = 'closed')
        ORDER BY \(order) LIMIT 101 OFFSET 900
        """
      ) { $0.text(3) }
    }
    #expect(steps.contains { $0.contains("t USING COVERING INDEX \(plan.index)") }, "\(steps)")
    #expect(!steps.contains { $0.contains("TEMP B-TREE") }, "\(steps)")
  }
}
