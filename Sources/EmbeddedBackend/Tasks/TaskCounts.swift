import SQLite

/// How many tasks stand in each List, by status: kept, not counted.
///
/// Every answer about a List says how many open tasks it has, and so does every task that is made
/// in one; counting 100,000 of them took 20 ms each time.
enum TaskCounts {
  /// Counts the tasks that "Get Tasks" answers by default: not archived, no subtasks.
  static let migration = Migration(
    name: "workspace-009-task-counts",
    sql: """
      CREATE TABLE task_counts(
        list_id INTEGER NOT NULL REFERENCES lists(id) ON DELETE CASCADE,
        status_id TEXT NOT NULL,
        tasks INTEGER NOT NULL CHECK(tasks >= 0),
        PRIMARY KEY(list_id, status_id)
      ) STRICT, WITHOUT ROWID;

      CREATE TRIGGER task_counted AFTER INSERT ON tasks
        WHEN new.archived = 0 AND new.parent IS NULL
      BEGIN
        INSERT INTO task_counts VALUES(new.list_id, new.status_id, 1)
          ON CONFLICT DO UPDATE SET tasks = tasks + 1;
      END;
      CREATE TRIGGER task_uncounted AFTER DELETE ON tasks
        WHEN old.archived = 0 AND old.parent IS NULL
      BEGIN
        UPDATE task_counts SET tasks = tasks - 1
          WHERE list_id = old.list_id AND status_id = old.status_id;
        DELETE FROM task_counts
          WHERE list_id = old.list_id AND status_id = old.status_id AND tasks = 0;
      END;
      CREATE TRIGGER task_recounted AFTER UPDATE OF list_id, status_id, archived, parent ON tasks
        WHEN (old.list_id, old.status_id, old.archived, old.parent IS NULL)
          IS NOT (new.list_id, new.status_id, new.archived, new.parent IS NULL)
      BEGIN
        UPDATE task_counts SET tasks = tasks - 1
          WHERE list_id = old.list_id AND status_id = old.status_id
            AND old.archived = 0 AND old.parent IS NULL;
        DELETE FROM task_counts
          WHERE list_id = old.list_id AND status_id = old.status_id AND tasks = 0;
        INSERT INTO task_counts SELECT new.list_id, new.status_id, 1
          WHERE new.archived = 0 AND new.parent IS NULL
          ON CONFLICT DO UPDATE SET tasks = tasks + 1;
      END;
      """)

  /// The number of open tasks of the List that `list` is the ID of in SQL.
  static func open(of list: String) -> String {
    """
    (SELECT coalesce(sum(tasks), 0) FROM task_counts WHERE list_id = \(list)
      AND status_id NOT IN (SELECT id FROM statuses WHERE type = 'closed'))
    """
  }
}
