import JSON
import SQLite

extension JSONValue {
  /// null where there is none.
  static func optional(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
  static func optional(_ number: Int64?) -> JSONValue { number.map(JSONValue.integer) ?? .null }
  static func optional(_ number: Double?) -> JSONValue { number.map { JSONValue($0) } ?? .null }

  /// IDs of the hierarchy and instants are strings of digits on the wire.
  static func digits(_ number: Int64) -> JSONValue { .string(String(number)) }
  static func digits(_ number: Int64?) -> JSONValue { number.map { .digits($0) } ?? .null }
}
