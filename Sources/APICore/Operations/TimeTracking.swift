import JSON

// Time tracking; the published document spells one parameter `team_Id`.
// https://developer.clickup.com/reference
extension Route {
  public static let getTimeEntries = reading(
    "/team/{team_Id}/time_entries", "Gettimeentrieswithinadaterange")
  public static let createTimeEntry = writing(
    .post, "/team/{team_Id}/time_entries", "Createatimeentry", .makes,
    .answered(.timeEntry, "data", "id"), reaching: [.workspaceWithoutTask],
    foundBy: .createdTimeEntry)
  public static let getTimeEntry = reading(
    "/team/{team_id}/time_entries/{timer_id}", "Getsingulartimeentry")
  public static let updateTimeEntry = writing(
    .put, "/team/{team_id}/time_entries/{timer_id}", "UpdateatimeEntry", .changes,
    .at(.timeEntry, "timer_id"), reaching: [.workspaceWhereTaskIsCleared], foundBy: .changed)
  public static let deleteTimeEntry = writing(
    .delete, "/team/{team_id}/time_entries/{timer_id}", "DeleteatimeEntry", .removes,
    .at(.timeEntry, "timer_id"), foundBy: .gone)

  // Starting a timer stops the one that runs.
  public static let getRunningTimeEntry = reading(
    "/team/{team_id}/time_entries/current", "Getrunningtimeentry")
  public static let startTimeEntry = writing(
    .post, "/team/{team_Id}/time_entries/start", "StartatimeEntry", .makes,
    .answered(.timeEntry, "data", "id"), reaching: [.workspaceWithoutTask, .runningTimer],
    foundBy: .startedTimer)
  public static let stopTimeEntry = writing(
    .post, "/team/{team_id}/time_entries/stop", "StopatimeEntry", .changes,
    .answered(.timeEntry, "data", "id"), reaching: [.runningTimer], foundBy: .stoppedTimer)

  // MARK: The older routes

  public static let getTrackedTime = reading("/task/{task_id}/time", "Gettrackedtime")
  public static let trackTime = writing(
    .post, "/task/{task_id}/time", "Tracktime", .makes, .answered(.trackedTime, "id"),
    foundBy: .trackedTime)
  public static let editTrackedTime = writing(
    .put, "/task/{task_id}/time/{interval_id}", "Edittimetracked", .changes,
    .at(.trackedTime, "interval_id"), foundBy: .changed)
  public static let deleteTrackedTime = writing(
    .delete, "/task/{task_id}/time/{interval_id}", "Deletetimetracked", .removes,
    .at(.trackedTime, "interval_id"), foundBy: .gone)

  static let timeTracking: [Route] = [
    .getTimeEntries, .createTimeEntry, .getTimeEntry, .updateTimeEntry, .deleteTimeEntry,
    .getRunningTimeEntry, .startTimeEntry, .stopTimeEntry, .getTrackedTime, .trackTime,
    .editTrackedTime, .deleteTrackedTime,
  ]
}

extension JSONValue {
  /// The one entry of an answer, which may hold null or a list of it.
  public var timeEntry: JSONValue? {
    guard let data = self["data"], !data.isNull else { return nil }
    return data.array == nil ? data : data[0]
  }

  /// How long a time entry took. That of a timer is negative while it runs, and goes on by itself:
  /// whoever compares it does not see a change in that.
  public var settledDuration: JSONValue {
    let duration = self["duration"] ?? .null
    let number = duration.integer ?? duration.string.flatMap { Int64($0) }
    return number.map { $0 < 0 } == true ? "running" : duration
  }
}
