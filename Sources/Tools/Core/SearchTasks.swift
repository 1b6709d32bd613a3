import APICore
import JSON

/// `search_tasks`: tasks by words and filters, page by page.
public enum SearchTasks: ReadTool {
  public static let routes: Set<Route> = [.getTeamTasks, .getTasks]

  public struct Arguments: Decodable, Sendable {
    let query: String?
    let listIDs: [Naming<NamedList>]?
    let folderIDs: [Naming<NamedFolder>]?
    let spaceIDs: [Naming<NamedSpace>]?
    let statuses: [String]?
    let assignees: [Naming<Member>]?
    let priorities: [String]?
    let creators: [Naming<Member>]?
    let lacking: [TaskQuery.Part]?
    let parent: Naming<NamedTask>?
    let due: String?
    let overdue: Bool?
    let tags: [String]?
    let dueAfter: String?
    let dueBefore: String?
    let createdAfter: String?
    let createdBefore: String?
    let updatedAfter: String?
    let updatedBefore: String?
    let includesClosed: Bool?
    let subtasks: Bool?
    let archived: Bool?
    let customFields: [FieldCondition]?
    let order: TaskQuery.Order?
    let reverse: Bool?
    let limit: Int?
    let cursor: String?

    enum CodingKeys: String, CodingKey {
      case query, statuses, assignees, priorities, parent, due, overdue, tags, subtasks, archived
      case reverse, limit, cursor
      case creators = "created_by"
      case lacking = "has_no"
      case listIDs = "list_ids"
      case folderIDs = "folder_ids"
      case spaceIDs = "space_ids"
      case dueAfter = "due_date_gt"
      case dueBefore = "due_date_lt"
      case createdAfter = "date_created_gt"
      case createdBefore = "date_created_lt"
      case updatedAfter = "date_updated_gt"
      case updatedBefore = "date_updated_lt"
      case includesClosed = "include_closed"
      case customFields = "custom_fields"
      case order = "order_by"
    }
  }

  /// Enough to choose from, few enough to read; the API's own pages have 100.
  static let standardLimit = 25
  /// What the rows of one page may take of an answer.
  static let rowsLimit = 90_000

  public static func run(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    var query = try query(arguments, context, workspace)
    let start = try arguments.cursor.map { cursor throws(ToolError) in
      try Cursor.read(cursor, context, as: { SearchStart($0) })
    }
    start.map { query.begin(at: $0.place) }
    let found = try FoundTasks(query, from: start, reading: workspace)
    let page = found.page
    var rows: [JSONValue] = []
    var size = 0
    for (index, task) in page.tasks.enumerated() {
      let matches = page.matches.indices.contains(index) ? page.matches[index] : []
      let row = TaskOutput.row(task, matches, context)
      size += row.size
      guard rows.isEmpty || size <= rowsLimit else { break }
      rows.append(row)
    }
    let hasMore = page.hasMore || rows.count < page.tasks.count
    let next = SearchStart(
      place: SearchPlace(after: rows.count, of: page, query), spelled: found.spelled)
    let looked = page.examined.map { extent(of: page, examined: $0, byWords: query.text != nil) }
    let isNone = rows.isEmpty && !hasMore && start == nil && page.hidden.isEmpty
    let notices =
      Self.notices(of: arguments.query)
      + [
        isNone && query.text != nil ? Self.foundNothing : nil, looked, unread(page),
        besides(page.tasks.prefix(rows.count), of: page, query),
        HiddenNotice.text(of: page.hidden),
      ].compactMap(\.self)
      + found.notices
    return .present([
      "tasks": .array(rows), "has_more": .bool(hasMore),
      "cursor": hasMore ? .string(Cursor.make(next.json, context)) : nil,
      "notice": notices.isEmpty ? nil : .string(notices.joined(separator: "; ")),
    ])
  }

  /// - Throws: for a text in which there is nothing to look for, which would find all there is.
  private static func words(_ text: String?) throws(ToolError) -> String? {
    guard let text, !text.trimmingBlanks.isEmpty, SearchWords(text).isEmpty else { return text }
    throw ToolError(
      argument: "query",
      "`query` \(quoted(text)) holds nothing that can be looked for, only marks that nobody sees; "
        + "give words, or leave it out to list tasks")
  }

  private static let foundNothing =
    "no task that fits the rest has all the words of `query`: look for fewer of them, or for how "
    + "they begin"

  /// What of the words is not looked for.
  private static func notices(of text: String?) -> [String] {
    let words = SearchWords(text ?? "")
    return [
      words.hasMoreWords
        ? "only the first \(SearchWords.mostWords) words of `query` were looked for" : nil,
      words.hasLongWord
        ? "of a word in `query` only the first \(SearchWords.longestWord) characters were looked "
          + "for"
        : nil,
    ].compactMap(\.self)
  }

  private static func query(
    _ arguments: Arguments, _ context: ToolContext, _ workspace: WorkspaceReader
  ) throws(ToolError) -> TaskQuery {
    var query = TaskQuery(workspaceID: context.workspaceID)
    query.parts = [.assignees, .tags]
    query.showsMatches = true
    var problems = Problems()
    problems.check(try setDates(arguments, context, on: &query))
    problems.check(try SearchConditions.set(arguments, context, workspace, on: &query))
    try problems.throwIfAny()
    let lists = try (arguments.listIDs ?? []).found(in: workspace)
    query.spaceIDs = try (arguments.spaceIDs ?? []).found(in: workspace).map(\.id)
    query.folderIDs = try (arguments.folderIDs ?? []).found(in: workspace).map(\.id)
    query.text = try words(arguments.query)
    query.listIDs = lists.map(\.id)
    // What stands in a List is what a person sees there, whichever List it belongs to.
    query.includesFurtherLists = !lists.isEmpty
    query.statuses = try statuses(arguments.statuses ?? [], of: lists)
    try TagArgument.check(arguments.tags ?? [])
    query.tags = (arguments.tags ?? []).map(TagName.stored)
    query.includesClosed = arguments.includesClosed ?? false
    query.includesSubtasks = arguments.subtasks ?? false || query.parent != nil
    query.archived = arguments.archived ?? false
    query.order = arguments.order ?? order(arguments, query)
    // What is due first comes first.
    query.isReversed = (arguments.reverse ?? false) != (query.order == .dueDate)
    query.limit = arguments.limit ?? standardLimit
    if let conditions = arguments.customFields, !conditions.isEmpty {
      let fields = try FilterableFields(lists: lists, query.spaceIDs, workspace)
      query.fieldFilters = try fields.filters(conditions, context)
    }
    return query
  }

  /// nil for the usual one.
  private static func order(_ arguments: Arguments, _ query: TaskQuery) -> TaskQuery.Order? {
    query.text == nil && (arguments.due != nil || query.overdue != nil) ? .dueDate : nil
  }

  private static func setDates(
    _ arguments: Arguments, _ context: ToolContext, on query: inout TaskQuery
  ) throws(ToolError) {
    var problems = Problems()
    let zone = context.timeZone
    func bound(
      _ text: String?, _ argument: String, _ direction: DatePhrase.Direction,
      _ bound: (DateArgument) -> Milliseconds
    ) -> Milliseconds? {
      problems.value(
        try text.map { text throws(ToolError) in
          bound(try DateArgument(text, argument: argument, direction, context))
        })
    }
    query.dueAfter = bound(arguments.dueAfter, "due_date_gt", .ahead) { $0.after(in: zone) }
    query.dueBefore = bound(arguments.dueBefore, "due_date_lt", .ahead) { $0.before(in: zone) }
    query.createdAfter = bound(arguments.createdAfter, "date_created_gt", .back) {
      $0.after(in: zone)
    }
    query.createdBefore = bound(arguments.createdBefore, "date_created_lt", .back) {
      $0.before(in: zone)
    }
    query.updatedAfter = bound(arguments.updatedAfter, "date_updated_gt", .back) {
      $0.after(in: zone)
    }
    query.updatedBefore = bound(arguments.updatedBefore, "date_updated_lt", .back) {
      $0.before(in: zone)
    }
    if let due = arguments.due {
      let span = problems.value(try DateSpan(due, argument: "due", context))
      let after = span.map { $0.first.startOfDay(in: zone) - 1 }
      let before = span.map { $0.last.endOfDay(in: zone) + 1 }
      query.dueAfter = [query.dueAfter, after].compactMap(\.self).max()
      query.dueBefore = [query.dueBefore, before].compactMap(\.self).min()
    }
    try problems.throwIfAny()
    for (name, after, before) in [
      ("due_date", query.dueAfter, query.dueBefore),
      ("date_created", query.createdAfter, query.createdBefore),
      ("date_updated", query.updatedAfter, query.updatedBefore),
    ] {
      // Both bounds are outside.
      guard let after, let before, before.rawValue - after.rawValue <= 1 else { continue }
      throw ToolError(
        argument: "\(name)_lt",
        "there is no time after `\(name)_gt` and before `\(name)_lt`, so that nothing can be "
          + "found; a day alone means after it has ended and before it begins: for one day, give "
          + "the days around it")
    }
  }

  /// Where Lists were named, a status must be one of theirs: a wrong one would find nothing and
  /// look like an answer. Those of the whole Workspace are looked up where they are not found.
  private static func statuses(
    _ given: [String], of lists: [NamedList]
  ) throws(ToolError) -> [String] {
    for (index, name) in given.enumerated() {
      guard let problem = NameArgument.problem(of: name, in: "statuses/\(index)") else { continue }
      throw ToolError(
        argument: "statuses/\(index)", "\(problem); name a status, or leave it out")
    }
    guard !lists.isEmpty else { return given.map(\.trimmingBlanks) }
    var names: [String] = []
    for status in given {
      let matches = NameMatch.spelled(status, in: lists.map { $0.statuses.map(\.name) })
      names += matches.isEmpty ? [try lists[0].status(status, argument: "statuses")] : matches
    }
    return names
  }

  /// What is to be said of a comment that is known to be there, and not which one it is.
  private static func unread(_ page: TaskPage) -> String? {
    guard page.matches.joined().contains(where: { $0.place == .comment(nil) }) else { return nil }
    return "a `comment` without ID in `matched` is one of many, which were not all looked "
      + "through: `list_comments` has them"
  }

  /// What is to be said of tasks that stand in a List that they do not belong to.
  private static func besides(
    _ shown: ArraySlice<JSONValue>, of page: TaskPage, _ query: TaskQuery
  ) -> String? {
    if page.lacksFurtherLists {
      return "of several Lists only the tasks that belong to them were looked for; one List alone "
        + "in `list_ids` finds those too that stand in it besides their own"
    }
    guard query.includesFurtherLists else { return nil }
    let count = shown.count { task in
      task["list"]?["id"]?.identifier.map { !query.listIDs.contains($0) } ?? false
    }
    guard count > 0 else { return nil }
    let (belong, stand) = count == 1 ? ("belongs", "stands") : ("belong", "stand")
    return
      "\(count) of these \(belong) to another List, which `list` names, and \(stand) in one of "
      + "`list_ids` besides"
  }

  /// How far a search went that has no text index to ask.
  private static func extent(of page: TaskPage, examined: Int, byWords: Bool) -> String {
    let looked =
      byWords
      ? "names, descriptions, Custom Fields and tags of \(examined) tasks were looked at, comments "
        + "and checklists were not"
      : "\(examined) tasks were looked at, since ClickUp cannot filter so"
    if page.end != nil {
      return "\(looked), and there are more tasks: go on with `cursor`, or narrow the search with "
        + "`list_ids`, `space_ids` or dates"
    }
    return page.hasMore ? looked : "\(looked); that was all"
  }
}
