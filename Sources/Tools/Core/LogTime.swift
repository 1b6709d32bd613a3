import APICore
import JSON
import Ledger

/// `log_time`: records time that was worked on a task.
///
/// The clock is asked while planning, never for the fingerprint: "1h, ending now" repeated under
/// one key is the same change.
public enum LogTime: WriteTool {
  public static let routes: Set<Route> = [.createTimeEntry]

  public struct Arguments: Decodable, Sendable {
    let taskID: Naming<NamedTask>
    let duration: String?
    let start: String?
    let end: String?
    let description: String?
    let billable: Bool?
    let tags: [String]?
    let assignee: Naming<Member>?

    enum CodingKeys: String, CodingKey {
      case duration, start, end, description, billable, tags, assignee
      case taskID = "task_id"
    }
  }

  public static func plan(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> PlannedWrite {
    let span = try TimeSpan(
      duration: arguments.duration, start: arguments.start, end: arguments.end, context)
    let task = try workspace.task(arguments.taskID)
    // The service calls the task `tid`, and ignores `task_id`.
    var body: JSONObject = [
      "tid": .string(task.id), "start": .integer(span.start.rawValue),
      "duration": .integer(span.duration.rawValue),
    ]
    var understood: JSONObject = [
      "task_id": task.understood, "start": .string(context.text(span.start)),
      "end": .string(context.text(span.start + span.duration)),
      "duration": .string(DurationArgument.text(span.duration)),
    ]
    body["description"] = arguments.description.map(JSONValue.string)
    body["billable"] = arguments.billable.map(JSONValue.bool)
    if let tags = arguments.tags, !tags.isEmpty { body["tags"] = .array(tags.map(TimeEntry.tag)) }
    if let assignee = arguments.assignee {
      let member = try workspace.member(assignee)
      body["assignee"] = member.wireID
      understood["assignee"] = member.lean
    }
    return PlannedWrite(
      WriteRequest(
        .createTimeEntry, path: ["team_Id": context.workspaceID], body: .json(.object(body))),
      targets: task.target, understood: understood,
      undo: .deleting("the time entry") { answer in
        guard let id = answer["data"]?["id"]?.identifier else { return nil }
        let path = ["team_id": context.workspaceID, "timer_id": id]
        return (Watched(.timeEntry, path), WriteRequest(.deleteTimeEntry, path: path))
      })
  }

  public static func output(
    _ sent: SentWrite, _ arguments: Arguments, _ context: ToolContext,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    guard let entry = sent.response["data"].flatMap({ TimeEntry($0) }) else {
      throw ToolError(
        .outcomeUnknown,
        "the service accepted the time entry but described none; look it up with "
          + "`list_time_entries` before you log it again")
    }
    return entry.lean(context)
  }
}

/// When something was worked on, from what was given of duration, start and end.
struct TimeSpan: Sendable, Equatable {
  let start: Milliseconds
  let duration: Milliseconds

  /// - Throws: `invalid_arguments` where too little is given, or what is given contradicts itself.
  init(duration: String?, start: String?, end: String?, _ context: ToolContext) throws(ToolError) {
    let length = try duration.map { text throws(ToolError) in
      try DurationArgument.parse(text, argument: "duration", context)
    }
    let begin = try start.map { text throws(ToolError) in
      try Self.instant(text, argument: "start", context)
    }
    let finish = try end.map { text throws(ToolError) in
      try Self.instant(text, argument: "end", context)
    }
    switch (length, begin, finish) {
    case (let length?, nil, nil):
      let now = context.clock.now()
      (self.start, self.duration) = (now - length, length)
      context.remarks.add(
        "with `duration` alone it ended now, at \(context.words(now, hasTime: true))")
    case (let length?, let begin?, nil): (self.start, self.duration) = (begin, length)
    case (let length?, nil, let finish?): (self.start, self.duration) = (finish - length, length)
    case (nil, let begin?, let finish?): (self.start, self.duration) = (begin, finish - begin)
    case (let length?, let begin?, let finish?):
      guard finish - begin == length else {
        throw ToolError(
          argument: "duration",
          "`duration` is \(DurationArgument.text(length)), but from `start` to `end` it is "
            + "\(DurationArgument.text(finish - begin)); give two of the three")
      }
      (self.start, self.duration) = (begin, length)
    default:
      throw ToolError(
        argument: "duration",
        "how long it took is missing; give `duration` (it then ends now), or `start` and `end`, or "
          + "`duration` with one of them")
    }
    // A negative duration would start a timer.
    guard self.duration > 0 else {
      throw ToolError(
        argument: finish != nil && begin != nil ? "end" : "duration",
        finish != nil && begin != nil
          ? "`end` is not after `start`; check both, or give `duration` instead"
          : "`duration` must be more than nothing, e.g. `30m`")
    }
  }

  private static func instant(
    _ text: String, argument: String, _ context: ToolContext
  ) throws(ToolError) -> Milliseconds {
    let date = try DateArgument(text, argument: argument, .back, context)
    guard date.hasTime else {
      throw ToolError(
        argument: argument,
        "`\(argument)` \(quoted(text)) has no time of day; write it as `2026-11-25T09:00` or "
          + "`yesterday 9am`")
    }
    return date.instant
  }
}
