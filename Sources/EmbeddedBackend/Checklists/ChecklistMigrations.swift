import SQLite

/// Checklists of tasks.
enum ChecklistMigrations {
  static let checklists = Migration(
    name: "workspace-018-checklists",
    sql: """
      CREATE TABLE checklists(
        id TEXT PRIMARY KEY,
        task_id TEXT NOT NULL REFERENCES tasks(id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        orderindex INTEGER NOT NULL,
        creator INTEGER REFERENCES users(id) ON DELETE SET NULL,
        date_created INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX checklists_of_task ON checklists(task_id, orderindex);

      -- row_id keeps the order in which a checklist got its items; orderindex comes with imports.
      -- The item that one stands below is of the same checklist, and takes it along when it goes.
      CREATE TABLE checklist_items(
        row_id INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        checklist_id TEXT NOT NULL REFERENCES checklists(id) ON DELETE CASCADE,
        parent TEXT CHECK(parent <> id),
        name TEXT NOT NULL,
        assignee INTEGER REFERENCES users(id) ON DELETE SET NULL,
        resolved INTEGER NOT NULL DEFAULT 0 CHECK(resolved IN (0, 1)),
        orderindex INTEGER,
        date_created INTEGER NOT NULL,
        start_date INTEGER,
        start_date_time INTEGER NOT NULL DEFAULT 0 CHECK(start_date_time IN (0, 1)),
        due_date INTEGER,
        due_date_time INTEGER NOT NULL DEFAULT 0 CHECK(due_date_time IN (0, 1)),
        UNIQUE(checklist_id, id),
        FOREIGN KEY(checklist_id, parent) REFERENCES checklist_items(checklist_id, id)
          ON DELETE CASCADE
      ) STRICT;
      CREATE INDEX items_of_item ON checklist_items(checklist_id, parent);
      """)
}
