import APICore
import JSON
import Testing

@testable import Tools

/// When something was worked on, from two of duration, start and end.
@Suite struct TimeSpanTests {
  static let nineToHalfPastTen: (start: Milliseconds, duration: Milliseconds) = (
    1_795_161_600_000, 5_400_000
  )

  static let given: [(duration: String?, start: String?, end: String?)] = [
    ("1h 30m", "2026-11-20T09:00:00+01:00", nil),
    (nil, "2026-11-20T09:00", "2026-11-20T10:30"),
    ("PT1H30M", nil, "2026-11-20T10:30:00+01:00"),
    ("5400000", "1795161600000", "2026-11-20T10:30"),
  ]

  @Test(arguments: given)
  func understands(_ given: (duration: String?, start: String?, end: String?)) throws {
    let span = try TimeSpan(
      duration: given.duration, start: given.start, end: given.end, try berlinContext())
    #expect(span.start == Self.nineToHalfPastTen.start)
    #expect(span.duration == Self.nineToHalfPastTen.duration)
  }

  @Test func endsNowWithADurationAlone() throws {
    let context = try berlinContext()
    let span = try TimeSpan(duration: "30m", start: nil, end: nil, context)
    #expect(span.start + span.duration == context.clock.now())
    #expect(
      context.remarks.said == [
        "with `duration` alone it ended now, at Wednesday 2026-11-25 12:00:00 (Europe/Berlin)"
      ])
  }

  static let wrong: [(given: [String?], argument: String, words: String)] = [
    ([nil, nil, nil], "duration", "is missing"),
    ([nil, "2026-11-20T09:00", nil], "duration", "is missing"),
    ([nil, nil, "2026-11-20T09:00"], "duration", "is missing"),
    (["2h", "2026-11-20T09:00", "2026-11-20T10:30"], "duration", "it is 1h 30m"),
    ([nil, "2026-11-20T10:30", "2026-11-20T09:00"], "end", "is not after `start`"),
    ([nil, "2026-11-20T09:00", "2026-11-20T09:00"], "end", "is not after `start`"),
    (["0", nil, nil], "duration", "more than nothing"),
    (["1h", "2026-11-20", nil], "start", "no time of day"),
    (["a while", nil, nil], "duration", "is not a duration"),
  ]

  @Test(arguments: wrong)
  func refuses(_ example: (given: [String?], argument: String, words: String)) throws {
    let error = try #require(throws: ToolError.self) {
      try TimeSpan(
        duration: example.given[0], start: example.given[1], end: example.given[2],
        try berlinContext())
    }
    #expect(error.message.contains(example.words), "\(error.message)")
    #expect(error.violations.first?["pointer"]?.string == "/\(example.argument)")
  }
}
