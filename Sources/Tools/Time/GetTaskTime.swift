import APICore
import JSON

/// `get_task_time`: how long each person has worked on a task, by the older route: the newer one
/// answers nobody's time but the caller's where it is not told whose.
enum GetTaskTime: ReadTool {
  typealias Arguments = OnTask
  static let routes: Set<Route> = [.getTrackedTime]

  /// Of one person: enough to see when it was.
  static let shownAtMost = 10

  static func run(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    let names = try arguments.spot(showing: nil, reading: workspace).names
    let people = try workspace.fetch(.getTrackedTime, path: names)["data"]?.array ?? []
    let total = people.compactMap { $0["time"]?.milliseconds }.reduce(0, +)
    let answer: JSONValue = .present([
      "task_id": names["task_id"].map(JSONValue.string),
      "total_duration": .string(DurationArgument.text(total)),
      "people": .array(people.map { person($0, context) }),
    ])
    let isCut = people.contains { ($0["intervals"]?.array?.count ?? 0) > shownAtMost }
    let notice =
      "of each person the newest \(shownAtMost) entries are shown; `list_time_entries` with the "
      + "same `task_id`, their user ID as `assignee` and a `start_date` shows the others"
    return isCut ? answer.noting([notice]) : answer
  }

  private static func person(_ person: JSONValue, _ context: ToolContext) -> JSONValue {
    let intervals = person["intervals"]?.array ?? []
    let newest = intervals.enumerated().sorted { one, other in
      (other.element["start"]?.milliseconds ?? 0, one.offset)
        < (one.element["start"]?.milliseconds ?? 0, other.offset)
    }
    return .present([
      "user": TaskOutput.user(person["user"]),
      "duration": person["time"]?.durationText,
      "entry_count": .integer(Int64(intervals.count)),
      "entries": .array(newest.prefix(shownAtMost).map { entry($0.element, context) }),
    ])
  }

  /// Of time that was entered as a duration alone the service says neither start nor end.
  private static func entry(_ interval: JSONValue, _ context: ToolContext) -> JSONValue {
    let start = interval["start"]?.milliseconds
    let end = interval["end"]?.milliseconds
    let isRunning = start != nil && end == nil
    return .present([
      "id": TaskOutput.id(interval["id"]), "start": start.map { .string(context.text($0)) },
      "end": end.map { .string(context.text($0)) },
      "duration": isRunning ? "running" : interval["time"]?.durationText,
    ])
  }
}
