import APICore
import JSON
import SQLite

/// Custom Fields: what is offered where, and the values of tasks.
enum FieldRoutes {
  static let routes: [Route: RouteFunction] = [
    .getListFields: getListFields,
    .getFolderFields: getFolderFields,
    .getSpaceFields: getSpaceFields,
    .getTeamFields: getTeamFields,
    .createListField: createListField,
    .createSpaceField: createSpaceField,
    .setFieldValue: setFieldValue,
    .removeFieldValue: removeFieldValue,
  ]

  /// Those of the List and of everything above it.
  @Sendable static func getListFields(_ context: RouteContext) throws(APIError) -> JSONValue {
    try fields(at: context.list().fieldLocations, context)
  }

  @Sendable static func getFolderFields(_ context: RouteContext) throws(APIError) -> JSONValue {
    let folder = try context.folder()
    return try fields(
      at: [.workspace(folder.space.workspaceID), .space(folder.space.id), .folder(folder.id)],
      context)
  }

  @Sendable static func getSpaceFields(_ context: RouteContext) throws(APIError) -> JSONValue {
    let space = try context.space()
    return try fields(at: [.workspace(space.workspaceID), .space(space.id)], context)
  }

  /// Only those that were made for the whole Workspace.
  @Sendable static func getTeamFields(_ context: RouteContext) throws(APIError) -> JSONValue {
    try fields(at: [.workspace(context.workspaceID())], context)
  }

  @Sendable static func createListField(_ context: RouteContext) throws(APIError) -> JSONValue {
    let list = try context.list()
    return try create(in: list.workspaceID, at: .list(list.id), context)
  }

  @Sendable static func createSpaceField(_ context: RouteContext) throws(APIError) -> JSONValue {
    let space = try context.space()
    return try create(in: space.workspaceID, at: .space(space.id), context)
  }

  @Sendable static func setFieldValue(_ context: RouteContext) throws(APIError) -> JSONValue {
    let task = try context.task()
    guard let value = context.body["value"] else {
      throw Refusal.fieldValue("`value` is missing; to empty the field, remove its value")
    }
    try FieldWriting(context: context, task: task).set(
      context.pathText("field_id"), to: value, options: context.body["value_options"])
    try touch(task, context)
    return [:]
  }

  @Sendable static func removeFieldValue(_ context: RouteContext) throws(APIError) -> JSONValue {
    let task = try context.task()
    try FieldWriting(context: context, task: task).clear(context.pathText("field_id"))
    try touch(task, context)
    return [:]
  }

  /// Gives a new task the `custom_fields` of the body of "Create Task": `[{"id", "value"}]`.
  @Sendable static func setAtCreation(_ context: RouteContext, _ task: TaskReference)
    throws(APIError)
  {
    let given = try context.body.array("custom_fields") ?? []
    let writing = FieldWriting(context: context, task: task)
    for field in given {
      guard let id = field["id"]?.string, let value = field["value"] else {
        throw Refusal.invalid("`custom_fields` must hold {\"id\", \"value\"} objects")
      }
      try writing.set(id, to: value, options: field["value_options"])
    }
    if try context.body.flag("check_required_custom_fields") == true {
      try writing.requireRequired()
    }
  }

  private static func fields(at locations: [FieldLocation], _ context: RouteContext)
    throws(APIError) -> JSONValue
  {
    let fields = try context.viewed { view throws(SQLiteError) in
      try view.fields(at: locations)
    }
    return ["fields": .array(fields.map { .object($0.json) })]
  }

  /// Unverified: neither the published document nor a recording shows what is answered.
  private static func create(
    in workspace: Int64, at location: FieldLocation, _ context: RouteContext
  ) throws(APIError) -> JSONValue {
    guard let name = try context.body.text("name"), name.contains(where: { !$0.isWhitespace })
    else { throw Refusal.invalid("`name` must name the Custom Field") }
    guard let typeName = try context.body.text("type") else {
      throw Refusal.invalid("`type` is missing")
    }
    let (type, configuration) = try FieldConfiguration(newID: { context.identifiers.uuid() })
      .read(typeName: typeName, configuration: context.body["type_config"])
    let field = FieldDefinition(
      id: context.identifiers.uuid(), name: name, typeName: type.rawValue,
      configuration: configuration, dateCreated: context.now.rawValue)
    try context.sql { connection throws(SQLiteError) in
      try FieldRows.insert(field, in: workspace, at: location, on: connection)
    }
    return ["field": .object(field.json)]
  }

  private static func touch(_ task: TaskReference, _ context: RouteContext) throws(APIError) {
    try TaskMoment.touch(task.id, context)
  }
}
