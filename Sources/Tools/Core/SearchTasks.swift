import APICore
import JSON

/// `search_tasks`: tasks by words and filters, page by page.
public enum SearchTasks: ReadTool {
  public struct Arguments: Decodable, Sendable {
    let query: String?
    let listIDs: [Naming<NamedList>]?
    let folderIDs: [Naming<NamedFolder>]?
    let spaceIDs: [Naming<NamedSpace>]?
    let statuses: [String]?
    let assignees: [Naming<Member>]?
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
      case query, statuses, assignees, tags, subtasks, archived, reverse, limit, cursor
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
    let page = try page(of: &query, workspace)
    var rows: [JSONValue] = []
    var size = 0
    for task in page.tasks {
      let row = TaskOutput.row(task, context)
      size += row.size
      guard rows.isEmpty || size <= rowsLimit else { break }
      rows.append(row)
    }
    let hasMore = page.hasMore || rows.count < page.tasks.count
    let place = SearchPlace(after: rows.count, of: page, query)
    return .present([
      "tasks": .array(rows), "has_more": .bool(hasMore),
      "cursor": hasMore ? .string(Cursor.make(place.json, context)) : nil,
      "notice": try notice(of: page, query, workspace).map { .string($0) },
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

  private static func query(
    _ arguments: Arguments, _ context: ToolContext, _ workspace: WorkspaceReader
  ) throws(ToolError) -> TaskQuery {
    var query = TaskQuery(workspaceID: context.workspaceID)
    try setDates(arguments, context, on: &query)
    if let cursor = arguments.cursor {
      query.begin(at: try Cursor.read(cursor, context, as: { SearchPlace($0) }))
    }
    let lists = try (arguments.listIDs ?? []).found(in: workspace)
    query.spaceIDs = try (arguments.spaceIDs ?? []).found(in: workspace).map(\.id)
    query.folderIDs = try (arguments.folderIDs ?? []).found(in: workspace).map(\.id)
    query.text = try words(arguments.query)
    query.listIDs = lists.map(\.id)
    query.statuses = try statuses(arguments.statuses ?? [], of: lists)
    query.assignees = try workspace.members(arguments.assignees).map(\.id)
    query.tags = arguments.tags ?? []
    try TagArgument.check(query.tags)
    query.includesClosed = arguments.includesClosed ?? false
    query.includesSubtasks = arguments.subtasks ?? false
    query.archived = arguments.archived ?? false
    query.order = arguments.order
    query.isReversed = arguments.reverse ?? false
    query.limit = arguments.limit ?? standardLimit
    if let conditions = arguments.customFields, !conditions.isEmpty {
      let fields = try FilterableFields(lists: lists, query.spaceIDs, workspace)
      query.fieldFilters = try fields.filters(conditions, context)
    }
    return query
  }

  private static func setDates(
    _ arguments: Arguments, _ context: ToolContext, on query: inout TaskQuery
  ) throws(ToolError) {
    var problems = Problems()
    let zone = context.timeZone
    func bound(
      _ text: String?, _ argument: String, _ bound: (DateArgument) -> Milliseconds
    ) -> Milliseconds? {
      problems.value { () throws(ToolError) in
        try text.map { text throws(ToolError) in
          bound(try DateArgument(text, argument: argument, context))
        }
      }
    }
    query.dueAfter = bound(arguments.dueAfter, "due_date_gt") { $0.after(in: zone) }
    query.dueBefore = bound(arguments.dueBefore, "due_date_lt") { $0.before(in: zone) }
    query.createdAfter = bound(arguments.createdAfter, "date_created_gt") { $0.after(in: zone) }
    query.createdBefore = bound(arguments.createdBefore, "date_created_lt") { $0.before(in: zone) }
    query.updatedAfter = bound(arguments.updatedAfter, "date_updated_gt") { $0.after(in: zone) }
    query.updatedBefore = bound(arguments.updatedBefore, "date_updated_lt") { $0.before(in: zone) }
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
  /// look like an answer. Statuses of the whole Workspace are not read for one search.
  private static func statuses(
    _ given: [String], of lists: [NamedList]
  ) throws(ToolError) -> [String] {
    guard !lists.isEmpty else { return given }
    var names: [String] = []
    for status in given {
      let matches = spelled(status, in: lists.map { $0.statuses.map(\.name) })
      names += matches.isEmpty ? [try lists[0].status(status, argument: "statuses")] : matches
    }
    return names
  }

  /// The name of a status as each of several places spells it.
  private static func spelled(_ status: String, in places: [[String]]) -> [String] {
    var names: [String] = []
    for place in places {
      for name in NameMatch.closest(to: status, among: place, named: \.self)
      where !names.contains(name) { names.append(name) }
    }
    return names
  }

  /// Where nothing is found by statuses that no List was named for, they are looked for once more
  /// as the Spaces spell them: only then, since it costs a request.
  private static func page(
    of query: inout TaskQuery, _ workspace: WorkspaceReader
  ) throws(ToolError) -> TaskPage {
    let page = try workspace.find(query)
    guard page.tasks.isEmpty, query.listIDs.isEmpty, !query.statuses.isEmpty else { return page }
    let spaces = try WorkspaceTree.load(to: .spaces, reading: workspace).spaces
    let names = spaces.map { $0.statuses.map(\.name) }
    let spelled = query.statuses.flatMap { Self.spelled($0, in: names) }
    let asked = Set(query.statuses.map { $0.lowercased() })
    guard spelled.contains(where: { !asked.contains($0.lowercased()) }) else { return page }
    query.statuses += spelled
    return try workspace.find(query)
  }

  private static func notice(
    of page: TaskPage, _ query: TaskQuery, _ workspace: WorkspaceReader
  ) throws(ToolError) -> String? {
    let notices =
      [
        page.examined.map { extent(of: page, examined: $0) }
      ].compactMap(\.self) + (page.tasks.isEmpty ? try FoundNothing.reasons(query, workspace) : [])
    return notices.isEmpty ? nil : notices.joined(separator: "; ")
  }

  /// How far a search went that has no text index to ask.
  private static func extent(of page: TaskPage, examined: Int) -> String {
    let looked = "names and descriptions of \(examined) tasks were looked at, comments were not"
    if page.end != nil {
      return "\(looked), and there are more tasks: go on with `cursor`, or narrow the search with "
        + "`list_ids`, `space_ids` or dates"
    }
    return page.hasMore ? looked : "\(looked); that was all"
  }
}
