import APICore
import JSON
import Ledger

/// A tool that makes a thing of a resource: where, and of which, is all that it says.
protocol MakingTool: FieldTool where Place == Parent, Arguments == GivenFields<Self> {}

extension MakingTool {
  static var isMaking: Bool { true }
  static func parent(of arguments: Arguments) -> Parent { arguments.place }

  static func plan(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> PlannedWrite {
    let spot = try arguments.place.spot(reading: workspace)
    let (values, understood) = try arguments.values(at: spot, reading: workspace)
    let resource = Form.resource
    let standing = resource.all(in: spot.answer, spot.names).compactMap { $0["id"]?.identifier }
    return PlannedWrite(
      spot.request(
        resource.making, standing: Set(standing),
        body: .json(
          .object(resource.body(of: values.filter { !$1.isNull }, isMaking: true)))),
      targets: spot.targets, understood: spot.understood.merging(understood) { $1 },
      undo: .deleting("the \(Form.name)") { made in
        guard let id = made["id"]?.identifier else { return nil }
        let names = spot.names.merging([resource.idName: id]) { $1 }
        return (Watched(resource, names), WriteRequest(resource.removing, at: names))
      })
  }
}
