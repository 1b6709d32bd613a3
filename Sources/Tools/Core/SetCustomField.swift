import APICore
import JSON
import Ledger

/// `set_custom_field`: checks the value against the field's type and options before it is sent, and
/// reads back what is stored, since the service answers `{}` either way.
public enum SetCustomField: WriteTool {
  public static let routes: Set<Route> = [.setFieldValue, .removeFieldValue]

  public struct Arguments: Decodable, Sendable {
    let taskID: Naming<NamedTask>
    let fieldID: Naming<CustomField>
    let value: JSONValue?
    let valueOptions: ValueOptions?
    let clear: Bool?

    enum CodingKeys: String, CodingKey {
      case value, clear
      case taskID = "task_id"
      case fieldID = "field_id"
      case valueOptions = "value_options"
    }
  }

  public struct ValueOptions: Decodable, Sendable {
    let time: Bool?
  }

  public static let clearings = ["value": Clearing(argument: "clear", value: true)]

  public static func plan(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> PlannedWrite {
    let given = try givenValue(arguments)
    let task = try workspace.task(arguments.taskID, parts: .fields)
    let field = try workspace.customFields(ofList: task.listID, named: task.listName)
      .field(arguments.fieldID)
    let path = ["task_id": task.id, "field_id": field.id]
    var understood: JSONObject = [
      "task_id": task.understood, "field_id": .string(field.name),
    ]
    let undo = try FieldRestoring.plan(field, of: task, context, reading: workspace)
    guard let given = try wanted(given, of: field) else {
      return PlannedWrite(
        WriteRequest(.removeFieldValue, path: path), targets: task.target, understood: understood,
        undo: undo
      ).of(version: Version.of(task: task.json))
    }
    let setting = try CustomFieldValueReader(field: field, context: context)
      .setting(
        given, time: arguments.valueOptions?.time, replacing: task.value(of: field),
        reading: workspace)
    understood["value"] = setting.understood
    var planned = PlannedWrite(
      WriteRequest(.setFieldValue, path: path, body: .json(.object(setting.members))),
      targets: task.target, understood: understood, undo: undo
    ).of(version: Version.of(task: task.json))
    planned.needsYes = field.isButton
    return planned
  }

  /// nil to clear the field.
  private static func wanted(
    _ given: JSONValue?, of field: CustomField
  ) throws(ToolError) -> JSONValue? {
    // Labels replace all there are; of none, none stay.
    if field.type == "labels", given?.array?.isEmpty == true { return nil }
    guard field.isButton, given == nil else { return given }
    throw ToolError(
      argument: "clear",
      "`clear` is for values, and the button \(quoted(field.name)) has none; give `value`: true to "
        + "click it")
  }

  public static func output(
    _ sent: SentWrite, _ arguments: Arguments, _ context: ToolContext,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    let task = try workspace.task(of: sent.request, parts: .fields)
    let id = sent.request.path["field_id"] ?? ""
    let stored = (task.json["custom_fields"]?.array ?? []).first { $0["id"]?.string == id }
    let field = stored.flatMap(CustomFieldText(context: context).lean)
    return .present([
      "task_id": .string(task.id), "field": field ?? ["id": .string(id)],
      "version": Version.of(task: task.json).map(JSONValue.string),
    ])
  }

  /// nil to clear the field.
  private static func givenValue(_ arguments: Arguments) throws(ToolError) -> JSONValue? {
    switch (arguments.value, arguments.clear ?? false) {
    case (let value?, false): return value
    case (nil, true), ("", true): return nil
    case (_?, true):
      throw ToolError(
        argument: "clear",
        "`value` and `clear` contradict each other; give `value` to set the field, or `clear`: "
          + "true to empty it")
    case (nil, false):
      throw ToolError(
        argument: "value",
        "`value` is missing; give it to set the field, or `clear`: true to empty it")
    }
  }
}
