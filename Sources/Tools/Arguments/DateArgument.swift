import APICore
import Foundation
import JSON

/// An instant as an agent may write it: ISO 8601, a date alone, or Unix milliseconds.
struct DateArgument: Sendable, Hashable {
  let instant: Milliseconds
  /// False for a date alone: then `instant` is noon of that day in the user's zone. The service
  /// keeps such a date as 04:00 of the day that the instant falls in, as the user's clock shows it,
  /// so noon is the instant that is in the right day whatever the service takes the zone to be.
  let hasTime: Bool
  /// Whether the user's zone was asked what is meant: not where the text says it.
  private(set) var isLocal = false
  /// How often the clock of the user's zone shows what was written.
  private(set) var occurrence = CivilTime.Occurrence.once

  /// - Throws: `invalid_arguments` naming `argument`.
  init(_ text: String, argument: String, _ context: ToolContext) throws(ToolError) {
    try self.init(text, argument: argument, in: context.timeZone, now: context.clock.now())
    if isLocal, let remark = context.zoneRemark { context.remarks.add(remark) }
    if let remark = remark(text, argument, context) { context.remarks.add(remark) }
  }

  init(
    _ text: String, argument: String, in zone: TimeZone, now: Milliseconds
  ) throws(ToolError) {
    let iso =
      #/
      ([0-9]{4})-([0-9]{2})-([0-9]{2})                                      # day
      (?:[Tt\ ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?  # time
      \ ?([Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?)?                              # offset
      /#
    let text = text.trimmingCharacters(in: .whitespaces)
    if let number = Int64(text) {
      try self.init(unix: number, argument: argument)
    } else if let match = text.wholeMatch(of: iso) {
      self = try Self.read(match.output, argument: argument, text: text, in: zone)
    } else {
      let today = CivilTime(now, in: zone)
      throw ToolError(
        argument: argument,
        "`\(argument)` \(quoted(text)) is not a date; write `2026-11-25`, `2026-11-25T17:00`, "
          + "`2026-11-25T17:00:00+01:00` or Unix milliseconds (today is \(today.weekday) "
          + "\(today.dateText) in \(zone.identifier))")
    }
  }

  /// A date without a time.
  init(noonOf day: CivilTime, in zone: TimeZone) {
    let noon = CivilTime(year: day.year, month: day.month, day: day.day, hour: 12)
    let (instant, occurrence) = noon.placed(in: zone)
    self.init(instant: instant, hasTime: false)
    (isLocal, self.occurrence) = (true, occurrence)
  }

  /// What the answer says where the clock does not show what was written, or shows it twice.
  private func remark(_ text: String, _ argument: String, _ context: ToolContext) -> String? {
    let zone = context.timeZone.identifier
    let taken = hasTime ? context.text(instant) : CivilTime(instant, in: context.timeZone).dateText
    switch occurrence {
    case .once: return nil
    case .twice:
      return "`\(argument)` \(quoted(text)) comes twice in \(zone), as the clock is put back; the "
        + "first was taken, \(taken): write the offset where the second is meant"
    case .never:
      return "`\(argument)` \(quoted(text)) does not exist in \(zone), as the clock is put "
        + "forward; \(taken) was taken"
    }
  }

  private init(instant: Milliseconds, hasTime: Bool) {
    self.instant = instant
    self.hasTime = hasTime
  }

  /// From 1973-03-03 to the end of 9999, in Unix milliseconds: a smaller number is a count of
  /// seconds, or a typing error, and would silently be a day in January 1970; what is later has no
  /// form with a year of four digits. The same for both forms, so that each can be written as the
  /// other.
  private static let known = Milliseconds(100_000_000_000)..<Milliseconds(253_402_300_800_000)

  private init(unix number: Int64, argument: String) throws(ToolError) {
    guard Self.known.contains(Milliseconds(number)) else {
      let looksLikeSeconds = (100_000_000..<100_000_000_000).contains(number)
      let next =
        looksLikeSeconds ? "these look like seconds, in milliseconds \(number)000" : "write a date"
      throw ToolError(
        argument: argument,
        "`\(argument)` \(number) is not a date between 1973 and 9999 in Unix milliseconds; "
          + "\(next), or write it as `2026-11-25T17:00`")
    }
    self.init(instant: Milliseconds(number), hasTime: true)
  }

  private static func read(
    _ parts: (
      Substring, Substring, Substring, Substring, Substring?, Substring?, Substring?, Substring?,
      Substring?
    ), argument: String, text: String, in zone: TimeZone
  ) throws(ToolError) -> DateArgument {
    let absent = Substring("0")
    guard let year = Int(parts.1), let month = Int(parts.2), let day = Int(parts.3),
      let hour = Int(parts.4 ?? absent), let minute = Int(parts.5 ?? absent),
      let second = Int(parts.6 ?? absent),
      let fraction = Int64((parts.7 ?? absent).prefix(3).padding(to: 3)),
      let offset = offsetSeconds(parts.8 ?? "Z"),
      case let civil = CivilTime(
        year: year, month: month, day: day, hour: hour, minute: minute, second: second),
      civil.isValid
    else {
      throw ToolError(
        argument: argument,
        "`\(argument)` \(quoted(text)) is not a day and time that exists; check month, day, hour "
          + "and offset")
    }
    var date: DateArgument
    if parts.4 == nil {
      date = DateArgument(noonOf: civil, in: zone)
    } else if parts.8 == nil {
      let (instant, occurrence) = civil.placed(in: zone)
      date = DateArgument(instant: instant + Milliseconds(fraction), hasTime: true)
      (date.isLocal, date.occurrence) = (true, occurrence)
    } else {
      let instant = civil.instant(offset: offset)
      date = DateArgument(instant: instant + Milliseconds(fraction), hasTime: true)
    }
    guard known.contains(date.instant) else {
      throw ToolError(
        argument: argument,
        "`\(argument)` \(quoted(text)) is out of range; dates go from 1973-03-04 to the end of "
          + "9999; check the year")
    }
    return date
  }

  /// Seconds east of Greenwich; nil where no clock is set so (18 hours is what ISO 8601 libraries
  /// allow at most, and no zone comes near it).
  private static func offsetSeconds(_ text: Substring) -> Int? {
    guard let sign = text.first, sign == "+" || sign == "-" else { return 0 }
    let digits = text.dropFirst().filter { $0 != ":" }
    guard let hours = Int(digits.prefix(2)),
      let minutes = digits.count > 2 ? Int(digits.dropFirst(2)) : 0, minutes < 60
    else { return nil }
    let seconds = hours * 3600 + minutes * 60
    guard seconds <= 18 * 3600 else { return nil }
    return sign == "-" ? -seconds : seconds
  }
}

extension DateArgument {
  /// The bound of a filter "later than": a date alone means after that day has ended.
  func after(in zone: TimeZone) -> Milliseconds { endOfDay(in: zone) }

  /// The bound of a filter "earlier than": a date alone means before that day begins.
  func before(in zone: TimeZone) -> Milliseconds { startOfDay(in: zone) }

  /// The first instant of a date alone; the instant itself where it has a time.
  func startOfDay(in zone: TimeZone) -> Milliseconds {
    hasTime ? instant : midnight(in: zone, daysLater: 0)
  }

  /// The last millisecond of a date alone; the instant itself where it has a time.
  func endOfDay(in zone: TimeZone) -> Milliseconds {
    hasTime ? instant : midnight(in: zone, daysLater: 1) - 1
  }

  private func midnight(in zone: TimeZone, daysLater: Int64) -> Milliseconds {
    // From noon a whole number of days leads to another noon, give or take a change of the clock.
    CivilTime(instant + Milliseconds(daysLater * 86_400_000), in: zone).startOfDay(in: zone)
  }
}

extension Substring {
  fileprivate func padding(to width: Int) -> String {
    self + String(repeating: "0", count: Swift.max(0, width - count))
  }
}
