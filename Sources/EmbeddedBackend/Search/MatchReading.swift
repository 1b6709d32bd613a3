import APICore
import JSON
import SQLite

/// Says of the tasks of one page where the words of a search stand.
struct MatchReading {
  /// Of one task no more comments are looked through, the newest first: some milliseconds.
  static let mostComments: Int64 = 300
  /// Nor more bytes of comments for one page.
  private static let mostBytes = 4_000_000

  let words: SearchWords
  let view: StoreView

  func matches(of tasks: [JSONValue]) throws(SQLiteError) -> [[TaskMatch]] {
    let finder = WordFinder(words)
    let sides = SideTexts(on: view.connection)
    var bytes = 0
    var matches: [[TaskMatch]] = []
    for task in tasks {
      var places = MatchedPlaces(finder)
      let id = task["id"]?.string ?? ""
      places.add(ids: [id, task["custom_id"]?.string].compactMap(\.self))
      places.add(.name, task["name"]?.string ?? "")
      places.add(.description, task["description"]?.string ?? "")
      if !places.isOneEnough {
        for side in try sides.all(of: id) { places.add(side.place, side.text) }
      }
      var areAllRead = true
      if !places.isOneEnough {
        areAllRead = try addComments(of: id, to: &places, counting: &bytes)
      }
      matches.append(places.matches(haveAllComments: areAllRead))
    }
    return matches
  }

  /// Until one holds all words.
  ///
  /// - Returns: whether no others are left.
  private func addComments(
    of task: String, to places: inout MatchedPlaces, counting bytes: inout Int
  ) throws(SQLiteError) -> Bool {
    var count: Int64 = 0
    var isCut = false
    try view.connection.forEachRow(
      """
      SELECT c.id, u.username, c.date, c.comment_text, c.parent_id FROM comments c
      LEFT JOIN users u ON u.id = c.user_id WHERE c.task_id = ?
      ORDER BY c.date DESC, c.id DESC LIMIT \(Self.mostComments + 1)
      """, [.text(task)]
    ) { row in
      guard count < Self.mostComments, bytes < Self.mostBytes else {
        isCut = true
        return false
      }
      let text = row.text(3)
      count += 1
      bytes += text.utf8.count
      let comment = TaskMatch.Comment(
        id: String(row.integer(0)), user: row.optionalText(1), date: Milliseconds(row.integer(2)),
        parent: row.optionalInteger(4).map { String($0) })
      places.add(.comment(comment), text)
      return !places.isOneEnough
    }
    return !isCut
  }
}
