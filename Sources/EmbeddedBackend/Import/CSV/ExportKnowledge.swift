import APICore
import Foundation
import SQLite

/// As of when a task is that stands here.
enum StandingDate: Equatable {
  /// An answer of the API, a write, or an export that says it to the second.
  case exact(Int64)
  /// An export that says the day; see `ExportMoment`.
  case day(Int64)
  case unknown
}

/// A task that stands here, as a row of an export meets it.
struct KnownTask {
  let list: ListReference?
  let updated: Int64
  let description: String
  let parent: String?
  /// `updated`, unless that only stands in for a date that nobody knows.
  let date: StandingDate
}

extension ImportWriting {
  func knownTask(_ id: String) throws(ImportFailure) -> KnownTask? {
    let task = try row(
      "SELECT list_id, date_updated, description, parent FROM tasks WHERE id = ?", [.text(id)]
    ) { row in
      (
        list: row.integer(0), updated: row.integer(1), description: row.text(2),
        parent: row.optionalText(3)
      )
    }
    guard let task else { return nil }
    var date = StandingDate.exact(task.updated)
    if try isUndated(id, task.updated) {
      let day = try recall(Self.day, id)
      date = day.map(StandingDate.day) ?? .unknown
    }
    return KnownTask(
      list: try list(task.list), updated: task.updated, description: task.description,
      parent: task.parent, date: date)
  }

  /// Whether something newer is known of the task, or may be: of one day, what says the time
  /// stands, and of two that say no more than that day, the one that is imported later.
  mutating func isOlder(_ row: ImportRow, _ facts: ExportFacts, than known: KnownTask?)
    throws(ImportFailure) -> Bool
  {
    guard let known, let list = known.list, known.date != .unknown else { return false }
    let zone = try exportZone(of: list)
    return switch (ExportTask(row, facts, zone: zone).updated, known.date) {
    case (nil, _): true
    case (_, .unknown): false
    case (.exact(let told), .exact(let standing)): told <= standing
    case (.exact(let told), .day(let standing)): ExportMoment.day(of: told, in: zone) < standing
    case (.day(let told), .exact(let standing)): told <= ExportMoment.day(of: standing, in: zone)
    case (.day(let told), .day(let standing)): told < standing
    }
  }

  mutating func exportZone(of list: ListReference) throws(ImportFailure) -> TimeZone {
    try exportZone(of: list.workspaceID)
  }

  mutating func exportZone(of workspace: Int64) throws(ImportFailure) -> TimeZone {
    var exports = exports
    defer { self.exports = exports }
    do throws(SQLiteError) {
      return try exports.zone(of: workspace, on: connection)
    } catch { throw .store(error) }
  }

  /// The date of change that a task gets from a row: where no time is known, one that stands in.
  func date(of told: ExportTask, over standing: KnownTask?) -> Int64 {
    switch told.updated {
    case .exact(let moment): moment
    case .day: told.lastKnown
    // Where nothing tells, the date of the first import stands.
    case nil:
      max(
        standing?.updated ?? 0,
        told.lastKnown > 0 ? told.lastKnown : standing == nil ? now.rawValue : 0)
    }
  }

  /// Gives a task that changed without saying when another date: it is the task's version, and who
  /// decided by what stood there has to notice.
  func moveOn(_ id: String, from date: Int64) throws(ImportFailure) {
    guard try isUndated(id, date) else { return }
    try execute(
      "UPDATE tasks SET date_updated = ? WHERE id = ?", [.integer(date + 1), .text(id)])
    try setUndated(id, date + 1)
  }

  // MARK: What was told before

  /// Digests of what exports said last of tasks are remembered under this kind, in the place of a
  /// date.
  static let toldRow = "row of an export"

  func toldBefore(_ task: String) throws(ImportFailure) -> Int64? {
    try recall(Self.toldRow, task)
  }

  func remember(_ row: ImportRow, of task: String) throws(ImportFailure) {
    try remember(Self.toldRow, task, row.digest)
  }

  // MARK: Tasks whose date is not known

  /// Days of tasks of which no more is known are remembered under this kind.
  private static let day = "day of a task"

  func setDay(of task: String, _ told: ExportMoment?) throws(ImportFailure) {
    guard case .day(let day)? = told else { return try forget(Self.day, task) }
    try remember(Self.day, task, day)
  }

  /// Tasks of which no date of change is known are remembered under this kind, with the one that
  /// stands in for it.
  private static let undated = "undated task"

  /// Whether the date of change that stands here is one that stands in.
  func isUndated(_ task: String, _ updated: Int64) throws(ImportFailure) -> Bool {
    try recall(Self.undated, task) == updated
  }

  /// - Parameter updated: nil where the date is known now.
  func setUndated(_ task: String, _ updated: Int64?) throws(ImportFailure) {
    guard let updated else { return try forget(Self.undated, task) }
    try remember(Self.undated, task, updated)
  }
}
