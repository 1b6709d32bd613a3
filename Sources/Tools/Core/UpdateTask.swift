import APICore
import JSON
import Ledger

/// `update_task`: the fields of one task that one request can change.
///
/// Tags, Custom Fields, dependencies and comments have requests of their own, and so tools of their
/// own; the service ignores them here without a word.
public enum UpdateTask: WriteTool {
  public static let routes: Set<Route> = [.updateTask]

  public struct Arguments: Decodable, Sendable {
    let fields: TaskFieldArguments
    let taskID: Naming<NamedTask>
    let archived: Bool?
    let assigneesToAdd: [Naming<Member>]
    let assigneesToRemove: [Naming<Member>]

    enum CodingKeys: String, CodingKey {
      case archived
      case taskID = "task_id"
      case assigneesToAdd = "assignees_add"
      case assigneesToRemove = "assignees_remove"
    }

    public init(from decoder: any Decoder) throws {
      fields = try TaskFieldArguments(from: decoder)
      let members = try decoder.container(keyedBy: CodingKeys.self)
      taskID = try members.decode(Naming.self, forKey: .taskID)
      archived = try members.decodeIfPresent(Bool.self, forKey: .archived)
      assigneesToAdd = try members.decodeIfPresent([Naming].self, forKey: .assigneesToAdd) ?? []
      assigneesToRemove =
        try members.decodeIfPresent([Naming].self, forKey: .assigneesToRemove) ?? []
    }
  }

  public static let clearings = Clearings(ResourceField.ofTask).merging([
    "description": Clearing(argument: "description", value: "")
  ]) { $1 }

  public static func plan(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> PlannedWrite {
    var problems = Problems()
    // As the state before it is read, so that it is read once.
    let isAboutPeople = !arguments.assigneesToAdd.isEmpty || !arguments.assigneesToRemove.isEmpty
    let task = problems.value(
      try workspace.task(
        arguments.taskID, query: StateReading.taskQuery,
        parts: isAboutPeople ? [.assignees, .watchers] : []))
    let fields = problems.value(try TaskFields(arguments.fields, clearing: true, context))
    guard let task, let fields else { throw problems.combined }
    var draft = TaskDraft(fields, context)
    draft.understand("task_id", task.understood)
    draft.set(
      "status",
      try arguments.fields.text("status").map { status throws(ToolError) in
        // Of the List, since it may override the statuses of its Space.
        TaskDraft.Meaning(wire: .string(try workspace.list(of: task).status(status)))
      })
    draft.set(
      "parent",
      try arguments.fields.parent.map { parent throws(ToolError) in
        TaskDraft.Meaning(try workspace.parent(parent, inList: task.listID, of: task))
      })
    draft.set("assignees", try assignees(arguments, of: task, workspace))
    draft.set("archived", arguments.archived.map(JSONValue.bool))
    return try draft.planned(
      .updateTask, path: ["task_id": task.id], targets: task.target, parts: []
    ) { body throws(ToolError) in
      guard !body.isEmpty else {
        throw ToolError(
          .invalidArguments,
          "nothing to change was given besides `task_id`; give the fields that should change, e.g. "
            + "`status` or `due_date` (`none` clears; what is null or empty beside other such "
            + "arguments was not given)")
      }
      return try TaskRestoring(update: body, task: task, context: context).plan(reading: workspace)
    }.of(version: Version.of(task: task.json))
  }

  public static func output(
    _ sent: SentWrite, _ arguments: Arguments, _ context: ToolContext,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    let stored = readBack(sent.response, workspace)
    var differences = TaskDifferences(stored, context)
    differences.compare(
      sent.request, description: arguments.fields.givenTexts(clearing: true)["description"]?.string)
    return TaskOutput.written(stored, by: sent.request, differences.sentences, context)
  }

  /// The task as it is now: the answer to the change may carry the old status. Where it cannot be
  /// read, the answer itself: the change was made, and must not be called failed.
  private static func readBack(_ response: JSONValue, _ workspace: WorkspaceReader) -> JSONValue {
    guard let id = response["id"]?.identifier else { return response }
    do {
      // With the people that undoing compares.
      return try workspace.read(
        .getTask, path: ["task_id": id], query: StateReading.taskQuery,
        parts: [.assignees, .watchers, .tags])
    } catch {
      return response
    }
  }

  /// `{add, rem}`: the service takes a plain array with 200, and makes those users watchers.
  private static func assignees(
    _ arguments: Arguments, of task: NamedTask, _ workspace: WorkspaceReader
  ) throws(ToolError) -> TaskDraft.Meaning? {
    let (add, remove) = (arguments.assigneesToAdd, arguments.assigneesToRemove)
    guard !add.isEmpty || !remove.isEmpty else { return nil }
    // Who is assigned can be taken off, member or not: people leave Workspaces.
    let assigned = (task.json["assignees"]?.array ?? []).compactMap(Member.init)
    let removed = try workspace.members(remove, or: assigned)
    let added = try workspace.members(add)
    let both = Set(added.map(\.id)).intersection(removed.map(\.id))
    guard both.isEmpty else {
      throw ToolError(
        argument: "assignees_remove",
        "`assignees_add` and `assignees_remove` both name \(listed(both.sorted())); name each user "
          + "in one of them")
    }
    return TaskDraft.Meaning(
      wire: ["add": .array(added.map(\.wireID)), "rem": .array(removed.map(\.wireID))])
  }
}
