import APICore
import JSON
import Ledger

/// `create_list`: a new List in a Folder, or in a Space outside any Folder.
public enum CreateList: WriteTool {
  public struct Arguments: Decodable, Sendable {
    let folderID: Naming<NamedFolder>?
    let spaceID: Naming<NamedSpace>?
    let name: String
    let statuses: [String]?
    let content: String?
    let markdownContent: String?
    let dueDate: String?
    let dueDateTime: Bool?
    let priority: String?
    let assignee: Naming<Member>?
    let status: String?

    enum CodingKeys: String, CodingKey {
      case name, statuses, content, priority, assignee, status
      case folderID = "folder_id"
      case spaceID = "space_id"
      case markdownContent = "markdown_content"
      case dueDate = "due_date"
      case dueDateTime = "due_date_time"
    }

    var properties: ListProperties {
      ListProperties(
        content: content, markdownContent: markdownContent, dueDate: dueDate,
        dueDateTime: dueDateTime, priority: priority, assignee: assignee, status: status)
    }
  }

  public static func plan(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> PlannedWrite {
    var body = try arguments.properties.body(context, reading: workspace)
    body["name"] = .string(try NameArgument.parse(arguments.name))
    if let statuses = try StatusesArgument.parse(arguments.statuses) {
      body["statuses"] = statuses
      body["override_statuses"] = true
    }
    switch (arguments.folderID, arguments.spaceID) {
    case (let id?, nil):
      let folder = try workspace.container(id)
      return PlannedWrite(
        WriteRequest(
          .createFolderList, path: ["folder_id": folder.id], body: .json(.object(body))),
        targets: folder.target, understood: ["folder_id": folder.understood],
        undo: .deleting(container: .list, .deleteList))
    case (nil, let id?):
      let space = try workspace.container(id)
      return PlannedWrite(
        WriteRequest(.createSpaceList, path: ["space_id": space.id], body: .json(.object(body))),
        targets: space.target, understood: ["space_id": space.understood],
        undo: .deleting(container: .list, .deleteList))
    default:
      throw ToolError(
        argument: "folder_id",
        "give exactly one of `folder_id` (the List is put into that Folder) and `space_id` (it is "
          + "put directly into that Space)")
    }
  }

  public static func output(
    _ sent: SentWrite, _ arguments: Arguments, _ context: ToolContext,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    HierarchyOutput.list(sent.response, context)
  }
}
