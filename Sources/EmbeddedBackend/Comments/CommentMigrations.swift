import SQLite

/// Comments on tasks.
enum CommentMigrations {
  static let comments = Migration(
    name: "workspace-005-comments",
    sql: """
      -- blocks is the formatted text as the API takes it; comment_text is what it reads as.
      -- resolved and assigned_by mean something only where there is an assignee.
      CREATE TABLE comments(
        id INTEGER PRIMARY KEY,
        task_id TEXT NOT NULL REFERENCES tasks(id) ON DELETE CASCADE,
        user_id INTEGER NOT NULL REFERENCES users(id),
        blocks TEXT NOT NULL,
        comment_text TEXT NOT NULL,
        assignee INTEGER REFERENCES users(id) ON DELETE SET NULL,
        assigned_by INTEGER REFERENCES users(id) ON DELETE SET NULL,
        resolved INTEGER NOT NULL DEFAULT 0 CHECK(resolved IN (0, 1)),
        date INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX comments_of_task ON comments(task_id, date, id);
      """)
}
