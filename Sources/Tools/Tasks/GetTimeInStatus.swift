import APICore
import JSON

/// `get_time_in_status`: how long tasks have been in which status.
///
/// Each task is read for its name and the Workspace that it belongs to, so that there are fewer of
/// them than the service takes.
enum GetTimeInStatus: ReadTool {
  static let routes: Set<Route> = [.getTimeInStatus, .getBulkTimeInStatus]

  struct Arguments: Decodable, Sendable {
    let taskIDs: [Naming<NamedTask>]

    enum CodingKeys: String, CodingKey {
      case taskIDs = "task_ids"
    }
  }

  static func run(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    var tasks: [NamedTask] = []
    for task in try arguments.taskIDs.found(in: NamedTask.Source(workspace: workspace))
    where !tasks.contains(where: { $0.id == task.id }) {
      tasks.append(task)
    }
    let times = try times(of: tasks, reading: workspace)
    let missing = tasks.filter { times[$0.id]?["current_status"] == nil }.map(\.id)
    let answer: JSONValue = [
      "tasks": .array(
        tasks.compactMap { task in
          missing.contains(task.id) ? nil : times[task.id].map { lean($0, of: task, context) }
        })
    ]
    guard !missing.isEmpty else { return answer }
    return answer.noting([
      "the service says nothing of the time in status of \(missing.joined(separator: ", ")); in "
        + "ClickUp the ClickApp Total time in Status must be on"
    ])
  }

  private static func times(
    of tasks: [NamedTask], reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONObject {
    if tasks.count == 1, let task = tasks.first {
      return [task.id: try workspace.fetch(.getTimeInStatus, path: ["task_id": task.id])]
    }
    return try workspace.fetch(.getBulkTimeInStatus, query: ["task_ids": tasks.map(\.id)]).object
      ?? [:]
  }

  /// Where the history begins later than the task: the service may have begun to keep it then.
  private static let tolerance: Milliseconds = 60_000

  private static func lean(
    _ times: JSONValue, of task: NamedTask, _ context: ToolContext
  ) -> JSONValue {
    let history = (times["status_history"]?.array ?? []).sorted {
      (since($0) ?? 0) < (since($1) ?? 0)
    }
    let current = times["current_status"] ?? [:]
    let first = (history + [current]).compactMap(since).min()
    let isLate = (first ?? 0) > (task.json["date_created"]?.milliseconds ?? 0) + tolerance
    return .present([
      "task_id": .string(task.id), "name": .string(task.name), "status": current["status"],
      "duration": duration(current), "since": since(current).map { .string(context.text($0)) },
      "history": .array(
        history.map { one in
          .present([
            "status": one["status"], "duration": duration(one),
            "since": since(one).map { .string(context.text($0)) },
            "is_current": one["status"] == current["status"] ? true : nil,
          ])
        }),
      "known_from": isLate ? first.map { .string(context.text($0)) } : nil,
    ])
  }

  private static func since(_ status: JSONValue) -> Milliseconds? {
    status["total_time"]?["since"]?.milliseconds
  }

  private static func duration(_ status: JSONValue) -> JSONValue? {
    status["total_time"]?["by_minute"]?.integer.flatMap { minutes in
      let (length, overflow) = minutes.multipliedReportingOverflow(by: 60_000)
      return overflow ? nil : .string(DurationArgument.text(Milliseconds(length)))
    }
  }
}
