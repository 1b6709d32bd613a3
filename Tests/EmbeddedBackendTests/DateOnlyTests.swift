import APICore
import Foundation
import JSON
import Testing

@testable import EmbeddedBackend

@Suite struct DateOnlyTests {
  static let table: [(String, Int64, Int64)] = [
    // 2026-01-27T00:00Z is the evening before in New York: 2026-01-26T04:00-05:00.
    ("America/New_York", 1_769_472_000_000, 1_769_418_000_000),
    // 2026-01-27T12:00-05:00: 04:00 of that day.
    ("America/New_York", 1_769_533_200_000, 1_769_504_400_000),
    ("UTC", 1_769_472_000_000, 1_769_486_400_000),
    // 03:59 of a day belongs to that day, not the one before.
    ("UTC", 1_769_486_340_000, 1_769_486_400_000),
    // The day on which clocks go forward (2026-03-29) and back (2026-10-25) in Berlin.
    ("Europe/Berlin", 1_774_780_200_000, 1_774_749_600_000),
    ("Europe/Berlin", 1_792_922_400_000, 1_792_897_200_000),
    ("Asia/Kathmandu", 1_769_472_000_000, 1_769_465_700_000),
    // Before 1970, and in a zone that nobody knows.
    ("UTC", -1, -72_000_000),
    // The process's: 09:00 of the 27th in Tokyo.
    ("Nowhere/Land", 1_769_472_000_000, 1_769_454_000_000),
    ("", 1_769_472_000_000, 1_769_454_000_000),
  ]

  @Test(arguments: table)
  func aDayIsStoredAtFour(_ row: (zone: String, sent: Int64, stored: Int64)) throws {
    let process = ProcessZone(try #require(TimeZone(identifier: "Asia/Tokyo")))
    let stored = DateOnly.stored(Milliseconds(row.sent), timeZone: row.zone, process: process)
    #expect(stored == Milliseconds(row.stored))
  }
}
