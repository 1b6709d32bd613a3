import APICore

/// Reads which day a phrase means, seen from today.
struct DayReader {
  let today: CivilTime
  let direction: DatePhrase.Direction
  /// By which rule, where another reading is near; no full stop.
  private(set) var rule: String?

  init(today: CivilTime, direction: DatePhrase.Direction) {
    self.today = today
    self.direction = direction
  }

  /// nil where the phrase goes on with something else.
  mutating func day(_ phrase: inout Phrase) throws(DatePhrase.Problem) -> CivilTime? {
    if phrase.eat("today") { return today }
    if phrase.eat("tomorrow") { return today.adding(days: 1) }
    if phrase.eat("yesterday") { return today.adding(days: -1) }
    if phrase.eat("day", "after", "tomorrow") { return today.adding(days: 2) }
    if phrase.eat("day", "before", "yesterday") { return today.adding(days: -2) }
    if let day = distance(&phrase) { return day }
    if let day = try edge(&phrase) { return day }
    if let day = try weekday(&phrase) { return day }
    return try calendarDay(&phrase)
  }

  /// `in 3 days`, `2 weeks ago`, `a month from today`.
  private func distance(_ phrase: inout Phrase) -> CivilTime? {
    phrase.attempt { phrase in
      let isIn = phrase.eat("in")
      guard let count = phrase.take(Phrase.count), let unit = phrase.take(CalendarUnit.init)
      else { return nil }
      if isIn || phrase.eat("from", "now") || phrase.eat("from", "today") {
        return unit.day(count, after: today)
      }
      return phrase.eat("ago") ? unit.day(-count, after: today) : nil
    }
  }

  /// `end of month`, `start of next month`, `end of year`.
  private func edge(_ phrase: inout Phrase) throws(DatePhrase.Problem) -> CivilTime? {
    try phrase.attempt { phrase throws(DatePhrase.Problem) in
      let isEnd = phrase.eat("end")
      guard isEnd || phrase.eat("start") || phrase.eat("beginning") else { return nil }
      let step = phrase.take(Self.step) ?? 0
      guard let unit = phrase.take(CalendarUnit.init), unit != .day else { return nil }
      var day = unit.day(step, after: today)
      switch unit {
      case .day: return nil
      case .week:
        guard isEnd else { return day.adding(days: -day.weekdayIndex) }
        let friday = day.adding(days: 4 - day.weekdayIndex)
        throw .unclear(
          "could be a Friday or a Sunday; write \(friday.dateText) or "
            + friday.adding(days: 2).dateText)
      case .month: break
      case .year: day.month = isEnd ? 12 : 1
      }
      day.day = isEnd ? day.daysInMonth : 1
      return day
    }
  }

  /// `friday`, `this friday`, `friday next week`, `monday in 2 weeks`.
  private mutating func weekday(_ phrase: inout Phrase) throws(DatePhrase.Problem) -> CivilTime? {
    let step = phrase.take(Self.step)
    let isComing = step == nil && phrase.eat("coming")
    guard let index = phrase.take(Self.weekdayIndex) else {
      guard let step else {
        guard isComing else { return nil }
        throw .notADate
      }
      throw Self.notOneDay(phrase, step)
    }
    let ofThisWeek = today.adding(days: index - today.weekdayIndex)
    if isComing { return ofThisWeek > today ? ofThisWeek : ofThisWeek.adding(days: 7) }
    if let step { return try named(ofThisWeek, step) }
    if let weeks = weeks(&phrase) { return ofThisWeek.adding(days: 7 * weeks) }
    if let day = try calendarDay(&phrase) {
      guard day.weekdayIndex == index else {
        throw .unclear(
          "names a day that is a \(day.weekday): \(day.dateText); write the one that is meant as "
            + "a date")
      }
      return day
    }
    guard ofThisWeek != today else {
      let other = direction == .ahead ? 7 : -7
      throw .unclear(
        "could be today, or \(today.adding(days: other).dateText); write `today` or the date")
    }
    let isAhead = ofThisWeek > today
    guard isAhead != (direction == .ahead) else { return ofThisWeek }
    return ofThisWeek.adding(days: isAhead ? -7 : 7)
  }

  /// `this`, `next` or `last` and a weekday; weeks begin on Monday.
  private mutating func named(
    _ ofThisWeek: CivilTime, _ step: Int
  ) throws(DatePhrase.Problem) -> CivilTime {
    let weekday = ofThisWeek.weekday
    switch step {
    case 0:
      let isPast = ofThisWeek < today
      guard isPast && direction == .ahead || ofThisWeek > today && direction == .back else {
        return ofThisWeek
      }
      let other = ofThisWeek.adding(days: isPast ? 7 : -7)
      throw .unclear(
        "\(isPast ? "was" : "is still to come,") \(ofThisWeek.dateText); write that date, or "
          + other.dateText)
    case 1:
      let day = ofThisWeek.adding(days: 7)
      if ofThisWeek > today {
        rule = "of the week after this one; the coming \(weekday) is \(ofThisWeek.dateText)"
      }
      return day
    default:
      guard ofThisWeek < today else { return ofThisWeek.adding(days: -7) }
      let ofLastWeek = ofThisWeek.adding(days: -7)
      rule = "the last one that was; the \(weekday) of the week before is \(ofLastWeek.dateText)"
      return ofThisWeek
    }
  }

  /// Behind a weekday: `next week`, `in 2 weeks`, `in a week`.
  private func weeks(_ phrase: inout Phrase) -> Int? {
    phrase.attempt { phrase in
      if let step = phrase.take(Self.step) { return phrase.eat("week") ? step : nil }
      guard phrase.eat("in"), let count = phrase.take(Phrase.count) else { return nil }
      return phrase.eat("week") || phrase.eat("weeks") ? count : nil
    }
  }

  private static func notOneDay(_ phrase: Phrase, _ step: Int) -> DatePhrase.Problem {
    guard let unit = phrase.next.flatMap(CalendarUnit.init), unit != .day else { return .notADate }
    let name = step == 0 ? "this" : step == 1 ? "next" : "last"
    let example =
      unit == .week ? "`monday \(name) week`" : "`start of \(name) \(unit)`"
    return .unclear("is a \(unit), not a day; write \(example), or the date")
  }

  private static func step(_ word: Substring) -> Int? { ["this": 0, "next": 1, "last": -1][word] }

  private static func weekdayIndex(_ word: Substring) -> Int? {
    let word = word.hasSuffix(".") ? word.dropLast() : word
    return CivilTime.weekdays.firstIndex { day in
      let day = day.lowercased()
      let short = ["tues", "wednes", "thur", "thurs"]
      return word == day || word == day.prefix(3)
        || short.contains { $0 == word && day.hasPrefix($0) }
    }
  }
}

/// What a date is counted in.
enum CalendarUnit: String {
  case day, week, month, year

  init?(_ word: Substring) {
    switch word {
    case "d", "day", "days": self = .day
    case "w", "week", "weeks": self = .week
    case "month", "months": self = .month
    case "year", "years": self = .year
    default: return nil
    }
  }

  func day(_ count: Int, after day: CivilTime) -> CivilTime {
    switch self {
    case .day: day.adding(days: count)
    case .week: day.adding(days: 7 * count)
    case .month: day.adding(months: count)
    case .year: day.adding(months: 12 * count)
    }
  }
}

// Days by their date: `15 January`, `Jan 15th, 2027`, `the 15th`, `15.01.2027`, `01/15/2027`.
extension DayReader {
  private mutating func calendarDay(
    _ phrase: inout Phrase
  ) throws(DatePhrase.Problem) -> CivilTime? {
    if let day = try phrase.attempt(Self.numbers) { return day }
    var month = phrase.take(Self.month)
    var trial = phrase
    guard let day = trial.take(Phrase.digits) else {
      guard month == nil else { throw .unclear("names a month, not a day; write the date") }
      return nil
    }
    let isOrdinal = trial.take { ["st", "nd", "rd", "th"].contains($0) ? true : nil } ?? false
    if month == nil { month = trial.take(Self.month) }
    let year = month == nil ? nil : trial.take { $0.utf8.count == 4 ? Phrase.digits($0) : nil }
    guard month != nil || isOrdinal else { return nil }
    phrase = trial
    if let month, let year {
      let date = CivilTime(year: year, month: month, day: day)
      guard date.isValid else { throw .unclear("is not a day that exists; check day and month") }
      return date
    }
    return try nearest(day: day, month: month)
  }

  /// The first such day from today on, or the last one up to today.
  private mutating func nearest(
    day: Int, month: Int?
  ) throws(DatePhrase.Problem) -> CivilTime {
    let step = (month == nil ? 1 : 12) * (direction == .ahead ? 1 : -1)
    // Eight years hold a 29 February, whatever the century does.
    for count in 0...(month == nil ? 3 : 8) {
      var first = CivilTime(year: today.year, month: month ?? today.month, day: 1)
      first = first.adding(months: count * step)
      let date = CivilTime(year: first.year, month: first.month, day: day)
      guard date.isValid, direction == .ahead ? date >= today : date <= today else { continue }
      if month != nil, date.year != today.year {
        rule = direction == .ahead ? "the next one to come" : "the last one that was"
      }
      return date
    }
    throw .unclear("is not a day that exists; check day and month")
  }

  /// `15.01.2027`, day first; `2027/01/15`; `01/15/2027`, where it can be read in one way only.
  private static func numbers(
    _ phrase: inout Phrase
  ) throws(DatePhrase.Problem) -> CivilTime? {
    guard let word = phrase.take({ $0 }) else { return nil }
    let isSlashed = word.contains("/")
    let parts = word.split(separator: isSlashed ? "/" : ".", omittingEmptySubsequences: false)
    let numbers = parts.compactMap(Phrase.digits)
    guard parts.count == 3, numbers.count == 3 else { return nil }
    func date(_ year: Int, _ month: Int, _ day: Int) -> CivilTime? {
      let date = CivilTime(year: numbers[year], month: numbers[month], day: numbers[day])
      return date.isValid ? date : nil
    }
    let readings: [CivilTime]
    switch (parts[0].utf8.count, parts[2].utf8.count) {
    case (4, 1...2): readings = [date(0, 1, 2)].compactMap(\.self)
    case (1...2, 4) where isSlashed:
      readings = [date(2, 0, 1), date(2, 1, 0)].compactMap(\.self)
    case (1...2, 4): readings = [date(2, 1, 0)].compactMap(\.self)
    default: throw .unclear("does not say which number is the year; write it with four digits")
    }
    guard let first = readings.first else {
      throw .unclear("is not a day that exists; check day and month")
    }
    guard readings.allSatisfy({ $0 == first }) else {
      throw .unclear(
        "could be \(readings.map(\.dateText).joined(separator: " or ")); write the one that is "
          + "meant")
    }
    return first
  }

  private static func month(_ word: Substring) -> Int? {
    let months: [Substring] = [
      "january", "february", "march", "april", "may", "june", "july", "august", "september",
      "october", "november", "december",
    ]
    let word = word.hasSuffix(".") ? word.dropLast() : word
    let index = months.firstIndex {
      $0 == word || $0.prefix(3) == word || word == "sept" && $0.hasPrefix(word)
    }
    return index.map { $0 + 1 }
  }
}
