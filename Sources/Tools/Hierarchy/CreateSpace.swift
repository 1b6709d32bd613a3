import APICore
import JSON
import Ledger

/// `create_space`: a new top-level container.
public enum CreateSpace: WriteTool {
  public struct Arguments: Decodable, Sendable {
    let name: String
    let multipleAssignees: Bool?
    let features: JSONValue?
    let statuses: [String]?

    enum CodingKeys: String, CodingKey {
      case name, features, statuses
      case multipleAssignees = "multiple_assignees"
    }
  }

  public static func plan(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> PlannedWrite {
    // The published document requires `multiple_assignees` and `features`.
    var body: JSONObject = [
      "name": .string(try NameArgument.parse(arguments.name)),
      "multiple_assignees": .bool(arguments.multipleAssignees ?? true),
      "features": arguments.features ?? [:],
    ]
    body["statuses"] = try StatusesArgument.parse(arguments.statuses)
    return PlannedWrite(
      WriteRequest(
        .createSpace, path: ["team_id": context.workspaceID], body: .json(.object(body))),
      undo: .deleting(container: .space, .deleteSpace))
  }

  public static func output(
    _ sent: SentWrite, _ arguments: Arguments, _ context: ToolContext,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    HierarchyOutput.space(sent.response)
  }
}
