import APICore
import JSON
import Ledger

/// A tool that deletes what its arguments name, with all that is in it.
protocol DeletingTool: WriteTool where Arguments: SpotArguments {
  static var route: Route { get }
}

extension DeletingTool {
  static var alwaysNeedsYes: Bool { route.effect.needsYes }

  static func plan(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> PlannedWrite {
    let resource = route.resource
    let spot = try arguments.spot(showing: resource, reading: workspace)
    let request =
      resource.map { $0.removal(at: spot.names, of: $0.state(of: spot.thing)) }
      ?? spot.request(route)
    return PlannedWrite(
      request, targets: spot.targets, understood: spot.understood, undo: .deletion
    ).taking(try Consequences.of(request, reading: workspace))
  }
}

extension DeletingTool {
  static func output(
    _ sent: SentWrite, _ arguments: Arguments, _ context: ToolContext,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue where Arguments == OnComment {
    deleted(sent.request.path["comment_id"])
  }

  static func output(
    _ sent: SentWrite, _ arguments: Arguments, _ context: ToolContext,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue where Arguments == OnTimeEntry {
    deleted(sent.request.path["timer_id"])
  }

  static func output<Level>(
    _ sent: SentWrite, _ arguments: Arguments, _ context: ToolContext,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue where Arguments == OnContainer<Level> {
    deleted(sent.request.path[Level.argument])
  }

  static func output<Parent, Form>(
    _ sent: SentWrite, _ arguments: Arguments, _ context: ToolContext,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue where Arguments == OnResource<Parent, Form> {
    deleted(sent.response["id"]?.identifier)
  }

  private static func deleted(_ id: String?) -> JSONValue {
    .present(["id": id.map(JSONValue.string), "deleted": true])
  }
}
