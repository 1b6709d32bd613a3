import APICore
import Foundation
import Testing

@testable import Tools

@Suite("Dates in words")
struct DatePhraseTests {
  /// Thursday 2026-11-26, 10:00.
  private static let thursday = CivilTime(year: 2026, month: 11, day: 26, hour: 10)

  private func phrase(
    _ text: String, _ direction: DatePhrase.Direction = .ahead, at clock: CivilTime = thursday
  ) throws(DatePhrase.Problem) -> DatePhrase {
    try DatePhrase(text, now: clock.instant(offset: 0), clock: clock, direction)
  }

  private func shown(_ phrase: DatePhrase) -> String {
    switch phrase.meaning {
    case .day(let day): day.dateText
    case .time(let time): "\(time.dateText) \(time.timeText)"
    case .moment(let instant):
      {
        let civil = CivilTime(instant, in: .gmt)
        return "\(civil.dateText) \(civil.timeText) now"
      }()
    }
  }

  @Test(
    "A date that is planned",
    arguments: [
      ("today", "2026-11-26"), ("Tomorrow", "2026-11-27"), ("yesterday", "2026-11-25"),
      ("day after tomorrow", "2026-11-28"), ("the day before yesterday", "2026-11-24"),
      ("tomorrow 9am", "2026-11-27 09:00:00"), ("tomorrow at 9:30 PM", "2026-11-27 21:30:00"),
      ("2 pm yesterday", "2026-11-25 14:00:00"), ("12am tomorrow", "2026-11-27 00:00:00"),
      ("12 p.m. tomorrow", "2026-11-27 12:00:00"), ("noon tomorrow", "2026-11-27 12:00:00"),
      ("next friday 17:00", "2026-12-04 17:00:00"), ("friday", "2026-11-27"),
      ("by Friday", "2026-11-27"), ("fri, 17:00:30", "2026-11-27 17:00:30"),
      ("wednesday", "2026-12-02"), ("next wed", "2026-12-02"), ("coming thursday", "2026-12-03"),
      ("next thursday", "2026-12-03"), ("this saturday", "2026-11-28"),
      ("last friday", "2026-11-20"), ("last monday", "2026-11-23"),
      ("monday in a week", "2026-11-30"), ("friday in two weeks", "2026-12-11"),
      ("friday next week", "2026-12-04"), ("monday this week", "2026-11-23"),
      ("in 3 days", "2026-11-29"), ("in a week", "2026-12-03"), ("in 2 weeks", "2026-12-10"),
      ("in 3 months", "2027-02-26"), ("in a year", "2027-11-26"), ("3d ago", "2026-11-23"),
      ("two days ago", "2026-11-24"), ("a week from today", "2026-12-03"),
      ("in 3 days at 9am", "2026-11-29 09:00:00"),
      ("end of month", "2026-11-30"), ("end of the next month", "2026-12-31"),
      ("start of next month", "2026-12-01"), ("end of year", "2026-12-31"),
      ("beginning of next year", "2027-01-01"), ("start of next week", "2026-11-30"),
      ("EOD", "2026-11-26"), ("end of day tomorrow", "2026-11-27"),
      ("15 January", "2027-01-15"), ("January 15", "2027-01-15"), ("Jan 15th, 2028", "2028-01-15"),
      ("15th of Jan. 2028", "2028-01-15"), ("11 December", "2026-12-11"),
      ("26 November", "2026-11-26"), ("the 30th", "2026-11-30"), ("the 1st", "2026-12-01"),
      ("29 February", "2028-02-29"), ("Friday 4 December", "2026-12-04"),
      ("Fri, Dec 4, 5pm", "2026-12-04 17:00:00"), ("15.01.2027", "2027-01-15"),
      ("2027/01/15", "2027-01-15"), ("13/04/2027", "2027-04-13"), ("04/13/2027", "2027-04-13"),
      ("5/5/2027", "2027-05-05"), ("17:00", "2026-11-26 17:00:00"),
      ("in 2 hours", "2026-11-26 12:00:00 now"), ("30 min ago", "2026-11-26 09:30:00 now"),
      ("an hour from now", "2026-11-26 11:00:00 now"), ("now", "2026-11-26 10:00:00 now"),
    ])
  func ahead(text: String, day: String) throws {
    #expect(shown(try phrase(text)) == day)
  }

  @Test(
    "A date of what happened",
    arguments: [
      ("friday", "2026-11-20"), ("monday 9am", "2026-11-23 09:00:00"),
      ("11 December", "2025-12-11"), ("26 November", "2026-11-26"), ("the 30th", "2026-10-30"),
      ("9am", "2026-11-26 09:00:00"), ("this monday", "2026-11-23"),
      ("29 February", "2024-02-29"), ("the 31st", "2026-10-31"),
    ])
  func back(text: String, day: String) throws {
    #expect(shown(try phrase(text, .back)) == day)
  }

  @Test(
    "What can be read in two ways is read by a rule that is said",
    arguments: [
      ("next friday", DatePhrase.Direction.ahead, "the coming Friday is 2026-11-27"),
      ("last monday", .back, "the Monday of the week before is 2026-11-16"),
      ("15 January", .ahead, "the next one to come"),
      ("11 December", .back, "the last one that was"),
      ("next monday", .ahead, nil), ("last friday", .back, nil), ("11 December", .ahead, nil),
    ] as [(String, DatePhrase.Direction, String?)])
  func rule(text: String, direction: DatePhrase.Direction, says: String?) throws {
    let rule = try phrase(text, direction).rule
    #expect(says.map { rule?.contains($0) == true } ?? (rule == nil))
  }

  @Test(
    "What no rule settles is refused with what to write",
    arguments: [
      ("next week", DatePhrase.Direction.ahead, "`monday next week`"),
      ("next month", .ahead, "`start of next month`"),
      ("end of week", .ahead, "2026-11-27 or 2026-11-29"),
      ("thursday", .ahead, "could be today, or 2026-12-03"),
      ("thursday", .back, "could be today, or 2026-11-19"),
      ("03/04/2027", .ahead, "could be 2027-03-04 or 2027-04-03"),
      ("3/4/27", .ahead, "write it with four digits"),
      ("tomorrow midnight", .ahead, "`00:00` or `23:59`"),
      ("9am", .ahead, "`tomorrow 09:00:00`"), ("5pm", .back, "`yesterday 17:00:00`"),
      ("Thursday 4 December", .ahead, "a Friday: 2026-12-04"),
      ("30 February", .ahead, "not a day that exists"),
      ("31.02.2027", .ahead, "not a day that exists"), ("this monday", .ahead, "2026-11-30"),
      ("this friday", .back, "2026-11-20"), ("January", .ahead, "names a month"),
    ])
  func unclear(text: String, direction: DatePhrase.Direction, says: String) throws {
    let problem = try #require(throws: DatePhrase.Problem.self) { try phrase(text, direction) }
    guard case .unclear(let words) = problem else { throw problem }
    #expect(words.contains(says), "\(words)")
  }

  @Test(
    "What is not a date is not read",
    arguments: [
      "", "soon", "friday friday", "9", "at 9", "13pm tomorrow", "25:00 tomorrow",
      "tomorrow 9am 10am",
      "in days", "3 days", "in 3 working days", "next", "coming", "1.5", "tomorrow utc",
      "in 99999 days",
      "0am", "9:5 tomorrow", "tomorrow eod 5pm", "٣ days ago", "eod eod", "15", "on",
      "in 2 hours tomorrow",
      "tomorrow tomorrow tomorrow tomorrow tomorrow tomorrow tomorrow tomorrow tomorrow tomorrow today",
    ])
  func notADate(text: String) {
    #expect(throws: DatePhrase.Problem.notADate) { try phrase(text) }
  }

  @Test("On every day of two years each weekday is on the right side, and of the right name")
  func weekdays() throws {
    for step in 0..<730 {
      let today = Self.thursday.adding(days: step)
      for (index, name) in CivilTime.weekdays.enumerated() {
        for (words, range) in [
          ("next \(name)", 1...13), ("last \(name)", -7 ... -1), ("coming \(name)", 1...7),
        ] {
          guard case .day(let day) = try phrase(words, at: today).meaning else {
            Issue.record("\(words) is not a day")
            continue
          }
          let distance = (day.instant(offset: 0) - today.adding(days: 0).instant(offset: 0))
            .rawValue
          let days = Int((Double(distance) / 86_400_000).rounded(.up))
          #expect(
            day.weekdayIndex == index && range.contains(days), "\(words) on \(today.dateText)")
        }
      }
    }
  }

  @Test("A day in words is the same day in every zone, around every change of the clock")
  func zones() throws {
    for identifier in TimeZone.knownTimeZoneIdentifiers {
      let zone = try #require(TimeZone(identifier: identifier))
      var calendar = Calendar(identifier: .gregorian)
      calendar.timeZone = zone
      // Each 11 days and some of 2027, at all hours.
      for step in 0..<33 {
        let now = Milliseconds(1_798_761_600_000 + Int64(step) * 960_000_123)
        let date = try DateArgument(
          "in 3 days", argument: "due_date", .ahead, in: zone, now: now)
        // By Foundation's calendar, which shares nothing with the arithmetic that is tested.
        let today = Date(timeIntervalSince1970: (Double(now.rawValue) / 1000).rounded(.down))
        let noon = try #require(calendar.date(bySettingHour: 12, minute: 0, second: 0, of: today))
        let expected = calendar.dateComponents(
          [.year, .month, .day],
          from: try #require(calendar.date(byAdding: .day, value: 3, to: noon)))
        let due = calendar.dateComponents(
          [.year, .month, .day],
          from: Date(timeIntervalSince1970: Double(date.instant.rawValue) / 1000))
        #expect(due == expected && !date.hasTime, "\(identifier)")
      }
    }
  }

  @Test("The answer says how words were read")
  func remark() throws {
    let context = try ToolContext.test()
    _ = try DateArgument("next sunday 17:00", argument: "due_date", .ahead, context)
    let notice = context.remarks.added(to: [:])["notice"]?.string
    #expect(
      notice
        == "`due_date` \"next sunday 17:00\" was read as Sunday 2026-11-29 17:00:00 (Europe/Berlin), "
        + "of the week after this one; the coming Sunday is 2026-11-22")
  }
}
