import SQLite

/// The tags of a Space, and which tasks carry them.
enum TagMigrations {
  static let tags = Migration(
    name: "workspace-003-tags",
    sql: """
      CREATE TABLE tags(
        space_id INTEGER NOT NULL REFERENCES spaces(id) ON DELETE CASCADE,
        name TEXT NOT NULL CHECK(name <> ''),
        foreground TEXT NOT NULL,
        background TEXT NOT NULL,
        creator INTEGER REFERENCES users(id) ON DELETE SET NULL,
        PRIMARY KEY(space_id, name)
      ) STRICT;

      -- row_id keeps the order in which a task got its tags.
      CREATE TABLE task_tags(
        row_id INTEGER PRIMARY KEY,
        task_id TEXT NOT NULL REFERENCES tasks(id) ON DELETE CASCADE,
        space_id INTEGER NOT NULL,
        name TEXT NOT NULL,
        UNIQUE(task_id, name),
        FOREIGN KEY(space_id, name) REFERENCES tags(space_id, name)
          ON DELETE CASCADE ON UPDATE CASCADE
      ) STRICT;
      CREATE INDEX tasks_of_tag ON task_tags(name, task_id);
      CREATE INDEX tasks_of_space_tag ON task_tags(space_id, name);
      """)
}
