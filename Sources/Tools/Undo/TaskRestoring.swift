import APICore
import JSON
import Ledger

/// A task back to the values that an update of it is about to overwrite.
struct TaskRestoring {
  /// The body of the update.
  let update: JSONObject
  let task: NamedTask
  let context: ToolContext

  func plan(reading workspace: WorkspaceReader) throws(ToolError) -> UndoPlan {
    let watched = Watched(
      .task, ["task_id": task.id], members: Array(Watched.members(setBy: update)))
    let before = try workspace.state(of: watched)
    if update["parent"] != nil, before["parent"]?.isNull ?? true {
      return .impossible(
        "the task has no parent now, and the API has no way to make a subtask a task again")
    }
    let path = ["task_id": task.id]
    return .restoring(watched, before: before) { after, changed in
      UndoPlan.Inverse(
        effect: "puts the old values of \(names(changed)) back", lost: lost(changed),
        request: WriteRequest(
          .updateTask, path: path, body: .json(.object(body(before, after, changed)))))
    }
  }

  private func names(_ changed: Set<String>) -> String {
    let isText = changed.contains("markdown_description")
    let names = changed.subtracting(["markdown_description"]).union(isText ? ["description"] : [])
    return names.sorted().map { "`\($0)`" }.joined(separator: ", ")
  }

  /// Pure: the body that brings `before` back, of what `changed`.
  private func body(
    _ before: JSONValue, _ after: JSONValue, _ changed: Set<String>
  ) -> JSONObject {
    var body = ResourceField.ofTask.restoring(
      (before.object ?? [:]).filter { changed.contains($0.key) }, context)
    if !changed.isDisjoint(with: ["description", "markdown_description"]) {
      body.merge(Self.text(before)) { $1 }
    }
    if changed.contains("assignees") { body.merge(people(before, after)) { $1 } }
    return body
  }

  /// Formatted text where it was formatted; a blank clears, as an empty text changes nothing.
  private static func text(_ before: JSONValue) -> JSONObject {
    let plain = before["description"]?.string ?? ""
    let markdown = before["markdown_description"]?.string ?? plain
    if markdown != plain, !markdown.isEmpty { return ["markdown_content": .string(markdown)] }
    return ["description": .string(plain.isEmpty ? " " : plain)]
  }

  /// Who is assigned also watches, and goes on watching; so who did not watch before is taken off
  /// there as well.
  private func people(_ before: JSONValue, _ after: JSONValue) -> JSONObject {
    let old = before["assignees"]?.array ?? []
    let new = after["assignees"]?.array ?? []
    let added = (update["assignees"]?["add"]?.array ?? []).filter(new.contains)
    let removed = (update["assignees"]?["rem"]?.array ?? []).filter { !new.contains($0) }
    var body: JSONObject = [
      "assignees": [
        "add": .array(removed.filter(old.contains)),
        "rem": .array(added.filter { !old.contains($0) }),
      ]
    ]
    let watched = (task.json["watchers"]?.array ?? []).compactMap { $0["id"] }
    let watching = after["watchers"]?.array ?? []
    let strangers = added.filter { watching.contains($0) && !watched.contains($0) }
    if !strangers.isEmpty { body["watchers"] = ["add": [], "rem": .array(strangers)] }
    return body
  }

  private func lost(_ changed: Set<String>) -> [String] {
    var lost: [String] = []
    let status = task.json["status"]
    let isOver = ["done", "closed"].contains(status?["type"]?.string ?? "")
    if changed.contains("status"), isOver, update["status"] != status?["status"] {
      lost.append("when the task was done or closed (it becomes the time of the undo)")
    }
    let removed = update["assignees"]?["rem"]?.array ?? []
    if changed.contains("assignees"), !removed.isEmpty,
      (task.json["assignees"]?.array?.count ?? 0) > 1
    {
      lost.append("the order of the assignees")
    }
    return lost
  }
}
