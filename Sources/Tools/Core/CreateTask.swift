import APICore
import JSON
import Ledger

/// `create_task`: one task in one List.
public enum CreateTask: WriteTool {
  public struct Arguments: Decodable, Sendable {
    let fields: TaskFieldArguments
    let listID: String
    let assignees: [String]?
    let tags: [String]?
    let linksTo: String?
    let customFields: [FieldValue]?
    let notifyAll: Bool?
    let checkRequiredCustomFields: Bool?

    struct FieldValue: Decodable, Sendable {
      let id: String
      let value: JSONValue
    }

    enum CodingKeys: String, CodingKey {
      case assignees, tags
      case listID = "list_id"
      case linksTo = "links_to"
      case customFields = "custom_fields"
      case notifyAll = "notify_all"
      case checkRequiredCustomFields = "check_required_custom_fields"
    }

    public init(from decoder: any Decoder) throws {
      fields = try TaskFieldArguments(from: decoder)
      let members = try decoder.container(keyedBy: CodingKeys.self)
      listID = try members.decode(String.self, forKey: .listID)
      assignees = try members.decodeIfPresent([String].self, forKey: .assignees)
      tags = try members.decodeIfPresent([String].self, forKey: .tags)
      linksTo = try members.decodeIfPresent(String.self, forKey: .linksTo)
      customFields = try members.decodeIfPresent([FieldValue].self, forKey: .customFields)
      notifyAll = try members.decodeIfPresent(Bool.self, forKey: .notifyAll)
      checkRequiredCustomFields = try members.decodeIfPresent(
        Bool.self, forKey: .checkRequiredCustomFields)
    }
  }

  public static func plan(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> PlannedWrite {
    let fields = try TaskFields(arguments.fields, clearing: false, context)
    let list = try workspace.list(arguments.listID)
    var body = fields.body
    var understood = fields.understood(context)
    understood["list_id"] = list.understood
    if let status = arguments.fields.status { body["status"] = .string(try list.status(status)) }
    if let ids = arguments.assignees {
      let members = try workspace.members(ids, argument: "assignees")
      body["assignees"] = .array(members.map(\.wireID))
      understood["assignees"] = .array(members.map(\.lean))
    }
    if let parent = arguments.fields.parent {
      let task = try workspace.parent(parent, inList: list.id)
      body["parent"] = .string(task.id)
      understood["parent"] = task.understood
    }
    if let other = arguments.linksTo {
      let task = try workspace.task(other, argument: "links_to")
      body["links_to"] = .string(task.id)
      understood["links_to"] = task.understood
    }
    body["custom_fields"] = try customFields(arguments, of: list, context, workspace)
    body["tags"] = arguments.tags.map { .array($0.map(JSONValue.string)) }
    body["notify_all"] = arguments.notifyAll.map(JSONValue.bool)
    body["check_required_custom_fields"] = arguments.checkRequiredCustomFields
      .map(JSONValue.bool)
    return PlannedWrite(
      WriteRequest(.createTask, path: ["list_id": list.id], body: .json(.object(body))),
      understood: understood)
  }

  public static func output(
    _ response: JSONValue, _ arguments: Arguments, _ context: ToolContext,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    var differences = TaskDifferences(response, context)
    differences.compare(try TaskFields(arguments.fields, clearing: false, context))
    differences.compareAssignees(
      added: arguments.assignees ?? [], removed: [], arguments: ("assignees", ""))
    differences.compareTags(arguments.tags ?? [])
    differences.compareCustomFields((arguments.customFields ?? []).map(\.id))
    return TaskOutput.written(response, differences: differences.sentences, context)
  }

  /// The values in the service's form, each checked against its field.
  private static func customFields(
    _ arguments: Arguments, of list: ListReference, _ context: ToolContext,
    _ workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue? {
    guard let given = arguments.customFields, !given.isEmpty else { return nil }
    let fields = try workspace.customFields(ofList: list.id, named: list.name)
    var values: [JSONValue] = []
    for (index, item) in given.enumerated() {
      let field = try fields.field(item.id, argument: "custom_fields/\(index)/id")
      let reader = CustomFieldValueReader(
        field: field, context: context, argument: "custom_fields/\(index)/value")
      values.append(["id": .string(field.id), "value": try reader.read(item.value)])
    }
    return .array(values)
  }
}
