import APICore
import JSON
import Ledger

/// `create_custom_field`: defines a field on a List or a whole Space.
///
/// The service answers these two routes, though its published document does not name them.
public enum CreateCustomField: WriteTool {
  public static let routes: Set<Route> = [.createListField, .createSpaceField]
  public static var cannotUndo: String? { staying }
  private static let staying =
    "the API has no route that deletes a Custom Field; a person can, in ClickUp itself"

  public struct Arguments: Decodable, Sendable {
    let listID: Naming<NamedList>?
    let spaceID: Naming<NamedSpace>?
    let name: String
    let type: String
    let typeConfiguration: JSONValue?

    enum CodingKeys: String, CodingKey {
      case name, type
      case listID = "list_id"
      case spaceID = "space_id"
      case typeConfiguration = "type_config"
    }
  }

  public static func plan(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> PlannedWrite {
    let body: JSONValue = [
      "name": .string(try NameArgument.parse(arguments.name)), "type": .string(arguments.type),
      "type_config": arguments.typeConfiguration ?? [:],
    ]
    for option in arguments.typeConfiguration?["options"]?.array ?? [] {
      guard let name = (option["name"] ?? option["label"])?.string,
        let problem = NameArgument.problem(of: name, in: "type_config")
      else { continue }
      throw ToolError(
        argument: "type_config", "the name of an option in \(problem); write what people should see"
      )
    }
    let undo = UndoPlan.impossible(staying)
    switch (arguments.listID, arguments.spaceID) {
    case (let text?, nil):
      let list = try workspace.list(text)
      return PlannedWrite(
        WriteRequest(.createListField, path: ["list_id": list.id], body: .json(body)),
        targets: list.target, understood: ["list_id": list.understood], undo: undo)
    case (nil, let id?):
      let space = try workspace.container(id)
      return PlannedWrite(
        WriteRequest(.createSpaceField, path: ["space_id": space.id], body: .json(body)),
        targets: space.target, understood: ["space_id": space.understood], undo: undo)
    default:
      throw ToolError(
        argument: "list_id",
        "give exactly one of `list_id` (the field is offered in that List) and `space_id` (it is "
          + "offered in the whole Space)")
    }
  }

  public static func output(
    _ sent: SentWrite, _ arguments: Arguments, _ context: ToolContext,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    // The route is not documented: the field may be the answer, or a member of it.
    guard let field = CustomField(sent.response["field"] ?? sent.response) else {
      throw ToolError(
        .outcomeUnknown,
        "the service accepted the field but described none; look for it with `get_custom_fields` "
          + "before you create it again")
    }
    return field.lean
  }
}
