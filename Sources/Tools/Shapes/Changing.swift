import APICore
import JSON
import Ledger

/// A tool that changes fields of a thing of a resource: what is given, and leaves the rest.
protocol ChangingTool: FieldTool where Arguments == GivenFields<Self> {}

extension ChangingTool {
  static var isMaking: Bool { false }
  static var routes: Set<Route> { [Form.resource.changing] }
  static var clearings: Clearings { Clearings(fields) }

  static func plan(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> PlannedWrite {
    let spot = try arguments.place.spot(showing: Form.resource, reading: workspace)
    let (values, understood) = try arguments.values(at: spot, context, reading: workspace)
    guard !values.isEmpty else { throw .nothingToChange(fields.flatMap(\.arguments)) }
    let request = spot.request(
      Form.resource.changing,
      body: .json(.object(Form.resource.body(of: values, over: spot.thing))))
    return PlannedWrite(
      request, targets: spot.targets, understood: spot.understood.merging(understood) { $1 },
      undo: .restoring(spot.thing, of: Form.resource, changedBy: request, context)
    ).of(version: spot.version)
  }
}

extension [ResourceField] {
  /// Old values as a request sets them: a date says whether it had a time.
  func restoring(_ old: JSONObject, _ context: ToolContext) -> JSONObject {
    var values: JSONObject = [:]
    for field in self {
      guard let value = old[field.name] else { continue }
      values[field.name] = value
      guard field.kind == .date else { continue }
      let instant = value.milliseconds
      values[field.name] = instant.map { .integer($0.rawValue) } ?? .null
      values[field.timeFlag] = instant.map { .bool(context.isTimed($0)) }
    }
    return values
  }
}

extension UndoPlan {
  /// Undoing puts the fields back that `request` sets; what is sent whole is put back whole.
  static func restoring(
    _ thing: JSONValue, of resource: Resource, changedBy request: WriteRequest,
    _ context: ToolContext
  ) -> UndoPlan {
    let names = resource.names(after: request)
    let before = resource.state(of: thing).filter { request.fields[$0.key] != nil }
    for field in resource.fields where field.kind == .settings {
      guard let change = request.fields[field.name],
        !covers(before[field.name] ?? .null, change)
      else { continue }
      return .impossible(
        "`\(field.name)` adds a setting that the \(resource.kind.words) does not have, and the "
          + "API has no way to take one away")
    }
    return .restoring(
      Watched(resource, names, members: Array(before.keys)), before: .object(before)
    ) { _, changed in
      let old = resource.fields.restoring(before.filter { changed.contains($0.key) }, context)
      let members = changed.sorted().map { "`\($0)`" }.joined(separator: ", ")
      return Inverse(
        effect: "puts the old values of \(members) back",
        request: WriteRequest(
          resource.changing, at: names,
          body: .json(.object(resource.body(of: old, over: thing)))))
    }
  }

  /// Whether `settings` has every one that `change` names.
  private static func covers(_ settings: JSONValue, _ change: JSONValue) -> Bool {
    guard let change = change.object else { return true }
    guard let settings = settings.object else { return change.isEmpty }
    return change.allSatisfy { name, value in
      settings[name].map { covers($0, value) } ?? false
    }
  }
}
