import APICore
import JSON
import SQLite

/// Spaces.
enum SpaceRoutes {
  static let routes: [Route: RouteFunction] = [
    .getSpaces: getSpaces,
    .createSpace: createSpace,
    .getSpace: getSpace,
    .updateSpace: updateSpace,
    .deleteSpace: deleteSpace,
  ]

  /// `archived` adds those that are archived to the others; it does not leave the others out (as
  /// recorded, unlike that of Folders and Lists).
  @Sendable static func getSpaces(_ context: RouteContext) throws(APIError) -> JSONValue {
    let workspace = try context.workspaceID()
    let withArchived = try context.query.flag("archived")
    let spaces = try SpaceShape.all(
      where: "p.workspace_id = ? AND p.archived <= ?",
      [.integer(workspace), SQLValue(withArchived)], context)
    return ["spaces": .array(spaces)]
  }

  @Sendable static func createSpace(_ context: RouteContext) throws(APIError) -> JSONValue {
    let workspace = try context.workspaceID()
    let name = try context.body.requiredName()
    let hasMultipleAssignees = try context.body.flag("multiple_assignees") ?? true
    let color = try context.body.text("color")
    let features = SpaceFeatures.merging(
      .object(try context.body.object("features") ?? [:]), into: SpaceFeatures.standard)
    let statuses = try StatusDefinitions.read(context.body) ?? .standard
    let id = try context.sql { _ throws(SQLiteError) in
      let id = try context.identifiers.space()
      try SpaceRows.insert(
        id, named: name, in: workspace, color: color, features: features,
        hasMultipleAssignees: hasMultipleAssignees, statuses: statuses,
        identifiers: context.identifiers)
      return id
    }
    return try SpaceShape.one(id, context)
  }

  @Sendable static func getSpace(_ context: RouteContext) throws(APIError) -> JSONValue {
    try SpaceShape.one(context.space().id, context)
  }

  @Sendable static func updateSpace(_ context: RouteContext) throws(APIError) -> JSONValue {
    let space = try context.space()
    var row = RowChange()
    row.set("name", try context.body.changedName())
    row.set("color", try context.body.changeOfText("color"))
    for flag in ["private", "admin_can_manage", "multiple_assignees", "archived"] {
      row.set(flag, try context.body.flag(flag))
    }
    if let change = try context.body.object("features") {
      let features = SpaceFeatures.merging(
        .object(change), into: try SpaceShape.features(of: space.id, context))
      row.set("features", features.canonicalString)
    }
    try row.apply(to: "spaces", id: space.id, context)
    return try SpaceShape.one(space.id, context)
  }

  @Sendable static func deleteSpace(_ context: RouteContext) throws(APIError) -> JSONValue {
    let space = try context.space()
    try context.rememberDeletion(of: .ofSpace, .integer(space.id))
    try context.execute("DELETE FROM spaces WHERE id = ?", [.integer(space.id)])
    return [:]
  }
}
