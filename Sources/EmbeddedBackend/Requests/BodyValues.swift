import APICore
import JSON

/// What an update asks of one value: absent keeps, null clears.
enum Change<Value> {
  case keep
  case clear
  case set(Value)
}

extension Change: Equatable where Value: Equatable {}
extension Change: Sendable where Value: Sendable {}

/// The members of a request's body, read with their types checked.
///
/// Members that nobody asks for are ignored, as ClickUp ignores them.
struct BodyValues {
  let members: JSONObject

  init(_ members: JSONObject) { self.members = members }

  subscript(name: String) -> JSONValue? { members[name] }

  /// Whether the member stands there, be it null.
  func holds(_ name: String) -> Bool { members[name] != nil }

  func text(_ name: String) throws(APIError) -> String? {
    try value(name, "a string") { $0.string }
  }

  func flag(_ name: String) throws(APIError) -> Bool? {
    try value(name, "true or false") { $0.bool }
  }

  /// A whole number; ClickUp takes digits in a string as well.
  func integer(_ name: String) throws(APIError) -> Int64? {
    try value(name, "a whole number", Self.wholeNumber)
  }

  func number(_ name: String) throws(APIError) -> Double? {
    try value(name, "a number") { $0.number }
  }

  func array(_ name: String) throws(APIError) -> [JSONValue]? {
    try value(name, "an array") { $0.array }
  }

  func object(_ name: String) throws(APIError) -> JSONObject? {
    try value(name, "an object") { $0.object }
  }

  func texts(_ name: String) throws(APIError) -> [String]? {
    try value(name, "an array of strings") { Self.all($0.array, \.string) }
  }

  func integers(_ name: String) throws(APIError) -> [Int64]? {
    try value(name, "an array of whole numbers") { Self.all($0.array, Self.wholeNumber) }
  }

  func changeOfInteger(_ name: String) throws(APIError) -> Change<Int64> {
    try change(name, integer(name))
  }

  func changeOfNumber(_ name: String) throws(APIError) -> Change<Double> {
    try change(name, number(name))
  }

  func changeOfText(_ name: String) throws(APIError) -> Change<String> {
    try change(name, text(name))
  }

  static func wholeNumber(_ value: JSONValue) -> Int64? {
    value.integer ?? value.string.flatMap { Int64($0) }
  }

  /// Every element read, or nil where one cannot be.
  static func all<Element>(_ elements: [JSONValue]?, _ read: (JSONValue) -> Element?) -> [Element]?
  {
    guard let elements else { return nil }
    let read = elements.compactMap(read)
    return read.count == elements.count ? read : nil
  }

  /// nil where the member is absent or null.
  private func value<Value>(
    _ name: String, _ expected: String, _ read: (JSONValue) -> Value?
  ) throws(APIError) -> Value? {
    guard let member = members[name], !member.isNull else { return nil }
    guard let value = read(member) else {
      throw Refusal.invalid("`\(name)` must be \(expected)")
    }
    return value
  }

  private func change<Value>(_ name: String, _ value: Value?) -> Change<Value> {
    guard holds(name) else { return .keep }
    return value.map(Change.set) ?? .clear
  }
}

extension BodyValues {
  /// The `name` that a creating route needs.
  func requiredName() throws(APIError) -> String {
    guard let name = try text("name"), !name.isBlank else { throw Refusal.missing("name") }
    return name
  }

  /// The `name` that an updating route may carry; nil keeps the one that stands.
  func changedName() throws(APIError) -> String? {
    guard let name = try text("name") else { return nil }
    guard !name.isBlank else { throw Refusal.missing("name") }
    return name
  }
}
