import APICore
import JSON

/// One entry of logged time, in whichever of its shapes the service answers: numbers on create,
/// strings in lists.
struct TimeEntry: Sendable {
  let id: String
  let start: Milliseconds
  /// Negative while its timer runs.
  let duration: Milliseconds
  let json: JSONValue

  /// nil where `json` is not a time entry.
  init?(_ json: JSONValue) {
    guard let id = json["id"]?.identifier, let start = json["start"]?.milliseconds,
      let duration = json["duration"]?.milliseconds
    else { return nil }
    self.id = id
    self.start = start
    self.duration = duration
    self.json = json
  }

  var isRunning: Bool { duration < 0 }

  /// nil where it belongs to no task, which the service writes as "0" or leaves out.
  var taskID: String? { json["task"]?["id"]?.identifier.flatMap { $0 == "0" ? nil : $0 } }

  /// - Parameter reading: how much of a long description is shown; nil for all.
  func lean(_ context: ToolContext, _ reading: TextReading? = nil) -> JSONValue {
    var members: JSONObject = [
      "id": .string(id), "start": .string(context.text(start)),
      "duration": .string(isRunning ? "running" : DurationArgument.text(duration)),
    ]
    if !isRunning { members["end"] = .string(context.text(start + duration)) }
    if let taskID {
      members["task_id"] = .string(taskID)
      members["task_name"] = json["task"]?["name"]
    }
    members["user"] = TaskOutput.user(json["user"])
    members["billable"] = json["billable"]?.bool.map(JSONValue.bool)
    if let text {
      let shown = reading?.each(text, as: "description")
      members.merge(JSONObject(shown ?? ["description": .string(text.whole)])) { $1 }
    }
    let tags = (json["tags"]?.array ?? []).compactMap { $0["name"] }
    if !tags.isEmpty { members["tags"] = .array(tags) }
    return .object(members)
  }

  /// What was worked on.
  var text: LongText? { LongText(id, json["description"]?.string) }
}
