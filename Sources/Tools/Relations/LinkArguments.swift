import APICore
import JSON

/// What `link_tasks` and `unlink_tasks` take.
struct LinkArguments: RelationArguments {
  static let relation = Relation.link

  let taskID: Naming<NamedTask>
  let linksTo: Naming<NamedTask>

  enum CodingKeys: String, CodingKey {
    case taskID = "task_id"
    case linksTo = "links_to"
  }

  func end(
    of task: NamedTask, reading workspace: WorkspaceReader
  ) throws(ToolError) -> RelationEnd {
    try end(linksTo, of: task, notItself: "a task cannot be linked to itself", reading: workspace)
  }

  static func shown(by task: NamedTask) -> JSONObject {
    ["linked_tasks": .array(linked(task).map(JSONValue.string))]
  }

  static func spoken(by task: NamedTask) -> String {
    let others = linked(task)
    return "is linked to \(others.isEmpty ? "no task" : listed(others.map { quoted($0) }))"
  }

  /// A link is shown from either side.
  private static func linked(_ task: NamedTask) -> [String] {
    (task.json["linked_tasks"]?.array ?? []).compactMap { link in
      ["link_id", "task_id"].compactMap { link[$0]?.identifier }.first { $0 != task.id }
    }
  }
}
