import APICore
import JSON
import Ledger

/// `create_task`: one task in one List.
public enum CreateTask: WriteTool {
  public static let routes: Set<Route> = [.createTask]

  public struct Arguments: Decodable, Sendable {
    let fields: TaskFieldArguments
    let listID: Naming<NamedList>
    let assignees: [Naming<Member>]?
    let tags: [Naming<NamedTag>]?
    let linksTo: Naming<NamedTask>?
    let customFields: [FieldValue]?
    let notifyAll: Bool?
    let checkRequiredCustomFields: Bool?

    struct FieldValue: Decodable, Sendable {
      let id: Naming<CustomField>
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
      listID = try members.decode(Naming.self, forKey: .listID)
      assignees = try members.decodeIfPresent([Naming].self, forKey: .assignees)
      tags = try members.decodeIfPresent([Naming].self, forKey: .tags)
      linksTo = try members.decodeIfPresent(Naming.self, forKey: .linksTo)
      customFields = try members.decodeIfPresent([FieldValue].self, forKey: .customFields)
      notifyAll = try members.decodeIfPresent(Bool.self, forKey: .notifyAll)
      checkRequiredCustomFields = try members.decodeIfPresent(
        Bool.self, forKey: .checkRequiredCustomFields)
    }
  }

  public static func plan(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> PlannedWrite {
    var problems = Problems()
    let list = problems.value(try workspace.list(arguments.listID))
    let fields = problems.value(try TaskFields(arguments.fields, clearing: false, context))
    guard let list, let fields else { throw problems.combined }
    var draft = TaskDraft(fields, context)
    draft.understand("list_id", list.understood)
    draft.set(
      "status",
      try arguments.fields.text("status").map { status throws(ToolError) in
        TaskDraft.Meaning(wire: .string(try list.status(status)))
      })
    draft.set(
      "assignees",
      try arguments.assignees.map { people throws(ToolError) in
        TaskDraft.Meaning(try workspace.members(people))
      })
    draft.set(
      "parent",
      try arguments.fields.parent.map { parent throws(ToolError) in
        TaskDraft.Meaning(try workspace.parent(parent, inList: list.id))
      })
    draft.set(
      "links_to",
      try arguments.linksTo.map { task throws(ToolError) in
        TaskDraft.Meaning(try workspace.task(task))
      })
    draft.set("custom_fields", try customFields(arguments, of: list, context, workspace))
    draft.set(
      "tags",
      try arguments.tags.map { names throws(ToolError) in
        let names = try names.found(in: (list.spaceID, workspace)).map(\.name)
        let tags = JSONValue.array(names.map(JSONValue.string))
        return TaskDraft.Meaning(wire: tags, understood: names.isEmpty ? nil : tags)
      })
    draft.set("notify_all", arguments.notifyAll.map(JSONValue.bool))
    draft.set(
      "check_required_custom_fields", arguments.checkRequiredCustomFields.map(JSONValue.bool))
    return try draft.planned(
      .createTask, path: ["list_id": list.id], targets: list.target,
      parts: [.assignees, .tags, .fields, .relations, .time, .markdown]
    ) { body throws(ToolError) in
      let hasTags = body["tags"]?.array?.isEmpty == false
      return .deleting("the task", lost: hasTags ? ["tags that are new in the Space stay"] : []) {
        task in
        guard let id = task["id"]?.identifier else { return nil }
        let path = ["task_id": id]
        return (Watched(.task, path), WriteRequest(.deleteTask, path: path))
      }
    }
  }

  public static func output(
    _ sent: SentWrite, _ arguments: Arguments, _ context: ToolContext,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    var differences = TaskDifferences(sent.response, context)
    differences.compare(
      sent.request, description: arguments.fields.givenTexts(clearing: false)["description"]?.string
    )
    return TaskOutput.written(sent.response, by: sent.request, differences.sentences, context)
  }

  /// The values in the service's form, each checked against its field.
  private static func customFields(
    _ arguments: Arguments, of list: NamedList, _ context: ToolContext,
    _ workspace: WorkspaceReader
  ) throws(ToolError) -> TaskDraft.Meaning? {
    guard let given = arguments.customFields, !given.isEmpty else { return nil }
    let fields = try workspace.customFields(ofList: list.id, named: list.name)
    var values: [JSONValue] = []
    var problems = Problems()
    for (index, item) in given.enumerated() {
      problems.check { () throws(ToolError) in
        let field = try fields.field(item.id)
        let argument = "custom_fields/\(index)/value"
        guard !field.isButton else {
          throw ToolError(
            argument: argument,
            "`\(argument)` would click the button \(quoted(field.name)); leave it out, and click "
              + "it with `set_custom_field` once the task is there")
        }
        let reader = CustomFieldValueReader(
          field: field, context: context, argument: argument, instead: "leave the field out")
        var members = try reader.setting(item.value, reading: workspace).members
        members["id"] = .string(field.id)
        values.append(.object(members))
      }
    }
    try problems.throwIfAny()
    return TaskDraft.Meaning(wire: .array(values))
  }
}
