import APICore
import Foundation
import JSON
import Testing

@testable import Tools

@Suite("Dates as agents write them")
struct DateArgumentTests {
  private func date(_ text: String, zone: String = "Europe/Berlin") throws -> DateArgument {
    try DateArgument(text, argument: "due_date", .ahead, try .test(zone: zone))
  }

  @Test(
    "An instant is understood, and shown in a form that is understood again",
    arguments: [
      ("2026-11-25", "Europe/Berlin", "2026-11-25T12:00:00+01:00", false),
      ("2026-11-25", "America/Los_Angeles", "2026-11-25T12:00:00-08:00", false),
      ("2026-11-25", "Pacific/Kiritimati", "2026-11-25T12:00:00+14:00", false),
      ("2026-11-25T17:00", "Europe/Berlin", "2026-11-25T17:00:00+01:00", true),
      ("2026-07-25 17:00", "Europe/Berlin", "2026-07-25T17:00:00+02:00", true),
      ("2026-11-25T17:00:30.250Z", "Europe/Berlin", "2026-11-25T18:00:30+01:00", true),
      ("2026-11-25t17:00z", "GMT", "2026-11-25T17:00:00Z", true),
      ("2026-11-25T17:00+01:00", "GMT", "2026-11-25T16:00:00Z", true),
      ("2026-11-25T17:00-0330", "GMT", "2026-11-25T20:30:00Z", true),
      ("2026-11-25T00:30+05", "GMT", "2026-11-24T19:30:00Z", true),
      ("1795284000000", "Europe/Berlin", "2026-11-21T19:00:00+01:00", true),
      ("1973-03-04", "Europe/Berlin", "1973-03-04T12:00:00+01:00", false),
      ("9999-12-31", "Europe/Berlin", "9999-12-31T12:00:00+01:00", false),
      ("253402300799000", "GMT", "9999-12-31T23:59:59Z", true),
      (" 2024-02-29 ", "Asia/Kolkata", "2024-02-29T12:00:00+05:30", false),
      ("2026-03-29T02:30", "Europe/Berlin", "2026-03-29T03:30:00+02:00", true),
      ("2026-10-25T02:30", "Europe/Berlin", "2026-10-25T02:30:00+02:00", true),
    ])
  func understood(text: String, zone: String, shown: String, hasTime: Bool) throws {
    let date = try date(text, zone: zone)
    #expect(date.hasTime == hasTime)
    let context = try ToolContext.test(zone: zone)
    #expect(context.text(date.instant) == shown)
    let again = try self.date(shown, zone: zone)
    #expect(again.instant.rawValue / 1000 == date.instant.rawValue / 1000)
  }

  @Test(
    "A time that the clock leaves out or shows twice is said in the answer",
    arguments: [
      ("2026-10-25T02:30", "comes twice in Europe/Berlin", "2026-10-25T02:30:00+02:00"),
      ("2026-03-29T02:30", "does not exist in Europe/Berlin", "2026-03-29T03:30:00+02:00"),
      ("2026-03-29T03:30", nil, nil), ("2026-10-25T02:30+01:00", nil, nil),
      ("2026-10-25", nil, nil),
    ] as [(String, String?, String?)])
  func remark(text: String, says: String?, taken: String?) throws {
    let context = try ToolContext.test()
    _ = try DateArgument(text, argument: "due_date", .ahead, context)
    let notice = context.remarks.added(to: ["notice": "as before"])["notice"]?.string
    guard let says, let taken else {
      #expect(notice == "as before")
      return
    }
    #expect(notice?.hasPrefix("`due_date` \"\(text)\" \(says), as the clock is put ") == true)
    #expect(notice?.contains(taken) == true && notice?.hasSuffix("; as before") == true)
  }

  @Test("A fraction of a second is kept")
  func fraction() throws {
    #expect(try date("2026-11-25T17:00:30.5Z").instant.rawValue % 1000 == 500)
    #expect(try date("2026-11-25T17:00:30,123456Z").instant.rawValue % 1000 == 123)
  }

  @Test(
    "What is not a date is refused, and says what would be one",
    arguments: [
      ("whenever", "today is Saturday 2026-11-21 in Europe/Berlin"), ("", "is not a date"),
      ("2026-11", "is not a date"),
      ("2026-11-25T5pm", "is not a date"),
      ("2026-02-29", "not a day and time that exists"),
      ("2026-13-01", "not a day and time that exists"),
      ("2026-11-25T24:00", "not a day and time that exists"),
      ("2026-11-25T17:60", "not a day and time that exists"),
      ("2026-11-25T17:00+19:00", "not a day and time that exists"),
      ("2026-11-25T17:00+01:99", "not a day and time that exists"),
      ("2026-11-25T17:00-0160", "not a day and time that exists"),
      ("２026-11-25", "is not a date"), ("2026-11-25T17:٣٠", "is not a date"),
      ("2026-11-25T17:00+٠1", "is not a date"), ("0000-11-25", "out of range; dates go from 1973"),
      ("1973-03-02", "out of range"), ("1970-01-01T00:00Z", "out of range"),
      ("9999-12-31T23:59-01:00", "out of range"), ("253402300800000", "between 1973 and 9999"),
      ("1795284000", "in milliseconds 1795284000000"), ("0", "write a date"),
      ("-5", "write a date"),
      ("179528400000000000", "write a date"), ("99999999999999999999", "is not a date"),
    ])
  func refused(text: String, says: String) throws {
    let error = try #require(throws: ToolError.self) { try date(text) }
    #expect(error.code == .invalidArguments)
    #expect(error.message.contains(says), "\(error.message)")
    #expect(error.message.hasPrefix("`due_date`"))
    #expect(error.violations[0]["pointer"] == "/due_date")
  }

  @Test("A day as the bound of a filter means the whole day")
  func bounds() throws {
    let context = try ToolContext.test()
    let day = try date("2026-11-25")
    #expect(context.text(day.after(in: context.timeZone)) == "2026-11-25T23:59:59+01:00")
    #expect(context.text(day.before(in: context.timeZone)) == "2026-11-25T00:00:00+01:00")
    let instant = try date("2026-11-25T17:00")
    #expect(instant.after(in: context.timeZone) == instant.instant)
    #expect(instant.before(in: context.timeZone) == instant.instant)
    let springForward = try date("2026-03-29")
    let length =
      springForward.endOfDay(in: context.timeZone) - springForward.startOfDay(in: context.timeZone)
    #expect(length.rawValue == 23 * 3_600_000 - 1)
  }

  @Test("A due date that the service keeps at 04:00 is shown as the day alone")
  func dayAlone() throws {
    let context = try ToolContext.test()
    #expect(context.day("1795316400000") == "2026-11-22")
    #expect(context.day("1795316400001") == "2026-11-22")
    #expect(context.day(1_795_316_460_000) == "2026-11-22T04:01:00+01:00")
    #expect(context.day(nil) == nil)
    #expect(context.day(.null) == nil)
    #expect(
      context.understood(try date("2026-11-25T17:00"))
        == "Wednesday 2026-11-25 17:00:00 (Europe/Berlin)")
    #expect(
      context.understood(try date("2026-11-25")) == "Wednesday 2026-11-25, no time (Europe/Berlin)")
  }

  @Test(
    "The civil arithmetic agrees with Foundation's calendar",
    arguments: ["GMT", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Pacific/Apia"])
  func agreesWithFoundation(zone: String) throws {
    let zone = try #require(TimeZone(identifier: zone))
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    // Foundation has only short names here.
    let names = calendar.shortWeekdaySymbols
    // Every 61 hours and some from 1965 to 2100: all hours, weekdays, months and leap years.
    for step in 0..<600 {
      let instant = Milliseconds(-157_766_400_000 + Int64(step) * 7_100_000_123)
      let date = Date(timeIntervalSince1970: (Double(instant.rawValue) / 1000).rounded(.down))
      let parts = calendar.dateComponents(
        [.year, .month, .day, .hour, .minute, .second, .weekday], from: date)
      let civil = CivilTime(instant, in: zone)
      #expect(civil.year == parts.year && civil.month == parts.month && civil.day == parts.day)
      #expect(
        civil.hour == parts.hour && civil.minute == parts.minute && civil.second == parts.second)
      #expect(civil.weekday.hasPrefix(names[(parts.weekday ?? 0) - 1]))
      #expect(civil.isValid)
    }
  }
}

@Suite("Numbers at the ends of 64 bits are refused or shown, and end no process")
struct ExtremeNumberTests {
  @Test(arguments: [Int64.min, .min + 1, -1, 1, 1_000_000_000_000, .max])
  func durations(number: Int64) {
    #expect(throws: ToolError.self) {
      try DurationArgument.parse(String(number), argument: "duration", try berlinContext())
    }
    #expect(!DurationArgument.text(Milliseconds(number)).isEmpty)
  }

  @Test(
    arguments: [Int64.min, .min + 1, 0, .max - 1, .max],
    ["Asia/Tokyo", "America/New_York", "UTC", "Pacific/Kiritimati"])
  func instants(number: Int64, zone: String) throws {
    let context = try ToolContext.test(zone: zone)
    #expect(context.text(Milliseconds(number)).contains("T"))
    #expect(context.day(JSONValue.integer(number)) != nil)
    #expect(!CivilTime(Milliseconds(number), in: context.timeZone).weekday.isEmpty)
  }
}
