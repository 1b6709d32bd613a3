import APICore
import JSON

/// A tool that lists what stands at one place, all of it in one answer of the service.
protocol ListingTool: ReadTool where Arguments: SpotArguments {
  static var route: Route { get }
  /// What the tool's answer calls them.
  static var member: String { get }
  /// As the tool answers them.
  static func shown(in answer: JSONValue) -> [JSONValue]
}

extension ListingTool {
  static func run(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    let spot = try arguments.spot(showing: nil, reading: workspace)
    return [member: .array(shown(in: try workspace.fetch(route, path: spot.names)))]
  }
}
