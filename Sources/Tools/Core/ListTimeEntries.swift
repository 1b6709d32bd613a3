import APICore
import JSON

/// `list_time_entries`: logged time, newest first, in pages of its own (the service answers
/// everything that the filters match at once).
public enum ListTimeEntries: ReadTool {
  public struct Arguments: Decodable, Sendable {
    let taskID: String?
    let listID: String?
    let folderID: String?
    let spaceID: String?
    let assignee: String?
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
      try Cursor.read(cursor, context, as: { Place($0) })
    }
    let answer = try workspace.fetch(
      .getTimeEntries, path: ["team_Id": context.workspaceID],
      query: try query(arguments, context, workspace))
    let entries = (answer["data"]?.array ?? []).compactMap { TimeEntry($0) }
      .sorted { ($1.start, $1.id) < ($0.start, $0.id) }
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
      Self.answer(page, of: rest.count, all: entries, context, reading)
    }
  }

  private static func answer(
    _ page: ArraySlice<TimeEntry>, of count: Int, all entries: [TimeEntry],
    _ context: ToolContext, _ reading: TextReading
  ) -> JSONValue {
    let shown = page.map { $0.lean(context, reading) }
    let total = entries.filter { !$0.isRunning }.map(\.duration).reduce(0, +)
    var next = reading.place == nil ? nil : shown.first?["cut"]?["cursor"]
    if page.count < count, let last = page.last {
      let place: JSONValue = [.integer(last.start.rawValue), .string(last.id)]
      next = .string(Cursor.make(place, context))
    }
    let notices = [
      notice(ofCount: entries.count),
      TextReading.notice(of: shown, next: "`list_time_entries` with the same arguments"),
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

  private static func query(
    _ arguments: Arguments, _ context: ToolContext, _ workspace: WorkspaceReader
  ) throws(ToolError) -> [String: [String]] {
    var query = try place(arguments, workspace)
    query["assignee"] = arguments.assignee.map { [$0.filter { !$0.isWhitespace }] }
    if let text = arguments.startDate {
      let date = try DateArgument(text, argument: "start_date", context)
      query["start_date"] = [date.before(in: context.timeZone).wire]
    }
    if let text = arguments.endDate {
      let date = try DateArgument(text, argument: "end_date", context)
      query["end_date"] = [date.after(in: context.timeZone).wire]
    }
    query["is_billable"] = arguments.isBillable.map { [$0 ? "true" : "false"] }
    return query
  }

  /// The service takes one place only, and says nothing about the others.
  private static func place(
    _ arguments: Arguments, _ workspace: WorkspaceReader
  ) throws(ToolError) -> [String: [String]] {
    let places = [
      ("task_id", arguments.taskID), ("list_id", arguments.listID),
      ("folder_id", arguments.folderID), ("space_id", arguments.spaceID),
    ].compactMap { name, value in value.map { (name: name, value: $0) } }
    guard places.count <= 1 else {
      let names = places.map { "`\($0.name)`" }.joined(separator: ", ")
      throw ToolError(
        argument: places[1].name,
        "\(names) cannot be combined; give at most one of `task_id`, `list_id`, `folder_id` and "
          + "`space_id`")
    }
    guard let place = places.first else { return [:] }
    switch place.name {
    case "list_id": return [place.name: [try workspace.list(place.value).id]]
    case "task_id": return [place.name: [try workspace.taskID(place.value)]]
    default: return [place.name: [place.value]]
    }
  }

  /// What a cursor of this tool names: the next part of a description, or the entry that a page
  /// ends with; the next begins behind it, whatever was logged meanwhile.
  private enum Place {
    case after(start: Milliseconds, id: String)
    case text(LongText.Place)

    init?(_ place: JSONValue) {
      if let text = LongText.Place(place) {
        self = .text(text)
      } else if place.array?.count == 2, let start = place[0]?.integer, let id = place[1]?.string {
        self = .after(start: Milliseconds(start), id: id)
      } else {
        return nil
      }
    }

    var text: LongText.Place? {
      if case .text(let place) = self { place } else { nil }
    }
  }
}
