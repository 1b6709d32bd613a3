import APICore

/// A day, or several in a row: `today`, `this week`, `next 7 days`, `last month`, or any one date.
///
/// Weeks begin on Monday; so many days to come are counted from today on, and today is there as
/// well. The answer says which days were meant.
struct DateSpan {
  let first: DateArgument
  let last: DateArgument

  /// - Throws: `invalid_arguments` naming `argument`.
  init(_ text: String, argument: String, _ context: ToolContext) throws(ToolError) {
    let clock = CivilTime(context.clock.now(), in: context.timeZone)
    let today = CivilTime(year: clock.year, month: clock.month, day: clock.day)
    if let (first, last) = Self.days(text, today) {
      self.first = DateArgument(noonOf: first, in: context.timeZone)
      self.last = DateArgument(noonOf: last, in: context.timeZone)
      context.remarkZone()
      context.remarks.add(
        "`\(argument)` \(quoted(text)) was read as \(first.weekday) \(first.dateText) to "
          + "\(last.weekday) \(last.dateText) (\(context.timeZone.identifier))")
      return
    }
    let day: DateArgument
    do { day = try DateArgument(text, argument: argument, .ahead, context) } catch {
      throw ToolError(
        argument: argument,
        "\(error.message); or several days as `this week`, `next 7 days`, `last month`; what is "
          + "late is found by `overdue`, what has no due date by `has_no`")
    }
    guard !day.hasTime else {
      throw ToolError(
        argument: argument,
        "`\(argument)` \(quoted(text)) is a moment, and a day is needed; for moments give "
          + "`\(argument)_date_gt` and `\(argument)_date_lt`")
    }
    (first, last) = (day, day)
  }

  /// nil for a text that names no span.
  private static func days(
    _ text: String, _ today: CivilTime
  ) -> (first: CivilTime, last: CivilTime)? {
    guard var phrase = Phrase(text, ignoring: ["the", "in", "within", "during"]) else { return nil }
    let steps: [Substring: Int] = [
      "this": 0, "next": 1, "coming": 1, "last": -1, "past": -1, "previous": -1,
    ]
    guard let step = phrase.take({ steps[$0] }) else { return nil }
    let count = phrase.take(Phrase.count)
    guard let unit = phrase.take(CalendarUnit.init), phrase.isAtEnd else { return nil }
    if let count {
      // Nobody plans farther, and the calendar ends.
      guard step != 0, (1...1_000).contains(count) else { return nil }
      let other = unit.day(step * count, after: today)
      return step > 0 ? (today, other) : (other, today)
    }
    var first = unit.day(step, after: today)
    switch unit {
    case .day: return nil
    case .week:
      first = first.adding(days: -first.weekdayIndex)
      return (first, first.adding(days: 6))
    case .month: break
    case .year: first.month = 1
    }
    first.day = 1
    return (first, first.adding(months: unit == .year ? 12 : 1).adding(days: -1))
  }
}
