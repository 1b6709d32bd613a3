import Foundation

/// What may be read: bounds that keep a hostile text from exhausting stack or memory.
public struct JSONLimits: Sendable {
  /// Levels of nesting of arrays and objects; at most 512, where JSONSerialization's own limit is.
  public let depth: Int
  /// Whether what is JSON and cannot be held as it is, or is ambiguous, is put as near as can be
  /// instead of being refused: half a surrogate pair becomes U+FFFD, a number that does not fit
  /// becomes the string of its digits, and of members of one name the last one counts.
  public let isLenient: Bool

  public init(depth: Int = 128, isLenient: Bool = false) {
    self.depth = max(0, min(depth, 512))
    self.isLenient = isLenient
  }

  /// For what a service answers: one odd value in it must not hide all the others, and nobody can
  /// send it again.
  public static let answers = JSONLimits(depth: 512, isLenient: true)
}

/// Why a text is no JSON that this program reads.
public struct JSONReadError: Error, Sendable, Equatable {
  /// `malformed`: no JSON at all (JSON-RPC -32700). `refused`: JSON, but beyond a limit or
  /// ambiguous (too deep, duplicate members, a number out of range): JSON-RPC -32600.
  public enum Kind: Sendable { case malformed, refused }
  public let kind: Kind
  /// What is wrong, for a person; no full stop.
  public let message: String
  /// Offset of the offending byte.
  public let offset: Int

  public init(kind: Kind, message: String, offset: Int) {
    self.kind = kind
    self.message = message
    self.offset = offset
  }
}

extension JSONValue {
  /// Reads one JSON text (RFC 8259, UTF-8, no byte order mark).
  ///
  /// Integers within 64 bits are exact; a number with a fraction or an exponent is the nearest
  /// double, and an integer where that is whole (`1.0` is 1, `-0.0` is 0).
  public static func parse(_ bytes: some Collection<UInt8>, limits: JSONLimits = JSONLimits())
    throws(JSONReadError) -> JSONValue
  {
    var scanner = JSONScanner(Array(bytes), limits: limits)
    try scanner.scan()
    do {
      return try foundationParse(scanner.bytesForFoundation)
    } catch {
      // Not reached as long as JSONSerialization reads all that the scan lets pass, which
      // `JSONReaderTests` checks; an answer is better than a crash where that ends.
      throw JSONReadError(
        kind: .refused, message: "Foundation cannot read the text: \(error)", offset: 0)
    }
  }

  public static func parse(_ text: String, limits: JSONLimits = JSONLimits())
    throws(JSONReadError) -> JSONValue
  {
    try parse(Array(text.utf8), limits: limits)
  }
}

extension JSONScanner {
  /// The text, with the few tokens that JSONSerialization misreads put so that it reads them
  /// rightly.
  fileprivate var bytesForFoundation: [UInt8] {
    guard !rewrites.isEmpty else { return bytes }
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    var position = 0
    for rewrite in rewrites {
      text += bytes[position..<rewrite.range.lowerBound]
      text += rewrite.text.utf8
      position = rewrite.range.upperBound
    }
    return text + bytes[position...]
  }
}

// MARK: - Foundation: all that would change with another reader

/// The two objects that JSONSerialization makes of `true` and `false`. Only identity tells them
/// from the numbers 1 and 0: `as? Bool` succeeds for those too.
private let foundationTrue = NSNumber(value: true)
private let foundationFalse = NSNumber(value: false)

private struct UnknownFoundationValue: Error {
  let type: String
}

private func foundationParse(_ bytes: [UInt8]) throws -> JSONValue {
  try convert(JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed))
}

/// Recursion is bounded by the scan's limit of depth.
///
/// A cast that fails is dear (asking a dictionary whether it is a number costs 11 µs), so what is
/// most frequent is told by its exact type first. The casts below are for what has another one, as
/// bridged objects on macOS have.
private func convert(_ value: Any) throws -> JSONValue {
  let type = type(of: value)
  if type == NSNumber.self, let number = value as? NSNumber { return convert(number) }
  if type == [Any].self, let elements = value as? [Any] {
    return .array(try elements.map(convert))
  }
  if type == [String: Any].self, let members = value as? [String: Any] {
    return .object(try members.mapValues(convert))
  }
  if let string = value as? String { return .string(string) }
  if let members = value as? [String: Any] { return .object(try members.mapValues(convert)) }
  if let elements = value as? [Any] { return .array(try elements.map(convert)) }
  if let number = value as? NSNumber { return convert(number) }
  if value is NSNull { return .null }
  throw UnknownFoundationValue(type: "\(type)")
}

private func convert(_ number: NSNumber) -> JSONValue {
  if number === foundationTrue { return .bool(true) }
  if number === foundationFalse { return .bool(false) }
  switch UInt8(bitPattern: number.objCType.pointee) {
  case UInt8(ascii: "d"):
    guard let decimal = number as? NSDecimalNumber else { return JSONValue(number.doubleValue) }
    // Long numbers: its `doubleValue` is off in the last digit and its `int64Value` beyond 64 bits
    // garbage, but its text is exact.
    let text = decimal.stringValue
    return Int64(text).map(JSONValue.integer) ?? JSONValue(Double(text) ?? decimal.doubleValue)
  case UInt8(ascii: "Q"): return JSONValue(Double(number.uint64Value))
  default: return .integer(number.int64Value)
  }
}
