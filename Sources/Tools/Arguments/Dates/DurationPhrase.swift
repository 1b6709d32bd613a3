import APICore

/// A length of time in words, or in numbers with units: `1h 30m`, `an hour and a half`, `1:30`.
///
/// As with dates, the rules that settle what is meant are said in the answer; what no rule settles
/// is refused.
struct DurationPhrase {
  /// Why a phrase is not read.
  enum Problem: Error, Hashable {
    case notADuration
    /// What it may mean, and what to write.
    case unclear(String)

    /// Follows "`duration` "a while"".
    var words: String {
      switch self {
      case .unclear(let problem): problem
      case .notADuration:
        "is not a duration; write hours, minutes and seconds as `1h 30m`, `90m`, `an hour and a "
          + "half` or `PT1H30M`, days of 8 hours as `2.5 days`, or milliseconds (`5400000`); weeks "
          + "and months are not read, since they have no fixed length"
      }
    }
  }

  enum Unit: Int {
    /// Of work.
    case day = 28_800_000
    case hour = 3_600_000
    case minute = 60_000
    case second = 1000

    init?(_ word: Substring) {
      switch word {
      case "d", "day", "days": self = .day
      case "h", "hr", "hrs", "hour", "hours": self = .hour
      case "m", "min", "mins", "minute", "minutes": self = .minute
      case "s", "sec", "secs", "second", "seconds": self = .second
      default: return nil
      }
    }
  }

  private(set) var length = Milliseconds(0)
  /// Whether it is not in numbers with their units; the answer then says how it was read.
  private(set) var isInWords = false
  /// By which rule it was read, where another reading is near; no full stop.
  private(set) var rule: String?

  init(_ text: String) throws(Problem) {
    guard var phrase = Phrase(runsOf: text, ignoring: ["of", "the"]), !phrase.isAtEnd else {
      throw .notADuration
    }
    if phrase.eat("p") {
      throw .unclear(
        "has days, weeks or months of ISO 8601, which are of the calendar: 24 hours a day, where a "
          + "day of work has 8; write hours, such as `8h`")
    }
    if !phrase.eat("pt"), let word = phrase.next, word.contains(":") {
      try readClock(&phrase)
      return
    }
    var last: Unit?
    repeat {
      if last != nil { _ = phrase.eat("and") }
      let (count, unit) = try part(&phrase, after: last)
      // The larger unit first, and each once.
      guard unit.rawValue < last?.rawValue ?? .max else { throw .notADuration }
      let size = count * Double(unit.rawValue)
      guard size < Double(DurationArgument.longest) else { throw .notADuration }
      length = length + Milliseconds(Int64(size.rounded()))
      if unit == .day { (isInWords, rule) = (true, "a day being 8 hours of work") }
      last = unit
    } while !phrase.isAtEnd
  }

  /// `1:30`, `0:45`, `1:30:15`, with or without `hours` behind it.
  private mutating func readClock(_ phrase: inout Phrase) throws(Problem) {
    let text = phrase.take { $0 } ?? ""
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let numbers = parts.compactMap(Phrase.digits)
    _ = phrase.take { Unit($0) == .hour ? true : nil }
    guard phrase.isAtEnd, numbers.count == parts.count, (2...3).contains(parts.count),
      zip(parts, numbers).dropFirst().allSatisfy({ $0.count == 2 && $1 < 60 })
    else { throw .notADuration }
    guard numbers[0] < 24 else {
      throw .unclear(
        "may be \(numbers[0]) hours or \(numbers[0]) minutes; write `\(numbers[0])h` or "
          + "`\(numbers[0])m`")
    }
    let seconds = numbers[0] * 3600 + numbers[1] * 60 + (numbers.count > 2 ? numbers[2] : 0)
    length = Milliseconds(Int64(seconds) * 1000)
    (isInWords, rule) = (true, "hours and minutes")
  }

  private mutating func part(
    _ phrase: inout Phrase, after last: Unit?
  ) throws(Problem) -> (count: Double, unit: Unit) {
    if last == .hour, let minutes = try looseMinutes(&phrase) { return (Double(minutes), .minute) }
    if let part = phrase.attempt({ phrase in
      _ = phrase.eat("a")
      guard let share = phrase.share() else { return nil }
      _ = phrase.eat("an") || phrase.eat("a") || phrase.eat("one")
      return phrase.take(Unit.init).map { (share, $0) }
    }) as (Double, Unit)? {
      isInWords = true
      return part
    }
    var count = try count(&phrase)
    // `two and a half hours`
    let between = phrase.attempt { phrase in
      phrase.addedShare().flatMap { share in phrase.next.flatMap(Unit.init) == nil ? nil : share }
    }
    guard let unit = phrase.take(Unit.init) else { throw .notADuration }
    // `two hours and a half`, which is not `two hours and a half minute`
    let behind = phrase.attempt { phrase in
      phrase.addedShare().flatMap { share in
        phrase.next.map { Unit($0) != nil || Phrase.worded($0) == 1 } == true ? nil : share
      }
    }
    if between != nil || behind != nil { isInWords = true }
    count += (between ?? 0) + (behind ?? 0)
    return (count, unit)
  }

  /// `1.5`, `forty five`.
  private mutating func count(_ phrase: inout Phrase) throws(Problem) -> Double {
    guard let word = phrase.take({ $0 }) else { throw .notADuration }
    if let number = Phrase.worded(word) {
      isInWords = true
      let ones =
        number < 20 ? nil : phrase.take { Phrase.worded($0).flatMap { $0 < 10 ? $0 : nil } }
      return Double(number + (ones ?? 0))
    }
    do throws(WrittenNumber.Problem) {
      let number = try WrittenNumber(String(word))
      if number.isRewritten { isInWords = true }
      guard let count = number.value.number, count >= 0 else { throw .notANumber }
      return count
    } catch {
      if case .unclear(let problem) = error { throw .unclear(problem) }
      throw .notADuration
    }
  }

  /// The end of `1h30`.
  private mutating func looseMinutes(_ phrase: inout Phrase) throws(Problem) -> Int? {
    guard let word = phrase.next, let minutes = Phrase.digits(word) else { return nil }
    var rest = phrase
    _ = rest.take { $0 }
    guard rest.isAtEnd else { return nil }
    guard word.count == 2, minutes < 60 else {
      throw .unclear("has no unit behind \(word); write `\(word)m` or `\(word)s`")
    }
    phrase = rest
    isInWords = true
    return minutes
  }
}

extension Phrase {
  /// `half`, `quarter`, `three quarters`.
  fileprivate mutating func share() -> Double? {
    if eat("half") || eat("½") { return 0.5 }
    if eat("quarter") || eat("¼") { return 0.25 }
    return eat("three", "quarters") || eat("3", "quarters") || eat("¾") ? 0.75 : nil
  }

  /// `and a half`, or the `½` of `1½`.
  fileprivate mutating func addedShare() -> Double? {
    if eat("½") { return 0.5 }
    guard eat("and") else { return nil }
    _ = eat("a") || eat("one")
    return share()
  }
}
