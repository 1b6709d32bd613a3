import APICore
import JSON
import Ledger

/// What a tool takes that ties a task to something, and the one that unties it.
protocol RelationArguments: Decodable, Sendable {
  static var relation: Relation { get }
  var taskID: Naming<NamedTask> { get }

  /// What can be said of the arguments without reading.
  func check() throws(ToolError)
  /// Looks the other end up.
  func end(of task: NamedTask, reading workspace: WorkspaceReader) throws(ToolError) -> RelationEnd
  /// All ties of the kind that the task has, as the tools answer them.
  static func shown(by task: NamedTask) -> JSONObject
  /// The same in words.
  static func spoken(by task: NamedTask) -> String
}

extension RelationArguments {
  func check() throws(ToolError) {}
}

// Where the other end is a task, by an argument that is called as requests call it.
extension RelationArguments {
  /// - Parameter reason: why the task cannot be tied to itself.
  func end(
    _ other: Naming<NamedTask>, of task: NamedTask, notItself reason: String,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> RelationEnd {
    let name = other.argument
    let found: NamedTask
    do throws(ToolError) { found = try workspace.task(other) } catch {
      // It was deleted, or is out of sight, and the tie is there.
      guard error.code == .notFound, let id = other.ownID, Self.isShown([name: id], by: task) else {
        throw error
      }
      return RelationEnd(
        argument: name, written: other.quoted, name: name, id: id, understood: .string(id))
    }
    guard task.id != found.id else {
      throw ToolError(
        argument: name, "`\(name)` is `task_id` itself, and \(reason); name the other task")
    }
    return RelationEnd(
      argument: name, written: other.quoted, name: name, id: found.id,
      understood: found.understood, targets: found.target)
  }

  private static func isShown(_ end: Relation.Ends, by task: NamedTask) -> Bool {
    let request = relation.request(isMade: true, end.merging(["task_id": task.id]) { $1 })
    return relation.isShown(by: task.json, relation.ends(of: request, task: task.id))
  }
}

/// What of a task is read to see its ties.
enum RelationReading {
  static let parts: EntityParts = [.relations, .tags, .furtherLists]
}

/// What a task is tied to.
struct RelationEnd {
  /// What names it, as the caller wrote it.
  let argument: String
  let written: String
  /// What requests call it.
  let name: String
  let id: String
  var understood: JSONValue?
  var targets: [String: String] = [:]
  /// What is there for good, once it is tied.
  var staying: [String] = []
}

/// A tool that makes a tie, or takes it off. Which one it is, its `Arguments` say.
protocol RelatingTool: WriteTool where Arguments: RelationArguments {
  static var isMaking: Bool { get }
}

extension RelatingTool {
  static var routes: Set<Route> { [Arguments.relation.request(isMade: isMaking, [:]).route] }

  static func plan(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> PlannedWrite {
    try arguments.check()
    let task = try workspace.task(arguments.taskID, parts: RelationReading.parts)
    let end = try arguments.end(of: task, reading: workspace)
    let (relation, isMaking) = (Arguments.relation, isMaking)
    let named = ["task_id": task.id, end.name: end.id]
    let request = relation.request(isMade: isMaking, named)
    let watched = Watched(relation, relation.ends(of: request, task: task.id))
    let isThere = relation.isShown(by: task.json, watched.path)
    // The service answers 200 to the removal of nothing.
    guard isMaking || isThere else { throw missing(end, task) }
    let inverse = relation.request(isMade: !isMaking, named)
    var understood: JSONObject = ["task_id": task.understood]
    understood[end.argument] = end.understood
    return PlannedWrite(
      request, targets: task.target.merging(end.targets) { $1 }, understood: understood,
      undo: .restoring(watched, before: ["exists": .bool(isThere)]) { _, _ in
        UndoPlan.Inverse(
          effect: isMaking ? "removes the \(relation.name)" : "adds the \(relation.name) again",
          lost: isMaking ? end.staying : relation.lost, request: inverse)
      })
  }

  static func output(
    _ sent: SentWrite, _ arguments: Arguments, _ context: ToolContext,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    // The service answers the change with nothing, so what is stored is read back.
    let task = try workspace.task(of: sent.request, parts: RelationReading.parts)
    let relation = Arguments.relation
    var result = Arguments.shown(by: task)
    result["task_id"] = .string(task.id)
    if relation.isShown(by: task.json, relation.ends(of: sent.request, task: task.id)) != isMaking {
      result["differs"] = [
        .string(
          "the service accepted the request, but the task "
            + (isMaking ? "does not have the" : "still has the") + " \(relation.name)")
      ]
    }
    return .object(result)
  }

  private static func missing(_ end: RelationEnd, _ task: NamedTask) -> ToolError {
    ToolError(
      argument: end.argument,
      "`\(end.argument)` \(end.written) is not a \(Arguments.relation.name) of "
        + "\(quoted(task.name)), which \(Arguments.spoken(by: task)); nothing was changed; there "
        + "may be nothing left to remove", code: .notFound)
  }
}
