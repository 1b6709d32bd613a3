import SQLite

extension HierarchyMigrations {
  /// What is kept in memory of the hierarchy, and Lists by their names.
  ///
  /// The mark is drawn and not counted: a count that is taken back with what it counted is reached
  /// again by something else.
  static let mark = Migration(
    name: "workspace-016-hierarchy-mark",
    sql: """
      CREATE TABLE hierarchy_mark(
        only INTEGER PRIMARY KEY CHECK(only = 1),
        mark INTEGER NOT NULL
      ) STRICT;
      INSERT INTO hierarchy_mark VALUES(1, random());
      \(marked.map(triggers).joined())

      ALTER TABLE lists ADD COLUMN folded_name TEXT;
      CREATE INDEX lists_by_folded_name ON lists(folded_name);
      CREATE TRIGGER list_renamed AFTER UPDATE OF name ON lists WHEN old.name IS NOT new.name BEGIN
        UPDATE lists SET folded_name = NULL WHERE id = new.id;
      END;

      -- Of use only for a filter that now asks each task instead; each task that was made paid it.
      DROP INDEX tasks_of_watcher;
      """,
    completion: ListNames.bringUpToDate)

  /// The tables of which something is kept.
  private static let marked = [
    "users", "authorized_user", "workspaces", "workspace_members", "workspace_identities",
    "spaces", "folders", "lists", "statuses", "fields", "field_locations",
  ]

  private static func triggers(on table: String) -> String {
    ["INSERT", "UPDATE", "DELETE"].map { event in
      """
      CREATE TRIGGER mark_\(table)_\(event.lowercased()) AFTER \(event) ON \(table) BEGIN
        UPDATE hierarchy_mark SET mark = random();
      END;

      """
    }.joined()
  }
}
