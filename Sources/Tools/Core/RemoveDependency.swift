import APICore
import JSON
import Ledger

/// `remove_dependency`: the task no longer waits.
public enum RemoveDependency: WriteTool {
  public typealias Arguments = DependencyArguments

  public static func plan(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> PlannedWrite {
    let target = try DependencyTarget(arguments)
    let before = try DependencyOverview(of: arguments.taskID, reading: workspace)
    // The service answers 200 to the removal of nothing.
    guard try before.contains(target, reading: workspace) else { throw before.missing(target) }
    return try target.planned(isAdding: false, of: arguments.taskID, reading: workspace)
  }

  public static func output(
    _ response: JSONValue, _ arguments: Arguments, _ context: ToolContext,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    let target = try DependencyTarget(arguments)
    let overview = try DependencyOverview(of: arguments.taskID, reading: workspace)
    return overview.output(
      differs: try overview.contains(target, reading: workspace)
        ? "the service accepted the request, but the task still has the dependency" : nil)
  }
}
