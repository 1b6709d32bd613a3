import APICore
import JSON

/// What `add_task_to_list` and `remove_task_from_list` take.
struct FurtherListArguments: RelationArguments {
  static let relation = Relation.furtherList

  let taskID: Naming<NamedTask>
  let listID: Naming<NamedList>

  enum CodingKeys: String, CodingKey {
    case taskID = "task_id"
    case listID = "list_id"
  }

  func end(
    of task: NamedTask, reading workspace: WorkspaceReader
  ) throws(ToolError) -> RelationEnd {
    let list = try workspace.list(listID)
    guard list.id != task.listID else {
      throw ToolError(
        argument: listID.argument,
        "`\(listID.argument)` \(listID.quoted) is the List that \(quoted(task.name)) belongs to, "
          + "which it can neither be added to nor taken out of; nothing was changed; name another "
          + "List, or move the task with `move_task`")
    }
    return RelationEnd(
      argument: listID.argument, written: listID.quoted, name: "list_id", id: list.id,
      understood: list.understood, targets: list.target)
  }

  static func shown(by task: NamedTask) -> JSONObject {
    var shown: JSONObject = [
      "locations": .array(furtherLists(task).compactMap(TaskOutput.reference))
    ]
    shown["list"] = TaskOutput.reference(task.json["list"])
    return shown
  }

  static func spoken(by task: NamedTask) -> String {
    let names = furtherLists(task).map { quoted($0["name"]?.string ?? "") }
    return "belongs to \(quoted(task.listName)) and stands besides in "
      + (names.isEmpty ? "no List" : listed(names))
  }

  private static func furtherLists(_ task: NamedTask) -> [JSONValue] {
    task.json["locations"]?.array ?? []
  }
}
