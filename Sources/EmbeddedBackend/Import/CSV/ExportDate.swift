import APICore

/// A date as ClickUp's exports write it in words: `9/26/2026, 3:04:05 pm GMT+5:30`, and, by what
/// was chosen for the export of a view, `Monday, June 2nd 2025, 4:00:00 am -03:00`, `02/06/2025`,
/// `2025/06/02` or ISO 8601.
struct ExportDate: Sendable, Equatable {
  var civil: CivilTime
  var hasTime = false
  /// Seconds east of Greenwich, where it says so.
  var offset: Int?
  /// Which of two numbers is the day.
  var order = Order.certain

  enum Order: Sendable, Equatable {
    /// A month's name, or the year first.
    case certain
    /// One of the numbers can only be the day.
    case dayFirst, monthFirst
    /// Both fit; read as the file's other dates are.
    case ambiguous
  }

  /// - Parameter dayFirst: how two numbers are read that both fit. ClickUp's own texts are month
  ///   first.
  /// - Returns: nil where the text is not a date.
  init?(_ text: String, dayFirst: Bool = false) {
    var scanner = DateScanner(text)
    guard let date = scanner.date(dayFirst: dayFirst) else { return nil }
    (civil, order) = date
    if let time = scanner.time() {
      (civil.hour, civil.minute, civil.second) = time
      hasTime = true
      offset = scanner.offset()
    }
    guard scanner.isAtEnd, civil.isValid else { return nil }
  }

  /// The date in words beside the same one in milliseconds: in the order of day and month in which
  /// they are the same. A zone that is not named can be anywhere.
  init?(_ text: String, at instant: Int64) {
    let fitting = [false, true].compactMap { ExportDate(text, dayFirst: $0) }.first { date in
      guard date.hasTime, let offset = date.offset else {
        let apart = abs(date.civil.instant(offset: 0).rawValue - instant)
        return apart <= Int64(Self.farthest) * 3_600_000 + (date.hasTime ? 0 : 86_400_000)
      }
      return date.civil.instant(offset: offset).rawValue == instant / 1_000 * 1_000
    }
    guard let fitting else { return nil }
    self = fitting
  }

  /// In hours from Greenwich; no place is farther (https://data.iana.org/time-zones/theory.html).
  fileprivate static let farthest = 15

  /// Whether it names a day: without a time, or with the one that ClickUp gives such a date.
  var isDay: Bool {
    !hasTime || (civil.hour, civil.minute, civil.second) == (DateOnly.hour, 0, 0)
  }
}

/// Reads the parts of a date, one after the other.
private struct DateScanner {
  private enum Piece: Equatable {
    case number(Int, digits: Int)
    case word(String)
    case sign(Character)
  }

  private var tokens: ArraySlice<Piece> = []

  init(_ text: String) {
    var found: [Piece] = []
    var rest = text[...]
    while let first = rest.first {
      if first.isASCII, first.isNumber {
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        // A number that is too long for any part of a date fits none.
        found.append(.number(Int(digits) ?? -1, digits: digits.count))
        rest = rest.dropFirst(digits.count)
      } else if first.isLetter {
        let letters = rest.prefix(while: \.isLetter)
        found.append(.word(letters.lowercased()))
        rest = rest.dropFirst(letters.count)
      } else {
        // Excel and newer texts separate "am" by a narrow space.
        if !first.isWhitespace, first != "," { found.append(.sign(first)) }
        rest = rest.dropFirst()
      }
    }
    tokens = found[...]
  }

  var isAtEnd: Bool { tokens.isEmpty }

  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
  ]
  private static let weekdays = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
  ]

  /// By its name, or by the first letters of it, three at least.
  private static func index(of word: String, in names: [String]) -> Int? {
    word.count < 3 ? nil : names.firstIndex { $0.hasPrefix(word) }
  }

  mutating func date(dayFirst: Bool) -> (CivilTime, ExportDate.Order)? {
    if case .word(let word) = tokens.first, Self.index(of: word, in: Self.weekdays) != nil {
      tokens.removeFirst()
    }
    if let month = month() {
      guard let day = day(), let year = year() else { return nil }
      return (CivilTime(year: year, month: month, day: day), .certain)
    }
    guard case .number(let first, let digits) = tokens.popFirst() else { return nil }
    if digits == 4 { return yearFirst(first) }
    skipOrdinal()
    if let month = month() {
      guard let year = year() else { return nil }
      return (CivilTime(year: year, month: month, day: first), .certain)
    }
    guard case .sign(let sign) = tokens.popFirst(), "/.-".contains(sign),
      case .number(let second, _) = tokens.popFirst(), tokens.popFirst() == .sign(sign),
      let year = year()
    else { return nil }
    let order: ExportDate.Order =
      first == second
      ? .certain : first > 12 ? .dayFirst : second > 12 ? .monthFirst : .ambiguous
    // Points stand between a day and a month, never the other way round.
    let isDayFirst = order == .dayFirst || order == .ambiguous && (dayFirst || sign == ".")
    let (month, day) = isDayFirst ? (second, first) : (first, second)
    return (
      CivilTime(year: year, month: month, day: day),
      order == .ambiguous && sign == "." ? .certain : order
    )
  }

  private mutating func yearFirst(_ year: Int) -> (CivilTime, ExportDate.Order)? {
    guard case .sign(let sign) = tokens.popFirst(), "/.-".contains(sign),
      case .number(let month, _) = tokens.popFirst(), tokens.popFirst() == .sign(sign),
      case .number(let day, _) = tokens.popFirst()
    else { return nil }
    return (CivilTime(year: year, month: month, day: day), .certain)
  }

  private mutating func month() -> Int? {
    guard case .word(let word) = tokens.first, let index = Self.index(of: word, in: Self.months)
    else { return nil }
    tokens.removeFirst()
    return index + 1
  }

  private mutating func day() -> Int? {
    guard case .number(let day, let digits) = tokens.first, digits <= 2 else { return nil }
    tokens.removeFirst()
    skipOrdinal()
    return day
  }

  private mutating func skipOrdinal() {
    if case .word(let word) = tokens.first, ["st", "nd", "rd", "th"].contains(word) {
      tokens.removeFirst()
    }
  }

  private mutating func year() -> Int? {
    guard case .number(let year, let digits) = tokens.first, digits == 4 || digits == 2 else {
      return nil
    }
    tokens.removeFirst()
    // Excel writes two digits; ClickUp began in 2017.
    return digits == 4 ? year : 2000 + year
  }

  mutating func time() -> (Int, Int, Int)? {
    var rest = tokens
    if rest.first == .word("t") || rest.first == .word("at") { rest.removeFirst() }
    guard case .number(var hour, let digits) = rest.popFirst(), digits <= 2 else { return nil }
    var (minute, second) = (0, 0)
    var hasMinutes = false
    if rest.first == .sign(":"), case .number(let number, 2) = rest.dropFirst().first {
      (minute, hasMinutes) = (number, true)
      rest = rest.dropFirst(2)
      if rest.first == .sign(":"), case .number(let number, 2) = rest.dropFirst().first {
        second = number
        rest = rest.dropFirst(2)
        if rest.first == .sign("."), case .number = rest.dropFirst().first {
          rest = rest.dropFirst(2)
        }
      }
    }
    if case .word(let half) = rest.first, half == "am" || half == "pm" {
      guard (1...12).contains(hour) else { return nil }
      hour = hour % 12 + (half == "pm" ? 12 : 0)
      rest.removeFirst()
    } else if !hasMinutes {
      return nil
    }
    tokens = rest
    return (hour, minute, second)
  }

  /// What browsers write instead of an offset, in hours, where a name means one zone alone (CLDR,
  /// English of the United States, of Britain and of Europe).
  private static let zones = [
    "akdt": -8, "akst": -9, "bst": 1, "cdt": -5, "cest": 2, "cet": 1, "edt": -4, "eest": 3,
    "eet": 2, "est": -5, "hst": -10, "mdt": -6, "mst": -7, "pdt": -7, "pst": -8, "west": 1,
    "wet": 0,
  ]

  /// `GMT+5:30`, `UTC`, `Z`, `-03:00`, `+0530`, `PDT`.
  mutating func offset() -> Int? {
    if case .word(let name) = tokens.first, let hours = Self.zones[name] {
      tokens.removeFirst()
      return hours * 3600
    }
    var rest = tokens
    var isNamed = false
    if case .word(let name) = rest.first, ["gmt", "utc", "z"].contains(name) {
      rest.removeFirst()
      isNamed = true
    }
    let direction: Int
    switch rest.first {
    case .sign("+"): direction = 1
    case .sign("-"), .sign("\u{2212}"): direction = -1
    default:
      if isNamed { tokens = rest }
      return isNamed ? 0 : nil
    }
    guard case .number(let number, let digits) = rest.dropFirst().first else { return nil }
    rest = rest.dropFirst(2)
    var (hours, minutes) = digits > 2 ? (number / 100, number % 100) : (number, 0)
    if rest.first == .sign(":"), case .number(let number, 2) = rest.dropFirst().first {
      minutes = number
      rest = rest.dropFirst(2)
    }
    guard (0...ExportDate.farthest).contains(hours), (0..<60).contains(minutes) else {
      return nil
    }
    hours *= direction
    minutes *= direction
    tokens = rest
    return hours * 3600 + minutes * 60
  }
}
