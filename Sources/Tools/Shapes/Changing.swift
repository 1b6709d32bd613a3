import APICore
import JSON
import Ledger

/// A tool that changes fields of a thing of a resource: what is given, and leaves the rest.
protocol ChangingTool: FieldTool
where Place == OnResource<Parent, Form>, Arguments == GivenFields<Self> {}

extension ChangingTool {
  static var isMaking: Bool { false }
  static func parent(of arguments: Arguments) -> Parent { arguments.place.parent }

  static func plan(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> PlannedWrite {
    let spot = try arguments.place.spot(reading: workspace)
    let (values, understood) = try arguments.values(at: spot, reading: workspace)
    guard !values.isEmpty else { throw .nothingToChange(fields.map(\.name)) }
    let (resource, names) = (Form.resource, spot.names)
    let before = resource.state(of: spot.thing).filter { values[$0.key] != nil }
    return PlannedWrite(
      spot.request(
        resource.changing, body: .json(.object(resource.body(of: values, isMaking: false)))),
      targets: spot.targets, understood: spot.understood.merging(understood) { $1 },
      undo: .restoring(
        Watched(resource, names, members: Array(values.keys)), before: .object(before)
      ) { _, changed in
        let old = before.filter { changed.contains($0.key) }
        let names = changed.sorted().map { "`\($0)`" }.joined(separator: ", ")
        return UndoPlan.Inverse(
          effect: "puts the old values of \(names) back",
          request: spot.request(
            resource.changing, body: .json(.object(resource.body(of: old, isMaking: false)))))
      })
  }
}
