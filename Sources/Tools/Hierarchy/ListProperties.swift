import APICore
import JSON

/// What `create_list` and `update_list` say of a List besides its name.
struct ListProperties: Sendable {
  var content: String?
  var markdownContent: String?
  var dueDate: String?
  var dueDateTime: Bool?
  var priority: String?
  var assignee: Naming<Member>?
  var status: String?

  static let names = [
    "content", "markdown_content", "due_date", "due_date_time", "priority", "assignee", "status",
  ]

  /// The members of the request's body.
  ///
  /// - Throws: `invalid_arguments` where two contradict each other or one cannot be read.
  func body(
    _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONObject {
    // The schemas do not offer to clear them, so what hosts fill in does not.
    let content = content?.isEmpty == true ? nil : content
    let markdownContent = markdownContent?.isEmpty == true ? nil : markdownContent
    guard content == nil || markdownContent == nil else {
      throw ToolError(
        argument: "markdown_content",
        "`content` and `markdown_content` are both the description; give one of them")
    }
    var body: JSONObject = [:]
    body["content"] = content.map(JSONValue.string)
    body["markdown_content"] = markdownContent.map(JSONValue.string)
    body["status"] = status.map(JSONValue.string)
    if let priority { body["priority"] = .integer(try PriorityArgument.parse(priority)) }
    if let dueDate {
      let date = try DateArgument(dueDate, argument: "due_date", context)
      body["due_date"] = .integer(date.instant.rawValue)
      body["due_date_time"] = .bool(dueDateTime ?? date.hasTime)
    } else if dueDateTime != nil {
      throw ToolError(
        argument: "due_date_time", "`due_date_time` says nothing without `due_date`; give both")
    }
    if let assignee {
      body["assignee"] = try workspace.member(assignee).wireID
    }
    return body
  }
}
