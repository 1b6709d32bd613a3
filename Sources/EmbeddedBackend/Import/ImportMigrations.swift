import SQLite

/// What an import remembers.
enum ImportMigrations {
  static let imports = Migration(
    name: "workspace-011-import",
    sql: """
      -- As of when what stands here was said, of what carries no date of its own (statuses, people
      -- …), so that older answers do not undo newer ones; and with a `kind` of their own what the
      -- import supplied itself and what recorded DELETEs took away.
      CREATE TABLE imported(
        kind TEXT NOT NULL,
        id TEXT NOT NULL,
        date INTEGER NOT NULL,
        PRIMARY KEY(kind, id)
      ) STRICT, WITHOUT ROWID;

      -- Who the person is that works here, in a Workspace that was imported; elsewhere it is the
      -- authorized user.
      CREATE TABLE workspace_identities(
        workspace_id INTEGER PRIMARY KEY REFERENCES workspaces(id) ON DELETE CASCADE,
        user_id INTEGER NOT NULL REFERENCES users(id)
      ) STRICT;

      -- Time that an answer said was spent, beyond the entries that stand here.
      ALTER TABLE tasks ADD COLUMN time_elsewhere INTEGER NOT NULL DEFAULT 0
        CHECK(time_elsewhere >= 0);
      """)

  static let pending = Migration(
    name: "workspace-012-import-pending",
    sql: """
      -- What a task said of another one that has not come in: {"parent": …}, or a dependency or
      -- link as an answer shows it. date: as of when it said so.
      CREATE TABLE import_pending(
        task_id TEXT NOT NULL REFERENCES tasks(id) ON DELETE CASCADE,
        value TEXT NOT NULL,
        other TEXT NOT NULL,
        date INTEGER NOT NULL,
        PRIMARY KEY(task_id, value)
      ) STRICT, WITHOUT ROWID;
      """)
}
