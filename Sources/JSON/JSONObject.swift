/// The members of a JSON object, in the order in which they came.
///
/// Almost every object has few members, and these are found by comparing names one after another:
/// that costs less than hashing, and an array less than a table. Two objects are equal where the
/// same names have the same values, in whatever order.
///
/// Invariant: names are distinct under Unicode canonical equivalence, which is how `String`
/// compares.
public struct JSONObject: Sendable {
  public typealias Element = (key: String, value: JSONValue)

  private var members: [Element] = []
  /// Where each name stands; only where there are more than `searchedCount` members.
  private var places: [String: Int]?

  /// 64: a task as the service shows it has about 50 members, and comparing that many short names
  /// takes about as long as hashing one. Beyond, an object of a million members would take hours.
  private static let searchedCount = 64

  public init() {}

  /// - Parameter members: where a name stands twice, `combine` says what of its two values stays.
  public init<Members: Sequence>(
    _ members: Members, uniquingKeysWith combine: (JSONValue, JSONValue) throws -> JSONValue
  ) rethrows where Members.Element == (String, JSONValue) {
    self.members.reserveCapacity(members.underestimatedCount)
    for (name, value) in members {
      if let place = index(forKey: name) {
        self.members[place].value = try combine(self.members[place].value, value)
      } else {
        append(name, value)
      }
    }
  }

  /// - Precondition: each name stands once.
  public init(uniqueKeysWithValues members: some Sequence<(String, JSONValue)>) {
    self.init(members) { _, _ in preconditionFailure("a member stands twice in one object") }
  }

  public init(_ members: [String: JSONValue]) {
    reserveCapacity(members.count)
    for (name, value) in members { append(name, value) }
  }

  /// The value of the member `name`; nil where there is none, and assigning nil removes it.
  public subscript(name: String) -> JSONValue? {
    get { index(forKey: name).map { members[$0].value } }
    set {
      guard let newValue else {
        removeValue(forKey: name)
        return
      }
      if let place = index(forKey: name) {
        members[place].value = newValue
      } else {
        append(name, newValue)
      }
    }
  }

  /// Where the member `name` stands; nil where there is none.
  public func index(forKey name: String) -> Int? {
    if let places { return places[name] }
    return members.firstIndex { $0.key == name }
  }

  public var keys: [String] { members.map(\.key) }
  public var values: [JSONValue] { members.map(\.value) }

  public mutating func reserveCapacity(_ count: Int) { members.reserveCapacity(count) }

  /// Adds a member if there is none of its name.
  ///
  /// - Returns: whether it was added.
  mutating func insert(_ name: String, _ value: JSONValue) -> Bool {
    guard index(forKey: name) == nil else { return false }
    append(name, value)
    return true
  }

  /// Takes time in proportion to the members that there are.
  @discardableResult
  public mutating func removeValue(forKey name: String) -> JSONValue? {
    guard let place = index(forKey: name) else { return nil }
    let removed = members.remove(at: place).value
    if places != nil {
      places = nil
      indexIfLarge()
    }
    return removed
  }

  public mutating func merge(
    _ other: JSONObject, uniquingKeysWith combine: (JSONValue, JSONValue) -> JSONValue
  ) {
    for (name, value) in other { self[name] = self[name].map { combine($0, value) } ?? value }
  }

  public func merging(
    _ other: JSONObject, uniquingKeysWith combine: (JSONValue, JSONValue) -> JSONValue
  ) -> JSONObject {
    var merged = self
    merged.merge(other, uniquingKeysWith: combine)
    return merged
  }

  public func mapValues(_ transform: (JSONValue) throws -> JSONValue) rethrows -> JSONObject {
    var mapped = self
    for place in members.indices {
      mapped.members[place].value = try transform(members[place].value)
    }
    return mapped
  }

  public func compactMapValues<Value>(
    _ transform: (JSONValue) throws -> Value?
  ) rethrows -> [String: Value] {
    var mapped: [String: Value] = [:]
    for (name, value) in members { mapped[name] = try transform(value) }
    return mapped
  }

  public func filter(_ isIncluded: (Element) throws -> Bool) rethrows -> JSONObject {
    var filtered = JSONObject()
    filtered.members = try members.filter(isIncluded)
    filtered.indexIfLarge()
    return filtered
  }

  /// The members in the order of their names' UTF-16 code units, as RFC 8785, section 3.2.3, wants.
  func sorted() -> [Element] {
    // As many UTF-16 units as bytes: all ASCII, where `<` is that order and much faster.
    if members.allSatisfy({ $0.key.utf8.count == $0.key.utf16.count }) {
      let isSorted = zip(members, members.dropFirst()).allSatisfy { $0.key < $1.key }
      return isSorted ? members : members.sorted { $0.key < $1.key }
    }
    return members.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
  }

  private mutating func append(_ name: String, _ value: JSONValue) {
    members.append((name, value))
    if places == nil { indexIfLarge() } else { places?[name] = members.count - 1 }
  }

  private mutating func indexIfLarge() {
    guard members.count > Self.searchedCount else { return }
    places = Dictionary(
      uniqueKeysWithValues: zip(members.lazy.map(\.key), members.indices))
  }
}

extension JSONObject: RandomAccessCollection {
  public var startIndex: Int { members.startIndex }
  public var endIndex: Int { members.endIndex }
  public subscript(position: Int) -> Element { members[position] }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// Of two members of one name the last one counts.
  public init(dictionaryLiteral members: (String, JSONValue)...) {
    self.init(members, uniquingKeysWith: { _, last in last })
  }
}

extension JSONObject: Hashable {
  public static func == (left: JSONObject, right: JSONObject) -> Bool {
    guard left.count == right.count else { return false }
    for (place, (name, value)) in left.members.enumerated() {
      // Mostly both are made by the same code, and then they have one order.
      let other = right.members[place]
      if other.key == name ? other.value != value : right[name] != value { return false }
    }
    return true
  }

  public func hash(into hasher: inout Hasher) {
    // Each member on its own, so that the order does not matter.
    var combined = 0
    for (name, value) in members {
      var member = hasher
      member.combine(name)
      member.combine(value)
      combined ^= member.finalize()
    }
    hasher.combine(combined)
  }
}
