import SQLite

/// Custom Fields, where they are offered, and the values that tasks have in them.
enum FieldMigrations {
  static let fields = Migration(
    name: "workspace-004-fields",
    sql: """
      CREATE TABLE fields(
        id TEXT PRIMARY KEY,
        workspace_id INTEGER NOT NULL REFERENCES workspaces(id) ON DELETE CASCADE,
        name TEXT NOT NULL CHECK(name <> ''),
        type TEXT NOT NULL CHECK(type <> ''),
        type_config TEXT NOT NULL,
        hide_from_guests INTEGER NOT NULL DEFAULT 0 CHECK(hide_from_guests IN (0, 1)),
        required INTEGER NOT NULL DEFAULT 0 CHECK(required IN (0, 1)),
        date_created INTEGER NOT NULL
      ) STRICT;

      -- Where a field is offered: there and in everything below.
      CREATE TABLE field_locations(
        field_id TEXT NOT NULL REFERENCES fields(id) ON DELETE CASCADE,
        workspace_id INTEGER REFERENCES workspaces(id) ON DELETE CASCADE,
        space_id INTEGER REFERENCES spaces(id) ON DELETE CASCADE,
        folder_id INTEGER REFERENCES folders(id) ON DELETE CASCADE,
        list_id INTEGER REFERENCES lists(id) ON DELETE CASCADE,
        CHECK((workspace_id IS NOT NULL) + (space_id IS NOT NULL) + (folder_id IS NOT NULL)
          + (list_id IS NOT NULL) = 1)
      ) STRICT;
      CREATE UNIQUE INDEX fields_of_workspace ON field_locations(workspace_id, field_id)
        WHERE workspace_id IS NOT NULL;
      CREATE UNIQUE INDEX fields_of_space ON field_locations(space_id, field_id)
        WHERE space_id IS NOT NULL;
      CREATE UNIQUE INDEX fields_of_folder ON field_locations(folder_id, field_id)
        WHERE folder_id IS NOT NULL;
      CREATE UNIQUE INDEX fields_of_list ON field_locations(list_id, field_id)
        WHERE list_id IS NOT NULL;
      CREATE INDEX locations_of_field ON field_locations(field_id);

      -- value is the stored form (FieldValueReader); number and words repeat it for filters: words
      -- is lower-cased text, or the one choice of a drop_down or checkbox.
      CREATE TABLE field_values(
        task_id TEXT NOT NULL REFERENCES tasks(id) ON DELETE CASCADE,
        field_id TEXT NOT NULL REFERENCES fields(id) ON DELETE CASCADE,
        value TEXT NOT NULL,
        number REAL,
        words TEXT,
        PRIMARY KEY(task_id, field_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX values_by_number ON field_values(field_id, number);
      CREATE INDEX values_by_words ON field_values(field_id, words);

      -- One row for each label, person or task of a value that holds several.
      CREATE TABLE field_elements(
        task_id TEXT NOT NULL,
        field_id TEXT NOT NULL,
        element TEXT NOT NULL,
        PRIMARY KEY(field_id, element, task_id),
        FOREIGN KEY(task_id, field_id) REFERENCES field_values(task_id, field_id)
          ON DELETE CASCADE
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX elements_of_value ON field_elements(task_id, field_id);
      """)

  /// The columns of `field_elements` in the order of its key. `PRAGMA quick_check` of SQLite 3.40
  /// reads a table WITHOUT ROWID whose key begins with another column than the table does as if it
  /// did not, finds NULL in a column
  /// that has none, and a store with one label in it was called damaged.
  static let elementsInKeyOrder = Migration(
    name: "workspace-010-field-elements",
    sql: """
      CREATE TABLE field_elements_in_key_order(
        field_id TEXT NOT NULL,
        element TEXT NOT NULL,
        task_id TEXT NOT NULL,
        PRIMARY KEY(field_id, element, task_id),
        FOREIGN KEY(task_id, field_id) REFERENCES field_values(task_id, field_id)
          ON DELETE CASCADE
      ) STRICT, WITHOUT ROWID;
      INSERT INTO field_elements_in_key_order(field_id, element, task_id)
        SELECT field_id, element, task_id FROM field_elements;
      DROP TABLE field_elements;
      ALTER TABLE field_elements_in_key_order RENAME TO field_elements;
      CREATE INDEX elements_of_value ON field_elements(task_id, field_id);
      """)

  /// What was set to nothing has no value. Relationships to a List and files, which were kept as
  /// they had been shown, get the forms in which they can be set and asked for.
  static let valuesThatCount = Migration(
    name: "workspace-014-field-values",
    sql: """
      DELETE FROM field_values WHERE value IN ('[]', '{}', 'null', '""')
        OR trim(words, char(9, 10, 11, 12, 13, 32)) = '';
      UPDATE field_values SET value = (
          SELECT json_group_array(
            CASE type WHEN 'object' THEN json_extract(value, '$.id') ELSE value END)
          FROM json_each(field_values.value))
        WHERE field_id IN (SELECT id FROM fields WHERE type = 'list_relationship')
          AND json_type(value) = 'array';
      INSERT OR IGNORE INTO field_elements(field_id, element, task_id)
        SELECT v.field_id,
          CASE e.type WHEN 'object' THEN json_extract(e.value, '$.id') ELSE e.value END, v.task_id
        FROM field_values v, json_each(v.value) e
        WHERE v.field_id IN (
            SELECT id FROM fields WHERE type IN ('list_relationship', 'attachment'))
          AND json_type(v.value) = 'array' AND e.type IN ('object', 'text')
          AND (e.type = 'text' OR json_type(e.value, '$.id') = 'text');
      """)
}
