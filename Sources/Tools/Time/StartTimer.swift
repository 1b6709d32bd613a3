import APICore
import JSON
import Ledger

/// `start_timer`: nobody has two that run, so it stops the one that does.
enum StartTimer: WriteTool {
  static let routes: Set<Route> = [.startTimeEntry]

  struct Arguments: Decodable, Sendable {
    let taskID: Naming<NamedTask>?
    let description: String?
    let billable: Bool?
    let tags: [String]?

    enum CodingKeys: String, CodingKey {
      case description, billable, tags
      case taskID = "task_id"
    }
  }

  static func plan(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> PlannedWrite {
    var (body, understood): (JSONObject, JSONObject) = ([:], [:])
    var targets: [String: String] = [:]
    if let naming = arguments.taskID {
      let task = try workspace.task(naming)
      (body["tid"], understood["task_id"]) = (.string(task.id), task.understood)
      targets = task.target
    }
    body["description"] = arguments.description.map(JSONValue.string)
    body["billable"] = arguments.billable.map(JSONValue.bool)
    if let tags = arguments.tags, !tags.isEmpty {
      body["tags"] = .array(tags.map { ["name": .string($0)] })
    }
    let running = try workspace.runningTimer()
    targets["running_timer"] = running?.id ?? "none"
    if let running {
      understood["stops"] = .string(running.words)
      context.remarks.add("starting a timer stops the one that runs: \(running.words)")
    }
    let shown = targets
    return PlannedWrite(
      WriteRequest(
        .startTimeEntry, path: ["team_Id": context.workspaceID], body: .json(.object(body))),
      targets: shown, understood: understood,
      undo: .deleting(
        "the time entry",
        lost: running == nil ? [] : ["the timer that it stopped, which stays stopped"]
      ) { answer in
        guard let id = answer.timeEntry?["id"]?.identifier else { return nil }
        let path = ["team_id": context.workspaceID, "timer_id": id]
        return (Watched(.timeEntry, path), WriteRequest(.deleteTimeEntry, path: path))
      })
  }

  static func output(
    _ sent: SentWrite, _ arguments: Arguments, _ context: ToolContext,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    try sent.timer(context)
  }
}

extension SentWrite {
  /// - Throws: where the answer shows no time entry.
  func timer(_ context: ToolContext) throws(ToolError) -> JSONValue {
    guard let entry = response.timeEntry.flatMap({ TimeEntry($0) }) else {
      throw ToolError(
        .outcomeUnknown,
        "the service accepted the request but described no timer; look with `get_time_entry`, "
          + "which without an ID shows the one that runs")
    }
    return entry.lean(context)
  }
}
