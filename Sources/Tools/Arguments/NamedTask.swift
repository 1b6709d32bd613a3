import APICore
import JSON

/// A task that an argument named, as the service describes it.
struct NamedTask: Sendable {
  /// The task's own ID, also where a custom ID was given.
  let id: String
  /// The answer of "Get Task".
  let json: JSONValue

  var name: String { json["name"]?.string ?? "" }
  var listID: String { json["list"]?["id"]?.identifier ?? "" }
  var listName: String { json["list"]?["name"]?.string ?? "" }

  /// For `PlannedWrite.targets`: what the plan was made from.
  var target: [String: String] { ["task:\(id)": json["date_updated"]?.identifier ?? ""] }

  /// What a dry run says was understood.
  var understood: JSONValue { .string("\(name) (\(id))") }
}

extension NamedTask: Nameable {
  static let kind = ToolCatalogue.Named.task

  /// Where it is read, and what is asked for besides.
  struct Source {
    let workspace: WorkspaceReader
    var query: [String: [String]] = [:]
    /// What of it is looked at beside its own row.
    var parts: EntityParts = []
  }

  static func find(
    _ text: String, argument: String, in source: Source
  ) throws(ToolError) -> NamedTask {
    try source.workspace.task(text, argument: argument, query: source.query, parts: source.parts)
  }
}

extension Naming<NamedTask> {
  /// The task's own ID, where it is that which was written; a custom ID is another name of the same
  /// task.
  var ownID: String? {
    let id = PastedID(said.string ?? "")
    return id.isCustom || !id.isAlone || id.text.isEmpty ? nil : id.text
  }
}

extension WorkspaceReader {
  func task(
    _ naming: Naming<NamedTask>, query: [String: [String]] = [:], parts: EntityParts = []
  ) throws(ToolError) -> NamedTask {
    try naming.found(in: NamedTask.Source(workspace: self, query: query, parts: parts))
  }

  /// Reads the task in whose path a request was sent, by its ID.
  func task(of request: WriteRequest, parts: EntityParts) throws(ToolError) -> NamedTask {
    let id = request.path["task_id"] ?? ""
    let task = try fetch(
      .getTask, path: ["task_id": id], parts: parts, naming: "task_id", as: id)
    return NamedTask(id: id, json: task)
  }

  /// Reads the task that `argument` names, by its ID or custom ID or as people paste them, or else
  /// by its name; where no schema says what it names.
  ///
  /// What is spelled as an ID and is one is that task: `SPRINT-14` is a name only where there is no
  /// such custom ID. With words around an address the whole text may be a name as well.
  ///
  /// - Parameter parts: what of it is looked at beside its own row.
  /// - Throws: `not_found` naming `argument`, also for a task of another Workspace, `ambiguous`, or
  ///   what the service answered.
  func task(
    _ text: String, argument: String = "task_id", query: [String: [String]] = [:],
    parts: EntityParts = []
  ) throws(ToolError) -> NamedTask {
    let id = PastedID(text)
    let name = TaskByName(text: text, argument: argument, workspace: self)
    var missing: ToolError?
    if id.isOne {
      var task: NamedTask?
      do throws(ToolError) {
        task = try self.task(id, argument: argument, as: text, query: query, parts: parts)
      } catch {
        guard error.code == .notFound else { throw error }
        missing = error
      }
      if let task {
        try requireOwn(task: task.json, argument: argument, as: text)
        if !id.isAlone { try name.refuseOther(than: task) }
        return task
      }
    }
    let found: String
    do throws(ToolError) { found = try name.found() } catch {
      // Of what can be nothing but an ID that is said.
      guard error.code == .notFound, let missing, id.isAlone, id.isLikely else { throw error }
      throw missing
    }
    let json = try fetch(
      .getTask, path: ["task_id": found], query: query, parts: parts, naming: argument, as: text)
    let task = NamedTask(id: found, json: json)
    self.found.note(
      FoundNames.Entry(
        argument: argument, text: text, id: found,
        sentence: "`\(argument)` \(quoted(text)) is by its name the task \(quoted(task.name)) "
          + "(\(found)) of the List \(quoted(task.listName))"))
    return task
  }

  private func task(
    _ id: PastedID, argument: String, as text: String, query: [String: [String]],
    parts: EntityParts
  ) throws(ToolError) -> NamedTask {
    var query = query
    if id.isCustom {
      query["custom_task_ids"] = ["true"]
      query["team_id"] = [workspaceID]
    }
    func read(_ spelling: String) throws(ToolError) -> NamedTask {
      let task = try fetch(
        .getTask, path: ["task_id": spelling], query: query, parts: parts, naming: argument,
        as: text)
      return NamedTask(id: task["id"]?.identifier ?? spelling, json: task)
    }
    do {
      return try read(id.text)
    } catch {
      guard error.code == .notFound, let spelling = id.otherSpelling else { throw error }
      return try read(spelling)
    }
  }

  /// The task's own ID, for requests that know no other; of what is likely to be one it is not read
  /// whether it is there, since what is gone can be taken out.
  ///
  /// - Throws: as `task`.
  func taskID(_ text: String, argument: String = "task_id") throws(ToolError) -> String {
    let id = PastedID(text)
    return id.isCustom || !id.isAlone || !id.isLikely
      ? try task(text, argument: argument).id : id.text
  }
}
