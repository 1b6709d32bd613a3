import APICore
import JSON

/// A tool that lists what stands at one place, all of it in one answer of the service.
protocol ListingTool: ReadTool where Arguments: SpotArguments {
  /// What lists them there.
  static func route(at names: Resource.Names) -> Route
  /// What the tool's answer calls them.
  static var member: String { get }
  /// As the tool answers them.
  static func shown(in answer: JSONValue, _ names: Resource.Names) -> [JSONValue]
  /// What is to be said where there are none; nil where that says all.
  static func absence(at names: Resource.Names) -> String?
}

extension ListingTool {
  static func absence(at names: Resource.Names) -> String? { nil }

  static func run(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    let names = try arguments.spot(showing: nil, reading: workspace).names
    let route = route(at: names)
    let answer = try workspace.fetch(
      route, path: names.filter { route.path.contains("{\($0.key)}") })
    let shown = shown(in: answer, names)
    let notice = shown.isEmpty ? absence(at: names) : nil
    return JSONValue.object([member: .array(shown)]).noting([notice].compactMap(\.self))
  }
}
