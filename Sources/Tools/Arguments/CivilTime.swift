import APICore
import Foundation

/// A date and a time of day as a clock on a wall shows them, in some time zone.
///
/// Proleptic Gregorian; the day arithmetic is that of
/// https://howardhinnant.github.io/date_algorithms.html (`days_from_civil`, `civil_from_days`).
struct CivilTime: Sendable, Hashable {
  var year: Int
  var month: Int
  var day: Int
  var hour = 0
  var minute = 0
  var second = 0

  init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
    self.year = year
    self.month = month
    self.day = day
    self.hour = hour
    self.minute = minute
    self.second = second
  }

  /// What the wall clock shows in `zone` at `instant`; beyond the calendar, at the end of it.
  init(_ instant: Milliseconds, in zone: TimeZone) {
    let instant = instant.onCalendar
    let unixSeconds = Self.floorDivide(instant.rawValue, 1000)
    let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(unixSeconds)))
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
  var isValid: Bool {
    (1...12).contains(month) && (1...daysInMonth).contains(day) && (0..<24).contains(hour)
      && (0..<60).contains(minute) && (0..<60).contains(second)
  }

  private var daysInMonth: Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// The instant, `offset` seconds east of Greenwich.
  func instant(offset: Int) -> Milliseconds {
    let seconds = daysSinceEpoch * 86_400 + Int64(hour * 3600 + minute * 60 + second)
    return Milliseconds((seconds - Int64(offset)) * 1000)
  }

  /// The instant at which a wall clock in `zone` shows this. Where it shows it twice (the clock was
  /// put back) one of the two; where it never does (put forward), the same distance after the gap.
  func instant(in zone: TimeZone) -> Milliseconds {
    let asIfGMT = instant(offset: 0)
    let first = zone.secondsFromGMT(for: asIfGMT.date)
    let second = zone.secondsFromGMT(for: instant(offset: first).date)
    return instant(offset: second)
  }

  /// "Monday" …
  var weekday: String {
    let names = [
      "Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday",
    ]
    let index = daysSinceEpoch % 7  // 1970-01-01 was a Thursday
    return names[Int(index < 0 ? index + 7 : index)]
  }

  /// `2026-11-25`
  var dateText: String { "\(year.padded(4))-\(month.padded(2))-\(day.padded(2))" }
  /// `17:00:00`
  var timeText: String { "\(hour.padded(2)):\(minute.padded(2)):\(second.padded(2))" }

  private var daysSinceEpoch: Int64 {
    let shiftedYear = Int64(month <= 2 ? year - 1 : year)
    let era = Self.floorDivide(shiftedYear, 400)
    let yearOfEra = shiftedYear - era * 400
    let shiftedMonth = Int64(month > 2 ? month - 3 : month + 9)
    let dayOfYear = (153 * shiftedMonth + 2) / 5 + Int64(day) - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  private static func floorDivide(_ number: Int64, _ divisor: Int64) -> Int64 {
    let quotient = number / divisor
    return number % divisor < 0 ? quotient - 1 : quotient
  }
}

extension Milliseconds {
  /// The same instant, or the nearest that calendars of computers reach: 100,000,000 days from 1970
  /// (https://tc39.es/ecma262/#sec-time-values-and-time-range). The service may answer any number.
  var onCalendar: Milliseconds {
    let farthest: Milliseconds = 8_640_000_000_000_000
    return min(max(self, 0 - farthest), farthest)
  }

  fileprivate var date: Date { Date(timeIntervalSince1970: Double(rawValue) / 1000) }
}

extension Int {
  fileprivate func padded(_ width: Int) -> String {
    let digits = String(self)
    return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
  }
}
