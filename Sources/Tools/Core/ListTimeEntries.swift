import APICore
import JSON

/// `list_time_entries`: logged time, newest first, in pages of its own (the service answers
/// everything that the filters match at once).
public enum ListTimeEntries: ReadTool {
  public static let routes: Set<Route> = [.getTimeEntries]

  public struct Arguments: Decodable, Sendable {
    let taskID: Naming<NamedTask>?
    let listID: Naming<NamedList>?
    let folderID: Naming<NamedFolder>?
    let spaceID: Naming<NamedSpace>?
    let assignee: Naming<Anybody>?
    let startDate: String?
    let endDate: String?
    let isBillable: Bool?
    let limit: Int?
    let cursor: String?

    enum CodingKeys: String, CodingKey {
      case assignee, limit, cursor
      case taskID = "task_id"
      case listID = "list_id"
      case folderID = "folder_id"
      case spaceID = "space_id"
      case startDate = "start_date"
      case endDate = "end_date"
      case isBillable = "is_billable"
    }
  }

  static let standardLimit = 25

  public static func run(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    let place = try arguments.cursor.map { cursor throws(ToolError) in
      try Cursor.read(cursor, context, as: { Position($0) })
    }
    let people = try (arguments.assignee?.separated ?? []).found(in: workspace).map(\.id)
    var query = try query(arguments, context, workspace)
    query["assignee"] = people.isEmpty ? nil : [people.joined(separator: ",")]
    let answer = try workspace.fetch(
      .getTimeEntries, path: ["team_Id": context.workspaceID], query: query)
    let entries = (answer["data"]?.array ?? []).compactMap { TimeEntry($0) }
      .sorted { ($1.start, $1.id) < ($0.start, $0.id) }
    // Who has left the Workspace may have time in it; of anybody else there is none, which looks
    // like an answer.
    let found = Set(entries.compactMap { $0.json["user"]?["id"]?.identifier })
    _ = try workspace.members(people.filter { !found.contains($0) }, argument: "assignee")
    var rest = entries
    switch place {
    case .text(let place):
      rest = entries.filter { $0.id == place.id }
      _ = try place.check(rest.first?.text)
    case .after(let start, let id): rest = entries.filter { ($0.start, $0.id) < (start, id) }
    case nil: break
    }
    let page = rest.prefix(arguments.limit ?? standardLimit)
    return TextReading.fitting(context.query, from: place?.text) { reading in
      Self.answer(
        page, of: rest.count, all: entries, context, reading,
        notice: entries.isEmpty
          ? Self.widening(arguments, query, context)
          : Self.notice(ofCount: entries.count) ?? Self.partiality(arguments))
    }
  }

  private static func answer(
    _ page: ArraySlice<TimeEntry>, of count: Int, all entries: [TimeEntry],
    _ context: ToolContext, _ reading: TextReading, notice: String?
  ) -> JSONValue {
    let shown = page.map { $0.lean(context, reading) }
    let total = entries.filter { !$0.isRunning }.map(\.duration).reduce(0, +)
    var next = reading.place == nil ? nil : shown.first?["cut"]?["cursor"]
    if page.count < count, let last = page.last {
      let place: JSONValue = [.integer(last.start.rawValue), .string(last.id)]
      next = .string(Cursor.make(place, context))
    }
    let notices = [
      notice,
      TextReading.notice(
        of: shown, text: "a description", next: "`list_time_entries` with the same arguments"),
    ].compactMap(\.self)
    return .present([
      "time_entries": .array(shown),
      "total_duration": .string(DurationArgument.text(total)), "has_more": .bool(next != nil),
      "cursor": next,
      "notice": notices.isEmpty ? nil : .string(notices.joined(separator: "; ")),
    ])
  }

  /// That the total is of a part only, where the answer is as long as one can be.
  static func notice(ofCount count: Int) -> String? {
    guard count >= TimeEntryLimit.inOneAnswer else { return nil }
    return
      "only the newest \(count) entries were read, and `total_duration` is theirs; older ones may "
      + "be missing: ask for shorter spans with `start_date` and `end_date`, and add the totals"
  }

  /// That the time of one person is not that of a place, where nobody asked for a person's.
  private static func partiality(_ arguments: Arguments) -> String? {
    let isOfPlace =
      arguments.taskID != nil || arguments.listID != nil || arguments.folderID != nil
      || arguments.spaceID != nil
    guard isOfPlace, arguments.assignee == nil else { return nil }
    let days = arguments.startDate == nil ? " of the last 30 days" : ""
    return "this is only your own time\(days): `assignee` names others"
  }

  /// Why an answer is empty: what was left out of it without being asked to, and what was.
  private static func widening(
    _ arguments: Arguments, _ query: [String: [String]], _ context: ToolContext
  ) -> String? {
    let now = context.clock.now()
    if let start = query["start_date"]?.first.flatMap(Int64.init), start > now.rawValue {
      return "nothing was found: `start_date` is in the future (it is \(context.text(now)))"
    }
    let limits = [
      arguments.assignee == nil ? "only your own time (`assignee` names others)" : nil,
      arguments.startDate == nil
        ? "only the last 30 days (`start_date` goes further back)" : nil,
      arguments.isBillable.map { isBillable in
        "only time that is \(isBillable ? "" : "not ")billable (leave `is_billable` out for all)"
      },
    ].compactMap(\.self)
    guard !limits.isEmpty else { return nil }
    return "nothing was found; this is what was looked at: \(limits.joined(separator: ", "))"
  }

  private static func query(
    _ arguments: Arguments, _ context: ToolContext, _ workspace: WorkspaceReader
  ) throws(ToolError) -> [String: [String]] {
    var query = try place(arguments, workspace)
    let start = try arguments.startDate.map { text throws(ToolError) in
      try DateArgument(text, argument: "start_date", .back, context).startOfDay(
        in: context.timeZone)
    }
    let end = try arguments.endDate.map { text throws(ToolError) in
      try DateArgument(text, argument: "end_date", .back, context).endOfDay(in: context.timeZone)
    }
    if let start, let end, start > end {
      throw ToolError(
        argument: "end_date",
        "`end_date` is before `start_date`, so that nothing can be found; swap them, or check both")
    }
    query["start_date"] = start.map { [$0.wire] }
    query["end_date"] = end.map { [$0.wire] }
    query["is_billable"] = arguments.isBillable.map { [$0 ? "true" : "false"] }
    return query
  }

  /// The service takes one place only, and says nothing about the others. It answers nothing to an
  /// ID that does not exist, which looks like an answer.
  private static func place(
    _ arguments: Arguments, _ workspace: WorkspaceReader
  ) throws(ToolError) -> [String: [String]] {
    let given = [
      arguments.taskID?.argument, arguments.listID?.argument, arguments.folderID?.argument,
      arguments.spaceID?.argument,
    ].compactMap(\.self)
    guard given.count <= 1 else {
      let names = given.map { "`\($0)`" }.joined(separator: ", ")
      throw ToolError(
        argument: given[1],
        "\(names) cannot be combined; give at most one of `task_id`, `list_id`, `folder_id` and "
          + "`space_id`")
    }
    if let list = arguments.listID { return ["list_id": [try workspace.list(list).id]] }
    if let task = arguments.taskID { return ["task_id": [try workspace.task(task).id]] }
    if let folder = arguments.folderID {
      return ["folder_id": [try workspace.container(folder).id]]
    }
    if let space = arguments.spaceID { return ["space_id": [try workspace.container(space).id]] }
    return [:]
  }

  /// What a cursor of this tool names: the next part of a description, or the entry that a page
  /// ends with; the next begins behind it, whatever was logged meanwhile.
  private enum Position {
    case after(start: Milliseconds, id: String)
    case text(LongText.Position)

    init?(_ place: JSONValue) {
      if let text = LongText.Position(place) {
        self = .text(text)
      } else if place.array?.count == 2, let start = place[0]?.integer, let id = place[1]?.string {
        self = .after(start: Milliseconds(start), id: id)
      } else {
        return nil
      }
    }

    var text: LongText.Position? {
      if case .text(let place) = self { place } else { nil }
    }
  }
}
