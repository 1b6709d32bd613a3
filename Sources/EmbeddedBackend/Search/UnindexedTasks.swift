import APICore
import SQLite

/// The tasks of which the text index does not hold the newest, looked through one by one. They are
/// few (`SearchIndex.batch`).
struct UnindexedTasks {
  private let tasks: [(row: Int64, name: String, held: [SearchWords.Word])]
  /// Also those that are gone.
  let rows: [Int64]

  /// - Parameter words: what is looked for; of the texts no more is kept than which of them they
  ///   hold.
  init(on connection: Connection, holding words: SearchWords) throws(SQLiteError) {
    var tasks: [(row: Int64, name: String, held: [SearchWords.Word])] = []
    var rows: [Int64] = []
    try SearchIndex.forEachChanged(on: connection) { row, texts in
      rows.append(row)
      guard let texts else { return }
      let text = SearchedText([texts.name, texts.description, texts.comments, texts.sides])
      tasks.append((row, texts.name, words.words.filter(text.holds)))
    }
    (self.tasks, self.rows) = (tasks, rows)
  }

  /// - Parameter words: of those that are looked for.
  func rows(holding words: SearchWords) -> [Int64] {
    tasks.filter { task in words.words.allSatisfy(task.held.contains) }.map(\.row)
  }

  /// - Parameter name: folded.
  func rows(named name: String) -> [Int64] { tasks.filter { $0.name == name }.map(\.row) }
}
