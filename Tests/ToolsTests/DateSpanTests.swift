import APICore
import Foundation
import JSON
import Testing

@testable import Tools

/// Days in a row, as `due` of `search_tasks` reads them.
@Suite struct DateSpanTests {
  private func context() throws -> ToolContext {
    ToolContext(
      workspaceID: "9", userID: "1", timeZone: try #require(TimeZone(identifier: "Europe/Berlin")),
      // Thursday 2026-11-26 23:30 in Berlin, where UTC has 22:30.
      clock: ManualClock(1_795_732_200_000), tool: "search_tasks", arguments: [:])
  }

  static let spans: [(text: String, first: String, last: String)] = [
    ("today", "2026-11-26", "2026-11-26"), ("Tomorrow", "2026-11-27", "2026-11-27"),
    ("yesterday", "2026-11-25", "2026-11-25"), ("friday", "2026-11-27", "2026-11-27"),
    ("2027-02-01", "2027-02-01", "2027-02-01"), ("in 3 days", "2026-11-29", "2026-11-29"),
    ("this week", "2026-11-23", "2026-11-29"), ("next week", "2026-11-30", "2026-12-06"),
    ("last week", "2026-11-16", "2026-11-22"), ("This Month", "2026-11-01", "2026-11-30"),
    ("next month", "2026-12-01", "2026-12-31"), ("last month", "2026-10-01", "2026-10-31"),
    ("this year", "2026-01-01", "2026-12-31"), ("next year", "2027-01-01", "2027-12-31"),
    ("next 7 days", "2026-11-26", "2026-12-03"),
    ("in the next 2 weeks", "2026-11-26", "2026-12-10"),
    ("within the next month", "2026-12-01", "2026-12-31"),
    ("the last three days", "2026-11-23", "2026-11-26"), ("past month", "2026-10-01", "2026-10-31"),
  ]

  @Test(arguments: spans)
  func aSpanIsItsDays(_ span: (text: String, first: String, last: String)) throws {
    let context = try context()
    let found = try DateSpan(span.text, argument: "due", context)
    let days = [found.first, found.last].map {
      CivilTime($0.instant, in: context.timeZone).dateText
    }
    #expect(days == [span.first, span.last])
    if span.first != span.last {
      #expect(
        context.remarks.said.joined().contains("`due` \"\(span.text)\" was read as "),
        "\(context.remarks.said)")
    }
  }

  static let refused = [
    "", "soon", "this 7 days", "next 0 days", "next 1001 years", "next", "this week 9am", "weeks",
    "tomorrow 9am", "1795732200000", "3/4/2027", "overdue", "none",
  ]

  @Test(arguments: refused)
  func whatNamesNoDaysIsRefused(_ text: String) throws {
    let error = try #require(throws: ToolError.self) {
      try DateSpan(text, argument: "due", try context())
    }
    #expect(error.code == .invalidArguments && error.message.hasPrefix("`due` "))
  }

  @Test func whatIsAmbiguousIsRefusedWithWhatItMayBe() throws {
    let error = try #require(throws: ToolError.self) {
      try DateSpan("3/4/2027", argument: "due", try context())
    }
    #expect(error.message.contains("2027-03-04") && error.message.contains("2027-04-03"))
    #expect(error.message.contains("`this week`"))
  }
}
