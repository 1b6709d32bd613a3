import APICore
import JSON
import Ledger

/// A tool that deletes what its arguments name, with all that is in it.
protocol DeletingTool: WriteTool where Arguments: SpotArguments {
  static var route: Route { get }
}

extension DeletingTool {
  static var routes: Set<Route> { [route] }
  static var alwaysNeedsYes: Bool { route.effect.needsYes }
  private static var deleted: String { "the API brings nothing back that was deleted" }
  static var cannotUndo: String? { deleted }

  static func plan(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> PlannedWrite {
    let resource = route.resource
    let spot = try arguments.spot(showing: resource, reading: workspace)
    let request =
      resource.map { $0.removal(at: spot.names, of: $0.state(of: spot.thing)) }
      ?? spot.request(route)
    return PlannedWrite(
      request, targets: spot.targets, understood: spot.understood, undo: .impossible(deleted)
    ).taking(try Consequences.of(request, reading: workspace))
  }

  static func output(
    _ sent: SentWrite, _ arguments: Arguments, _ context: ToolContext,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    let gone = RemoteID.of(sent.response, for: sent.request)
    return .present(["id": gone.map { .string($0.id) }, "deleted": true])
  }
}
