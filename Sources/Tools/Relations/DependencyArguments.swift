import APICore
import JSON

/// What `add_dependency` and `remove_dependency` take: a task and which way round.
struct DependencyArguments: RelationArguments {
  static let relation = Relation.dependency

  let taskID: Naming<NamedTask>
  let dependsOn: Naming<NamedTask>?
  let dependencyOf: Naming<NamedTask>?

  enum CodingKeys: String, CodingKey {
    case taskID = "task_id"
    case dependsOn = "depends_on"
    case dependencyOf = "dependency_of"
  }

  func check() throws(ToolError) {
    guard (dependsOn == nil) == (dependencyOf == nil) else { return }
    let problem =
      dependsOn == nil
      ? "one of `depends_on` and `dependency_of` is missing"
      : "`depends_on` and `dependency_of` were both given"
    throw ToolError(
      argument: "depends_on",
      "\(problem); give exactly one: `depends_on` for the task that `task_id` waits on, or "
        + "`dependency_of` for the task that waits for `task_id`")
  }

  private var other: Naming<NamedTask> { dependsOn ?? dependencyOf ?? taskID }

  func end(
    of task: NamedTask, reading workspace: WorkspaceReader
  ) throws(ToolError) -> RelationEnd {
    try end(other, of: task, notItself: "a task cannot wait for itself", reading: workspace)
  }

  static func shown(by task: NamedTask) -> JSONObject {
    [
      "waiting_on": .array(tasks(task, "task_id", "depends_on").map(JSONValue.string)),
      "blocking": .array(tasks(task, "depends_on", "task_id").map(JSONValue.string)),
    ]
  }

  static func spoken(by task: NamedTask) -> String {
    let others = { (ids: [String]) in ids.isEmpty ? "no task" : listed(ids.map { quoted($0) }) }
    return "waits on \(others(tasks(task, "task_id", "depends_on"))) and blocks "
      + others(tasks(task, "depends_on", "task_id"))
  }

  /// Those on the other side of where `task` stands.
  private static func tasks(_ task: NamedTask, _ own: String, _ other: String) -> [String] {
    (task.json["dependencies"]?.array ?? []).filter { $0[own]?.string == task.id }
      .compactMap { $0[other]?.string }
  }
}
