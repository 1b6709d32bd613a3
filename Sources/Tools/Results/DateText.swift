import APICore
import Foundation
import JSON

// Dates in answers: text that the same tools read back, in the user's zone.

extension ToolContext {
  /// `2026-11-25T17:00:00+01:00`.
  func text(_ instant: Milliseconds) -> String {
    let instant = instant.onCalendar
    let civil = CivilTime(instant, in: timeZone)
    // Rounded, since `civil` has no fraction of a second and no zone has one of a minute today.
    let shift = Double(civil.instant(offset: 0).rawValue - instant.rawValue)
    let offset = Int((shift / 60_000).rounded())
    guard offset != 0 else { return "\(civil.dateText)T\(civil.timeText)Z" }
    let clock = CivilTime(
      year: 0, month: 1, day: 1, hour: abs(offset) / 60, minute: abs(offset) % 60)
    return "\(civil.dateText)T\(civil.timeText)\(offset < 0 ? "-" : "+")"
      + clock.timeText.prefix(5)
  }

  /// An instant out of the service's answer, a number or digits; nil where there is none.
  func text(of value: JSONValue?) -> JSONValue? {
    value?.milliseconds.map { .string(text($0)) }
  }

  /// A due or start date: the day alone where it was kept without a time, which the service shows
  /// only by storing it at 04:00 of the user's day.
  func day(_ value: JSONValue?) -> JSONValue? {
    value?.milliseconds.map { instant in
      let civil = CivilTime(instant, in: timeZone)
      return .string(civil.timeText == "04:00:00" ? civil.dateText : text(instant))
    }
  }

  /// What was understood of a date, for people: `Wednesday 2026-11-25 17:00:00 (Europe/Berlin)`.
  func understood(_ date: DateArgument) -> JSONValue {
    understood(date.instant, hasTime: date.hasTime)
  }

  func understood(_ instant: Milliseconds, hasTime: Bool) -> JSONValue {
    .string(words(instant, hasTime: hasTime))
  }

  func words(_ instant: Milliseconds, hasTime: Bool) -> String {
    let civil = CivilTime(instant, in: timeZone)
    let time = hasTime ? " \(civil.timeText)" : ", no time"
    return "\(civil.weekday) \(civil.dateText)\(time) (\(timeZone.identifier))"
  }
}

extension JSONValue {
  /// A number of milliseconds, which the service writes as digits or as a number.
  var milliseconds: Milliseconds? {
    (integer ?? string.flatMap { Int64($0) }).map { Milliseconds($0) }
  }

  /// A length of time as `1h 30m`; nil where there is none.
  var durationText: JSONValue? { milliseconds.map { .string(DurationArgument.text($0)) } }

  /// An object of the members that have a value other than null.
  static func present(_ members: [String: JSONValue?]) -> JSONValue {
    .object(JSONObject(members.compactMapValues { $0 }.filter { !$0.value.isNull }))
  }
}
