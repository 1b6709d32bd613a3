import JSON

/// A JSON value compared as JSON Schema compares: strings by their code points.
///
/// Swift's strings are equal under Unicode canonical equivalence, so JSONValue's own equality takes
/// "é" in one code point and in two for the same string; `enum`, `const` and `uniqueItems` must
/// not.
struct ExactValue: Hashable {
  let value: JSONValue

  init(_ value: JSONValue) { self.value = value }

  static func == (left: ExactValue, right: ExactValue) -> Bool { same(left.value, right.value) }

  func hash(into hasher: inout Hasher) { Self.hash(value, into: &hasher) }

  private static func same(_ left: JSONValue, _ right: JSONValue) -> Bool {
    switch (left, right) {
    case (.string(let left), .string(let right)): same(left, right)
    case (.array(let left), .array(let right)):
      left.count == right.count && zip(left, right).allSatisfy { same($0, $1) }
    case (.object(let left), .object(let right)):
      left.count == right.count
        && left.allSatisfy { name, value in
          guard let index = right.index(forKey: name) else { return false }
          return same(right[index].key, name) && same(right[index].value, value)
        }
    default: left == right
    }
  }

  private static func same(_ left: String, _ right: String) -> Bool {
    left.utf8.elementsEqual(right.utf8)
  }

  private static func hash(_ value: JSONValue, into hasher: inout Hasher) {
    switch value {
    case .string(let string):
      hasher.combine(1)
      hash(string, into: &hasher)
    case .array(let elements):
      hasher.combine(2)
      hasher.combine(elements.count)
      for element in elements { hash(element, into: &hasher) }
    case .object(let members):
      // Members have no order, so their hashes are added up.
      var sum = 0
      for (name, member) in members {
        var one = Hasher()
        hash(name, into: &one)
        hash(member, into: &one)
        sum &+= one.finalize()
      }
      hasher.combine(3)
      hasher.combine(sum)
    default: hasher.combine(value)
    }
  }

  private static func hash(_ string: String, into hasher: inout Hasher) {
    var string = string
    string.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    hasher.combine(UInt8(0xFF))  // no UTF-8 holds this byte: it ends the string
  }
}

/// The values of `enum`.
struct ValueSet: Sendable {
  let values: [JSONValue]
  private let keys: Set<ExactValue>

  init(_ values: [JSONValue]) {
    self.values = values
    keys = Set(values.map(ExactValue.init))
  }

  func contains(_ value: JSONValue) -> Bool { keys.contains(ExactValue(value)) }
}

extension ExactValue: Sendable {}
