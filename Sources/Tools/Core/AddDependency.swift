import APICore
import JSON
import Ledger

/// `add_dependency`: one task waits for another.
public enum AddDependency: WriteTool {
  public typealias Arguments = DependencyArguments

  public static func plan(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> PlannedWrite {
    let target = try DependencyTarget(arguments)
    return try target.planned(isAdding: true, of: arguments.taskID, reading: workspace)
  }

  public static func output(
    _ response: JSONValue, _ arguments: Arguments, _ context: ToolContext,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    let target = try DependencyTarget(arguments)
    let overview = try DependencyOverview(of: arguments.taskID, reading: workspace)
    return overview.output(
      differs: try overview.contains(target, reading: workspace)
        ? nil : "the service accepted the request, but the task does not have the dependency")
  }
}
