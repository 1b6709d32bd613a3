import APICore
import JSON
import SQLite

/// Answers `search(TaskQuery)` from the text index and the filters of the task routes.
///
/// The order by relevance is: the task whose ID was typed (whatever the order, and also where it is
/// closed, archived or a subtask), then tasks whose whole name was, then
/// the best matches by BM25. Ranking reads every match, which costs 117 ms where a word is in 88 %
/// of 100,000 tasks (measured); and there it says little. So beyond `rankedAtMost` matches the
/// newest tasks come first: the index gives rows backwards without sorting, and stops at the page.
struct TaskSearch {
  /// Ranking 2,000 matches costs about 5 ms; a word in more tasks than that tells them apart badly.
  static let rankedAtMost: Int64 = 2_000
  /// Tasks of one name put first; more than a person would call the same.
  static let namedAtMost: Int64 = 100
  /// As many as a page of the API holds.
  static let mostTasks = 100

  let query: TaskQuery
  let connection: Connection

  func page() throws(APIError) -> TaskPage {
    guard (1...Self.mostTasks).contains(query.limit), query.offset >= 0 else {
      throw Refusal.invalid("`limit` must be from 1 to \(Self.mostTasks)")
    }
    let text = query.text?.trimmed ?? ""
    let filter = try filter()
    let wide = text.isEmpty ? filter : try self.filter(showsHidden: true)
    do throws(SQLiteError) {
      let named = text.isEmpty ? [] : try rows(withID: text, wide)
      // A task whose ID was typed comes first, whatever the order.
      if named.isEmpty, let order = order(hasText: !text.isEmpty) {
        return try page(of: SearchWords(text), filter, in: order)
      }
      let found = try byRelevance(text, named, filter)
      return TaskPage(tasks: try shown(found), hasMore: found.count > query.limit)
    } catch {
      throw APIError(store: error)
    }
  }

  private func shown(_ rowIDs: [Int64]) throws(SQLiteError) -> [JSONValue] {
    try TaskShape().render(rowIDs: Array(rowIDs.prefix(query.limit)), on: connection)
  }

  /// The query's filters, as the task routes read theirs.
  ///
  /// - Parameter showsHidden: also closed and archived tasks and subtasks, which are hidden until
  ///   asked for: whoever types the ID of one has asked for it.
  private func filter(showsHidden: Bool = false) throws(APIError) -> TaskFilter {
    var filter = TaskFilter()
    filter.limit(toWorkspace: try id(query.workspaceID, "workspace_id"))
    filter.limit(toLists: try ids(query.listIDs, "list_ids"))
    filter.limit(toFolders: try ids(query.folderIDs, "folder_ids"))
    filter.limit(toSpaces: try ids(query.spaceIDs, "space_ids"))
    filter.limit(toAssignees: try ids(query.assignees, "assignees"))
    filter.limit(toTags: query.tags)
    filter.limit(.dueDate, after: query.dueAfter, before: query.dueBefore)
    filter.limit(.created, after: query.createdAfter, before: query.createdBefore)
    filter.limit(.updated, after: query.updatedAfter, before: query.updatedBefore)
    if !showsHidden {
      filter.limit(toArchived: query.archived)
      if !query.includesSubtasks { filter.limitToTopLevel() }
    }
    try filter.limit(toFields: query.fieldFilters, on: connection)
    do throws(SQLiteError) {
      try filter.limit(
        toStatuses: query.statuses, includingClosed: query.includesClosed || showsHidden,
        on: connection)
    } catch {
      throw APIError(store: error)
    }
    return filter
  }

  private func id(_ text: String, _ name: String) throws(APIError) -> Int64 {
    guard let id = Int64(text) else {
      throw Refusal.invalid("`\(name)` must hold IDs, which are digits; `\(text)` is none")
    }
    return id
  }

  private func ids(_ texts: [String], _ name: String) throws(APIError) -> [Int64] {
    var ids: [Int64] = []
    for text in texts { ids.append(try id(text, name)) }
    return ids
  }

  // MARK: In an order that the tasks themselves have

  private func page(
    of words: SearchWords, _ filter: TaskFilter, in order: TaskOrder
  ) throws(SQLiteError) -> TaskPage {
    var filter = filter
    require(words.literals, in: &filter)
    if let match = words.match {
      filter.require(
        "t.row_id IN (SELECT rowid FROM task_search WHERE task_search MATCH ?)", .text(match))
    }
    if let place = query.after {
      filter.limit(behind: place, in: order, isReversed: query.isReversed)
    }
    let found = try connection.rows(
      """
      SELECT t.row_id, \(order.column) FROM tasks t WHERE \(filter.whereClause)
      ORDER BY \(order.clause(isReversed: query.isReversed)) LIMIT ? OFFSET ?
      """,
      filter.values + [
        .integer(Int64(query.limit + 1)), .integer(query.after == nil ? Int64(query.offset) : 0),
      ]
    ) { row in
      TaskQuery.Place(
        key: order == .id
          ? .string(row.text(1))
          : row.optionalInteger(1).map(JSONValue.integer)
            ?? .null, row: row.integer(0))
    }
    return TaskPage(
      tasks: try shown(found.map(\.row)), hasMore: found.count > query.limit,
      places: Array(found.prefix(query.limit)))
  }

  /// nil for relevance.
  private func order(hasText: Bool) -> TaskOrder? {
    switch query.order {
    case .id: .id
    case .created: .created
    case .updated: .updated
    case .dueDate: .dueDate
    case .relevance, nil: hasText ? nil : .created
    }
  }

  private func require(_ literals: [String], in filter: inout TaskFilter) {
    for literal in literals {
      filter.require(
        """
        (instr(t.name, ?) OR instr(t.description, ?) OR EXISTS
          (SELECT 1 FROM comments c WHERE c.task_id = t.id AND instr(c.comment_text, ?)))
        """, .text(literal), .text(literal), .text(literal))
    }
  }

  // MARK: By relevance; one row more than the page holds where there are more

  private func byRelevance(_ text: String, _ named: [Int64], _ filter: TaskFilter)
    throws(SQLiteError) -> [Int64]
  {
    let words = SearchWords(text)
    var filter = filter
    require(words.literals, in: &filter)
    var first = named
    for row in try rows(withName: text, filter) where !named.contains(row) { first.append(row) }
    var found = Array(first.dropFirst(query.offset).prefix(query.limit + 1))
    guard found.count <= query.limit else { return found }
    filter.require(
      "t.row_id NOT IN (SELECT value FROM json_each(?))", .set(first.map(JSONValue.integer)))
    let offset = max(0, query.offset - first.count)
    found += try ranked(words, filter, offset: offset)
    return Array(found.prefix(query.limit + 1))
  }

  /// The task of that ID, and one of that custom ID. The filter's own `?` count on from `?1`.
  private func rows(withID text: String, _ filter: TaskFilter) throws(SQLiteError) -> [Int64] {
    try connection.rows(
      """
      SELECT t.row_id FROM (SELECT row_id FROM tasks WHERE id = ?1 UNION
        SELECT row_id FROM tasks WHERE custom_id = ?1) named
        CROSS JOIN tasks t ON t.row_id = named.row_id
      WHERE \(filter.whereClause)
      ORDER BY t.id = ?1 DESC
      """, [.text(Self.taskID(in: text))] + filter.values
    ) { $0.integer(0) }
  }

  /// Those of exactly that name, the last changed first. The index is named, since for the sake of
  /// the order SQLite goes through all tasks by their last change instead: 60 ms at 100,000.
  private func rows(withName text: String, _ filter: TaskFilter) throws(SQLiteError) -> [Int64] {
    try connection.rows(
      """
      SELECT t.row_id FROM tasks t INDEXED BY tasks_by_name
      WHERE t.name = ? COLLATE NOCASE AND \(filter.whereClause)
      ORDER BY t.date_updated DESC, t.row_id DESC LIMIT \(Self.namedAtMost)
      """, [.text(text)] + filter.values
    ) { $0.integer(0) }
  }

  private func ranked(_ words: SearchWords, _ filter: TaskFilter, offset: Int)
    throws(SQLiteError) -> [Int64]
  {
    guard let match = words.match else {
      // Only signs or unspaced scripts: the texts are read, newest task first.
      return try rows(
        "SELECT t.row_id FROM tasks t WHERE \(filter.whereClause) ORDER BY "
          + TaskOrder.created.clause(isReversed: query.isReversed),
        filter.values, offset: offset)
    }
    let count = try connection.row(
      """
      SELECT count(*) FROM
        (SELECT 1 FROM task_search WHERE task_search MATCH ? LIMIT \(Self.rankedAtMost + 1))
      """, [.text(match)]
    ) { $0.integer(0) }
    let isRanked = (count ?? 0) <= Self.rankedAtMost
    // A word in the name says more than one in a comment.
    let order =
      isRanked ? "bm25(task_search, 8.0, 2.0, 1.0), t.row_id DESC" : "task_search.rowid DESC"
    return try rows(
      """
      SELECT t.row_id FROM task_search CROSS JOIN tasks t ON t.row_id = task_search.rowid
      WHERE task_search MATCH ? AND \(filter.whereClause) ORDER BY \(order)
      """, [.text(match)] + filter.values, offset: offset)
  }

  private func rows(_ sql: String, _ values: [SQLValue], offset: Int) throws(SQLiteError)
    -> [Int64]
  {
    try connection.rows(
      sql + " LIMIT ? OFFSET ?",
      values + [.integer(Int64(query.limit + 1)), .integer(Int64(offset))]
    ) { $0.integer(0) }
  }

  /// A task's ID as it may be typed: alone, after `#`, or as the end of the task's address.
  private static func taskID(in text: String) -> String {
    let last = text.split(separator: "/").last.map(String.init) ?? text
    let isAddress = text.contains("/t/")
    let id = isAddress ? last : text
    return id.hasPrefix("#") ? String(id.dropFirst()) : id
  }
}

extension EmbeddedBackend {
  public func search(_ query: TaskQuery) throws(APIError) -> TaskPage {
    try store.read { connection throws(APIError) in
      try TaskSearch(query: query, connection: connection).page()
    }
  }

  public func search(_ query: TaskQuery, in transaction: Transaction) throws(APIError) -> TaskPage {
    try TaskSearch(query: query, connection: transaction.connection).page()
  }
}
