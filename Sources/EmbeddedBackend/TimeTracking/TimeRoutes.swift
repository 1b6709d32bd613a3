import APICore
import JSON
import SQLite

/// Time entries of a Workspace, and its timers.
enum TimeRoutes {
  static let routes: [Route: RouteFunction] = [
    .getTimeEntries: getTimeEntries,
    .createTimeEntry: createTimeEntry,
    .getTimeEntry: getTimeEntry,
    .updateTimeEntry: updateTimeEntry,
    .deleteTimeEntry: deleteTimeEntry,
    .getRunningTimeEntry: getRunningTimeEntry,
    .startTimeEntry: startTimeEntry,
    .stopTimeEntry: stopTimeEntry,
  ]

  /// The caller's own of the last 30 days, unless the query says otherwise; newest first.
  @Sendable static func getTimeEntries(_ context: RouteContext) throws(APIError) -> JSONValue {
    let entries = try TimeFilter(context).entries()
    return ["data": .array(try shape(context).render(entries, as: .listed))]
  }

  @Sendable static func createTimeEntry(_ context: RouteContext) throws(APIError) -> JSONValue {
    let workspace = try context.workspaceID()
    let caller = try context.authorizedUser()
    let body = TimeBody(body: context.body)
    let (start, end) = try body.span()
    let user = try context.body.integer("assignee") ?? caller.id
    try context.checkMembers([user], of: workspace)
    let entry = TimeEntry(
      id: try newID(context), workspaceID: workspace, task: try task(in: workspace, context),
      user: user, start: start, end: end, isBillable: try context.body.flag("billable") ?? false,
      description: try context.body.text("description") ?? "", source: "api",
      changed: context.now.rawValue, labels: try body.labels(by: caller.id))
    try insert(entry, context)
    return ["data": try TimeShape(context: context).render(entry, as: .created)]
  }

  @Sendable static func getTimeEntry(_ context: RouteContext) throws(APIError) -> JSONValue {
    ["data": try shape(context).render(existing(context), as: .listed)]
  }

  /// The published document does not show the answer; it is the entry, as when it is listed.
  @Sendable static func updateTimeEntry(_ context: RouteContext) throws(APIError) -> JSONValue {
    var entry = try existing(context)
    let caller = try context.authorizedUser()
    let body = TimeBody(body: context.body)
    if let description = try context.body.text("description") { entry.description = description }
    if let isBillable = try context.body.flag("billable") { entry.isBillable = isBillable }
    if context.body.holds("tid") { entry.task = try task(in: entry.workspaceID, context) }
    try setTimes(of: &entry, body)
    entry.labels = try body.labels(changing: entry.labels, by: caller.id)
    entry.changed = context.now.rawValue
    let changed = entry
    try context.sql { connection throws(SQLiteError) in
      try TimeRows.update(changed, on: connection)
    }
    try touch(entry, context)
    return ["data": try TimeShape(context: context).render(entry, as: .listed)]
  }

  /// Several IDs may be given, separated by commas.
  @Sendable static func deleteTimeEntry(_ context: RouteContext) throws(APIError) -> JSONValue {
    var entries: [TimeEntry] = []
    for id in try context.pathText("timer_id").split(separator: ",") {
      entries.append(try existing(String(id), context))
    }
    let shown = try TimeShape(context: context).render(entries, as: .listed)
    for entry in entries {
      try context.sql { connection throws(SQLiteError) in
        try TimeRows.delete(entry.id, on: connection)
      }
      try context.rememberDeletion(.timeEntries, entry.id)
      try touch(entry, context)
    }
    return ["data": .array(shown)]
  }

  @Sendable static func getRunningTimeEntry(_ context: RouteContext) throws(APIError) -> JSONValue {
    let workspace = try context.workspaceID()
    let caller = try context.authorizedUser()
    let user = try context.query.integer("assignee") ?? caller.id
    guard let entry = try running(of: user, in: workspace, context) else { return ["data": nil] }
    return ["data": try TimeShape(context: context).render(entry, as: .current)]
  }

  /// A timer that runs already is stopped: nobody has two.
  ///
  /// That is what the application does; no recording shows the API with one running.
  @Sendable static func startTimeEntry(_ context: RouteContext) throws(APIError) -> JSONValue {
    let workspace = try context.workspaceID()
    let caller = try context.authorizedUser()
    if let entry = try running(of: caller.id, in: workspace, context) {
      try stop(entry, context)
    }
    let entry = TimeEntry(
      id: try newID(context), workspaceID: workspace, task: try task(in: workspace, context),
      user: caller.id, start: context.now.rawValue, end: nil,
      isBillable: try context.body.flag("billable") ?? false,
      description: try context.body.text("description") ?? "", source: "api_automatic",
      changed: context.now.rawValue,
      labels: try TimeBody(body: context.body).labels(by: caller.id))
    try insert(entry, context)
    return ["data": try TimeShape(context: context).render(entry, as: .started)]
  }

  @Sendable static func stopTimeEntry(_ context: RouteContext) throws(APIError) -> JSONValue {
    let workspace = try context.workspaceID()
    let caller = try context.authorizedUser()
    guard let entry = try running(of: caller.id, in: workspace, context) else {
      throw Refusal.invalid("no timer is running; start one first, or log the time")
    }
    let stopped = try stop(entry, context)
    return ["data": try TimeShape(context: context).render(stopped, as: .stopped)]
  }

  // MARK: Parts that the legacy routes share

  static func insert(_ entry: TimeEntry, _ context: RouteContext) throws(APIError) {
    try context.sql { connection throws(SQLiteError) in
      try TimeRows.insert(entry, on: connection)
    }
    try touch(entry, context)
  }

  static func newID(_ context: RouteContext) throws(APIError) -> Int64 {
    try context.sql { _ throws(SQLiteError) in try context.identifiers.timeEntry() }
  }

  /// Logging time counts as an update of the task (as recorded).
  static func touch(_ entry: TimeEntry, _ context: RouteContext) throws(APIError) {
    guard let task = entry.task else { return }
    try TaskMoment.touch(task, context)
  }

  private static func shape(_ context: RouteContext) throws(APIError) -> TimeShape {
    TimeShape(
      context: context, includesTaskTags: try context.query.flag("include_task_tags"),
      includesLocationNames: try context.query.flag("include_location_names"))
  }

  /// The task that `tid` names; time may also be logged on none.
  private static func task(in workspace: Int64, _ context: RouteContext) throws(APIError)
    -> String?
  {
    guard let id = try context.body.text("tid"), !id.isEmpty else { return nil }
    let task = try context.task(id: id)
    guard task.workspaceID == workspace else { throw Refusal.taskNotFound }
    return task.id
  }

  private static func existing(_ context: RouteContext) throws(APIError) -> TimeEntry {
    try existing(context.pathText("timer_id"), context)
  }

  private static func existing(_ text: String, _ context: RouteContext) throws(APIError)
    -> TimeEntry
  {
    let workspace = try context.workspaceID()
    let entry = try Int64(text).flatMap { id throws(APIError) in
      try context.sql { connection throws(SQLiteError) in
        try TimeRows.find(id, in: workspace, on: connection)
      }
    }
    guard let entry else { throw Refusal.notFound("Time entry \(text)") }
    return entry
  }

  private static func running(of user: Int64, in workspace: Int64, _ context: RouteContext)
    throws(APIError) -> TimeEntry?
  {
    try context.sql { connection throws(SQLiteError) in
      try TimeRows.running(of: user, in: workspace, on: connection)
    }
  }

  @discardableResult
  private static func stop(_ entry: TimeEntry, _ context: RouteContext) throws(APIError)
    -> TimeEntry
  {
    var stopped = entry
    // The clock may have gone back since the start; time is never negative once it is stopped.
    stopped.end = max(context.now.rawValue, entry.start)
    stopped.changed = context.now.rawValue
    let changed = stopped
    try context.sql { connection throws(SQLiteError) in
      try TimeRows.update(changed, on: connection)
    }
    try touch(changed, context)
    return changed
  }

  /// `start` and `end` come together; `duration` alone moves the end.
  private static func setTimes(of entry: inout TimeEntry, _ body: TimeBody) throws(APIError) {
    let start = try body.body.integer("start")
    let end = try body.end()
    guard (start == nil) == (end == nil) else {
      throw Refusal.invalid("`start` and `end` must be given together")
    }
    if let start, let end {
      let span = try body.checked(start, end)
      entry.start = span.start
      entry.end = span.end
    } else if let duration = try body.body.integer("duration") {
      let end = (Milliseconds(entry.start) + Milliseconds(duration)).rawValue
      entry.end = try body.checked(entry.start, end).end
    }
  }
}
