import Foundation

/// A date and a time of day as a clock on a wall shows them, in some time zone.
///
/// Proleptic Gregorian; the day arithmetic is that of
/// https://howardhinnant.github.io/date_algorithms.html (`days_from_civil`, `civil_from_days`).
public struct CivilTime: Sendable, Hashable {
  public var year: Int
  public var month: Int
  public var day: Int
  public var hour = 0
  public var minute = 0
  public var second = 0

  public init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
    self.year = year
    self.month = month
    self.day = day
    self.hour = hour
    self.minute = minute
    self.second = second
  }

  /// What the wall clock shows in `zone` at `instant`; beyond the calendar, at the end of it.
  public init(_ instant: Milliseconds, in zone: TimeZone) {
    let instant = instant.onCalendar
    let unixSeconds = Self.floorDivide(instant.rawValue, 1000)
    let offset = zone.offset(at: instant)
    let local = unixSeconds + Int64(offset)
    let days = Self.floorDivide(local, 86_400)
    let seconds = Int(local - days * 86_400)
    let shifted = days + 719_468
    let era = Self.floorDivide(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    month = Int(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9)
    year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
    day = Int(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    hour = seconds / 3600
    minute = seconds / 60 % 60
    second = seconds % 60
  }

  /// Whether such a day and time exist on a calendar.
  public var isValid: Bool {
    (1...12).contains(month) && (1...daysInMonth).contains(day) && (0..<24).contains(hour)
      && (0..<60).contains(minute) && (0..<60).contains(second)
  }

  /// 28 to 31.
  public var daysInMonth: Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// The instant, `offset` seconds east of Greenwich.
  public func instant(offset: Int) -> Milliseconds {
    let seconds = daysSinceEpoch * 86_400 + Int64(hour * 3600 + minute * 60 + second)
    return Milliseconds((seconds - Int64(offset)) * 1000)
  }

  /// The instant at which a wall clock in `zone` shows this: the first, where it shows it twice
  /// (the clock was put back); the same distance after the gap, where it never does (put forward).
  public func instant(in zone: TimeZone) -> Milliseconds { placed(in: zone).instant }

  /// How often a wall clock shows a time.
  public enum Occurrence: Sendable, Hashable { case once, twice, never }

  /// `instant(in:)`, and how often the clock of `zone` shows this.
  public func placed(in zone: TimeZone) -> (instant: Milliseconds, occurrence: Occurrence) {
    let candidates = candidates(in: zone)
    let shown = candidates.filter { CivilTime($0, in: zone) == self }
    guard let first = shown.first else { return (candidates[candidates.count - 1], .never) }
    return (first, shown.count > 1 ? .twice : .once)
  }

  /// The first instant of this day, whatever its time; of the next day that exists, where the
  /// clock left this one out.
  public func startOfDay(in zone: TimeZone) -> Milliseconds {
    let midnight = CivilTime(year: year, month: month, day: day)
    let (instant, occurrence) = midnight.placed(in: zone)
    guard occurrence == .never else { return instant }
    // The clock was put forward somewhere in between, perhaps after the evening before had begun.
    var before = midnight.candidates(in: zone)[0].rawValue / 1000
    var after = instant.rawValue / 1000
    let offset = zone.offset(at: Milliseconds(before * 1000))
    while after - before > 1 {
      let middle = before + (after - before) / 2
      if zone.offset(at: Milliseconds(middle * 1000)) == offset {
        before = middle
      } else {
        after = middle
      }
    }
    return Milliseconds(after * 1000)
  }

  /// The instants at which the clock shows this by the offsets that hold around then, in order.
  private func candidates(in zone: TimeZone) -> [Milliseconds] {
    let local = instant(offset: 0)
    // No clock was ever set farther from Greenwich than Juneau's to 1867, by 15:02:19.
    let reach: Milliseconds = 57_600_000
    let offsets = [zone.offset(at: local - reach), zone.offset(at: local + reach)]
    return Set(offsets).map { instant(offset: $0) }.sorted()
  }

  /// From Monday, as ISO 8601 counts the days of a week.
  public static let weekdays = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
  ]

  /// Days since the Monday of its week: 0 to 6.
  public var weekdayIndex: Int {
    let index = (daysSinceEpoch + 3) % 7  // 1970-01-01 was a Thursday
    return Int(index < 0 ? index + 7 : index)
  }

  /// "Monday" …
  public var weekday: String { Self.weekdays[weekdayIndex] }

  /// The same time of day, so many days later; earlier where negative.
  public func adding(days: Int) -> CivilTime {
    CivilTime(instant(offset: 0) + Milliseconds(Int64(days) * 86_400_000), in: .gmt)
  }

  /// The same day so many months later, or the last one of a month that is too short for it.
  public func adding(months: Int) -> CivilTime {
    let count = year * 12 + month - 1 + months
    var sum = self
    sum.month = (count % 12 + 12) % 12 + 1
    sum.year = (count - sum.month + 1) / 12
    sum.day = min(day, sum.daysInMonth)
    return sum
  }

  /// `2026-11-25`
  public var dateText: String { "\(year.padded(4))-\(month.padded(2))-\(day.padded(2))" }
  /// `17:00:00`
  public var timeText: String { "\(hour.padded(2)):\(minute.padded(2)):\(second.padded(2))" }

  private var daysSinceEpoch: Int64 {
    let shiftedYear = Int64(month <= 2 ? year - 1 : year)
    let era = Self.floorDivide(shiftedYear, 400)
    let yearOfEra = shiftedYear - era * 400
    let shiftedMonth = Int64(month > 2 ? month - 3 : month + 9)
    let dayOfYear = (153 * shiftedMonth + 2) / 5 + Int64(day) - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  fileprivate static func floorDivide(_ number: Int64, _ divisor: Int64) -> Int64 {
    let quotient = number / divisor
    return number % divisor < 0 ? quotient - 1 : quotient
  }
}

extension CivilTime: Comparable {
  public static func < (a: CivilTime, b: CivilTime) -> Bool {
    (a.year, a.month, a.day, a.hour * 3600 + a.minute * 60 + a.second)
      < (b.year, b.month, b.day, b.hour * 3600 + b.minute * 60 + b.second)
  }
}

extension Milliseconds {
  /// The same instant, or the nearest that calendars of computers reach: 100,000,000 days from 1970
  /// (https://tc39.es/ecma262/#sec-time-values-and-time-range). The service may answer any number.
  public var onCalendar: Milliseconds {
    let farthest: Milliseconds = 8_640_000_000_000_000
    return min(max(self, 0 - farthest), farthest)
  }
}

extension TimeZone {
  /// Seconds east of Greenwich, as they hold in the whole second of `instant`.
  fileprivate func offset(at instant: Milliseconds) -> Int {
    let seconds = CivilTime.floorDivide(instant.rawValue, 1000)
    return secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
  }
}

extension Int {
  fileprivate func padded(_ width: Int) -> String {
    let digits = String(self)
    return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
  }
}
