import Foundation
import JSON
import SQLite
import Testing

/// A store whose text index the version before this one made.
@Suite struct SearchUpgradeTests {
  /// As `workspace-008-search` made it, and filled from the texts as they are.
  private static let before =
    "BEGIN;" + withoutSides + """
      CREATE VIRTUAL TABLE task_search USING fts5(
        name, description, comments,
        tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
      INSERT INTO task_search(rowid, name, description, comments)
        SELECT row_id, name, description, coalesce(
          (SELECT group_concat(comment_text, char(10)) FROM comments WHERE task_id = tasks.id), '')
        FROM tasks;
      DROP TABLE search_titles;
      DELETE FROM schema_migrations WHERE name = 'workspace-019-search-batches';
      CREATE INDEX tasks_by_name ON tasks(name COLLATE NOCASE);
      DELETE FROM schema_migrations WHERE name = 'workspace-013-folded-search';
      """ + withoutCustomIDs + "COMMIT;"

  /// Takes back `workspace-020-search-sides`, but for the table that it dropped.
  private static let withoutSides =
    ["value", "tag", "checklist", "item"].flatMap { part in
      ["insert", "update", "delete"].map { "DROP TRIGGER \(part)_search_\($0);" }
    }.joined() + """
      DROP TRIGGER field_search_update;
      DROP TABLE search_texts;
      DELETE FROM schema_migrations WHERE name = 'workspace-020-search-sides';

      """

  /// Takes back `workspace-017-search-parts`; what notes changes is put back where a test needs it.
  private static let withoutParts = """
    DROP TABLE search_changes;
    DROP TRIGGER task_search_insert;
    DROP TRIGGER task_search_update;
    DROP TRIGGER task_search_delete;
    DROP TRIGGER comment_search_insert;
    DROP TRIGGER comment_search_update;
    DROP TRIGGER comment_search_delete;
    CREATE TABLE search_pending(row_id INTEGER PRIMARY KEY) STRICT;
    CREATE TRIGGER task_search_insert AFTER INSERT ON tasks BEGIN
      INSERT OR IGNORE INTO search_pending VALUES(new.row_id);
    END;
    CREATE TRIGGER task_search_update AFTER UPDATE OF name, description ON tasks BEGIN
      INSERT OR IGNORE INTO search_pending VALUES(new.row_id);
    END;
    CREATE TRIGGER task_search_delete AFTER DELETE ON tasks BEGIN
      INSERT OR IGNORE INTO search_pending VALUES(old.row_id);
    END;
    CREATE TRIGGER comment_search_insert AFTER INSERT ON comments BEGIN
      INSERT OR IGNORE INTO search_pending SELECT row_id FROM tasks WHERE id = new.task_id;
    END;
    CREATE TRIGGER comment_search_update AFTER UPDATE OF comment_text ON comments BEGIN
      INSERT OR IGNORE INTO search_pending SELECT row_id FROM tasks WHERE id = new.task_id;
    END;
    CREATE TRIGGER comment_search_delete AFTER DELETE ON comments BEGIN
      INSERT OR IGNORE INTO search_pending SELECT row_id FROM tasks WHERE id = old.task_id;
    END;
    DELETE FROM schema_migrations WHERE name = 'workspace-017-search-parts';

    """

  /// Takes back `workspace-015-custom-ids`.
  private static let withoutCustomIDs =
    withoutParts + """
      DROP TRIGGER custom_id_insert;
      DROP TRIGGER custom_id_update;
      DROP TRIGGER custom_id_delete;
      DROP TABLE search_ids;
      DELETE FROM schema_migrations WHERE name = 'workspace-015-custom-ids';

      """

  private func call(_ tool: String, _ arguments: JSONValue, _ store: String) throws -> JSONValue {
    let ended = try CommandLineTests.run(
      ["--store", store, "--json", "call", tool, arguments.canonicalString])
    #expect(ended.status == 0, "\(tool): \(ended.errors)")
    return try JSONValue.parse(ended.output)
  }

  private func names(_ query: String, _ store: String) throws -> [String] {
    try call("search_tasks", ["query": .string(query)], store)["tasks"]?.array?
      .compactMap { $0["name"]?.string } ?? []
  }

  @Test("Where nothing may be written the store is left as that version wrote it")
  func readOnly() throws {
    let folder = try TemporaryDirectory()
    _ = try call("create_task", ["list_id": "Inbox", "name": "Old"], folder.store)
    try Connection(path: folder.store).executeScript(Self.before)
    let file = URL(filePath: folder.store)
    let bytes = try Data(contentsOf: file)
    for tool in ["get_workspace", "search_tasks"] {
      let ended = try CommandLineTests.run(
        "--store", folder.store, "--read-only", "call", tool)
      #expect(ended.status == 1, "\(ended.output)")
      #expect(ended.errors.contains("written by an older version"), "\(ended.errors)")
      #expect(ended.errors.contains("without `--read-only`"), "\(ended.errors)")
      #expect(!ended.errors.contains("damaged"))
    }
    #expect(try Data(contentsOf: file) == bytes)
    #expect(try names("Old", folder.store) == ["Old"])
  }

  @Test("What is not indexed yet is found, and indexed then where something may be written")
  func behind() throws {
    let folder = try TemporaryDirectory()
    _ = try call("create_task", ["list_id": "Inbox", "name": "Plums"], folder.store)
    for (options, waiting) in [(["--read-only"], 1), ([], 0)] {
      let server = try ServerProcess(["--store", folder.store] + options)
      for _ in 1...2 {
        let answer = try server.result("search_tasks", ["query": "plum"])
        #expect(answer["tasks"]?.array?.count == 1, "\(answer)")
      }
      #expect(try server.finish() == 0)
      let left = try Connection(path: folder.store)
        .rows("SELECT count(*) FROM search_changes") { $0.integer(0) }
      #expect(left == [Int64(waiting)])
    }
  }

  @Test("What is searched first after the upgrade is found, and so is what is written then")
  func isFound() throws {
    let folder = try TemporaryDirectory()
    let task = try call(
      "create_task", ["list_id": "Inbox", "name": "Квартальный отчёт"], folder.store)
    _ = try call(
      "post_comment", ["task_id": try #require(task["id"]), "comment_text": "Don’t forget"],
      folder.store)
    do {
      let connection = try Connection(path: folder.store)
      try connection.executeScript(Self.before)
      let found = try connection.rows(
        "SELECT count(*) FROM task_search WHERE task_search MATCH '\"отчет\"*'"
      ) { $0.integer(0) }
      #expect(found == [0], "the store is not as the version before left it")
    }
    for query in ["отчет", "ОТЧЁТ", "don't forget", "квартальныи", "квартальный"] {
      let wanted = query == "квартальныи" ? [] : ["Квартальный отчёт"]
      #expect(try names(query, folder.store) == wanted, "\(query)")
    }
    _ = try call("create_task", ["list_id": "Inbox", "name": "отчет"], folder.store)
    #expect(try names("Отчёт", folder.store) == ["отчет", "Квартальный отчёт"])
    let inspection = try StoreInspection(folder.store)
    #expect(try inspection.integrity == "ok")
    let doctor = try CommandLineTests.run("--store", folder.store, "doctor")
    #expect(doctor.status == 0, "\(doctor.output)")
  }

  @Test("What an older process wrote and had not indexed is found after the upgrade")
  func isPending() throws {
    let folder = try TemporaryDirectory()
    let task = try call("create_task", ["list_id": "Inbox", "name": "Old name"], folder.store)
    let id = try #require(task["id"]?.string)
    let connection = try Connection(path: folder.store)
    try connection.executeScript(Self.withoutParts)
    try connection.execute("UPDATE tasks SET name = 'Näher' WHERE id = ?", [.text(id)])
    #expect(try names("naher", folder.store) == ["Näher"])
    #expect(try names("old", folder.store) == [])
    _ = try call("update_task", ["task_id": .string(id), "name": "Later"], folder.store)
    _ = try call("post_comment", ["task_id": .string(id), "comment_text": "Größe"], folder.store)
    for query in ["later", "grosse", "later grosse"] {
      #expect(try names(query, folder.store) == ["Later"], "\(query)")
    }
    #expect(try names("naher", folder.store) == [])
    #expect(try StoreInspection(folder.store).integrity == "ok")
  }

  @Test("Custom IDs are found in any spelling after the upgrade, and those that come then")
  func customIDs() throws {
    let folder = try TemporaryDirectory()
    for (name, id, isBefore) in [("Big", "Größe-7", true), ("Bigger", "Größe-8", false)] {
      let task = try call("create_task", ["list_id": "Inbox", "name": .string(name)], folder.store)
      let connection = try Connection(path: folder.store)
      try connection.execute(
        "UPDATE tasks SET custom_id = ? WHERE id = ?",
        [.text(id), .text(try #require(task["id"]?.string))])
      if isBefore { try connection.executeScript(Self.withoutCustomIDs) }
    }
    for (id, name) in [("grosse-7", "Big"), ("GRÖSSE-8", "Bigger")] {
      #expect(try names(id, folder.store) == [name])
      let task = try call("get_task", ["task_id": .string(id)], folder.store)
      #expect(task["name"] == .string(name))
    }
    #expect(try StoreInspection(folder.store).integrity == "ok")
  }

  @Test("What that version had not looked into is found after the upgrade")
  func sides() throws {
    let folder = try TemporaryDirectory()
    let task = try call(
      "create_task", ["list_id": "Inbox", "name": "Order", "tags": ["Weihnachten"]], folder.store)
    let id = try #require(task["id"])
    try Connection(path: folder.store).executeScript(
      """
      INSERT INTO fields(id, workspace_id, name, type, type_config, date_created)
        SELECT 'f1', id, 'Customer', 'text', '{}', 1 FROM workspaces;
      INSERT INTO field_locations(field_id, workspace_id) SELECT 'f1', id FROM workspaces;
      INSERT INTO field_values(task_id, field_id, value, words)
        SELECT id, 'f1', '"Halvorsen AS"', 'halvorsen as' FROM tasks;
      BEGIN; \(Self.withoutSides)
      CREATE VIRTUAL TABLE search_words USING fts5(
        name, description, comments,
        tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* Co'", prefix = '2 3');
      INSERT INTO search_words(rowid, name, description, comments)
        SELECT row_id, lower(name), '', '' FROM tasks;
      COMMIT;
      """)
    for query in ["halvorsen", "order", "order weihnachten"] {
      #expect(try names(query, folder.store) == ["Order"], "\(query)")
    }
    let found = try call("search_tasks", ["query": "halvorsen"], folder.store)["tasks"]?[0]
    #expect(found?["id"] == id)
    #expect(
      found?["matched"] == [["in": "custom_field", "name": "Customer", "value": "Halvorsen AS"]])
    #expect(try StoreInspection(folder.store).integrity == "ok")
  }

  /// It would put texts into the index that nobody finds.
  @Test("A process of the version before that still has the store open cannot write to its index")
  func isOutOfReach() throws {
    let folder = try TemporaryDirectory()
    _ = try call("create_task", ["list_id": "Inbox", "name": "New"], folder.store)
    let connection = try Connection(path: folder.store)
    #expect(throws: SQLiteError.self) {
      try connection.execute(
        "INSERT INTO task_search(rowid, name, description, comments) VALUES(9, 'a', '', '')")
    }
  }
}
