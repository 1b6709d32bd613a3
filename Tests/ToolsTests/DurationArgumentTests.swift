import APICore
import Testing

@testable import Tools

@Suite("Durations as agents write them")
struct DurationArgumentTests {
  private func read(_ text: String) throws -> (length: Int64, notice: String?) {
    let context = try berlinContext()
    let length = try DurationArgument.parse(text, argument: "duration", context)
    return (length.rawValue, context.remarks.said.first)
  }

  @Test(
    "In numbers with their units",
    arguments: [
      ("1h 30m", 5_400_000), ("90m", 5_400_000), ("PT1H30M", 5_400_000), ("pt90m", 5_400_000),
      ("1.5h", 5_400_000), ("1 hour 30 minutes", 5_400_000), ("2hrs", 7_200_000), ("45s", 45_000),
      ("1h1m1s", 3_661_000), ("5400000", 5_400_000), ("0", 0), ("60000", 60_000),
      ("PT0.5S", 500), ("100h", 360_000_000), ("1 hr. 30 min.", 5_400_000),
      ("1h, 30m", 5_400_000),
      ("1 hour and 15 minutes", 4_500_000), ("20-minute", 1_200_000),
    ] as [(String, Int64)])
  func inNumbers(text: String, milliseconds: Int64) throws {
    let read = try read(text)
    #expect(read.length == milliseconds)
    #expect(read.notice == nil)
  }

  @Test(
    "In words, which the answer says how it read",
    arguments: [
      ("an hour and a half", "1h 30m"), ("one and a half hours", "1h 30m"),
      ("An Hour", "1h"), ("half an hour", "30m"), ("a half hour", "30m"), ("half hour", "30m"),
      ("two hours", "2h"), ("two and a half hours", "2h 30m"), ("2 and a half hours", "2h 30m"),
      ("two hours and a half", "2h 30m"), ("1½ hours", "1h 30m"), ("1½h", "1h 30m"),
      ("½ hour", "30m"), ("a quarter of an hour", "15m"), ("quarter hour", "15m"),
      ("three quarters of an hour", "45m"), ("an hour and a quarter", "1h 15m"),
      ("an hour and three quarters", "1h 45m"), ("forty-five minutes", "45m"),
      ("forty five minutes", "45m"), ("ninety minutes", "1h 30m"), ("twenty min", "20m"),
      ("an hour and twenty minutes", "1h 20m"), ("an hour and half a minute", "1h 30s"),
      ("the half of an hour", "30m"), ("1h30", "1h 30m"), ("1h 05", "1h 5m"), ("1,5h", "1h 30m"),
      ("1:30", "1h 30m, hours and minutes"), ("0:45", "45m, hours and minutes"),
      ("1:30 hours", "1h 30m, hours and minutes"), ("1:30h", "1h 30m, hours and minutes"),
      ("1:30:15", "1h 30m 15s, hours and minutes"),
      ("2.5 days", "20h, a day being 8 hours of work"), ("1d", "8h, a day being 8 hours of work"),
      ("2d 4h", "20h, a day being 8 hours of work"),
      ("a day and a half", "12h, a day being 8 hours of work"),
      ("half a day", "4h, a day being 8 hours of work"),
      ("two days", "16h, a day being 8 hours of work"),
    ])
  func inWords(text: String, reading: String) throws {
    let read = try read(text)
    #expect(read.notice == "`duration` \"\(text)\" was read as \(reading)")
    let shown = String(reading.split(separator: ",")[0])
    #expect(DurationArgument.text(Milliseconds(read.length)) == shown)
  }

  @Test(
    arguments: [
      ("90", "write the unit, e.g. `90m`"), ("3600", "would be 3600 milliseconds"),
      ("-60000", "write the unit"), ("2w", "weeks and months are not read"),
      ("1 month", "weeks and months are not read"), ("a couple of hours", "is not a duration"),
      ("P1D", "24 hours a day"), ("P1DT2H", "24 hours a day"), ("P1M", "months of ISO 8601"),
      ("", "is not a duration"), ("h", "is not a duration"), ("1h 2h", "is not a duration"),
      ("30m 1h", "is not a duration"), ("1h5", "has no unit behind 5; write `5m` or `5s`"),
      ("1h90", "has no unit behind 90"), ("2 days 4", "is not a duration"),
      ("-1h", "is not a duration"), ("1h-2h", "is not a duration"), ("1-2h", "is not a duration"),
      ("1/2 hour", "is not a duration"), ("~1h", "is not a duration"),
      ("about an hour", "is not a duration"), ("an hour or two", "is not a duration"),
      ("1..5h", "is not a duration"), ("9999999999999h", "is not a duration"),
      ("half", "is not a duration"), ("an hour and", "is not a duration"),
      ("an hour and half a day", "is not a duration"), ("soon", "is not a duration"),
      ("1,500h", "can be read as 1500 or as 1.500"), ("90:00", "may be 90 hours or 90 minutes"),
      ("1:5", "is not a duration"), ("1:60", "is not a duration"), ("1:30m", "is not a duration"),
      (":30", "is not a duration"), ("1:30:00:00", "is not a duration"),
      (String(repeating: "1h ", count: 40), "is not a duration"),
    ])
  func refused(text: String, says: String) throws {
    let error = try #require(throws: ToolError.self) { try read(text) }
    #expect(error.code == .invalidArguments)
    #expect(error.message.contains(says), "\(error.message)")
  }

  @Test(
    "What is shown is understood again",
    arguments: [(5_400_000, "1h 30m"), (45_000, "45s"), (0, "0m"), (3_661_000, "1h 1m 1s")]
      as [(Int64, String)])
  func shown(milliseconds: Int64, text: String) throws {
    #expect(DurationArgument.text(Milliseconds(milliseconds)) == text)
    #expect(try read(text).length == milliseconds)
  }
}
