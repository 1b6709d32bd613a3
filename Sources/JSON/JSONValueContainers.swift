// How JSONValueDecoder stands in for the standard library's Decoder.

/// One value, at its place in the whole.
struct ValueDecoder: Decoder {
  let value: JSONValue
  let path: [any CodingKey]
  let recorder: KeyRecorder?

  var codingPath: [any CodingKey] { path }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .object(let members) = value else { throw mismatch("an object") }
    return KeyedDecodingContainer(
      ObjectContainer<Key>(members: members, codingPath: path, recorder: recorder))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .array(let elements) = value else { throw mismatch("an array") }
    return ArrayContainer(elements: elements, codingPath: path)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { self }

  private func mismatch(_ wanted: String) -> JSONDecodingError {
    let article = value.typeName.first.map { "aeiou".contains($0) } ?? false ? "an" : "a"
    let found = value.isNull ? "null" : "\(article) \(value.typeName)"
    return JSONDecodingError(at: path, "\(subject) must be \(wanted), not \(found)")
  }

  private var subject: String {
    guard let last = path.last else { return "the value" }
    return last.intValue.map { "the element \($0)" } ?? "`\(last.stringValue)`"
  }
}

extension ValueDecoder: SingleValueDecodingContainer {
  func decodeNil() -> Bool { value.isNull }

  func decode(_ type: Bool.Type) throws -> Bool {
    guard case .bool(let bool) = value else { throw mismatch("a boolean") }
    return bool
  }

  func decode(_ type: String.Type) throws -> String {
    guard case .string(let string) = value else { throw mismatch("a string") }
    return string
  }

  func decode(_ type: Double.Type) throws -> Double {
    guard let number = value.number else { throw mismatch("a number") }
    return number
  }

  func decode(_ type: Float.Type) throws -> Float { Float(try decode(Double.self)) }
  func decode(_ type: Int.Type) throws -> Int { try integer() }
  func decode(_ type: Int8.Type) throws -> Int8 { try integer() }
  func decode(_ type: Int16.Type) throws -> Int16 { try integer() }
  func decode(_ type: Int32.Type) throws -> Int32 { try integer() }
  func decode(_ type: Int64.Type) throws -> Int64 { try integer() }
  func decode(_ type: UInt.Type) throws -> UInt { try integer() }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try integer() }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try integer() }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try integer() }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try integer() }

  private func integer<T: FixedWidthInteger>() throws -> T {
    guard let integer = value.integer else { throw mismatch("a whole number") }
    guard let exact = T(exactly: integer) else {
      throw JSONDecodingError(
        at: path, "\(subject) must be between \(T.min) and \(T.max), not \(integer)")
    }
    return exact
  }

  func decode<T: Decodable>(_ type: T.Type) throws -> T {
    // Saves an existential per value; nothing else than `JSONValue` can be cast to `T` here.
    if type == JSONValue.self, let value = value as? T { return value }
    return try T(from: self)
  }
}

private struct ObjectContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let members: JSONObject
  let codingPath: [any CodingKey]
  let recorder: KeyRecorder?

  var allKeys: [Key] { members.keys.compactMap(Key.init(stringValue:)) }

  func contains(_ key: Key) -> Bool { member(key) != nil }

  func decodeNil(forKey key: Key) throws -> Bool { try value(key).decodeNil() }

  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
    try value(key).decode(type)
  }

  /// An optional `JSONValue` keeps `null`; any other optional takes `null` for absent.
  func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
    guard let member = member(key), type == JSONValue.self || !member.isNull else { return nil }
    return try decoder(of: member, key).decode(type)
  }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) throws
    -> KeyedDecodingContainer<Nested>
  {
    try value(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try value(key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder {
    ValueDecoder(value: .object(members), path: codingPath, recorder: recorder)
  }

  func superDecoder(forKey key: Key) throws -> any Decoder { try value(key) }

  /// Every question for a member comes through here.
  private func member(_ key: Key) -> JSONValue? {
    recorder?.record(key.stringValue)
    return members[key.stringValue]
  }

  private func value(_ key: Key) throws -> ValueDecoder {
    guard let member = member(key) else {
      throw JSONDecodingError(at: codingPath, "`\(key.stringValue)` is missing")
    }
    return decoder(of: member, key)
  }

  private func decoder(of member: JSONValue, _ key: Key) -> ValueDecoder {
    ValueDecoder(value: member, path: codingPath + [key], recorder: nil)
  }
}

private struct ArrayContainer: UnkeyedDecodingContainer {
  let elements: [JSONValue]
  let codingPath: [any CodingKey]
  private(set) var currentIndex = 0

  init(elements: [JSONValue], codingPath: [any CodingKey]) {
    self.elements = elements
    self.codingPath = codingPath
  }

  var count: Int? { elements.count }
  var isAtEnd: Bool { currentIndex == elements.count }

  mutating func decodeNil() throws -> Bool {
    guard try current().decodeNil() else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
    let value = try current().decode(type)
    currentIndex += 1
    return value
  }

  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws
    -> KeyedDecodingContainer<Nested>
  {
    let container = try current().container(keyedBy: type)
    currentIndex += 1
    return container
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    let container = try current().unkeyedContainer()
    currentIndex += 1
    return container
  }

  mutating func superDecoder() throws -> any Decoder {
    let decoder = try current()
    currentIndex += 1
    return decoder
  }

  private func current() throws -> ValueDecoder {
    guard !isAtEnd else {
      throw JSONDecodingError(
        at: codingPath, "the array is too short: there is no element \(currentIndex)")
    }
    return ValueDecoder(
      value: elements[currentIndex], path: codingPath + [ElementKey(index: currentIndex)],
      recorder: nil)
  }
}

/// The place of an element in an array, as a coding path wants it.
private struct ElementKey: CodingKey {
  let index: Int
  var stringValue: String { String(index) }
  var intValue: Int? { index }

  init(index: Int) { self.index = index }
  init(intValue: Int) { index = intValue }
  init?(stringValue: String) {
    guard let index = Int(stringValue) else { return nil }
    self.index = index
  }
}
