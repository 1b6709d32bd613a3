import Foundation
import SQLite
import Testing

/// A file that is whole is written, whatever one of SQLite's checks says of it; one that is not is
/// neither written nor brought up to date.
@Suite("A whole file")
struct WholeFileTests {
  let folder: Folder
  let listID: String
  let taskID: String

  init() throws {
    folder = try Folder()
    let workplace = Workplace(folder.store)
    listID = try workplace.listID()
    taskID = try #require(try workplace.create("the-first-0", in: listID).taskID)
    workplace.store.close()
  }

  /// The table as it was before `workspace-010-field-elements`.
  private static let elementsBefore = """
    CREATE TABLE field_elements(
      task_id TEXT NOT NULL,
      field_id TEXT NOT NULL,
      element TEXT NOT NULL,
      PRIMARY KEY(field_id, element, task_id),
      FOREIGN KEY(task_id, field_id) REFERENCES field_values(task_id, field_id) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX elements_of_value ON field_elements(task_id, field_id);
    """

  /// Makes it the store of the program before that step, with one label on its task.
  private func goBack() throws {
    let connection = try Connection(path: folder.store)
    try connection.executeScript(
      """
      BEGIN;
      DROP TABLE field_elements;
      \(Self.elementsBefore)
      DELETE FROM schema_migrations WHERE name = 'workspace-010-field-elements';
      INSERT INTO fields(id, workspace_id, name, type, type_config, date_created)
        SELECT 'f', id, 'Labels', 'labels', '{}', 0 FROM workspaces;
      INSERT INTO field_values(task_id, field_id, value) VALUES('\(taskID)', 'f', '["a"]');
      INSERT INTO field_elements VALUES('\(taskID)', 'f', 'a');
      COMMIT;
      """)
    _ = try connection.rows("PRAGMA wal_checkpoint(TRUNCATE)") { _ in }
  }

  private func elements() throws -> [String] {
    try Connection(path: folder.store).rows(
      "SELECT task_id || ' ' || field_id || ' ' || element FROM field_elements"
    ) { $0.text(0) }
  }

  @Test("A store with a label in it, which an older version refused forever, comes back to life")
  func comesBack() throws {
    try goBack()
    let workplace = Workplace(folder.store, seed: 2)
    #expect(try workplace.store.examine() == false)
    #expect(try workplace.create("the-second", in: listID).taskID != nil)
    #expect(try elements() == ["\(taskID) f a"])
    #expect(try workplace.store.examine())
    for check in ["quick_check", "integrity_check"] {
      #expect(
        try Connection(path: folder.store).rows("PRAGMA \(check)") { $0.text(0) } == ["ok"])
    }
  }

  @Test("What quick_check complains of and integrity_check does not is not a damage")
  func secondOpinion() throws {
    do {
      let connection = try Connection(path: folder.store)
      try connection.executeScript(
        """
        CREATE TABLE stray(a TEXT NOT NULL, b TEXT NOT NULL, PRIMARY KEY(b, a)) WITHOUT ROWID;
        INSERT INTO stray VALUES('a', 'b');
        """)
      _ = try connection.rows("PRAGMA wal_checkpoint(TRUNCATE)") { _ in }
      #expect(try connection.rows("PRAGMA integrity_check") { $0.text(0) } == ["ok"])
    }
    #expect(try Workplace(folder.store, seed: 2).create("the-second", in: listID).taskID != nil)
  }

  @Test("A damaged file is not brought up to date")
  func damagedAndOutdated() throws {
    try goBack()
    try breakTimeEntries()
    let before = try Data(contentsOf: URL(fileURLWithPath: folder.store))
    let workplace = Workplace(folder.store, seed: 2)
    #expect(throws: SQLiteError.self) { try workplace.store.examine() }
    #expect(try workplace.create("the-second", in: listID).code == "ledger_unavailable")
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.store)) == before)
  }

  // MARK: After a checkpoint of another process

  /// Breaks a page that making a task does not touch, so that only looking the file through finds
  /// it, and leaves size and time of the file as they were.
  private func breakTimeEntries() throws {
    let page = try Connection(path: folder.store).row(
      "SELECT rootpage FROM sqlite_schema WHERE name = 'time_entries'"
    ) { $0.integer(0) }
    var status = stat()
    try #require(stat(folder.store, &status) == 0)
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: folder.store))
    try file.seek(toOffset: UInt64(try #require(page) - 1) * 4_096)
    try file.write(contentsOf: Data([0xFF]))
    try file.close()
    #if canImport(Darwin)
      let times = [status.st_atimespec, status.st_mtimespec]
    #else
      let times = [status.st_atim, status.st_mtim]
    #endif
    #expect(utimensat(AT_FDCWD, folder.store, times, 0) == 0)
  }

  @Test("Where one of ours found it whole before its checkpoint, it is not looked through again")
  func vouched() throws {
    let (one, other) = (Workplace(folder.store, seed: 2), Workplace(folder.store, seed: 3))
    for (number, workplace) in [one, other].enumerated() {
      #expect(try workplace.create("before-\(number)", in: listID).taskID != nil)
    }
    try breakTimeEntries()
    #expect(other.store.checkpointIfWorthwhile(aboveBytes: 0))
    // Not found: that it is not looked for is what this tells.
    #expect(try one.create("the-second", in: listID).taskID != nil)
    // Who has not looked it through itself yet trusts nobody.
    let late = Workplace(folder.store, seed: 4)
    #expect(try late.create("the-third-0", in: listID).code == "ledger_unavailable")
  }

  @Test("A checkpoint of a process that did not look it through vouches for nothing")
  func notVouched() throws {
    let (one, other) = (Workplace(folder.store, seed: 2), Workplace(folder.store, seed: 3))
    #expect(try one.create("the-second", in: listID).taskID != nil)
    try breakTimeEntries()
    #expect(try !other.tasks().isEmpty)
    #expect(other.store.checkpointIfWorthwhile(aboveBytes: 0))
    #expect(try one.create("the-third-0", in: listID).code == "ledger_unavailable")
  }
}
