import APICore
import Foundation
import JSON
import Testing

@testable import EmbeddedBackend

/// Cells, dates and encodings of ClickUp's exports.
@Suite struct ExportTextTests {
  // MARK: Dates

  /// - Returns: the date in UTC, `Z` after it where it says its zone.
  private static func shown(_ date: ExportDate?) -> String? {
    guard let date else { return nil }
    let instant = date.civil.instant(offset: date.offset ?? 0)
    let civil = CivilTime(instant, in: .gmt)
    return civil.dateText + (date.hasTime ? " \(civil.timeText)" : "")
      + (date.offset == nil ? "" : "Z")
  }

  @Test(
    arguments: [
      // As the export of a Workspace writes them.
      ("9/26/2026, 3:04:05 pm GMT+5:30", "2026-09-26 09:34:05Z"),
      ("9/23/2025, 12:51:40 PM GMT+5:30", "2025-09-23 07:21:40Z"),
      ("6/14/2024, 9:30:00 AM PDT", "2024-06-14 16:30:00Z"),
      ("1/14/2024, 9:30:00\u{202F}PM EST", "2024-01-15 02:30:00Z"),
      ("3/21/2026, 12:00:00 AM GMT", "2026-03-21 00:00:00Z"),
      ("3/21/2026, 7:16:57 pm GMT-3", "2026-03-21 22:16:57Z"),
      ("3/21/2026, 19:16:57 CEST", "2026-03-21 17:16:57Z"),
      ("3/21/2026, 7:16:57 pm", "2026-03-21 19:16:57"),
      // As the export of a view writes them, by what was chosen there.
      ("Monday, June 2nd 2025, 4:00:00 am -03:00", "2025-06-02 07:00:00Z"),
      ("Wed, Jan 1st 2025, 4:00 am", "2025-01-01 04:00:00"),
      ("June 22nd 2025", "2025-06-22"), ("22 Jun 2025", "2025-06-22"), ("2025/06/02", "2025-06-02"),
      ("22/06/2025", "2025-06-22"), ("06/22/2025", "2025-06-22"), ("22.6.2025", "2025-06-22"),
      ("2.6.2025", "2025-06-02"), ("6/22/25", "2025-06-22"),
      // ISO 8601.
      ("2025-06-02", "2025-06-02"), ("2025-06-02T04:00:00Z", "2025-06-02 04:00:00Z"),
      ("2025-06-02T04:00:00.123+02:00", "2025-06-02 02:00:00Z"),
      ("2025-06-02 04:00:00", "2025-06-02 04:00:00"), ("2024-02-29", "2024-02-29"),
      // Neither.
      ("", nil), ("banana", nil), ("13/13/2025", nil), ("2/30/2025", nil), ("2025-02-29", nil),
      ("6/2/2025, 13:00 pm", nil), ("6/2/2025, 25:00", nil), ("6/2/2025 and more", nil),
      ("6/2/2025, 4:00:00 am XYZ", nil), ("6/2/2025, 4:00 am GMT+99", nil), ("6/2", nil),
      ("6-2/2025", nil), ("99999999999999999999/1/2025", nil), ("1774117017690", nil),
      ("in 3 days", nil), ("Juneau 2 2025", nil), ("0/6/2025", nil),
    ] as [(String, String?)])
  func aDateIsReadOrRefused(text: String, wanted: String?) {
    #expect(Self.shown(ExportDate(text)) == wanted)
  }

  @Test(arguments: [
    ("3/5/2024", ExportDate.Order.ambiguous, "2024-03-05", "2024-05-03"),
    ("3/5/24, 4:00:00 am GMT+2", .ambiguous, "2024-03-05 02:00:00Z", "2024-05-03 02:00:00Z"),
    ("3/15/2024", .monthFirst, "2024-03-15", "2024-03-15"),
    ("15/3/2024", .dayFirst, "2024-03-15", "2024-03-15"),
    ("4/4/2024", .certain, "2024-04-04", "2024-04-04"),
    ("3.5.2024", .certain, "2024-05-03", "2024-05-03"),
    ("2024/3/5", .certain, "2024-03-05", "2024-03-05"),
  ])
  func whichNumberIsTheDayIsKnownOrSaid(
    text: String, order: ExportDate.Order, monthFirst: String, dayFirst: String
  ) {
    #expect(ExportDate(text)?.order == order)
    #expect(Self.shown(ExportDate(text)) == monthFirst)
    #expect(Self.shown(ExportDate(text, dayFirst: true)) == dayFirst)
  }

  /// 2024-03-05T02:00:00Z and 2024-05-03T02:00:00Z.
  @Test func millisecondsSayWhichNumberIsTheDay() {
    let words = "3/5/2024, 4:00:00 am GMT+2"
    #expect(Self.shown(ExportDate(words, at: 1_709_604_000_000)) == "2024-03-05 02:00:00Z")
    #expect(Self.shown(ExportDate(words, at: 1_714_701_600_999)) == "2024-05-03 02:00:00Z")
    #expect(ExportDate(words, at: 1_709_604_001_000) == nil)
    #expect(
      Self.shown(ExportDate("3/5/2024, 4:00:00 am", at: 1_714_701_600_000))
        == "2024-05-03 04:00:00")
    #expect(Self.shown(ExportDate("5/3/2024", at: 1_714_701_600_000)) == "2024-05-03")
    #expect(ExportDate("8/3/2024", at: 1_714_701_600_000) == nil)
  }

  // MARK: Cells

  @Test(arguments: [
    ("", []), ("[]", []), ("null", []), ("[A]", ["A"]), ("[A,B]", ["A", "B"]),
    ("[A, B,A, ]", ["A", "B"]), (#"["A","B, C"]"#, ["A", "B, C"]), ("A, B", ["A", "B"]),
    ("[A", ["[A"]), (#"["A",1]"#, [#""A""#, "1"]),
  ])
  func namesStandInBrackets(cell: String, wanted: [String]) {
    #expect(ExportCell.names(cell) == wanted)
  }

  @Test(
    arguments: [
      ("1774117017690", 1_774_117_017_690), ("1774117017", 1_774_117_017_000),
      (" \"1774117017690\"", 1_774_117_017_690), ("0", nil), ("-1", nil), ("1.7752E+12", nil),
      ("9223372036854775807", nil), ("-9223372036854775808", nil), ("99999999999999999999", nil),
      ("253402300799999", 253_402_300_799_999), ("253402300800000", nil), ("null", nil), ("", nil),
    ] as [(String, Int64?)])
  func aMomentIsMillisecondsOrSeconds(cell: String, wanted: Int64?) {
    #expect(ExportCell.instant(cell) == wanted)
  }

  @Test(
    arguments: [
      ("144000000", nil, 144_000_000), ("", "40 h", 144_000_000), ("1h 30m", nil, 5_400_000),
      ("1 hour, 30 minutes", nil, 5_400_000), ("0.5 m", nil, 30_000), ("NaN", nil, nil),
      ("soon", nil, nil), ("-5", nil, nil), ("9223372036854775807", "1 h", 3_600_000),
      ("9223372036854775807", nil, nil), ("1e400 h", nil, nil), ("1.2.3 h", nil, nil),
    ] as [(String, String?, Int64?)])
  func aDurationIsMillisecondsOrWords(cell: String, words: String?, wanted: Int64?) {
    #expect(ExportCell.duration(cell, text: words) == wanted)
  }

  @Test(
    arguments: [
      ("hidden", nil), ("", nil), ("[]", nil), ("Folder", "Folder"), (#"["Folder"]"#, "Folder"),
      (#"["Folder/Sub"]"#, "Folder/Sub"), (#"["PR: A, B"]"#, "PR: A, B"),
    ] as [(String, String?)])
  func aFolderIsNamedInTwoWays(cell: String, wanted: String?) {
    #expect(ExportCell.folder(cell) == wanted)
  }

  @Test func lineBreaksMayBeMarks() {
    #expect(ExportContent("a\\nb").text == "a\nb")
    #expect(ExportContent("a\\nb\nc").text == "a\\nb\nc")
    #expect(ExportContent("null").text == "")
  }

  // MARK: Columns

  private static func columns(_ names: String...) throws(ExportProblem) -> [ExportHeader.Column] {
    try ExportHeader(names).columns
  }

  @Test func columnsAreKnownByNameInAnyOrderAndCase() throws {
    #expect(
      try Self.columns("DUE DATE", " Task Name", "task id ", "Budget")
        == [.known(.due), .known(.name), .known(.task), .field("Budget")])
    #expect(
      try Self.columns("Task ID", "Name", "Assignee", "Time logged", "Task Link")
        == [.known(.task), .known(.name), .known(.assignees), .known(.spent), .repeated])
  }

  @Test func aCustomFieldMayBeCalledAsAColumn() throws {
    #expect(
      try Self.columns("Name", "List", "Task ID", "List Name", "Task Name", "Task Name", "", "")
        == [
          .field("Name"), .field("List"), .known(.task), .known(.list), .known(.name),
          .field("Task Name"), .field("Column 7"), .field("Column 8"),
        ])
    #expect(
      try Self.columns("Task ID", "Task Name", "A", "A", "A (2)")
        == [
          .known(.task), .known(.name), .field("A"), .field("A (2)"), .field("A (2) (2)"),
        ])
  }

  @Test(arguments: [
    (["Task Name", "Status"], "no column `Task ID`"), (["Task ID"], "no column `Task Name`"),
    (["hello"], "it is neither JSON nor ClickUp's CSV export"),
    (["User ID", "Time Entry ID", "Task ID", "Task Name"], "export of time entries"),
  ])
  func anotherFileIsNamed(names: [String], message: String) {
    let problem: ExportProblem?
    do throws(ExportProblem) {
      _ = try ExportHeader(names)
      problem = nil
    } catch { problem = error }
    #expect(problem?.message.contains(message) ?? false)
  }

  // MARK: Encodings

  private static func text(_ bytes: [UInt8], pieces size: Int) throws(ImportTextError) -> String {
    var rest = bytes[...]
    var pieces = UnicodePieces(file: "export.csv") { () throws(ImportTextError) in
      defer { rest = rest.dropFirst(size) }
      return rest.isEmpty ? nil : Array(rest.prefix(size))
    }
    var all: [UInt8] = []
    while let piece = try pieces.next() { all += piece }
    return String(decoding: all, as: UTF8.self)
  }

  @Test(arguments: ["", "a", "ab", "é👩‍👩‍👧\r\nb", "Task ID\n"])
  func marksAtTheBeginningAreLeftOut(text: String) throws {
    let wide = Array(text.utf16)
    let encodings: [[UInt8]] = [
      Array(text.utf8), [0xEF, 0xBB, 0xBF] + Array(text.utf8),
      [0xFF, 0xFE] + wide.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] },
      [0xFE, 0xFF] + wide.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] },
    ]
    for bytes in encodings {
      for size in [1, 2, 3, 100] { #expect(try Self.text(bytes, pieces: size) == text) }
    }
  }

  @Test(arguments: [
    [0x61, 0x00, 0x62, 0x00], [0xFF, 0xFE, 0x61], [0xFF, 0xFE, 0x00, 0xD8, 0x61, 0x00],
    [0xFE, 0xFF, 0xDC, 0x00],
  ])
  func anotherEncodingIsNamed(bytes: [UInt8]) {
    for size in [1, 2, 100] {
      #expect(throws: ImportTextError.self) { try Self.text(bytes, pieces: size) }
    }
  }
}
