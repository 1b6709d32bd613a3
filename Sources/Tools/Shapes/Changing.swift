import APICore
import JSON
import Ledger

/// A tool that changes fields of a thing of a resource: what is given, and leaves the rest.
protocol ChangingTool: FieldTool
where Place == OnResource<Parent, Form>, Arguments == GivenFields<Self> {}

extension ChangingTool {
  static var isMaking: Bool { false }

  static func plan(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> PlannedWrite {
    let spot = try arguments.place.spot(showing: Form.resource, reading: workspace)
    let (values, understood) = try arguments.values(at: spot, reading: workspace)
    guard !values.isEmpty else { throw .nothingToChange(fields.map(\.name)) }
    let request = spot.request(
      Form.resource.changing,
      body: .json(.object(Form.resource.body(of: values, over: spot.thing))))
    return PlannedWrite(
      request, targets: spot.targets, understood: spot.understood.merging(understood) { $1 },
      undo: .restoring(spot.thing, of: Form.resource, changedBy: request))
  }
}

extension UndoPlan {
  /// Undoing puts the fields back that `request` sets; what is sent whole is put back whole.
  static func restoring(
    _ thing: JSONValue, of resource: Resource, changedBy request: WriteRequest
  ) -> UndoPlan {
    let names = resource.names(after: request)
    let before = resource.state(of: thing).filter { request.fields[$0.key] != nil }
    return .restoring(
      Watched(resource, names, members: Array(before.keys)), before: .object(before)
    ) { _, changed in
      let old = before.filter { changed.contains($0.key) }
      let members = changed.sorted().map { "`\($0)`" }.joined(separator: ", ")
      return Inverse(
        effect: "puts the old values of \(members) back",
        request: WriteRequest(
          resource.changing, at: names,
          body: .json(.object(resource.body(of: old, over: .object(before))))))
    }
  }
}
