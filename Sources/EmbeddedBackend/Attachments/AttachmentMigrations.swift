import SQLite

/// Files of tasks.
enum AttachmentMigrations {
  static let attachments = Migration(
    name: "workspace-023-attachments",
    sql: """
      -- row_id keeps the order in which a task got them. What is in one stands in a file beside the
      -- store, by its hash; in `contents` only where the store itself is no file.
      CREATE TABLE attachments(
        row_id INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        task_id TEXT NOT NULL REFERENCES tasks(id) ON DELETE CASCADE,
        title TEXT NOT NULL,
        size INTEGER NOT NULL CHECK(size >= 0),
        sha256 TEXT NOT NULL CHECK(length(sha256) = 64),
        creator INTEGER REFERENCES users(id) ON DELETE SET NULL,
        date INTEGER NOT NULL,
        contents BLOB
      ) STRICT;
      CREATE INDEX attachments_of_task ON attachments(task_id, row_id);
      CREATE INDEX attachments_by_hash ON attachments(sha256);
      """)
}
