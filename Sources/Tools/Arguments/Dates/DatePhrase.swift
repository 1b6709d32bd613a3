import APICore

/// A day or a moment in English words: `tomorrow 9am`, `next friday`, `in 3 days`, `15 January`.
///
/// What people mean by such words is settled by rules that are said in the answer; what no rule
/// settles is refused with what to write instead, as a date that was guessed is a wrong one half of
/// the time.
struct DatePhrase {
  /// Where a day lies that words leave open: `friday`, `15 January`.
  enum Direction {
    /// The next one to come: a date that something is planned for.
    case ahead
    /// The last one that was: a date of something that happened.
    case back
  }

  enum Meaning: Hashable {
    case day(CivilTime)
    /// A day and the time that a clock shows.
    case time(CivilTime)
    case moment(Milliseconds)
  }

  /// Why a phrase is not read.
  enum Problem: Error, Hashable {
    case notADate
    /// Follows "`due_date` "next week"": why it names no one day, and what to write.
    case unclear(String)
  }

  let meaning: Meaning
  /// By which rule it was read, where another reading is near; no full stop.
  let rule: String?

  /// - Parameter clock: what a clock of the user's shows now.
  init(
    _ text: String, now: Milliseconds, clock: CivilTime, _ direction: Direction
  ) throws(Problem) {
    guard var phrase = Phrase(text, ignoring: ["on", "at", "by", "the", "of"]), !phrase.isAtEnd
    else { throw .notADate }
    if let moment = phrase.attempt({ phrase in
      phrase.moment(from: now).flatMap { phrase.isAtEnd ? $0 : nil }
    }) {
      (meaning, rule) = (.moment(moment), nil)
      return
    }
    let today = CivilTime(year: clock.year, month: clock.month, day: clock.day)
    var reader = DayReader(today: today, direction: direction)
    var day: CivilTime?
    var time: ClockTime?
    var isEndOfDay = false
    while !phrase.isAtEnd {
      if time == nil, let found = try phrase.time() {
        time = found
      } else if day == nil, let found = try reader.day(&phrase) {
        day = found
      } else if !isEndOfDay, phrase.eat("eod") || phrase.eat("end", "day") {
        isEndOfDay = true
      } else {
        throw .notADate
      }
    }
    rule = reader.rule
    guard let time else {
      meaning = .day(day ?? today)
      return
    }
    // A day without a time is what ends with the day.
    guard !isEndOfDay else { throw .notADate }
    let moment = time.on(day ?? today)
    if day == nil { try Self.check(moment, isRightOf: clock, direction) }
    meaning = .time(moment)
  }

  /// A time alone is one of today, if that lies where it is looked for.
  private static func check(
    _ moment: CivilTime, isRightOf clock: CivilTime, _ direction: Direction
  ) throws(Problem) {
    let isPast = moment.timeText < clock.timeText
    guard isPast != (direction == .back) else { return }
    let other = direction == .ahead ? "tomorrow" : "yesterday"
    throw .unclear(
      "\(isPast ? "was earlier" : "is still to come") today; write `today \(moment.timeText)` or "
        + "`\(other) \(moment.timeText)`")
  }
}

/// What a clock shows.
struct ClockTime: Hashable {
  var hour: Int
  var minute = 0
  var second = 0

  func on(_ day: CivilTime) -> CivilTime {
    var civil = day
    (civil.hour, civil.minute, civil.second) = (hour, minute, second)
    return civil
  }
}
