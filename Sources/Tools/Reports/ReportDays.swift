import APICore
import Foundation
import JSON

/// Today and its week, from Monday to Sunday, as the user's clock and calendar show them.
struct ReportDays {
  private let now: Milliseconds
  private let zone: TimeZone
  let today: CivilTime

  init(_ context: ToolContext) {
    now = context.clock.now()
    zone = context.timeZone
    today = Self.day(of: now, in: zone)
    context.remarkZone()
  }

  /// Where a due date lies.
  enum Due: Hashable { case overdue, today, thisWeek, later }

  /// nil for a task without a due date.
  ///
  /// A date alone, which the service keeps as 04:00 of the day, is over when that day is.
  func due(_ task: ReportedTask) -> Due? {
    guard let instant = task.json["due_date"]?.milliseconds?.onCalendar else { return nil }
    let clock = CivilTime(instant, in: zone)
    let day = Self.day(of: instant, in: zone)
    let hasTime = clock.timeText != "04:00:00"
    if day < today || hasTime && instant < now { return .overdue }
    if day == today { return .today }
    return day <= Self.sunday(after: today) ? .thisWeek : .later
  }

  static func day(of instant: Milliseconds, in zone: TimeZone) -> CivilTime {
    let clock = CivilTime(instant, in: zone)
    return CivilTime(year: clock.year, month: clock.month, day: clock.day)
  }

  /// The last day of its week.
  static func sunday(after day: CivilTime) -> CivilTime {
    day.adding(days: 6 - day.weekdayIndex)
  }

  static func monday(before day: CivilTime) -> CivilTime { day.adding(days: -day.weekdayIndex) }
}
