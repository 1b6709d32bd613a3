import APICore
import JSON
import SQLite

/// Answers `search(TaskQuery)` from the text index and the filters of the task routes.
///
/// The order by relevance is: the task whose ID was typed (whatever the order, and also where it is
/// closed, archived or a subtask, unless other words were typed as well), then tasks whose whole
/// name was, then the best matches by BM25. Ranking reads every match, which costs 117 ms where a
/// word is in 88 % of 100,000 tasks (measured); and there it says little. So beyond `rankedAtMost`
/// matches the newest tasks come first: the index gives rows backwards without sorting, and stops
/// at the page.
struct TaskSearch {
  /// Ranking 2,000 matches costs about 5 ms; a word in more tasks than that tells them apart badly.
  static let rankedAtMost: Int64 = 2_000
  /// Tasks of one name put first; more than a person would call the same.
  static let namedAtMost: Int64 = 100
  /// As many as a page of the API holds.
  static let mostTasks = 100

  let query: TaskQuery
  let view: StoreView
  /// What the index does not hold; nil where it holds all.
  let newer: UnindexedTasks?

  var connection: Connection { view.connection }

  func page() throws(APIError) -> TaskPage {
    guard (1...Self.mostTasks).contains(query.limit), query.offset >= 0 else {
      throw Refusal.invalid("`limit` must be from 1 to \(Self.mostTasks)")
    }
    let text = query.text?.trimmed ?? ""
    let filter = try filter()
    let words = SearchWords(text)
    let whole = try self.filter(showsHidden: true)
    // Whoever types an ID and nothing else has asked for that task, hidden or not.
    let shown = words.words.count == 1 ? whole : filter
    do throws(SQLiteError) {
      let named = try rows(withIDIn: words, shown)
      // A task whose ID was typed comes first, whatever the order.
      if named.isEmpty, let order = order(hasText: !text.isEmpty) {
        var page = try page(of: words, filter, in: order)
        page.hidden = try hidden(by: words, whole, isEmpty: page.tasks.isEmpty)
        return page
      }
      let found = try byRelevance(text, words, named, filter)
      var page = TaskPage(tasks: try rendered(found), hasMore: found.count > query.limit)
      page.matches = try matches(of: words, in: page)
      if named.isEmpty {
        page.hidden = try hidden(by: words, whole, isEmpty: page.tasks.isEmpty)
      }
      return page
    } catch {
      throw APIError(store: error)
    }
  }

  /// The tasks that are called so, the last changed first.
  func page(named name: SoughtName) throws(APIError) -> TaskPage {
    let filter = try filter()
    do throws(SQLiteError) {
      let (named, values) = named(name.spellings)
      let found = try rows(
        """
        SELECT t.row_id FROM (\(named)) named CROSS JOIN tasks t ON t.row_id = named.row_id
        WHERE \(filter.whereClause) ORDER BY t.date_updated DESC, t.row_id DESC
        """, values + filter.values, offset: query.offset)
      return TaskPage(tasks: try rendered(found), hasMore: found.count > query.limit)
    } catch {
      throw APIError(store: error)
    }
  }

  /// Selects those of one of these folded names, whatever the index does not know yet; the values
  /// are those of `?1` and what follows.
  private func named(_ spellings: [String]) -> (sql: String, values: [SQLValue]) {
    let names = SQLValue.set(spellings.map(JSONValue.string))
    let indexed =
      "SELECT row_id FROM search_titles WHERE name IN (SELECT value FROM json_each(?1))"
    guard let newer else { return (indexed, [names]) }
    let rows = [newer.rows, spellings.flatMap(newer.rows(named:))]
    return (
      """
      \(indexed) AND row_id NOT IN (SELECT value FROM json_each(?2))
      UNION ALL SELECT value FROM json_each(?3)
      """, [names] + rows.map { .set($0.map(JSONValue.integer)) }
    )
  }

  private func rendered(_ rowIDs: [Int64]) throws(SQLiteError) -> [JSONValue] {
    try TaskShape(parts: query.parts).render(rowIDs: Array(rowIDs.prefix(query.limit)), in: view)
  }

  /// The query's filters, as the task routes read theirs.
  ///
  /// - Parameter showsHidden: also closed and archived tasks and subtasks, which are hidden until
  ///   asked for.
  private func filter(showsHidden: Bool = false) throws(APIError) -> TaskFilter {
    var filter = TaskFilter()
    filter.limit(toWorkspace: try id(query.workspaceID, "workspace_id"))
    try filter.limit(
      toLists: ids(query.listIDs, "list_ids"), orBesides: query.includesFurtherLists,
      on: connection)
    filter.limit(toFolders: try ids(query.folderIDs, "folder_ids"))
    filter.limit(toSpaces: try ids(query.spaceIDs, "space_ids"))
    filter.limit(
      toAssignees: try ids(query.assignees, "assignees"), orNobody: query.includesUnassigned)
    filter.limit(toCreators: try ids(query.creators, "created_by"))
    filter.limit(toConditionsOf: query)
    filter.limit(.dueDate, after: query.dueAfter, before: query.dueBefore)
    filter.limit(.created, after: query.createdAfter, before: query.createdBefore)
    filter.limit(.updated, after: query.updatedAfter, before: query.updatedBefore)
    if !showsHidden {
      filter.limit(toArchived: query.archived)
      if !query.includesSubtasks { filter.limitToTopLevel() }
    }
    try filter.limit(toFields: query.fieldFilters, on: connection)
    do throws(SQLiteError) {
      filter.limit(
        toTags: try spelled(
          query.tags.map(TagName.stored), "SELECT space_id, name FROM tags"))
      try filter.limit(
        toStatuses: try spelled(
          query.statuses, "SELECT coalesce(space_id, folder_id, list_id), status FROM statuses"),
        includingClosed: query.includesClosed || showsHidden, on: connection)
    } catch {
      throw APIError(store: error)
    }
    return filter
  }

  /// The names, and what they are called in each place that calls something alike.
  private func spelled(_ names: [String], _ places: String) throws(SQLiteError) -> [String] {
    guard !names.isEmpty else { return [] }
    let known = try connection.rows(places) { row in (place: row.integer(0), name: row.text(1)) }
    let spellings = Dictionary(grouping: known, by: \.place).values.map { $0.map(\.name) }
    return names + names.flatMap { NameMatch.spelled($0, in: Array(spellings)) }
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
    filter.limit(toWords: words, newer: newer)
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
      TaskQuery.Position(
        key: order == .id
          ? .string(row.text(1))
          : row.optionalInteger(1).map(JSONValue.integer)
            ?? .null, row: row.integer(0))
    }
    var page = TaskPage(
      tasks: try rendered(found.map(\.row)), hasMore: found.count > query.limit,
      places: Array(found.prefix(query.limit)))
    page.matches = try matches(of: words, in: page)
    return page
  }

  private func matches(of words: SearchWords, in page: TaskPage) throws(SQLiteError)
    -> [[TaskMatch]]
  {
    guard query.showsMatches, !words.isEmpty else { return [] }
    return try MatchReading(words: words, view: view).matches(of: page.tasks)
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

  // MARK: By relevance; one row more than the page holds where there are more

  private func byRelevance(
    _ text: String, _ words: SearchWords, _ named: [Int64], _ filter: TaskFilter
  ) throws(SQLiteError) -> [Int64] {
    var first = named
    for row in try rows(withName: text, filter) + newerRows(holding: words, filter)
    where !first.contains(row) { first.append(row) }
    var found = Array(first.dropFirst(query.offset).prefix(query.limit + 1))
    guard found.count <= query.limit else { return found }
    var filter = filter
    filter.limit(toLiterals: words)
    filter.leaveOut(first)
    filter.leaveOut(newer?.rows ?? [])
    let offset = max(0, query.offset - first.count)
    found += try ranked(words, filter, offset: offset)
    return Array(found.prefix(query.limit + 1))
  }

  /// The tasks whose ID or custom ID is one of the words, and in which the others occur.
  private func rows(withIDIn words: SearchWords, _ filter: TaskFilter) throws(SQLiteError)
    -> [Int64]
  {
    var found: [Int64] = []
    for word in words.words {
      var filter = filter
      filter.limit(toWords: words.without(word), newer: newer)
      for row in try rows(withID: word.id, filter) where !found.contains(row) { found.append(row) }
    }
    return found
  }

  /// The task whose own ID it is before those whose custom ID it is, that before one which only
  /// folds to it. The filter's own `?` count on from `?2`.
  private func rows(withID id: PastedID, _ filter: TaskFilter) throws(SQLiteError) -> [Int64] {
    let rows = try connection.rows(
      """
      SELECT t.row_id, t.id, t.custom_id FROM
        (SELECT row_id FROM tasks WHERE id = ?1 UNION \(CustomIDs.rows(folded: "?2"))) named
        CROSS JOIN tasks t ON t.row_id = named.row_id
      WHERE \(filter.whereClause)
      """, [.text(id.text), .text(TextFold.fold(id.text))] + filter.values
    ) { row in (row: row.integer(0), id: row.text(1), customID: row.optionalText(2)) }
    let custom = rows.filter { $0.customID.map(TextFold.fold) == TextFold.fold(id.text) }
    let exact = custom.filter { $0.customID == id.text }
    let ordered = rows.filter { $0.id == id.text } + exact + custom
    return ordered.map(\.row).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// Those of that name: written so before written in another case before spelled otherwise, and
  /// the last changed first.
  private func rows(withName text: String, _ filter: TaskFilter) throws(SQLiteError) -> [Int64] {
    let folded = TextFold.fold(text)
    var named = "SELECT row_id FROM search_titles WHERE name = ?2"
    var values = [SQLValue.text(text), .text(folded)]
    if let newer {
      named += """
         AND row_id NOT IN (SELECT value FROM json_each(?3))
        UNION ALL SELECT value FROM json_each(?4)
        """
      values += [newer.rows, newer.rows(named: folded)].map { .set($0.map(JSONValue.integer)) }
    }
    return try connection.rows(
      """
      SELECT t.row_id, (t.name = ?1) + (t.name = ?1 COLLATE NOCASE) AS closeness
      FROM (\(named)) named CROSS JOIN tasks t ON t.row_id = named.row_id
      WHERE \(filter.whereClause)
      ORDER BY closeness DESC, t.date_updated DESC, t.row_id DESC LIMIT \(Self.namedAtMost)
      """, values + filter.values
    ) { $0.integer(0) }
  }

  /// Those that the index does not know yet, newest first: they cannot be ranked among the others.
  private func newerRows(
    holding words: SearchWords, _ filter: TaskFilter
  ) throws(SQLiteError) -> [Int64] {
    guard let newer else { return [] }
    var filter = filter
    filter.limit(toRows: newer.rows(holding: words))
    return try connection.rows(
      "SELECT t.row_id FROM tasks t WHERE \(filter.whereClause) ORDER BY t.row_id DESC",
      filter.values
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
    let isRanked = try count(of: match) <= Self.rankedAtMost
    // A word in the name says more than one in a comment, and so does a value that was chosen.
    let order =
      isRanked ? "bm25(search_texts, 8.0, 2.0, 1.0, 2.0), t.row_id DESC" : "search_texts.rowid DESC"
    return try rows(
      """
      SELECT t.row_id FROM search_texts CROSS JOIN tasks t ON t.row_id = search_texts.rowid
      WHERE search_texts MATCH ? AND \(filter.whereClause) ORDER BY \(order)
      """, [.text(match)] + filter.values, offset: offset)
  }

  /// How many tasks match, filters aside; no further than `rankedAtMost` and one.
  func count(of match: String) throws(SQLiteError) -> Int64 {
    try connection.row(
      """
      SELECT count(*) FROM
        (SELECT 1 FROM search_texts WHERE search_texts MATCH ? LIMIT \(Self.rankedAtMost + 1))
      """, [.text(match)]
    ) { $0.integer(0) } ?? 0
  }

  private func rows(_ sql: String, _ values: [SQLValue], offset: Int) throws(SQLiteError)
    -> [Int64]
  {
    try connection.rows(
      sql + " LIMIT ? OFFSET ?",
      values + [.integer(Int64(query.limit + 1)), .integer(Int64(offset))]
    ) { $0.integer(0) }
  }
}
