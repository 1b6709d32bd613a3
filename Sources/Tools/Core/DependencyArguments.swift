import APICore
import JSON
import Ledger

/// What `add_dependency` and `remove_dependency` take: a task and which way round.
public struct DependencyArguments: Decodable, Sendable {
  let taskID: Naming<NamedTask>
  let dependsOn: Naming<NamedTask>?
  let dependencyOf: Naming<NamedTask>?

  enum CodingKeys: String, CodingKey {
    case taskID = "task_id"
    case dependsOn = "depends_on"
    case dependencyOf = "dependency_of"
  }
}

/// The one side that was given.
struct DependencyTarget: Sendable {
  /// `depends_on` or `dependency_of`: the argument, and the name that the service takes.
  let name: String
  let other: Naming<NamedTask>

  /// - Throws: `invalid_arguments` unless exactly one side is given.
  init(_ arguments: DependencyArguments) throws(ToolError) {
    switch (arguments.dependsOn, arguments.dependencyOf) {
    case (let task?, nil): (name, other) = ("depends_on", task)
    case (nil, let task?): (name, other) = ("dependency_of", task)
    default:
      let problem =
        arguments.dependsOn == nil
        ? "one of `depends_on` and `dependency_of` is missing"
        : "`depends_on` and `dependency_of` were both given"
      throw ToolError(
        argument: "depends_on",
        "\(problem); give exactly one: `depends_on` for the task that `task_id` waits on, or "
          + "`dependency_of` for the task that waits for `task_id`")
    }
  }

  /// Both tasks exist, so that an error names the argument that is wrong.
  ///
  /// - Parameter isAdding: whether the dependency is made, else taken away; undoing does the other.
  func planned(
    isAdding: Bool, of task: Naming<NamedTask>, reading workspace: WorkspaceReader
  ) throws(ToolError) -> PlannedWrite {
    let task = try workspace.task(task)
    let other = try workspace.task(other)
    guard task.id != other.id else {
      throw ToolError(
        argument: name,
        "`\(name)` is `task_id` itself, and a task cannot wait for itself; name the other task")
    }
    let (waiting, blocking) = name == "depends_on" ? (task, other) : (other, task)
    let watched = Watched(.dependency, ["task_id": waiting.id, "depends_on": blocking.id])
    let inverse = request(isAdding: !isAdding, task, other)
    return PlannedWrite(
      request(isAdding: isAdding, task, other),
      targets: task.target.merging(other.target) { $1 },
      understood: ["task_id": task.understood, name: other.understood],
      undo: .restoring(watched, before: try workspace.state(of: watched)) { _, _ in
        UndoPlan.Inverse(
          effect: isAdding ? "removes the dependency" : "adds the dependency again",
          lost: isAdding ? [] : ["who made the dependency, and when"], request: inverse)
      })
  }

  /// The published document marks both query parameters of a removal as required; the service
  /// wants the one.
  private func request(
    isAdding: Bool, _ task: NamedTask, _ other: NamedTask
  ) -> WriteRequest {
    let path = ["task_id": task.id]
    return isAdding
      ? WriteRequest(.addDependency, path: path, body: .json([name: .string(other.id)]))
      : WriteRequest(.deleteDependency, path: path, query: [name: [other.id]])
  }
}

/// The dependencies of one task, from both sides.
struct DependencyOverview: Sendable {
  let task: NamedTask
  let waitingOn: [String]
  let blocking: [String]

  /// The service answers the change with `{}`, so what is stored is read back.
  init(of task: Naming<NamedTask>, reading workspace: WorkspaceReader) throws(ToolError) {
    self.task = try workspace.task(task)
    let id = self.task.id
    let dependencies = self.task.json["dependencies"]?.array ?? []
    waitingOn = dependencies.filter { $0["task_id"]?.string == id }
      .compactMap { $0["depends_on"]?.string }
    blocking = dependencies.filter { $0["depends_on"]?.string == id }
      .compactMap { $0["task_id"]?.string }
  }

  func contains(
    _ target: DependencyTarget, reading workspace: WorkspaceReader
  ) throws(ToolError) -> Bool {
    let ids = target.name == "depends_on" ? waitingOn : blocking
    if ids.contains(where: target.other.says) { return true }
    // It may have been named by its custom ID, which dependencies never carry.
    return ids.contains(try workspace.task(target.other).id)
  }

  /// The task does not have the dependency that is to be removed.
  func missing(_ target: DependencyTarget) -> ToolError {
    let others = { (ids: [String]) in ids.isEmpty ? "no task" : listed(ids.map { quoted($0) }) }
    return ToolError(
      argument: target.name,
      "`\(target.name)` \(target.other.quoted) is no dependency of \(quoted(task.name)), which "
        + "waits on \(others(waitingOn)) and blocks \(others(blocking)); nothing was changed; "
        + "there may be nothing left to remove", code: .notFound)
  }

  /// - Parameter differs: what the service did not do although it accepted the request.
  func output(differs: String?) -> JSONValue {
    var result: JSONObject = [
      "task_id": .string(task.id), "waiting_on": .array(waitingOn.map(JSONValue.string)),
      "blocking": .array(blocking.map(JSONValue.string)),
    ]
    result["differs"] = differs.map { [.string($0)] }
    return .object(result)
  }
}
