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

  func named(of task: NamedTask, reading workspace: WorkspaceReader) throws(ToolError)
    -> [String: String]
  {
    if let id = other.ownID { return [other.argument: id] }
    return [other.argument: try workspace.task(other).id]
  }

  func end(
    of task: NamedTask, reading workspace: WorkspaceReader
  ) throws(ToolError) -> RelationEnd {
    let named = other
    let name = named.argument
    let other: NamedTask
    do throws(ToolError) { other = try workspace.task(named) } catch {
      // It was deleted, or is out of sight, and the tie is there.
      guard error.code == .notFound, let id = named.ownID, Self.isShown(name, id, by: task) else {
        throw error
      }
      return RelationEnd(
        argument: name, written: named.quoted, name: name, id: id, understood: .string(id))
    }
    guard task.id != other.id else {
      throw ToolError(
        argument: name,
        "`\(name)` is `task_id` itself, and a task cannot wait for itself; name the other task")
    }
    return RelationEnd(
      argument: name, written: named.quoted, name: name, id: other.id,
      understood: other.understood, targets: other.target)
  }

  private static func isShown(_ argument: String, _ id: String, by task: NamedTask) -> Bool {
    let ties =
      argument == "depends_on"
      ? tasks(task, "task_id", "depends_on") : tasks(task, "depends_on", "task_id")
    return ties.contains(id)
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
