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

  /// - Throws: `invalid_arguments` naming `argument`.
  init(_ text: String, argument: String, _ context: ToolContext) throws(ToolError) {
    try self.init(text, argument: argument, in: context.timeZone, now: context.clock.now())
  }

  init(
    _ text: String, argument: String, in zone: TimeZone, now: Milliseconds
  ) throws(ToolError) {
    let iso =
      #/
      (\d{4})-(\d{2})-(\d{2})                                # day
      (?:[Tt\ ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?  # time
      \ ?([Zz]|[+-]\d{2}(?::?\d{2})?)?)?                      # offset
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
        "`\(argument)` \(quoted(text)) is no date; write `2026-11-25`, `2026-11-25T17:00`, "
          + "`2026-11-25T17:00:00+01:00` or Unix milliseconds (today is \(today.weekday) "
          + "\(today.dateText) in \(zone.identifier))")
    }
  }

  /// A date without a time.
  init(noonOf day: CivilTime, in zone: TimeZone) {
    let noon = CivilTime(year: day.year, month: day.month, day: day.day, hour: 12)
    self.init(instant: noon.instant(in: zone), hasTime: false)
  }

  private init(instant: Milliseconds, hasTime: Bool) {
    self.instant = instant
    self.hasTime = hasTime
  }

  /// Milliseconds since 1970, from 1973 to 5138: what is smaller is a count of seconds, or a typing
  /// error, and would silently be a day in January 1970.
  private init(unix number: Int64, argument: String) throws(ToolError) {
    guard (100_000_000_000..<100_000_000_000_000).contains(number) else {
      let looksLikeSeconds = (100_000_000..<100_000_000_000).contains(number)
      let next =
        looksLikeSeconds ? "these look like seconds, in milliseconds \(number)000" : "write a date"
      throw ToolError(
        argument: argument,
        "`\(argument)` \(number) is no date between 1973 and 5138 in Unix milliseconds; \(next), "
          + "or write it as `2026-11-25T17:00`")
    }
    self.init(instant: Milliseconds(number), hasTime: true)
  }

  private static func read(
    _ parts: (
      Substring, Substring, Substring, Substring, Substring?, Substring?, Substring?, Substring?,
      Substring?
    ), argument: String, text: String, in zone: TimeZone
  ) throws(ToolError) -> DateArgument {
    let number = { (part: Substring?) in part.flatMap { Int($0) } ?? 0 }
    let civil = CivilTime(
      year: number(parts.1), month: number(parts.2), day: number(parts.3), hour: number(parts.4),
      minute: number(parts.5), second: number(parts.6))
    let offset = parts.8.map(offsetSeconds)
    guard civil.isValid, abs(offset ?? 0) <= 18 * 3600 else {
      throw ToolError(
        argument: argument,
        "`\(argument)` \(quoted(text)) is no day and time that exists; check month, day, hour and "
          + "offset")
    }
    guard parts.4 != nil else { return DateArgument(noonOf: civil, in: zone) }
    let instant = offset.map { civil.instant(offset: $0) } ?? civil.instant(in: zone)
    let fraction = parts.7.map { Int64($0.prefix(3).padding(to: 3)) ?? 0 } ?? 0
    return DateArgument(instant: instant + Milliseconds(fraction), hasTime: true)
  }

  private static func offsetSeconds(_ text: Substring) -> Int {
    guard let sign = text.first, sign == "+" || sign == "-" else { return 0 }
    let digits = text.dropFirst().filter(\.isNumber)
    let seconds = (Int(digits.prefix(2)) ?? 0) * 3600 + (Int(digits.dropFirst(2)) ?? 0) * 60
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
    var day = CivilTime(instant + Milliseconds(daysLater * 86_400_000), in: zone)
    (day.hour, day.minute, day.second) = (0, 0, 0)
    return day.instant(in: zone)
  }
}

extension Substring {
  fileprivate func padding(to width: Int) -> String {
    self + String(repeating: "0", count: Swift.max(0, width - count))
  }
}
