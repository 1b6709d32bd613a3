import JSON
import TestSupport

/// Numbers at the bounds of what computers count with, and texts that stand for such.
enum BoundaryNumbers {
  /// As JSON writes them: doubles are exact up to 2^53, and 64 bits end at 2^63.
  static let numbers = [
    "9007199254740991", "9007199254740992", "9007199254740993", "-9007199254740993",
    "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
    "18446744073709551615", "18446744073709551616", "4294967296", "2147483648", "-2147483649",
    "1e308", "-1e308", "1e-400", "5e-324", "-0", "-0.0", "0", "-1", "0.1", "1e19",
    "100000000000000000000000000000",
  ]

  static let texts = [
    // Days and instants that calendars, or their sums, do not have.
    "999999-12-31", "9999-12-31", "0000-01-01", "0001-01-01", "-0001-01-01",
    "292278994-08-17T07:12:55Z", "9999-12-31T23:59:59.999+14:00", "0001-01-01T00:00+14:00",
    "1969-12-31T23:59:59-14:00", "in 9223372036854775807 days", "in 99999999999 weeks",
    "9223372036854775807 days ago",
    // Durations.
    "-5h", "-1m", "9223372036854775807h", "2562047788015h", "2562047788016h", "99999999999999m",
    "1e308h", "-9223372036854775808m", "0.0000000000001h",
    // Numbers as hosts quote them.
    "9223372036854775807", "9223372036854775808", "-9223372036854775808", "1e308", "-0", "1e-400",
    "1e400", "NaN", "Infinity",
  ]

  /// More than any page, budget or answer holds.
  static let count = 3_000

  /// In place of a value of `schema`: what the type is to hold, at its bounds.
  static func values(for schema: JSONValue) -> [JSONValue] {
    let types = Set(
      (schema["anyOf"]?.array ?? [schema]).compactMap { $0["type"] }
        .flatMap { $0.array ?? [$0] }.compactMap(\.string))
    var values: [JSONValue] = []
    if types.contains("integer") || types.contains("number") {
      values += (numbers + texts).map(JSONValue.string) + numbers.compactMap(parsed)
    } else if types.contains("string") {
      values += texts.map(JSONValue.string) + [.integer(.max), 1e308, -0.0]
    }
    if types.contains("array") {
      values += [
        .array(Array(repeating: "9223372036854775807", count: count)),
        .array((0..<Int64(count)).map { .integer(.max - $0) }),
      ]
    }
    return values
  }

  static func parsed(bytes: [UInt8]) -> JSONValue? {
    do { return try JSONValue.parse(bytes) } catch { return nil }
  }

  /// nil for what no JSON value holds; servers never see it as an argument.
  static func parsed(_ text: String) -> JSONValue? {
    do { return try JSONValue.parse(text) } catch { return nil }
  }
}
