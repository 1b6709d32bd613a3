import Foundation
import JSON

/// Foundation's JSONSerialization, as another reader of the same texts to be held against.
enum FoundationReader {
  private struct UnknownValue: Error {
    let type: String
  }

  /// Only identity tells these from the numbers 1 and 0: `as? Bool` succeeds for those too.
  private static let yes = NSNumber(value: true)
  private static let no = NSNumber(value: false)

  static func read(_ bytes: [UInt8]) throws -> JSONValue {
    try value(JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed))
  }

  private static func value(_ value: Any) throws -> JSONValue {
    if let number = value as? NSNumber { return self.value(number) }
    if let string = value as? String { return .string(string) }
    if let elements = value as? [Any] { return .array(try elements.map(self.value)) }
    if let members = value as? [String: Any] {
      return .object(JSONObject(try members.mapValues(self.value)))
    }
    if value is NSNull { return .null }
    throw UnknownValue(type: "\(type(of: value))")
  }

  private static func value(_ number: NSNumber) -> JSONValue {
    if number === yes { return .bool(true) }
    if number === no { return .bool(false) }
    switch UInt8(bitPattern: number.objCType.pointee) {
    case UInt8(ascii: "d"):
      // Of long numbers `doubleValue` is off in the last digit and `int64Value` beyond 64 bits
      // garbage, but the text is exact.
      guard let decimal = number as? NSDecimalNumber else { return JSONValue(number.doubleValue) }
      let text = decimal.stringValue
      return Int64(text).map(JSONValue.integer) ?? JSONValue(Double(text) ?? decimal.doubleValue)
    case UInt8(ascii: "Q"): return JSONValue(Double(number.uint64Value))
    default: return .integer(number.int64Value)
    }
  }
}
