import APICore
import JSON
import Ledger

/// `update_time_entry`: what was logged wrongly.
enum UpdateTimeEntry: WriteTool {
  static let routes: Set<Route> = [.updateTimeEntry]

  struct Arguments: Decodable, Sendable {
    let timeEntryID: Naming<NamedTimeEntry>
    let taskID: Naming<NamedTask>?
    let duration: String?
    let start: String?
    let end: String?
    let description: String?
    let billable: Bool?
    let tags: [String]?

    enum CodingKeys: String, CodingKey {
      case duration, start, end, description, billable, tags
      case timeEntryID = "time_entry_id"
      case taskID = "task_id"
    }
  }

  static let clearings = [
    "task_id": Clearing(argument: "task_id", value: "none"),
    "description": Clearing(argument: "description", value: ""),
    "tags": Clearing(argument: "tags", value: ["none"]),
  ]

  static func plan(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> PlannedWrite {
    let entry = try arguments.timeEntryID.found(in: workspace).entry
    var body: JSONObject = [:]
    var understood: JSONObject = ["time_entry_id": .string(entry.words)]
    var targets = entry.target
    var problems = Problems()
    if let span = problems.value(try span(arguments, changing: entry, context)) {
      body["start"] = .integer(span.start.rawValue)
      body["end"] = .integer((span.start + span.duration).rawValue)
      understood["start"] = .string(context.text(span.start))
      understood["end"] = .string(context.text(span.start + span.duration))
      understood["duration"] = .string(DurationArgument.text(span.duration))
    }
    if let naming = arguments.taskID {
      if naming.isNoThing {
        (body["tid"], understood["task_id"]) = ("", "none")
      } else if let task = problems.value(try workspace.task(naming)) {
        (body["tid"], understood["task_id"]) = (.string(task.id), task.understood)
        targets.merge(task.target) { $1 }
      }
    }
    try problems.throwIfAny()
    body["description"] = arguments.description.map(JSONValue.string)
    body["billable"] = arguments.billable.map(JSONValue.bool)
    if let tags = arguments.tags, !tags.isEmpty {
      let areNone = tags.map { $0.lowercased() } == ["none"]
      body["tags"] = .array(areNone ? [] : tags.map(TimeEntry.tag))
      body["tag_action"] = "replace"
    }
    guard !body.isEmpty else {
      throw .nothingToChange([
        "duration", "start", "end", "task_id", "description", "billable", "tags",
      ])
    }
    let path = ["team_id": context.workspaceID, "timer_id": entry.id]
    let shown = targets
    return PlannedWrite(
      WriteRequest(.updateTimeEntry, path: path, body: .json(.object(body))),
      targets: shown, understood: understood, undo: undo(body, of: entry, path))
  }

  static func output(
    _ sent: SentWrite, _ arguments: Arguments, _ context: ToolContext,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    // The published document does not say what the answer is.
    var stored = sent.response.timeEntry
    if stored == nil {
      stored = try workspace.fetch(.getTimeEntry, path: sent.request.path).timeEntry
    }
    guard let entry = stored.flatMap({ TimeEntry($0) }) else {
      throw ToolError(
        .outcomeUnknown,
        "the service accepted the change, and the time entry is not there any more; look with "
          + "`list_time_entries`")
    }
    var result = entry.lean(context)
    let differences = entry.differences(from: sent.request.members)
    if !differences.isEmpty { result["differs"] = .array(differences.map(JSONValue.string)) }
    return result
  }

  /// What is not given stays: the start where the end moves, the end where the start does, and the
  /// start where the duration is another.
  private static func span(
    _ arguments: Arguments, changing entry: TimeEntry, _ context: ToolContext
  ) throws(ToolError) -> TimeSpan? {
    let (duration, start, end) = (arguments.duration, arguments.start, arguments.end)
    guard duration != nil || start != nil || end != nil else { return nil }
    // An end would stop it, which nobody asked for.
    guard !entry.isRunning else {
      throw ToolError(
        argument: duration != nil ? "duration" : start != nil ? "start" : "end",
        "the timer \(entry.id) runs, so that it has no times to correct yet; nothing was changed; "
          + "`stop_timer` first")
    }
    let oldEnd = String((entry.start + entry.duration).rawValue)
    return try TimeSpan(
      duration: duration,
      start: start ?? (duration != nil && end != nil ? nil : String(entry.start.rawValue)),
      end: end ?? (duration == nil ? oldEnd : nil), context)
  }

  private static func undo(
    _ body: JSONObject, of entry: TimeEntry, _ path: [String: String]
  ) -> UndoPlan {
    var members = Set(body.keys.filter { ["description", "billable", "tags"].contains($0) })
    if body["start"] != nil { members.formUnion(["start", "duration"]) }
    if body["tid"] != nil { members.insert("task") }
    let watched = Watched(.timeEntry, path, members: Array(members))
    let before = watched.compared(.object(StateReading.state(ofTimeEntry: entry.json)))
    return .restoring(watched, before: before) { _, changed in
      let names = changed.sorted().map { "`\($0)`" }.joined(separator: ", ")
      return Inverse(
        effect: "puts the old values of \(names) back",
        request: WriteRequest(
          .updateTimeEntry, path: path, body: .json(.object(entry.body(restoring: changed)))))
    }
  }

  private typealias Inverse = UndoPlan.Inverse
}

extension TimeEntry {
  /// The published document wants a color with each tag of a time entry; these are its own.
  /// https://developer.clickup.com/reference/createatimeentry
  static func tag(_ name: String) -> JSONValue {
    ["name": .string(name), "tag_fg": "#FFFFFF", "tag_bg": "#BF55EC"]
  }

  private var plainDescription: String { json["description"]?.string ?? "" }

  /// What puts these members of the state back as they are here.
  fileprivate func body(restoring members: Set<String>) -> JSONObject {
    var body: JSONObject = [:]
    if members.contains("start") || members.contains("duration") {
      // The service takes both or none.
      body["start"] = .integer(start.rawValue)
      body["end"] = .integer((start + duration).rawValue)
    }
    if members.contains("task") { body["tid"] = .string(taskID ?? "") }
    if members.contains("description") { body["description"] = .string(plainDescription) }
    if members.contains("billable") { body["billable"] = json["billable"] ?? false }
    if members.contains("tags") {
      body["tags"] = .array(
        (json["tags"]?.array ?? []).map { tag in
          .present(["name": tag["name"], "tag_fg": tag["tag_fg"], "tag_bg": tag["tag_bg"]])
        })
      body["tag_action"] = "replace"
    }
    return body
  }

  private static func names(_ tags: JSONValue?) -> JSONValue {
    .array(Set((tags?.array ?? []).compactMap { $0["name"]?.string }).sorted().map { .string($0) })
  }

  /// Where it is not what a request sets.
  fileprivate func differences(from sent: JSONObject) -> [String] {
    let stored: [String: JSONValue] = [
      "description": .string(plainDescription), "billable": json["billable"] ?? false,
      "tags": Self.names(json["tags"]), "start": .integer(start.rawValue),
      "end": .integer((start + duration).rawValue),
      "tid": .string(taskID ?? ""),
    ]
    var sent = sent
    if let tags = sent["tags"] { sent["tags"] = Self.names(tags) }
    let wanted = sent
    return stored.keys.sorted().filter { wanted[$0] != nil && wanted[$0] != stored[$0] }.map {
      name in
      let asked = wanted[name] ?? .null
      return "`\(name == "tid" ? "task_id" : name)`: asked for "
        + "\(quoted(asked.canonicalString)), stored is "
        + quoted((stored[name] ?? .null).canonicalString)
    }
  }
}
