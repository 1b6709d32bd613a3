import SQLite

/// The text index over name, description, comments, and what stands beside them (`SideTexts`).
///
/// Triggers only note what changed (`search_changes`), so that no code that writes tasks or
/// comments can forget to; `SearchIndex` brings the index up to date at the end of each write.
/// Triggers cannot write the index themselves: with `trusted_schema` off, SQLite 3.40 refuses
/// virtual tables in them ("unsafe use of virtual table").
///
/// The index holds folded texts (`TextFold`), and its tokens are those of `SearchWords`; prefixes
/// of two and three characters have an index of their own
/// (https://www.sqlite.org/fts5.html#prefix_indexes).
enum SearchMigrations {
  static let search = Migration(
    name: "workspace-008-search",
    sql: """
      CREATE VIRTUAL TABLE task_search USING fts5(
        name, description, comments,
        tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');

      CREATE INDEX tasks_by_name ON tasks(name COLLATE NOCASE);

      CREATE TABLE search_pending(row_id INTEGER PRIMARY KEY) STRICT;

      CREATE TRIGGER task_search_insert AFTER INSERT ON tasks BEGIN
        INSERT OR IGNORE INTO search_pending VALUES(new.row_id);
      END;
      CREATE TRIGGER task_search_update AFTER UPDATE OF name, description ON tasks
      WHEN old.name <> new.name OR old.description <> new.description BEGIN
        INSERT OR IGNORE INTO search_pending VALUES(new.row_id);
      END;
      CREATE TRIGGER task_search_delete AFTER DELETE ON tasks BEGIN
        INSERT OR IGNORE INTO search_pending VALUES(old.row_id);
      END;

      CREATE TRIGGER comment_search_insert AFTER INSERT ON comments BEGIN
        INSERT OR IGNORE INTO search_pending
          SELECT row_id FROM tasks WHERE id = new.task_id;
      END;
      CREATE TRIGGER comment_search_update AFTER UPDATE OF comment_text ON comments BEGIN
        INSERT OR IGNORE INTO search_pending
          SELECT row_id FROM tasks WHERE id = new.task_id;
      END;
      CREATE TRIGGER comment_search_delete AFTER DELETE ON comments BEGIN
        INSERT OR IGNORE INTO search_pending
          SELECT row_id FROM tasks WHERE id = old.task_id;
      END;

      INSERT INTO search_pending SELECT row_id FROM tasks;
      """)

  /// Indexes all tasks anew, folded. `unicode61` by itself knows accents of Latin letters only, and
  /// takes a mark, which is a vowel in many scripts, for the end of a word.
  ///
  /// Under another name: a process of an earlier version that still has the store open must fail
  /// where it writes, and not put texts into the index that are not folded.
  static let folded = Migration(
    name: "workspace-013-folded-search",
    sql: """
      DROP TABLE task_search;
      CREATE VIRTUAL TABLE search_words USING fts5(
        name, description, comments,
        tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* Co'", prefix = '2 3');

      DROP INDEX tasks_by_name;
      CREATE TABLE search_names(
        name TEXT NOT NULL, row_id INTEGER NOT NULL, PRIMARY KEY(name, row_id)
      ) STRICT, WITHOUT ROWID;

      INSERT OR IGNORE INTO search_pending SELECT row_id FROM tasks;
      """)

  /// Custom IDs, which people write in any case and spelling.
  ///
  /// Triggers note which row's is to be folded by NULL, so that what a process of an earlier
  /// version writes meanwhile is found as well: rows with NULL are compared one by one.
  static let customIDs = Migration(
    name: "workspace-015-custom-ids",
    sql: """
      CREATE TABLE search_ids(row_id INTEGER PRIMARY KEY, folded TEXT) STRICT;
      CREATE INDEX search_ids_folded ON search_ids(folded);

      CREATE TRIGGER custom_id_insert AFTER INSERT ON tasks WHEN new.custom_id IS NOT NULL BEGIN
        INSERT INTO search_ids VALUES(new.row_id, NULL);
      END;
      CREATE TRIGGER custom_id_update AFTER UPDATE OF custom_id ON tasks
      WHEN new.custom_id IS NOT old.custom_id BEGIN
        DELETE FROM search_ids WHERE row_id = old.row_id;
        INSERT INTO search_ids SELECT new.row_id, NULL WHERE new.custom_id IS NOT NULL;
        INSERT OR IGNORE INTO search_pending VALUES(new.row_id);
      END;
      CREATE TRIGGER custom_id_delete AFTER DELETE ON tasks BEGIN
        DELETE FROM search_ids WHERE row_id = old.row_id;
      END;

      INSERT INTO search_ids SELECT row_id, NULL FROM tasks WHERE custom_id IS NOT NULL;
      INSERT OR IGNORE INTO search_pending SELECT row_id FROM search_ids;
      """)

  /// Notes which part of a task changed: 0 for all of it, -1 for its name and description, -2 for
  /// its custom ID, or else the ID of a comment that is new.
  static let parts = Migration(
    name: "workspace-017-search-parts",
    sql: """
      CREATE TABLE search_changes(
        row_id INTEGER NOT NULL, part INTEGER NOT NULL, PRIMARY KEY(row_id, part)
      ) STRICT, WITHOUT ROWID;
      INSERT INTO search_changes SELECT row_id, 0 FROM search_pending;
      DROP TRIGGER task_search_insert;
      DROP TRIGGER task_search_update;
      DROP TRIGGER task_search_delete;
      DROP TRIGGER comment_search_insert;
      DROP TRIGGER comment_search_update;
      DROP TRIGGER comment_search_delete;
      DROP TRIGGER custom_id_update;
      DROP TABLE search_pending;

      CREATE TRIGGER task_search_insert AFTER INSERT ON tasks BEGIN
        INSERT OR IGNORE INTO search_changes VALUES(new.row_id, 0);
      END;
      CREATE TRIGGER task_search_update AFTER UPDATE OF name, description ON tasks
      WHEN old.name <> new.name OR old.description <> new.description BEGIN
        INSERT OR IGNORE INTO search_changes VALUES(new.row_id, -1);
      END;
      CREATE TRIGGER task_search_delete AFTER DELETE ON tasks BEGIN
        INSERT OR IGNORE INTO search_changes VALUES(old.row_id, 0);
      END;

      CREATE TRIGGER comment_search_insert AFTER INSERT ON comments BEGIN
        INSERT OR IGNORE INTO search_changes
          SELECT row_id, max(0, new.id) FROM tasks WHERE id = new.task_id;
      END;
      CREATE TRIGGER comment_search_update AFTER UPDATE OF comment_text ON comments
      WHEN old.comment_text <> new.comment_text BEGIN
        INSERT OR IGNORE INTO search_changes
          SELECT row_id, 0 FROM tasks WHERE id = new.task_id;
      END;
      CREATE TRIGGER comment_search_delete AFTER DELETE ON comments BEGIN
        INSERT OR IGNORE INTO search_changes
          SELECT row_id, 0 FROM tasks WHERE id = old.task_id;
      END;

      CREATE TRIGGER custom_id_update AFTER UPDATE OF custom_id ON tasks
      WHEN new.custom_id IS NOT old.custom_id BEGIN
        DELETE FROM search_ids WHERE row_id = old.row_id;
        INSERT INTO search_ids SELECT new.row_id, NULL WHERE new.custom_id IS NOT NULL;
        INSERT OR IGNORE INTO search_changes VALUES(new.row_id, -2);
      END;
      """)

  /// From here on the index may be behind (`SearchIndex`), which a process of an earlier version
  /// that still has the store open does not know: it would not find the newest tasks. Since a table
  /// that it reads has another name now, its searches fail instead.
  static let batches = Migration(
    name: "workspace-019-search-batches",
    sql: "ALTER TABLE search_names RENAME TO search_titles")

  /// The index looks into `SideTexts` too: part -3 of a task. It has another name, since a process
  /// of an earlier version would index tasks without them. All are indexed anew.
  static let sides = Migration(
    name: "workspace-020-search-sides",
    sql: """
      DROP TABLE search_words;
      CREATE VIRTUAL TABLE search_texts USING fts5(
        name, description, comments, sides,
        tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* Co'", prefix = '2 3');
      DELETE FROM search_titles;

      \(sideTriggers)

      INSERT OR IGNORE INTO search_changes SELECT row_id, 0 FROM tasks;
      """, completion: SearchIndex.bringUpToDate)

  /// Each asks whether the part is noted already: `OR IGNORE` does not hold in what a foreign key
  /// sets off (https://www.sqlite.org/lang_createtrigger.html: the policy of the outer statement).
  private static let sideTriggers =
    triggers("value", on: "field_values", columns: "task_id, field_id, value")
    + triggers("tag", on: "task_tags", columns: "task_id, name")
    + triggers("checklist", on: "checklists", columns: "task_id, name")
    + triggers("item", on: "checklist_items", columns: "checklist_id, name") {
      "(SELECT task_id FROM checklists WHERE id = \($0).checklist_id)"
    } + """
      -- The names of its options.
      CREATE TRIGGER field_search_update AFTER UPDATE OF type, type_config ON fields
      WHEN old.type <> new.type OR old.type_config <> new.type_config BEGIN
        \(noting("id IN (SELECT task_id FROM field_values WHERE field_id = new.id)"))
      END;
      """

  /// - Parameter task: the ID of the task of the row `old` or `new`.
  private static func triggers(
    _ name: String, on table: String, columns: String,
    task: (String) -> String = { "\($0).task_id" }
  ) -> String {
    """
    CREATE TRIGGER \(name)_search_insert AFTER INSERT ON \(table) BEGIN
      \(noting("id = \(task("new"))"))
    END;
    CREATE TRIGGER \(name)_search_update AFTER UPDATE OF \(columns) ON \(table) BEGIN
      \(noting("id IN (\(task("old")), \(task("new")))"))
    END;
    CREATE TRIGGER \(name)_search_delete AFTER DELETE ON \(table) BEGIN
      \(noting("id = \(task("old"))"))
    END;

    """
  }

  private static func noting(_ condition: String) -> String {
    """
    INSERT INTO search_changes SELECT row_id, -3 FROM tasks WHERE \(condition)
      AND NOT EXISTS (SELECT 1 FROM search_changes c
        WHERE c.row_id = tasks.row_id AND c.part IN (0, -3));
    """
  }
}
