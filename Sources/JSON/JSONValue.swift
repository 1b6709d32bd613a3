/// One JSON value.
///
/// `true` is never `1`, 64-bit integers are exact, and `1` equals `1.0` (as JSON Schema and the
/// idempotency fingerprint need it).
///
/// Invariant: a `.double` made by `init(_:)` or by the reader never holds a whole number that
/// `.integer` could hold exactly, nor NaN nor an infinity; so equality of cases is equality of
/// values.
public enum JSONValue: Sendable, Hashable {
  case null
  case bool(Bool)
  case integer(Int64)
  case double(Double)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)

  /// A number in its one form: whole numbers that 64 bits hold exactly become `.integer`.
  public init(_ number: Double) {
    if let whole = Int64(exactly: number) {
      self = .integer(whole)
    } else {
      self = .double(number)
    }
  }
}

extension JSONValue {
  public var isNull: Bool { self == .null }
  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  public var string: String? { if case .string(let value) = self { value } else { nil } }
  public var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
  public var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
  public var object: JSONObject? {
    if case .object(let value) = self { value } else { nil }
  }

  /// Any number, as the nearest double.
  public var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .double(let value): value
    default: nil
    }
  }

  /// The member called `name`; nil where there is none or this is not an object. JSON `null` is a
  /// value.
  public subscript(name: String) -> JSONValue? {
    get { object?[name] }
    set {
      guard case .object(var members) = self else { return }
      self = .null  // gives up the storage, so that the next line changes it in place
      members[name] = newValue
      self = .object(members)
    }
  }

  /// The element at `index`; nil where there is none or this is not an array.
  public subscript(index: Int) -> JSONValue? {
    guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
    return elements[index]
  }

  /// "object", "array", "string", "integer", "number", "boolean" or "null": JSON Schema's words.
  public var typeName: String {
    switch self {
    case .null: "null"
    case .bool: "boolean"
    case .integer: "integer"
    case .double: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringInterpolation,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(nilLiteral: ()) { self = .null }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(integerLiteral value: Int64) { self = .integer(value) }
  public init(floatLiteral value: Double) { self.init(value) }
  public init(stringLiteral value: String) { self = .string(value) }
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  public init(dictionaryLiteral members: (String, JSONValue)...) {
    self = .object(JSONObject(members, uniquingKeysWith: { _, last in last }))
  }
}
