import JSON

/// Sets a member of an object in JSON text, and leaves every other byte of the text as it is: the
/// order, the spaces and the indentation of a file that belongs to somebody else.
struct JSONTextEdit {
  struct NotAnObject: Error { let name: String }

  private var text: [UInt8]

  /// - Parameter text: one object, already found to be JSON.
  init(_ text: String) { self.text = Array(text.utf8) }

  /// Sets `object.name` to `value`; makes the object where there is none.
  ///
  /// - Returns: the text with the change.
  consuming func setting(
    _ name: String, of object: String, to value: JSONValue
  ) throws(NotAnObject) -> String {
    let root = members(from: start(0))
    if let inner = root.members.first(where: { $0.name == object }) {
      guard text[inner.value.lowerBound] == UInt8(ascii: "{") else {
        throw NotAnObject(name: object)
      }
      set(name, to: value, in: members(from: inner.value.lowerBound))
    } else {
      set(object, to: .object([name: value]), in: root)
    }
    return String(decoding: text, as: UTF8.self)
  }

  private struct Object {
    var members: [(name: String, key: Int, value: Range<Int>)] = []
    /// Where `{` and `}` are.
    var opens: Int
    var closes: Int
  }

  private mutating func set(_ name: String, to value: JSONValue, in object: Object) {
    if let member = object.members.first(where: { $0.name == name }) {
      let indent = indentation(of: member.key)
      text.replaceSubrange(member.value, with: Self.pretty(value, indent).utf8)
      return
    }
    let key = JSONValue.string(name).canonicalString
    if let last = object.members.last {
      let indent = indentation(of: last.key)
      let member = ",\n\(indent)\(key): \(Self.pretty(value, indent))"
      text.insert(contentsOf: member.utf8, at: last.value.upperBound)
    } else {
      let outer = indentation(of: object.opens)
      let inner = outer + "  "
      let member = "\n\(inner)\(key): \(Self.pretty(value, inner))\n\(outer)"
      text.replaceSubrange((object.opens + 1)..<object.closes, with: member.utf8)
    }
  }

  /// The white space that the line of this place begins with.
  private func indentation(of place: Int) -> String {
    let line = text[..<place].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let spaces = text[line...].prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    return String(decoding: spaces, as: UTF8.self)
  }

  // MARK: Finding

  private func members(from opens: Int) -> Object {
    var object = Object(opens: opens, closes: opens)
    var place = start(opens + 1)
    while text[place] != UInt8(ascii: "}") {
      let key = place..<end(ofStringAt: place)
      let value = start(start(key.upperBound) + 1)
      let valueEnd = end(ofValueAt: value)
      object.members.append((Self.name(text[key]), key.lowerBound, value..<valueEnd))
      place = start(valueEnd)
      if text[place] == UInt8(ascii: ",") { place = start(place + 1) }
    }
    object.closes = place
    return object
  }

  private static func name(_ key: ArraySlice<UInt8>) -> String {
    do throws(JSONReadError) {
      return try JSONValue.parse(String(decoding: key, as: UTF8.self)).string ?? ""
    } catch { return "" }
  }

  /// The next place that holds no white space.
  private func start(_ place: Int) -> Int {
    text[place...].firstIndex { $0 > 0x20 } ?? text.endIndex
  }

  private func end(ofStringAt quote: Int) -> Int {
    var place = quote + 1
    while text[place] != UInt8(ascii: "\"") {
      place += text[place] == UInt8(ascii: "\\") ? 2 : 1
    }
    return place + 1
  }

  private func end(ofValueAt start: Int) -> Int {
    var place = start
    var depth = 0
    repeat {
      switch text[place] {
      case UInt8(ascii: "\""): place = end(ofStringAt: place)
      case UInt8(ascii: "{"), UInt8(ascii: "["): (depth, place) = (depth + 1, place + 1)
      case UInt8(ascii: "}"), UInt8(ascii: "]"): (depth, place) = (depth - 1, place + 1)
      case UInt8(ascii: ","), UInt8(ascii: ":"), 0...0x20: place += 1
      default: place = text[place...].firstIndex(where: Self.endsWord) ?? text.endIndex
      }
    } while depth > 0
    return place
  }

  private static func endsWord(_ byte: UInt8) -> Bool {
    byte <= 0x20 || [",", "]", "}"].contains(UnicodeScalar(byte))
  }

  // MARK: Writing

  /// Objects on lines of their own, arrays on one, names in the order of the alphabet.
  static func pretty(_ value: JSONValue, _ indent: String = "") -> String {
    guard case .object(let members) = value, !members.isEmpty else {
      if case .array(let elements) = value {
        return "[" + elements.map { pretty($0, indent) }.joined(separator: ", ") + "]"
      }
      return value.canonicalString
    }
    let inner = indent + "  "
    let lines = members.sorted { $0.key < $1.key }.map { name, member in
      "\(inner)\(JSONValue.string(name).canonicalString): \(pretty(member, inner))"
    }
    return "{\n\(lines.joined(separator: ",\n"))\n\(indent)}"
  }
}
