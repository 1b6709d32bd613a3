import APICore
import JSON

/// `get_time_entry`: one of them, or the timer that runs.
enum GetTimeEntry: ReadTool {
  static let routes: Set<Route> = [.getTimeEntry, .getRunningTimeEntry]

  struct Arguments: Decodable, Sendable {
    let timeEntryID: Naming<NamedTimeEntry>?

    enum CodingKeys: String, CodingKey {
      case timeEntryID = "time_entry_id"
    }
  }

  static func run(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    if let named = arguments.timeEntryID {
      return try named.found(in: workspace).entry.lean(context)
    }
    guard let timer = try workspace.runningTimer() else {
      return [
        "notice":
          "no timer of yours runs; `list_time_entries` shows the time that was logged, with IDs"
      ]
    }
    return timer.lean(context)
  }
}
