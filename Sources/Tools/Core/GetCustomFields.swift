import APICore
import JSON

/// `get_custom_fields`: what fields a List offers, with the options and what each accepts, so that
/// `set_custom_field` needs no guess.
public enum GetCustomFields: ReadTool {
  public struct Arguments: Decodable, Sendable {
    let listID: Naming<NamedList>

    enum CodingKeys: String, CodingKey {
      case listID = "list_id"
    }
  }

  public static func run(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    let list = try workspace.list(arguments.listID)
    let answer = try workspace.fetch(.getListFields, path: ["list_id": list.id])
    return ["fields": .array(CustomField.all(in: answer).map(\.lean))]
  }
}
