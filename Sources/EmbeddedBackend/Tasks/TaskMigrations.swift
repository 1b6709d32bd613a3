import SQLite

/// Tasks and who they belong to.
enum TaskMigrations {
  static let tasks = Migration(
    name: "workspace-002-tasks",
    sql: """
      -- row_id names a task inside the database (the text index, pages); id is what the API says.
      -- description is plain text; markdown is what it was written as, where that was Markdown.
      -- orderindex: NULL where the order of creation is the order.
      CREATE TABLE tasks(
        row_id INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        custom_id TEXT,
        custom_item_id INTEGER NOT NULL DEFAULT 0,
        list_id INTEGER NOT NULL REFERENCES lists(id) ON DELETE CASCADE,
        status_id TEXT NOT NULL REFERENCES statuses(id) DEFERRABLE INITIALLY DEFERRED,
        name TEXT NOT NULL CHECK(name <> ''),
        description TEXT NOT NULL DEFAULT '',
        markdown TEXT,
        orderindex TEXT,
        parent TEXT REFERENCES tasks(id) ON DELETE CASCADE CHECK(parent <> id),
        top_level_parent TEXT,
        creator INTEGER NOT NULL REFERENCES users(id),
        priority INTEGER CHECK(priority BETWEEN 1 AND 4),
        due_date INTEGER,
        due_date_time INTEGER NOT NULL DEFAULT 0 CHECK(due_date_time IN (0, 1)),
        start_date INTEGER,
        start_date_time INTEGER NOT NULL DEFAULT 0 CHECK(start_date_time IN (0, 1)),
        points REAL,
        time_estimate INTEGER CHECK(time_estimate >= 0),
        archived INTEGER NOT NULL DEFAULT 0 CHECK(archived IN (0, 1)),
        date_created INTEGER NOT NULL,
        date_updated INTEGER NOT NULL,
        date_closed INTEGER,
        date_done INTEGER,
        CHECK((parent IS NULL) = (top_level_parent IS NULL))
      ) STRICT;
      -- A page of a List is found in this index alone, whatever the page.
      CREATE INDEX tasks_of_list
        ON tasks(list_id, archived, date_created, row_id, parent, status_id);
      CREATE INDEX tasks_by_creation
        ON tasks(archived, date_created, row_id, parent, status_id, list_id);
      CREATE INDEX tasks_of_parent ON tasks(parent) WHERE parent IS NOT NULL;
      CREATE INDEX tasks_of_status ON tasks(status_id);
      CREATE INDEX tasks_by_due_date ON tasks(due_date) WHERE due_date IS NOT NULL;
      CREATE INDEX tasks_by_update
        ON tasks(archived, date_updated, row_id, parent, status_id, list_id);
      CREATE UNIQUE INDEX tasks_by_custom_id ON tasks(custom_id) WHERE custom_id IS NOT NULL;

      CREATE TABLE task_assignees(
        task_id TEXT NOT NULL REFERENCES tasks(id) ON DELETE CASCADE,
        user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        PRIMARY KEY(task_id, user_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX tasks_of_assignee ON task_assignees(user_id, task_id);

      CREATE TABLE task_watchers(
        task_id TEXT NOT NULL REFERENCES tasks(id) ON DELETE CASCADE,
        user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        PRIMARY KEY(task_id, user_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX tasks_of_watcher ON task_watchers(user_id, task_id);
      """)

  static let furtherLists = Migration(
    name: "workspace-022-further-lists",
    sql: """
      -- Lists in which a task stands besides its own (tasks.list_id), which is never among them.
      CREATE TABLE further_lists(
        task_id TEXT NOT NULL REFERENCES tasks(id) ON DELETE CASCADE,
        list_id INTEGER NOT NULL REFERENCES lists(id) ON DELETE CASCADE,
        date_added INTEGER NOT NULL,
        PRIMARY KEY(task_id, list_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX further_lists_of_list ON further_lists(list_id, task_id);
      CREATE TRIGGER further_lists_after_move AFTER UPDATE OF list_id ON tasks BEGIN
        DELETE FROM further_lists WHERE task_id = NEW.id AND list_id = NEW.list_id;
      END;
      """)
}
