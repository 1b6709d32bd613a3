import JSON
import Testing

/// Depth and size.
struct JSONLimitsTests {
  private func nested(_ levels: Int, _ open: String = "[", _ close: String = "]") -> [UInt8] {
    Array((String(repeating: open, count: levels) + String(repeating: close, count: levels)).utf8)
  }

  @Test func depthOf128IsRead() throws {
    var value = try JSONValue.parse(nested(128))
    for _ in 0..<127 { value = try #require(value[0]) }
    #expect(value == [])
  }

  @Test(arguments: [129, 512, 513, 10_000, 1_000_000])
  func moreIsRefused(levels: Int) {
    let error = #expect(throws: JSONReadError.self) { try JSONValue.parse(nested(levels)) }
    #expect(error?.kind == .refused)
    #expect(error?.message == "arrays and objects are nested more than 128 levels deep")
    #expect(error?.offset == 128)
  }

  @Test func depthCountsObjectsAndArrays() {
    let text = nested(65, #"{"a":["#, "]}")
    let error = #expect(throws: JSONReadError.self) { try JSONValue.parse(text) }
    #expect(error?.kind == .refused)
    #expect(throws: Never.self) { try JSONValue.parse(nested(64, #"{"a":["#, "]}")) }
  }

  @Test func openedAndNeverClosedIsMalformed() {
    let error = #expect(throws: JSONReadError.self) {
      try JSONValue.parse([UInt8](repeating: UInt8(ascii: "["), count: 1_000_000))
    }
    #expect(error?.kind == .malformed)
  }

  @Test func theLimitCanBeLoweredAndRaised() {
    #expect(throws: JSONReadError.self) {
      try JSONValue.parse(nested(2), limits: JSONLimits(depth: 1))
    }
    #expect(throws: Never.self) { try JSONValue.parse(nested(512), limits: JSONLimits(depth: 512)) }
    // Beyond, freeing a value, which recurses, could exhaust the stack.
    #expect(JSONLimits(depth: 10_000).depth == 512)
    #expect(throws: Never.self) { try JSONValue.parse("1", limits: JSONLimits(depth: 0)) }
    #expect(throws: JSONReadError.self) { try JSONValue.parse("[]", limits: JSONLimits(depth: -1)) }
  }

  /// Long enough that what is not linear would take minutes.
  @Test(arguments: ["members", "duplicates", "digits", "fraction", "escapes", "rewrites", "deep"])
  func longTextsTakeLinearTime(kind: String) {
    let count = 20_000
    let text =
      switch kind {
      case "members": "{\((0..<count).map { "\"\($0)\":\($0)" }.joined(separator: ","))}"
      case "duplicates": "{\(Array(repeating: "\"é\":1", count: count).joined(separator: ","))}"
      case "digits": String(repeating: "1", count: count * 10)
      case "fraction": "0." + String(repeating: "1", count: count * 10)
      case "escapes": "\"" + String(repeating: #"\u00e9"#, count: count) + "\""
      case "rewrites":
        "[\(Array(repeating: "0.30000000000000004", count: count / 10).joined(separator: ","))]"
      default:
        String(repeating: "[{\"a\":", count: count) + "1" + String(repeating: "}]", count: count)
      }
    let start = ContinuousClock.now
    let isRead = (try? JSONValue.parse(text)) != nil
    #expect(isRead == ["members", "fraction", "escapes", "rewrites"].contains(kind))
    #expect(ContinuousClock.now - start < .seconds(20))
  }
}
