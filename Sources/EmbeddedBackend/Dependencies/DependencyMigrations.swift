import SQLite

/// What waits on what, and which tasks are linked.
enum DependencyMigrations {
  static let dependencies = Migration(
    name: "workspace-006-dependencies",
    sql: """
      -- task_id waits on depends_on.
      CREATE TABLE dependencies(
        task_id TEXT NOT NULL REFERENCES tasks(id) ON DELETE CASCADE,
        depends_on TEXT NOT NULL REFERENCES tasks(id) ON DELETE CASCADE,
        user_id INTEGER REFERENCES users(id) ON DELETE SET NULL,
        date_created INTEGER NOT NULL,
        PRIMARY KEY(task_id, depends_on),
        CHECK(task_id <> depends_on)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX dependencies_of_blocking ON dependencies(depends_on, task_id);

      -- A link has no direction: first is the lesser of the two IDs, so that it stands here once.
      CREATE TABLE task_links(
        first TEXT NOT NULL REFERENCES tasks(id) ON DELETE CASCADE,
        second TEXT NOT NULL REFERENCES tasks(id) ON DELETE CASCADE,
        user_id INTEGER REFERENCES users(id) ON DELETE SET NULL,
        date_created INTEGER NOT NULL,
        PRIMARY KEY(first, second),
        CHECK(first < second)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX task_links_of_second ON task_links(second, first);
      """)
}
