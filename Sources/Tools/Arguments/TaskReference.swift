import APICore
import JSON

/// A task that an argument named, as the service describes it.
struct TaskReference: Sendable {
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

extension WorkspaceReader {
  /// Reads the task that `argument` names.
  ///
  /// - Throws: `not_found` naming `argument`, also for a task of another Workspace; or what the
  ///   service answered.
  func task(
    _ text: String, argument: String = "task_id", query: [String: [String]] = [:]
  ) throws(ToolError) -> TaskReference {
    var query = query
    if Self.isCustom(text) {
      query["custom_task_ids"] = ["true"]
      query["team_id"] = [workspaceID]
    }
    let task = try fetch(
      .getTask, path: ["task_id": text], query: query, naming: argument, as: text)
    try requireOwn(task: task, argument: argument, as: text)
    return TaskReference(id: task["id"]?.identifier ?? text, json: task)
  }

  /// The task's own ID, for requests that know no other; reads the task only where a custom ID was
  /// given.
  ///
  /// - Throws: as `task`.
  func taskID(_ text: String, argument: String = "task_id") throws(ToolError) -> String {
    Self.isCustom(text) ? try task(text, argument: argument).id : text
  }

  /// The service's own IDs have no hyphen, custom ones (`DEV-42`) always do.
  private static func isCustom(_ text: String) -> Bool { text.contains("-") }
}
