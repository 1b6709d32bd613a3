import APICore
import Hashing
import JSON

/// A time entry that an argument named by its ID.
struct NamedTimeEntry: Nameable {
  static let kind = ToolCatalogue.Named.timeEntry

  let entry: TimeEntry

  static func find(
    _ text: String, argument: String, in workspace: WorkspaceReader
  ) throws(ToolError) -> NamedTimeEntry {
    let id = text.trimmingBlanks
    let refusal = ToolError(
      argument: argument,
      "`\(argument)` \(quoted(text)) is not the ID of one time entry of this Workspace; "
        + "`list_time_entries` shows them with their IDs", code: .notFound)
    // The service takes several at once, with commas between them.
    guard !id.isEmpty, id.allSatisfy({ ("0"..."9").contains($0) }) else { throw refusal }
    let answer = try workspace.fetch(
      .getTimeEntry, path: ["team_id": workspace.workspaceID, "timer_id": id], naming: argument,
      as: text)
    guard let entry = answer.timeEntry.flatMap({ TimeEntry($0) }) else { throw refusal }
    return NamedTimeEntry(entry: entry)
  }
}

extension TimeEntry {
  /// For `PlannedWrite.targets`: of what a person looked at when they said yes.
  var target: [String: String] {
    let shown: [JSONValue] = [
      .string(start.iso8601), isRunning ? "running" : .integer(duration.rawValue),
      json["description"] ?? .null, json["billable"] ?? .null,
      json["task"]?["id"] ?? .null, .array((json["tags"]?.array ?? []).compactMap { $0["name"] }),
    ]
    return ["time_entry:\(id)": SHA256.hash(JSONValue.array(shown).canonicalBytes).hex]
  }

  /// `1h 30m from 2026-01-05T08:00:00Z on "Plan" of Ada, "Draft" (492…)`.
  var words: String {
    let name = json["task"]?["name"]?.string.map { " on \(quoted($0, atMost: 80))" } ?? ""
    let person = json["user"]?["username"]?.string.map { " of \($0)" } ?? ""
    let text = json["description"]?.string ?? ""
    let length = isRunning ? "a running timer" : DurationArgument.text(duration)
    return "\(length) from \(start.iso8601)\(name)\(person)"
      + (text.isEmpty ? "" : ", \(quoted(text, atMost: 80))") + " (\(id))"
  }
}

/// On a time entry.
struct OnTimeEntry: SpotArguments {
  let timeEntryID: Naming<NamedTimeEntry>

  enum CodingKeys: String, CodingKey {
    case timeEntryID = "time_entry_id"
  }

  func spot(
    showing resource: Resource?, reading workspace: WorkspaceReader
  ) throws(ToolError) -> Spot {
    let entry = try timeEntryID.found(in: workspace).entry
    return Spot(
      names: ["team_id": workspace.workspaceID, "timer_id": entry.id],
      understood: ["time_entry_id": .string(entry.words)], targets: entry.target,
      thing: entry.json)
  }
}

extension WorkspaceReader {
  /// The caller's timer, where one runs.
  func runningTimer() throws(ToolError) -> TimeEntry? {
    try fetch(.getRunningTimeEntry, path: ["team_id": workspaceID]).timeEntry
      .flatMap { TimeEntry($0) }
  }
}
