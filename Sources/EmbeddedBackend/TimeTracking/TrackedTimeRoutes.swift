import APICore
import JSON
import SQLite

/// The older routes for the time of one task, which the service still answers.
enum TrackedTimeRoutes {
  static let routes: [Route: RouteFunction] = [
    .getTrackedTime: getTrackedTime,
    .trackTime: trackTime,
    .editTrackedTime: editTrackedTime,
    .deleteTrackedTime: deleteTrackedTime,
  ]

  /// Everybody's time on the task, person by person.
  @Sendable static func getTrackedTime(_ context: RouteContext) throws(APIError) -> JSONValue {
    let task = try context.task()
    let (entries, users) = try context.viewed { view throws(SQLiteError) in
      let entries = try TimeRows.all(
        where: "e.task_id = ?", [.text(task.id)], limit: TimeEntryLimit.inOneAnswer,
        on: view.connection)
      return (entries, try view.users(entries.map(\.user)))
    }
    let people = entries.map(\.user).withoutRepeats
    return [
      "data": .array(
        people.map { id in
          let own = entries.filter { $0.user == id }
          let sum = own.reduce(Int64(0)) { $0 + ($1.end ?? $1.start) - $1.start }
          return [
            "user": users[id]?.json ?? .null, "time": .integer(sum),
            "intervals": .array(own.map { interval($0, context) }),
          ]
        })
    ]
  }

  @Sendable static func trackTime(_ context: RouteContext) throws(APIError) -> JSONValue {
    let task = try context.task()
    let (start, end) = try span(context)
    let entry = TimeEntry(
      id: try TimeRoutes.newID(context), workspaceID: task.workspaceID, task: task.id,
      user: try context.authorizedUser().id, start: start, end: end, isBillable: false,
      description: "", source: "api", changed: context.now.rawValue)
    try TimeRoutes.insert(entry, context)
    return ["id": .digits(entry.id)]
  }

  @Sendable static func editTrackedTime(_ context: RouteContext) throws(APIError) -> JSONValue {
    var entry = try existing(context)
    let (start, end) = try span(context)
    entry.start = start
    entry.end = end
    entry.changed = context.now.rawValue
    let changed = entry
    try context.sql { connection throws(SQLiteError) in
      try TimeRows.update(changed, on: connection)
    }
    try TimeRoutes.touch(entry, context)
    return [:]
  }

  @Sendable static func deleteTrackedTime(_ context: RouteContext) throws(APIError) -> JSONValue {
    let entry = try existing(context)
    try context.sql { connection throws(SQLiteError) in
      try TimeRows.delete(entry.id, on: connection)
    }
    try context.rememberDeletion(.timeEntries, entry.id)
    try TimeRoutes.touch(entry, context)
    return [:]
  }

  /// `start` and `end`, or `time` alone: then it ended now.
  private static func span(_ context: RouteContext) throws(APIError) -> (start: Int64, end: Int64) {
    let body = TimeBody(body: context.body)
    if let start = try context.body.integer("start"), let end = try body.end() {
      return try body.checked(start, end)
    }
    guard let time = try context.body.integer("time"), time >= 0 else {
      throw Refusal.invalid("`start` and `end`, or `time` in milliseconds, are needed")
    }
    if let start = try context.body.integer("start") {
      return try body.checked(start, (Milliseconds(start) + Milliseconds(time)).rawValue)
    }
    return try body.checked((context.now - Milliseconds(time)).rawValue, context.now.rawValue)
  }

  private static func existing(_ context: RouteContext) throws(APIError) -> TimeEntry {
    let task = try context.task()
    let text = try context.pathText("interval_id")
    let entry = try Int64(text).flatMap { id throws(APIError) in
      try context.sql { connection throws(SQLiteError) in
        try TimeRows.find(id, in: task.workspaceID, on: connection)
      }
    }
    guard let entry, entry.task == task.id else {
      throw Refusal.notFound("Time entry \(text)")
    }
    return entry
  }

  private static func interval(_ entry: TimeEntry, _ context: RouteContext) -> JSONValue {
    [
      "id": .digits(entry.id), "start": .digits(entry.start), "end": .digits(entry.end),
      "time": .digits(entry.duration(at: context.now)), "source": .string(entry.source),
      "date_added": .digits(entry.changed),
    ]
  }
}
