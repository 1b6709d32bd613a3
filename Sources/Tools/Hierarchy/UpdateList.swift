import APICore
import JSON
import Ledger

/// `update_list`: changes what is given and leaves the rest. A List is not moved: the service takes
/// a `folder_id` here with 200 and does nothing.
public enum UpdateList: WriteTool {
  public struct Arguments: Decodable, Sendable {
    let listID: Naming<NamedList>
    let name: String?
    let content: String?
    let markdownContent: String?
    let dueDate: String?
    let dueDateTime: Bool?
    let priority: String?
    let assignee: Naming<Member>?
    let status: String?
    let unsetStatus: Bool?

    enum CodingKeys: String, CodingKey {
      case name, content, priority, assignee, status
      case listID = "list_id"
      case markdownContent = "markdown_content"
      case dueDate = "due_date"
      case dueDateTime = "due_date_time"
      case unsetStatus = "unset_status"
    }

    /// The service's own word for no owner.
    var hasNoAssignee: Bool { assignee?.says("none") == true }

    var properties: ListProperties {
      ListProperties(
        content: content, markdownContent: markdownContent, dueDate: dueDate,
        dueDateTime: dueDateTime, priority: priority,
        assignee: hasNoAssignee ? nil : assignee, status: status)
    }
  }

  public static func plan(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> PlannedWrite {
    var body = try arguments.properties.body(context, reading: workspace)
    if arguments.hasNoAssignee { body["assignee"] = "none" }
    if arguments.unsetStatus == true {
      guard arguments.status == nil else {
        throw ToolError(
          argument: "unset_status",
          "`unset_status` removes the color and `status` sets one; give one of them")
      }
      body["unset_status"] = true
    }
    if let name = arguments.name { body["name"] = .string(try NameArgument.parse(name)) }
    guard !body.isEmpty else {
      throw .nothingToChange(["name"] + ListProperties.names + ["unset_status"])
    }
    let list = try workspace.list(arguments.listID)
    // The published document requires the name, also where it stays.
    body["name"] = body["name"] ?? .string(list.name)
    return PlannedWrite(
      WriteRequest(.updateList, path: ["list_id": list.id], body: .json(.object(body))),
      understood: ["list_id": list.understood],
      undo: try ContainerRestoring.list(list.id, body, context, reading: workspace)
    ).of(version: list.version)
  }

  public static func output(
    _ sent: SentWrite, _ arguments: Arguments, _ context: ToolContext,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    HierarchyOutput.list(sent.response, context)
  }
}
