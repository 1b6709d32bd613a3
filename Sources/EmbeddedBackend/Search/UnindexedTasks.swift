import APICore
import SQLite

/// The tasks of which the text index does not hold the newest, looked through one by one: what a
/// search does with them where it may not write. They are few (`SearchIndex.batch`).
struct UnindexedTasks {
  private let tasks: [(row: Int64, name: String, text: SearchedText)]
  /// Also those that are gone.
  let rows: [Int64]

  init(on connection: Connection) throws(SQLiteError) {
    rows = try connection.rows("SELECT DISTINCT row_id FROM search_changes") { $0.integer(0) }
    var tasks: [(row: Int64, name: String, text: SearchedText)] = []
    for row in rows {
      guard let texts = try SearchIndex.texts(row, on: connection, TextFold.fold) else { continue }
      tasks.append(
        (row, texts.name, SearchedText([texts.name, texts.description, texts.comments])))
    }
    self.tasks = tasks
  }

  func rows(holding words: SearchWords) -> [Int64] {
    tasks.filter { $0.text.holds(words) }.map(\.row)
  }

  /// - Parameter name: folded.
  func rows(named name: String) -> [Int64] { tasks.filter { $0.name == name }.map(\.row) }
}
