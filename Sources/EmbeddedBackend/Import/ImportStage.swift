import JSON
import SQLite

/// What is to be imported, on disk and in the order in which it is written, with what became of it.
///
/// An import is as large as somebody's Workspace, so memory holds one value of the input and one
/// transaction's work, never all. A database of its own in a temporary file, which SQLite removes
/// (https://www.sqlite.org/inmemorydb.html#temp_db).
///
/// Invariant: the order depends on what stands here, never on when it was added: that is why the
/// result of an import does not depend on the order of its files. (Of exports without a date it
/// does: only the order says which of two is the newer one.)
public final class ImportStage {
  let connection: Connection
  /// Of the exports that were read.
  var exports: [ExportFacts] = []
  /// Of all their rows.
  var survey = ExportSurvey()
  /// Where their rows belong, where somebody says so.
  var workspace: String?

  public init() throws(SQLiteError) {
    connection = try Connection(path: "")
    // Nothing here outlives the process, so nothing is synced; 16 MiB hold the upper levels of the
    // indexes of a million things.
    try connection.executeScript(
      """
      PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16384;
      CREATE TABLE staged(
        id INTEGER PRIMARY KEY, form INTEGER NOT NULL, date INTEGER, size INTEGER NOT NULL,
        digest INTEGER NOT NULL, place TEXT, value TEXT NOT NULL, answered INTEGER) STRICT;
      -- What is written, by position; whatever cannot be placed yet is asked again.
      CREATE TABLE turn(position INTEGER PRIMARY KEY, staged INTEGER NOT NULL) STRICT;
      CREATE TABLE deferred(
        position INTEGER PRIMARY KEY, staged INTEGER NOT NULL, kind TEXT NOT NULL,
        reason TEXT NOT NULL) STRICT;
      CREATE TABLE outcomes(kind TEXT NOT NULL, id TEXT NOT NULL, outcome TEXT NOT NULL,
        PRIMARY KEY(kind, id, outcome)) STRICT, WITHOUT ROWID;
      CREATE TABLE skipped(kind TEXT NOT NULL, reason TEXT NOT NULL, number INTEGER NOT NULL,
        PRIMARY KEY(kind, reason)) STRICT, WITHOUT ROWID;
      CREATE TABLE not_kept(what TEXT NOT NULL, owner TEXT NOT NULL, number INTEGER NOT NULL,
        PRIMARY KEY(what, owner)) STRICT, WITHOUT ROWID;
      CREATE UNIQUE INDEX staged_rows ON staged(place)
        WHERE form = \(ImportEntity.Form.row.rawValue);
      CREATE TABLE remarks(
        what TEXT PRIMARY KEY, number INTEGER NOT NULL, place TEXT NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE supplied(what TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE parents(
        task TEXT PRIMARY KEY, parent TEXT, is_news INTEGER NOT NULL) STRICT, WITHOUT ROWID;
      CREATE INDEX children ON parents(parent) WHERE parent IS NOT NULL;
      CREATE TABLE relations(
        position INTEGER PRIMARY KEY, task TEXT NOT NULL, value TEXT NOT NULL,
        is_news INTEGER NOT NULL, date INTEGER NOT NULL, is_answered INTEGER NOT NULL) STRICT;
      CREATE TABLE wanted(
        position INTEGER PRIMARY KEY, task TEXT NOT NULL UNIQUE, custom_id TEXT NOT NULL) STRICT;
      """)
  }

  // MARK: What is read

  /// Finds everything in one value of the input.
  public func add(_ value: JSONValue) throws(SQLiteError) {
    for finding in ImportFinding.all(in: value) {
      switch finding {
      case .entity(let entity): try add(entity)
      case .unusable(let kind, let reason): try skip(1, kind, reason)
      case .notKept(let what, let owner, let number): try lose(what, of: owner, number)
      }
    }
  }

  func add(_ entity: ImportEntity) throws(SQLiteError) {
    let text = entity.value.canonicalString
    try connection.execute(
      "INSERT INTO staged(form, date, size, digest, place, value, answered) "
        + "VALUES(?, ?, ?, ?, ?, ?, ?)",
      [
        .integer(entity.form.rawValue), SQLValue(entity.date), .integer(Int64(text.utf8.count)),
        .integer(Int64(bitPattern: NameDigest.of(text))), SQLValue(entity.place), .text(text),
        SQLValue(entity.answered),
      ])
  }

  // MARK: What is written

  /// Puts everything but removals (or only those) in order: by form, then the older before the
  /// newer, what has no date first, and the richer after the poorer. Exports, which do not always
  /// say of when they are, come in their order, and the rows of one by their tasks.
  ///
  /// - Returns: how many there are.
  func begin(removals: Bool) throws(SQLiteError) -> Int {
    try connection.execute("DELETE FROM turn")
    try connection.execute(
      """
      INSERT INTO turn(staged) SELECT id FROM staged WHERE (form = ?1) = ?2
      ORDER BY form, date, CASE WHEN form = ?3 THEN json_extract(value, '$.export') ELSE size END,
        CASE WHEN form = ?3 THEN place ELSE digest END, id
      """,
      [
        .integer(ImportEntity.Form.removal.rawValue), SQLValue(removals),
        .integer(ImportEntity.Form.row.rawValue),
      ])
    return Int(try connection.row("SELECT count(*) FROM turn") { $0.integer(0) } ?? 0)
  }

  /// What has its turn behind `position`, at most `limit`.
  func entities(after position: Int64, limit: Int) throws(SQLiteError) -> [Queued] {
    let rows = try connection.rows(
      """
      SELECT t.position, t.staged, s.form, s.date, s.place, s.value, s.answered
      FROM turn t JOIN staged s ON s.id = t.staged WHERE t.position > ?
      ORDER BY t.position LIMIT ?
      """, [.integer(position), .integer(Int64(limit))]
    ) { row in
      ImportEntity.Form(rawValue: row.integer(2)).map { form in
        Queued(
          position: row.integer(0), staged: row.integer(1),
          entity: ImportEntity(
            form, .stored(row.text(5)), at: row.optionalText(4), on: row.optionalInteger(3),
            answered: row.optionalInteger(6)))
      }
    }
    return rows.compactMap(\.self)
  }

  struct Queued: Sendable {
    let position: Int64
    let staged: Int64
    let entity: ImportEntity
  }

  /// Asks again what could not be placed.
  ///
  /// - Returns: whether there is hope: something was deferred, and less than before.
  func beginAgain() throws(SQLiteError) -> Bool {
    func count(_ table: String) throws(SQLiteError) -> Int64 {
      try connection.row("SELECT count(*) FROM \(table)") { $0.integer(0) } ?? 0
    }
    let waiting = try count("deferred")
    guard waiting > 0 else { return false }
    guard try waiting < count("turn") else {
      try connection.execute(
        """
        INSERT INTO skipped SELECT kind, reason, count(*) FROM deferred GROUP BY kind, reason
        ON CONFLICT DO UPDATE SET number = number + excluded.number
        """)
      try connection.execute("DELETE FROM deferred")
      return false
    }
    try connection.execute("DELETE FROM turn")
    try connection.execute("INSERT INTO turn SELECT position, staged FROM deferred")
    try connection.execute("DELETE FROM deferred")
    return true
  }

  /// Keeps what one committed transaction noted.
  func record(_ notes: ImportNotes) throws(SQLiteError) {
    for (kind, id, outcome) in notes.outcomes {
      try connection.execute(
        "INSERT INTO outcomes VALUES(?, ?, ?) ON CONFLICT DO NOTHING",
        [.text(kind.rawValue), .text(id), .text(outcome.rawValue)])
    }
    for (kind, reason) in notes.skipped { try skip(1, kind, reason) }
    for (what, owner, number) in notes.notKept { try lose(what, of: owner, number) }
    for what in notes.supplied {
      try connection.execute(
        "INSERT INTO supplied VALUES(?, 1) ON CONFLICT DO UPDATE SET number = number + 1",
        [.text(what)])
    }
    for (what, remark) in notes.remarks {
      try self.remark(remark.number, what, at: remark.place)
    }
    for relation in notes.relations { try add(relation) }
    for (task, customID) in notes.wanted { try want(customID, for: task) }
    for deferred in notes.deferred {
      try connection.execute(
        "INSERT INTO deferred VALUES(?, ?, ?, ?)",
        [
          .integer(deferred.turn.position), .integer(deferred.turn.staged),
          .text(deferred.turn.entity.kind.rawValue), .text(deferred.reason),
        ])
    }
  }

  /// What is said later of a task's parent stands; what is not news only adds.
  private func add(_ relation: ImportRelation) throws(SQLiteError) {
    try connection.execute(
      """
      INSERT INTO parents VALUES(?, ?, ?) ON CONFLICT DO UPDATE SET
        parent = CASE WHEN excluded.is_news THEN excluded.parent
          ELSE coalesce(excluded.parent, parent) END,
        is_news = is_news OR excluded.is_news
      """, [.text(relation.task), SQLValue(relation.parent), SQLValue(relation.isNews)])
    guard relation.saysOthers, relation.isNews || !relation.others.isEmpty else { return }
    try connection.execute(
      "INSERT INTO relations(task, value, is_news, date, is_answered) VALUES(?, ?, ?, ?, ?)",
      [
        .text(relation.task), .text(JSONValue.array(relation.others).canonicalString),
        SQLValue(relation.isNews), .integer(relation.date), SQLValue(relation.isAnswered),
      ])
  }

  /// Adds what waited since an earlier import, unless its task says something else now.
  func add(_ waiting: [ImportRelation]) throws(SQLiteError) {
    for relation in waiting {
      let isNews = try connection.row(
        "SELECT is_news FROM parents WHERE task = ?", [.text(relation.task)]
      ) { $0.bool(0) }
      if isNews != true { try add(relation) }
    }
  }

  func skip(_ number: Int64, _ kind: ImportReport.Kind, _ reason: String)
    throws(SQLiteError)
  {
    try connection.execute(
      """
      INSERT INTO skipped VALUES(?, ?, ?)
      ON CONFLICT DO UPDATE SET number = number + excluded.number
      """, [.text(kind.rawValue), .text(reason), .integer(number)])
  }

  /// The most that any answer speaks of.
  private func lose(_ what: String, of owner: String, _ number: Int64) throws(SQLiteError) {
    try connection.execute(
      """
      INSERT INTO not_kept VALUES(?, ?, ?)
      ON CONFLICT DO UPDATE SET number = max(number, excluded.number)
      """, [.text(what), .text(owner), .integer(number)])
  }
}

// MARK: - What tasks say of others, and the report

extension ImportStage {
  /// Brings those below after those above them: then a task is placed once all above it are.
  ///
  /// What goes round in a circle has no top, and comes last.
  func orderParents() throws(SQLiteError) {
    try connection.executeScript(
      """
      CREATE TABLE placing(
        position INTEGER PRIMARY KEY, task TEXT NOT NULL UNIQUE, parent TEXT,
        is_news INTEGER NOT NULL) STRICT;
      WITH RECURSIVE tree(task, level) AS (
        SELECT task, 0 FROM parents p WHERE p.parent IS NULL
          OR NOT EXISTS (SELECT 1 FROM parents q WHERE q.task = p.parent)
        UNION ALL SELECT p.task, t.level + 1 FROM tree t JOIN parents p ON p.parent = t.task
      )
      INSERT INTO placing(task, parent, is_news)
        SELECT p.task, p.parent, p.is_news FROM tree t JOIN parents p ON p.task = t.task
        ORDER BY t.level, p.task;
      INSERT INTO placing(task, parent, is_news)
        SELECT task, parent, is_news FROM parents p
        WHERE NOT EXISTS (SELECT 1 FROM placing WHERE task = p.task) ORDER BY task;
      """)
  }

  func placings(after position: Int64, limit: Int) throws(SQLiteError) -> [ImportPlacing] {
    try connection.rows(
      "SELECT position, task, parent, is_news FROM placing WHERE position > ? ORDER BY position "
        + "LIMIT ?", [.integer(position), .integer(Int64(limit))]
    ) { row in
      ImportPlacing(
        position: row.integer(0), task: row.text(1), parent: row.optionalText(2),
        isNews: row.bool(3))
    }
  }

  func relations(after position: Int64, limit: Int) throws(SQLiteError) -> [ImportRelations] {
    try connection.rows(
      "SELECT position, task, value, is_news, date, is_answered FROM relations WHERE position > ? "
        + "ORDER BY position LIMIT ?", [.integer(position), .integer(Int64(limit))]
    ) { row in
      ImportRelations(
        position: row.integer(0), task: row.text(1),
        others: JSONValue.stored(row.text(2)).array ?? [], isNews: row.bool(3),
        date: row.integer(4), isAnswered: row.bool(5))
    }
  }

  /// Each thing counts once: as new, else as gone, else as changed.
  func report() throws(SQLiteError) -> ImportReport {
    var report = ImportReport()
    let counts = try connection.rows(
      """
      SELECT kind, best, count(*) FROM (
        SELECT kind, id, CASE
          WHEN max(outcome = 'removed') THEN 'removed' WHEN max(outcome = 'created') THEN 'created'
          WHEN max(outcome = 'updated') THEN 'updated' ELSE 'unchanged' END AS best
        FROM outcomes GROUP BY kind, id) GROUP BY kind, best
      """
    ) { (kind: $0.text(0), outcome: $0.text(1), number: Int($0.integer(2))) }
    for (kind, outcome, number) in counts {
      guard let kind = ImportReport.Kind(rawValue: kind),
        let outcome = ImportReport.Outcome(rawValue: outcome)
      else { continue }
      report.add(number, outcome, of: kind)
    }
    let skipped = try connection.rows("SELECT kind, reason, number FROM skipped") {
      (kind: $0.text(0), reason: $0.text(1), number: Int($0.integer(2)))
    }
    for (kind, reason, number) in skipped {
      if let kind = ImportReport.Kind(rawValue: kind) { report.skip(number, kind, reason) }
    }
    // "8001/" is how many parts of 8001 there are; "8001/8002" takes one off that came in.
    report.notKept = try numbers(
      """
      SELECT what, sum(number) FROM (
        SELECT what, max(0, sum(number)) AS number FROM not_kept GROUP BY what,
          CASE WHEN instr(owner, '/') > 0 THEN substr(owner, 1, instr(owner, '/')) ELSE owner END
      ) GROUP BY what HAVING sum(number) > 0
      """)
    report.supplied = try numbers("SELECT what, number FROM supplied")
    report.remarks = try numbers(
      "SELECT what || CASE place WHEN '' THEN '' ELSE ' (first in ' || place || ')' END, number "
        + "FROM remarks")
    report.workspaceIDs = try connection.rows(
      "SELECT DISTINCT id FROM outcomes WHERE kind = 'workspaces' ORDER BY id"
    ) { $0.text(0) }
    return report
  }

  /// IDs of those whose tokens the answers were asked for with.
  func authorizedPeople() throws(SQLiteError) -> [Int64] {
    try connection.rows(
      "SELECT DISTINCT CAST(json_extract(value, '$.id') AS INTEGER) FROM staged WHERE form = ?",
      [.integer(ImportEntity.Form.authorized.rawValue)]
    ) { $0.integer(0) }
  }

  /// The addresses of people in what is to be imported.
  public func addresses() throws(SQLiteError) -> [String] {
    let answers = try connection.rows(
      "SELECT DISTINCT j.atom FROM staged s, json_tree(s.value) j "
        + "WHERE j.key = 'email' AND j.type = 'text' AND s.form <> ?",
      [.integer(ImportEntity.Form.row.rawValue)]
    ) { $0.text(0) }
    return Set(answers).union(try rowAddresses()).sorted()
  }

  private func numbers(_ sql: String) throws(SQLiteError) -> [String: Int] {
    let pairs = try connection.rows(sql) { ($0.text(0), Int($0.integer(1))) }
    return Dictionary(pairs, uniquingKeysWith: +)
  }
}
