import Foundation

/// What may be read: bounds that keep a hostile text from exhausting stack or memory.
public struct JSONLimits: Sendable {
  /// Levels of nesting of arrays and objects.
  public var depth: Int

  public init(depth: Int = 128) { self.depth = depth }
}

/// Why a text is no JSON that this program reads.
public struct JSONReadError: Error, Sendable, Equatable {
  /// `malformed`: no JSON at all (JSON-RPC -32700). `refused`: JSON, but beyond a limit or ambiguous
  /// (too deep, duplicate members, a number out of range): JSON-RPC -32600.
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
  public static func parse(_ bytes: some Collection<UInt8>, limits: JSONLimits = JSONLimits())
    throws(JSONReadError) -> JSONValue
  {
    do {
      let any = try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
      return try convert(any)
    } catch let error as JSONReadError {
      throw error
    } catch {
      throw JSONReadError(kind: .malformed, message: "the text is no JSON", offset: 0)
    }
  }

  public static func parse(_ text: String) throws(JSONReadError) -> JSONValue {
    try parse(Array(text.utf8))
  }

  private static let yes = NSNumber(value: true)
  private static let no = NSNumber(value: false)

  private static func convert(_ any: Any) throws(JSONReadError) -> JSONValue {
    if let string = any as? String { return .string(string) }
    if let members = any as? [String: Any] {
      var object: [String: JSONValue] = [:]
      for (name, member) in members { object[name] = try convert(member) }
      return .object(object)
    }
    if let elements = any as? [Any] {
      var array: [JSONValue] = []
      for element in elements { array.append(try convert(element)) }
      return .array(array)
    }
    if any is NSNull { return .null }
    if let number = any as? NSNumber {
      if number === yes { return .bool(true) }
      if number === no { return .bool(false) }
      let type = String(cString: number.objCType)
      if type == "q" || type == "i" { return .integer(number.int64Value) }
      return JSONValue(number.doubleValue)
    }
    throw JSONReadError(kind: .refused, message: "a value of an unknown kind", offset: 0)
  }
}
