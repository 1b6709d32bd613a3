import APICore
import JSON
import Ledger

/// `move_task`: a task goes to another List, with all below it.
enum MoveTask: WriteTool {
  static let routes: Set<Route> = [.moveTask]

  struct Arguments: Decodable, Sendable {
    let taskID: Naming<NamedTask>
    let listID: Naming<NamedList>
    let status: String?

    enum CodingKeys: String, CodingKey {
      case status
      case taskID = "task_id"
      case listID = "list_id"
    }
  }

  static func plan(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> PlannedWrite {
    var problems = Problems()
    let task = problems.value(
      try workspace.task(
        arguments.taskID, query: ["include_subtasks": ["true"]],
        parts: [.fields, .furtherLists, .subtasks]))
    let list = problems.value(try workspace.list(arguments.listID))
    guard let task, let list else { throw problems.combined }
    try check(task, goesTo: list, arguments)
    let subtasks = subtasks(of: task.json)
    let statuses = try StatusMapping(task, subtasks, into: list, as: arguments.status)
    for remark in [
      subtasks.isEmpty ? nil : remark(on: subtasks, statuses, list),
      try remark(onFieldsOf: [task.json] + subtasks, in: list, reading: workspace),
    ] {
      if let remark { context.remarks.add(remark) }
    }
    var understood: JSONObject = ["task_id": task.understood, "list_id": list.understood]
    if arguments.status != nil { understood["status"] = .string(statuses.own.to.name) }
    return PlannedWrite(
      .moving(task.id, to: list.id, in: context.workspaceID, changing: statuses.changes),
      targets: task.target.merging(list.target) { $1 }, understood: understood,
      undo: undo(of: task, subtasks, list, statuses, context)
    ).of(version: Version.of(task: task.json))
  }

  static func output(
    _ sent: SentWrite, _ arguments: Arguments, _ context: ToolContext,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    // The service answers with IDs alone, so what is stored is read back.
    let task = try workspace.task(of: sent.request, parts: [.assignees, .tags])
    var differences: [String] = []
    if task.listID != sent.request.path["list_id"] {
      differences.append(
        "the service accepted the request, but the task is in the List \(quoted(task.listName))")
    }
    let status = ShownStatus(task.json["status"])
    if let wanted = sent.request.statusOfMoved, status?.id != wanted {
      differences.append(
        "`status`: stored is \(quoted(status?.name ?? "")), not what was asked for")
    }
    return TaskOutput.written(task.json, by: sent.request, differences, context)
  }

  private static func check(
    _ task: NamedTask, goesTo list: NamedList, _ arguments: Arguments
  ) throws(ToolError) {
    if let parent = task.json["parent"]?.identifier {
      throw ToolError(
        argument: arguments.taskID.argument,
        "`\(arguments.taskID.argument)` \(arguments.taskID.quoted) is a subtask, and is in the "
          + "List of its parent; nothing was changed; move the task at the top "
          + "(\(task.json["top_level_parent"]?.identifier ?? parent)), which takes it along")
    }
    guard list.id != task.listID else {
      throw ToolError(
        argument: arguments.listID.argument,
        "`\(arguments.listID.argument)` \(arguments.listID.quoted) is the List that "
          + "\(quoted(task.name)) is in already; nothing was changed, and nothing is left to move"
          + (arguments.status == nil ? "" : "; `update_task` changes its `status`"))
    }
  }

  /// All below it, however the service nests them.
  private static func subtasks(of task: JSONValue) -> [JSONValue] {
    (task["subtasks"]?.array ?? []).flatMap { [$0] + subtasks(of: $0) }
  }

  private static func undo(
    of task: NamedTask, _ subtasks: [JSONValue], _ list: NamedList, _ statuses: StatusMapping,
    _ context: ToolContext
  ) -> UndoPlan {
    let watched = Watched(.task, ["task_id": task.id], members: ["list", "status"])
    let before: JSONValue = [
      "list": .string(task.listID), "status": .string(statuses.own.from.name),
    ]
    var lost: [String] = []
    if !statuses.ofSubtasks.isEmpty {
      lost.append("the statuses of subtasks that the List \(quoted(list.name)) lacks")
    }
    let stoodBesides = ([task.json] + subtasks).flatMap { $0["locations"]?.array ?? [] }
    if stoodBesides.contains(where: { $0["id"]?.identifier == list.id }) {
      lost.append("that it stood in the List \(quoted(list.name)) besides its own")
    }
    if statuses.own.from.isOver, !statuses.own.to.isOver {
      lost.append("when the task was done or closed (it becomes the time of the undo)")
    }
    let request = WriteRequest.moving(
      task.id, to: task.listID, in: context.workspaceID, changing: statuses.inverse)
    let effect =
      "moves it back into the List \(quoted(task.listName)), as "
      + "\(quoted(statuses.own.from.name))"
    let notRestored = lost
    return .restoring(watched, before: before) { _, _ in
      UndoPlan.Inverse(effect: effect, lost: notRestored, request: request)
    }
  }

  // MARK: What goes with it, and what is not seen afterwards

  private static func remark(
    on subtasks: [JSONValue], _ statuses: StatusMapping, _ list: NamedList
  ) -> String {
    let count = subtasks.count == 1 ? "1 subtask moves" : "\(subtasks.count) subtasks move"
    let changes = statuses.ofSubtasks.map {
      "from \(quoted($0.from.name)) to \(quoted($0.to.name))"
    }
    return "\(count) with the task"
      + (changes.isEmpty
        ? "" : "; statuses that the List \(quoted(list.name)) lacks change \(listed(changes))")
  }

  /// Fields that are worked out hold nothing of their own.
  private static let workedOut: Set = ["automatic_progress", "formula"]

  private static func remark(
    onFieldsOf tasks: [JSONValue], in list: NamedList, reading workspace: WorkspaceReader
  ) throws(ToolError) -> String? {
    let valued = tasks.flatMap { $0["custom_fields"]?.array ?? [] }.filter {
      $0["value"]?.isNoFieldValue == false
    }.compactMap(CustomField.init).filter { !workedOut.contains($0.type) }
    guard !valued.isEmpty else { return nil }
    let offered = Set(
      CustomField.all(in: try workspace.fetch(.getListFields, path: ["list_id": list.id]))
        .map(\.id))
    var names: [String] = []
    for field in valued where !offered.contains(field.id) && !names.contains(quoted(field.name)) {
      names.append(quoted(field.name))
    }
    guard !names.isEmpty else { return nil }
    return "the List \(quoted(list.name)) lacks the Custom Fields \(listed(names)): what the task "
      + "holds in them is kept, and shown again in a List that has them"
  }
}
