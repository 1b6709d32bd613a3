import SQLite

/// Time that people logged.
enum TimeMigrations {
  static let timeEntries = Migration(
    name: "workspace-007-time-entries",
    sql: """
      -- stop is NULL while the timer runs. changed is what the API calls at.
      CREATE TABLE time_entries(
        id INTEGER PRIMARY KEY,
        workspace_id INTEGER NOT NULL REFERENCES workspaces(id) ON DELETE CASCADE,
        task_id TEXT REFERENCES tasks(id) ON DELETE CASCADE,
        user_id INTEGER NOT NULL REFERENCES users(id),
        start INTEGER NOT NULL,
        stop INTEGER,
        billable INTEGER NOT NULL DEFAULT 0 CHECK(billable IN (0, 1)),
        description TEXT NOT NULL DEFAULT '',
        source TEXT NOT NULL,
        changed INTEGER NOT NULL,
        CHECK(stop >= start)
      ) STRICT;
      CREATE INDEX time_entries_of_person ON time_entries(workspace_id, user_id, start);
      CREATE INDEX time_entries_of_task ON time_entries(task_id, start)
        WHERE task_id IS NOT NULL;
      -- One running timer a person.
      CREATE UNIQUE INDEX running_timers ON time_entries(workspace_id, user_id)
        WHERE stop IS NULL;

      CREATE TABLE time_entry_tags(
        entry_id INTEGER NOT NULL REFERENCES time_entries(id) ON DELETE CASCADE,
        name TEXT NOT NULL CHECK(name <> ''),
        foreground TEXT NOT NULL,
        background TEXT NOT NULL,
        creator INTEGER REFERENCES users(id) ON DELETE SET NULL,
        PRIMARY KEY(entry_id, name)
      ) STRICT;
      """)
}
