import APICore
import JSON
import Ledger

/// A tool that makes a thing of a resource: where, and of which, is all that it says.
protocol MakingTool: FieldTool where Arguments == GivenFields<Self> {}

extension MakingTool {
  static var isMaking: Bool { true }
  static var routes: Set<Route> { [Form.resource.making(at: [:])] }

  static func plan(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> PlannedWrite {
    let spot = try arguments.place.spot(showing: Form.resource, reading: workspace)
    let (values, understood) = try arguments.values(at: spot, context, reading: workspace)
    let given = values.filter { !$1.isNull }
    let resource = Form.resource
    let standing = resource.all(in: spot.answer, spot.names).compactMap { $0["id"]?.identifier }
    let request = spot.request(
      resource.making(at: spot.names), standing: resource.named == nil ? Set(standing) : [],
      body: .json(.object(resource.body(of: given))))
    let before = resource.thing(in: spot.answer, resource.names(after: request))
    return PlannedWrite(
      request, targets: spot.targets, understood: spot.understood.merging(understood) { $1 },
      undo: before.map { .restoring($0, of: resource, changedBy: request, context) }
        ?? .deleting("the \(Form.name)") { made in
          guard let id = made["id"]?.identifier else { return nil }
          let names = resource.names(of: id, at: spot.names)
          return (Watched(resource, names), resource.removal(at: names, of: given))
        })
  }
}
