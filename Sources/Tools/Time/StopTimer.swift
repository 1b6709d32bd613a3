import APICore
import JSON
import Ledger

/// `stop_timer`: the caller's, whichever runs.
enum StopTimer: WriteTool {
  static let routes: Set<Route> = [.stopTimeEntry]
  static var cannotUndo: String? { stopped }
  private static let stopped =
    "a timer that was stopped does not run again; `start_timer` starts another"

  struct Arguments: Decodable, Sendable {}

  static func plan(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> PlannedWrite {
    guard let running = try workspace.runningTimer() else {
      throw ToolError(
        .notFound,
        "no timer of yours runs; nothing was changed; `start_timer` starts one, and `log_time` "
          + "records time that was worked without one")
    }
    return PlannedWrite(
      WriteRequest(.stopTimeEntry, path: ["team_id": context.workspaceID]),
      targets: running.target, understood: ["stops": .string(running.words)],
      undo: .impossible(stopped))
  }

  static func output(
    _ sent: SentWrite, _ arguments: Arguments, _ context: ToolContext,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    try sent.timer(context)
  }
}
