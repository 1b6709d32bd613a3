import SQLite

/// Comments on tasks and Lists, and replies to them.
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

  /// The old table is moved away first: to delete it while the new one refers to it would look for
  /// replies to each comment.
  static let threads = Migration(
    name: "workspace-021-comment-threads",
    sql: """
      DROP TRIGGER comment_search_insert;
      DROP TRIGGER comment_search_update;
      DROP TRIGGER comment_search_delete;
      DROP INDEX comments_of_task;
      ALTER TABLE comments RENAME TO task_comments;
      -- A reply stands where the comment stands that it answers.
      CREATE TABLE comments(
        id INTEGER PRIMARY KEY,
        task_id TEXT REFERENCES tasks(id) ON DELETE CASCADE,
        list_id INTEGER REFERENCES lists(id) ON DELETE CASCADE,
        parent_id INTEGER REFERENCES comments(id) ON DELETE CASCADE,
        user_id INTEGER NOT NULL REFERENCES users(id),
        blocks TEXT NOT NULL,
        comment_text TEXT NOT NULL,
        assignee INTEGER REFERENCES users(id) ON DELETE SET NULL,
        assigned_by INTEGER REFERENCES users(id) ON DELETE SET NULL,
        resolved INTEGER NOT NULL DEFAULT 0 CHECK(resolved IN (0, 1)),
        date INTEGER NOT NULL,
        CHECK((task_id IS NULL) <> (list_id IS NULL))
      ) STRICT;
      INSERT INTO comments(id, task_id, user_id, blocks, comment_text, assignee, assigned_by,
          resolved, date)
        SELECT id, task_id, user_id, blocks, comment_text, assignee, assigned_by, resolved, date
        FROM task_comments;
      DROP TABLE task_comments;
      CREATE INDEX comments_of_task ON comments(task_id, date, id, parent_id);
      CREATE INDEX comments_of_list ON comments(list_id, date, id, parent_id)
        WHERE list_id IS NOT NULL;
      CREATE INDEX replies_of_comment ON comments(parent_id, date, id) WHERE parent_id IS NOT NULL;

      CREATE TRIGGER comment_search_insert AFTER INSERT ON comments BEGIN
        INSERT OR IGNORE INTO search_changes
          SELECT row_id, max(0, new.id) FROM tasks WHERE id = new.task_id;
      END;
      CREATE TRIGGER comment_search_update AFTER UPDATE OF comment_text ON comments
      WHEN old.comment_text <> new.comment_text BEGIN
        INSERT OR IGNORE INTO search_changes
          SELECT row_id, 0 FROM tasks WHERE id = new.task_id;
      END;
      -- Asks whether it is noted already: `OR IGNORE` does not hold in what a foreign key sets off.
      CREATE TRIGGER comment_search_delete AFTER DELETE ON comments BEGIN
        INSERT INTO search_changes SELECT row_id, 0 FROM tasks WHERE id = old.task_id
          AND NOT EXISTS (SELECT 1 FROM search_changes c WHERE c.row_id = tasks.row_id
            AND c.part = 0);
      END;
      """)
}
