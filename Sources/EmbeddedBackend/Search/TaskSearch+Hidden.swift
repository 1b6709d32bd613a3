import APICore
import JSON
import SQLite

extension TaskSearch {
  /// What else matches `filter`, which shows all, and is left out of the answer; one more than
  /// `HiddenTasks.mostCounted` where there are more.
  ///
  /// - Parameter isEmpty: whether the page is. Then its search has read as much as this does;
  ///   otherwise nothing is counted of words that too many tasks hold, nor of filters that so many
  ///   pass.
  func hidden(
    by words: SearchWords, _ filter: TaskFilter, isEmpty: Bool
  ) throws(SQLiteError) -> [HiddenTasks] {
    guard query.showsMatches, query.offset == 0, query.after == nil else { return [] }
    if !isEmpty, let match = words.match, try count(of: match) > Self.rankedAtMost { return [] }
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
    if !isEmpty, words.match == nil { return try hidden(reasons, conditions, amongFew: filter) }
    filter.require("(\(conditions.joined(separator: " OR ")))")
    let found = try connection.rows(
      """
      SELECT \(conditions.joined(separator: ", ")) FROM tasks t WHERE \(filter.whereClause)
      LIMIT \(HiddenTasks.mostCounted + 1)
      """, filter.values
    ) { row in reasons.indices.filter { row.bool($0) }.map { reasons[$0] } }
    return Dictionary(grouping: found, by: \.self)
      .map { HiddenTasks(reasons: $0.key, count: $0.value.count) }.inOrder
  }

  /// The same where only filters say what matches; nothing where they pass more tasks than are
  /// looked through.
  private func hidden(
    _ reasons: [HiddenTasks.Reason], _ conditions: [String], amongFew filter: TaskFilter
  ) throws(SQLiteError) -> [HiddenTasks] {
    let names = conditions.indices.map { "c\($0)" }
    let columns = zip(conditions, names).map { "\($0) AS \($1)" }.joined(separator: ", ")
    let groups = try connection.rows(
      """
      SELECT count(*), \(names.joined(separator: ", ")) FROM (
        SELECT \(columns) FROM tasks t WHERE \(filter.whereClause) LIMIT \(Self.filteredAtMost + 1))
      GROUP BY \(names.joined(separator: ", "))
      """, filter.values
    ) { row in
      HiddenTasks(
        reasons: reasons.indices.filter { row.bool($0 + 1) }.map { reasons[$0] },
        count: Int(row.integer(0)))
    }
    guard groups.map(\.count).reduce(0, +) <= Self.filteredAtMost else { return [] }
    return groups.filter { !$0.reasons.isEmpty }.inOrder
  }

  /// As many as most Lists have, and few enough to be looked through with each first page.
  private static let filteredAtMost = 1_000

  private static func condition(_ reason: HiddenTasks.Reason) -> String {
    switch reason {
    case .closed: "t.status_id IN (SELECT id FROM statuses WHERE type = 'closed')"
    case .subtask: "t.parent IS NOT NULL"
    case .archived: "t.archived = 1"
    }
  }
}

extension [HiddenTasks] {
  fileprivate var inOrder: [HiddenTasks] {
    sorted { $0.reasons.map(\.rawValue).lexicographicallyPrecedes($1.reasons.map(\.rawValue)) }
  }
}
