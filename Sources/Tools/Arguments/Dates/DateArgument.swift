import APICore
import Foundation
import JSON

/// An instant as an agent may write it: ISO 8601, a date alone, Unix milliseconds, or words.
struct DateArgument: Sendable, Hashable {
  private(set) var instant: Milliseconds
  /// False for a date alone: then `instant` is noon of that day in the user's zone. The service
  /// keeps such a date as 04:00 of the day that the instant falls in, as the user's clock shows it,
  /// so noon is the instant that is in the right day whatever the service takes the zone to be.
  let hasTime: Bool
  /// Whether the user's zone was asked what is meant: not where the text says it.
  private(set) var isLocal = false
  /// How often the clock of the user's zone shows what was written.
  private(set) var occurrence = CivilTime.Occurrence.once
  /// Whether it was written in words, which the answer then says how it read.
  private(set) var isInWords = false
  /// By which rule the words were read, where another reading is near.
  private var rule: String?

  /// - Throws: `invalid_arguments` naming `argument`.
  init(
    _ text: String, argument: String, _ direction: DatePhrase.Direction,
    _ context: ToolContext
  ) throws(ToolError) {
    try self.init(
      text, argument: argument, direction, in: context.timeZone, now: context.clock.now())
    if isInWords {
      context.remarks.add(
        "`\(argument)` \(quoted(text)) was read as \(context.words(instant, hasTime: hasTime))"
          + (rule.map { ", \($0)" } ?? ""))
    }
    if isLocal { context.remarkZone() }
    if let remark = remark(text, argument, context) { context.remarks.add(remark) }
  }

  init(
    _ text: String, argument: String, _ direction: DatePhrase.Direction,
    in zone: TimeZone, now: Milliseconds
  ) throws(ToolError) {
    let text = text.trimmingCharacters(in: .whitespaces)
    if let number = Int64(text) {
      try self.init(unix: number, argument: argument)
    } else if let date = ISODate(text) {
      try self.init(date, argument: argument, text: text, in: zone)
    } else {
      let clock = CivilTime(now, in: zone)
      do throws(DatePhrase.Problem) {
        let phrase = try DatePhrase(text, now: now, clock: clock, direction)
        self.init(phrase, in: zone)
      } catch {
        if case .unclear(let problem) = error {
          throw ToolError(argument: argument, "`\(argument)` \(quoted(text)) \(problem)")
        }
        throw ToolError(
          argument: argument,
          "`\(argument)` \(quoted(text)) is not a date; write `2026-11-25`, `2026-11-25T17:00`, "
            + "`2026-11-25T17:00:00+01:00`, Unix milliseconds, or words such as `tomorrow 9am`, "
            + "`next friday`, `in 3 days`, `15 January` (today is \(clock.weekday) "
            + "\(clock.dateText) in \(zone.identifier))")
      }
      guard Self.known.contains(instant) else { throw Self.outOfRange(text, argument) }
    }
  }

  private init(_ phrase: DatePhrase, in zone: TimeZone) {
    switch phrase.meaning {
    case .day(let day): self.init(noonOf: day, in: zone)
    case .time(let time): self.init(time, in: zone)
    case .moment(let instant): self.init(instant: instant, hasTime: true)
    }
    (isInWords, rule) = (true, phrase.rule)
  }

  /// What a clock in `zone` shows.
  private init(_ time: CivilTime, in zone: TimeZone) {
    let (instant, occurrence) = time.placed(in: zone)
    self.init(instant: instant, hasTime: true)
    (isLocal, self.occurrence) = (true, occurrence)
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

  private init(
    _ date: ISODate, argument: String, text: String, in zone: TimeZone
  ) throws(ToolError) {
    guard date.isPossible else {
      throw ToolError(
        argument: argument,
        "`\(argument)` \(quoted(text)) is not a day and time that exists; check month, day, hour "
          + "and offset")
    }
    if !date.hasTime {
      self.init(noonOf: date.civil, in: zone)
    } else if let offset = date.offset {
      self.init(instant: date.civil.instant(offset: offset), hasTime: true)
    } else {
      self.init(date.civil, in: zone)
    }
    instant = instant + date.fraction
    guard Self.known.contains(instant) else { throw Self.outOfRange(text, argument) }
  }

  private static func outOfRange(_ text: String, _ argument: String) -> ToolError {
    ToolError(
      argument: argument,
      "`\(argument)` \(quoted(text)) is out of range; dates go from 1973-03-04 to the end of "
        + "9999; check the year")
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
