import APICore
import Foundation
import Testing

@Suite("Instants as text")
struct ISO8601Tests {
  @Test(
    "Edges of the calendar",
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"),
      (-1, "1969-12-31T23:59:59.999Z"),
      (951_782_400_000, "2000-02-29T00:00:00.000Z"),
      (951_868_800_001, "2000-03-01T00:00:00.001Z"),
      (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
      (1_735_689_599_999, "2024-12-31T23:59:59.999Z"),
      (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"),
      (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
    ] as [(Int64, String)])
  func edges(instant: Int64, text: String) {
    #expect(Milliseconds(instant).iso8601 == text)
  }

  @Test("Foundation reads the instant that was written")
  func agrees() throws {
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    let ids = SeededIDSource(seed: 4)
    for _ in 0..<500 {
      // Between 1900 and 2100
      let instant = Int64(ids.next() % 6_311_000_000_000) - 2_208_988_800_000
      let date = try style.parse(Milliseconds(instant).iso8601)
      #expect(Int64((date.timeIntervalSince1970 * 1_000).rounded()) == instant)
    }
  }

  @Test("The farthest instants do not trap", arguments: [Int64.min, .max])
  func farthest(instant: Int64) {
    #expect(Milliseconds(instant).iso8601.hasSuffix("Z"))
  }
}
