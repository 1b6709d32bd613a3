import APICore
import JSON

/// `get_changes`: which tasks were created, closed or changed otherwise since a date.
public enum GetChanges: ReadTool {
  public static let routes: Set<Route> = [.getTeamTasks]

  public struct Arguments: Decodable, Sendable {
    let since: String
    let listID: Naming<NamedList>?
    let folderID: Naming<NamedFolder>?
    let spaceID: Naming<NamedSpace>?
    let limit: Int?
    let cursor: String?

    enum CodingKeys: String, CodingKey {
      case since, limit, cursor
      case listID = "list_id"
      case folderID = "folder_id"
      case spaceID = "space_id"
    }
  }

  static let standardLimit = 25
  /// Tasks that are counted.
  static let most = 500

  public static func run(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    let since = try since(arguments, context)
    var query = TaskQuery(workspaceID: context.workspaceID)
    try ReportPlace(
      list: arguments.listID, folder: arguments.folderID, space: arguments.spaceID,
      reading: workspace
    ).limit(&query)
    // The bound of a query lies outside.
    query.updatedAfter = since - 1
    query.includesClosed = true
    query.order = .updated
    query.parts = .assignees
    query.after = try arguments.cursor.map { cursor throws(ToolError) in
      try Cursor.read(cursor, context, as: position)
    }
    let limit = arguments.limit ?? standardLimit
    let isFirst = arguments.cursor == nil
    let read = try ReportTasks(query, atMost: isFirst ? most : limit, reading: workspace)
    let changes = read.tasks.map { Change(ReportedTask($0), since: since) }
    let shown = changes.prefix(limit)
    let hasMore = read.hasMore || changes.count > shown.count
    var next: JSONValue?
    if hasMore, !shown.isEmpty {
      let place = read.places[shown.count - 1]
      next = .string(Cursor.make([place.key, .integer(place.row)], context))
    }
    return .present([
      "since": .string(context.text(since)),
      "counts": isFirst ? counts(of: changes) : nil,
      "changes": .array(shown.map { $0.row(context) }), "has_more": .bool(hasMore),
      "cursor": next,
      "notice": isFirst ? notice(read, changes.isEmpty).map(JSONValue.string) : nil,
    ])
  }

  private static func since(
    _ arguments: Arguments, _ context: ToolContext
  ) throws(ToolError) -> Milliseconds {
    let since = try DateArgument(arguments.since, argument: "since", .back, context)
      .startOfDay(in: context.timeZone)
    let now = context.clock.now()
    guard since <= now else {
      throw ToolError(
        argument: "since",
        "`since` is in the future, so that nothing can be found (it is \(context.text(now)))")
    }
    return since
  }

  private static func position(_ place: JSONValue) -> TaskQuery.Position? {
    guard place.array?.count == 2, let key = place[0], let row = place[1]?.integer else {
      return nil
    }
    return TaskQuery.Position(key: key, row: row)
  }

  private static func notice(_ read: ReportTasks, _ isEmpty: Bool) -> String? {
    if isEmpty { return "nothing was changed since then; archived and deleted tasks are not seen" }
    guard read.hasMore else { return nil }
    return "`counts` are those of the \(read.tasks.count) tasks that were changed last; there are "
      + "more: give a later `since`, or a List, Folder or Space"
  }

  private static func counts(of changes: [Change]) -> JSONValue {
    .object(
      JSONObject(
        uniqueKeysWithValues: Change.Kind.allCases.map { kind in
          (kind.rawValue, .integer(Int64(changes.count { $0.kinds.contains(kind) })))
        }))
  }

  /// What became of one task.
  private struct Change {
    enum Kind: String, CaseIterable { case created, closed, updated }

    let task: ReportedTask
    /// `updated` alone where it is neither new nor closed since.
    let kinds: [Kind]

    init(_ task: ReportedTask, since: Milliseconds) {
      self.task = task
      func isSince(_ member: String) -> Bool {
        task.json[member]?.milliseconds.map { $0 >= since } ?? false
      }
      let kinds: [Kind] = [
        isSince("date_created") ? .created : nil,
        !task.isOpen && (isSince("date_closed") || isSince("date_done")) ? .closed : nil,
      ].compactMap(\.self)
      self.kinds = kinds.isEmpty ? [.updated] : kinds
    }

    func row(_ context: ToolContext) -> JSONValue {
      var row = task.row(context, without: ["tags"])
      row["change"] = .array(kinds.map { .string($0.rawValue) })
      if kinds.contains(.created) {
        row["creator"] = TaskOutput.user(task.json["creator"])
        row["date_created"] = context.text(of: task.json["date_created"])
      }
      return row
    }
  }
}
