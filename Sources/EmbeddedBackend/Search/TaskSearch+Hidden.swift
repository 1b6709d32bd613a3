import APICore
import JSON
import SQLite

extension TaskSearch {
  /// What else matches `filter`, which shows all, and is left out of the answer; one more than
  /// `HiddenTasks.mostCounted` where there are more.
  ///
  /// - Parameter isEmpty: whether the page is. Then its search has read as much as this does, and
  ///   otherwise no words are counted that too many tasks hold.
  func hidden(
    by words: SearchWords, _ filter: TaskFilter, isEmpty: Bool
  ) throws(SQLiteError) -> [HiddenTasks] {
    guard query.showsMatches, query.offset == 0, query.after == nil else { return [] }
    if !isEmpty {
      guard let match = words.match, try count(of: match) <= Self.rankedAtMost else { return [] }
    }
    var reasons: [HiddenTasks.Reason] = []
    // A status that is named is shown, closed or not.
    if !query.includesClosed, query.statuses.isEmpty { reasons.append(.closed) }
    if !query.includesSubtasks { reasons.append(.subtask) }
    if !query.archived { reasons.append(.archived) }
    guard !reasons.isEmpty else { return [] }
    var filter = filter
    if query.archived { filter.limit(toArchived: true) }
    filter.limit(toWords: words, newer: newer)
    let conditions = reasons.map(Self.condition)
    filter.require("(\(conditions.joined(separator: " OR ")))")
    let found = try connection.rows(
      """
      SELECT \(conditions.joined(separator: ", ")) FROM tasks t WHERE \(filter.whereClause)
      LIMIT \(HiddenTasks.mostCounted + 1)
      """, filter.values
    ) { row in reasons.indices.filter { row.bool($0) }.map { reasons[$0] } }
    return Dictionary(grouping: found, by: \.self)
      .map { HiddenTasks(reasons: $0.key, count: $0.value.count) }
      .sorted { $0.reasons.map(\.rawValue).lexicographicallyPrecedes($1.reasons.map(\.rawValue)) }
  }

  private static func condition(_ reason: HiddenTasks.Reason) -> String {
    switch reason {
    case .closed: "t.status_id IN (SELECT id FROM statuses WHERE type = 'closed')"
    case .subtask: "t.parent IS NOT NULL"
    case .archived: "t.archived = 1"
    }
  }
}
