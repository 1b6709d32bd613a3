import APICore
import SQLite

/// Keeps the text index in step with the tasks.
///
/// Indexing costs several times as much for one task at a time as for many at once, and more than
/// the write that it follows. So writes only note what changed, and the index is brought up to date
/// with the write with which enough has come together, or after the answer of a search that found
/// it behind. Until then searches look through what is noted themselves (`UnindexedTasks`).
enum SearchIndex {
  /// So many changes are indexed together. Beyond, a task costs hardly less, and the one write or
  /// search that does it is felt: 64 tasks of 40 words take some 5 ms.
  static let batch: Int64 = 64

  /// Belongs at the end of every write transaction.
  @Sendable static func keepUp(on connection: Connection) throws(SQLiteError) {
    let count = try connection.row("SELECT count(*) FROM search_changes") { $0.integer(0) }
    if (count ?? 0) >= batch { try bringUpToDate(on: connection) }
  }

  static func isBehind(on connection: Connection) throws(SQLiteError) -> Bool {
    try connection.row("SELECT 1 FROM search_changes LIMIT 1") { _ in true } ?? false
  }

  /// What of a task changed, as the triggers note it: one of these, or the ID of a new comment.
  private enum Part {
    static let all: Int64 = 0
    static let nameAndDescription: Int64 = -1
    static let customID: Int64 = -2
    static let sides: Int64 = -3
  }

  struct Texts {
    var name: String
    var description: String
    var comments: String
    /// `SideTexts`.
    var sides: String
  }

  /// Indexes anew what changed since the last call; belongs before each search within a transaction
  /// that writes.
  @Sendable static func bringUpToDate(on connection: Connection) throws(SQLiteError) {
    try bringUpToDate(on: connection, folding: TextFold.fold)
  }

  /// Only what changed is folded, the rest is taken from the index: a task may have megabytes of
  /// comments, of which most writes change none.
  static func bringUpToDate(
    on connection: Connection, folding fold: @escaping (String) -> String
  ) throws(SQLiteError) {
    let changes = try changes(on: connection)
    guard !changes.isEmpty else { return }
    let source = TextSource(connection: connection, sides: SideTexts(on: connection), fold: fold)
    for (rowID, parts) in changes where parts != [Part.customID] {
      let old = try indexed(rowID, on: connection)
      if let old { try remove(rowID, old, on: connection) }
      let new = try source.texts(rowID, changedFrom: old, in: parts)
      if let new { try add(rowID, new, on: connection) }
    }
    try CustomIDs.foldNew(on: connection)
    try connection.execute("DELETE FROM search_changes")
  }

  /// Which rows changed since the index was last brought up to date, and which parts of them.
  private static func changes(
    on connection: Connection
  ) throws(SQLiteError) -> [(rowID: Int64, parts: [Int64])] {
    let changes = try connection.rows("SELECT row_id, part FROM search_changes ORDER BY 1, 2") {
      (rowID: $0.integer(0), part: $0.integer(1))
    }
    return Dictionary(grouping: changes, by: \.rowID).sorted { $0.key < $1.key }
      .map { (rowID: $0.key, parts: $0.value.map(\.part)) }
  }

  /// Hands on the texts of each task that changed, one at a time; nil of one that is gone.
  static func forEachChanged(
    on connection: Connection, _ body: (_ rowID: Int64, Texts?) -> Void
  ) throws(SQLiteError) {
    let source = TextSource(
      connection: connection, sides: SideTexts(on: connection), fold: TextFold.fold)
    for (rowID, parts) in try changes(on: connection) {
      let old = try indexed(rowID, on: connection)
      body(rowID, try source.texts(rowID, changedFrom: old, in: parts))
    }
  }

  private static func indexed(
    _ rowID: Int64, on connection: Connection
  ) throws(SQLiteError) -> Texts? {
    try connection.row(
      "SELECT name, description, comments, sides FROM search_texts WHERE rowid = ?",
      [.integer(rowID)]
    ) {
      Texts(
        name: $0.text(0), description: $0.text(1), comments: $0.text(2), sides: $0.text(3))
    }
  }

  /// Reads what a task says now, folded.
  private struct TextSource {
    let connection: Connection
    let sides: SideTexts
    let fold: (String) -> String

    func texts(
      _ rowID: Int64, changedFrom old: Texts?, in parts: [Int64]
    ) throws(SQLiteError) -> Texts? {
      if let old, !parts.contains(Part.all) { return try texts(rowID, like: old, but: parts) }
      return try texts(rowID)
    }

    /// All of a task; nil of one that is gone, which is out of the index with that.
    private func texts(_ rowID: Int64) throws(SQLiteError) -> Texts? {
      let task = try connection.row(
        """
        SELECT id, name, description,
          coalesce((SELECT group_concat(comment_text, char(10)) FROM
            (SELECT comment_text FROM comments WHERE task_id = tasks.id ORDER BY date, id)), '')
        FROM tasks WHERE row_id = ?
        """, [.integer(rowID)]
      ) {
        let texts = Texts(
          name: fold($0.text(1)), description: fold($0.text(2)), comments: fold($0.text(3)),
          sides: "")
        return (id: $0.text(0), texts: texts)
      }
      guard var task else { return nil }
      task.texts.sides = try sideTexts(of: task.id)
      return task.texts
    }

    private func sideTexts(of task: String) throws(SQLiteError) -> String {
      fold(try sides.all(of: task).map(\.text).joined(separator: "\n"))
    }

    private func texts(
      _ rowID: Int64, like old: Texts, but parts: [Int64]
    ) throws(SQLiteError) -> Texts? {
      var texts = old
      if parts.contains(Part.nameAndDescription) {
        let new = try connection.row(
          "SELECT name, description FROM tasks WHERE row_id = ?", [.integer(rowID)]
        ) { (name: fold($0.text(0)), description: fold($0.text(1))) }
        guard let new else { return nil }
        (texts.name, texts.description) = new
      }
      if parts.contains(Part.sides) {
        let id = try connection.row("SELECT id FROM tasks WHERE row_id = ?", [.integer(rowID)]) {
          $0.text(0)
        }
        guard let id else { return nil }
        texts.sides = try sideTexts(of: id)
      }
      // In which order comments stand decides nothing.
      for comment in parts where comment > 0 {
        let text = try connection.row(
          "SELECT comment_text FROM comments WHERE id = ?", [.integer(comment)]
        ) { fold($0.text(0)) }
        guard let text else { continue }
        texts.comments = texts.comments.isEmpty ? text : texts.comments + "\n" + text
      }
      return texts
    }
  }

  private static func remove(
    _ rowID: Int64, _ texts: Texts, on connection: Connection
  ) throws(SQLiteError) {
    try connection.execute("DELETE FROM search_texts WHERE rowid = ?", [.integer(rowID)])
    try connection.execute(
      "DELETE FROM search_titles WHERE name = ? AND row_id = ?",
      [.text(texts.name), .integer(rowID)])
  }

  private static func add(
    _ rowID: Int64, _ texts: Texts, on connection: Connection
  ) throws(SQLiteError) {
    try connection.execute(
      "INSERT INTO search_texts(rowid, name, description, comments, sides) VALUES(?, ?, ?, ?, ?)",
      [
        .integer(rowID), .text(texts.name), .text(texts.description), .text(texts.comments),
        .text(texts.sides),
      ])
    try connection.execute(
      "INSERT INTO search_titles(name, row_id) VALUES(?, ?)",
      [.text(texts.name), .integer(rowID)])
  }
}
