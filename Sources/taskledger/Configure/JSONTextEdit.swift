import JSON

/// Sets members of objects in JSON text, with comments or without, and leaves every other byte of
/// the text as it is: the order, the spaces and the indentation of a file that belongs to somebody
/// else.
struct JSONTextEdit {
  struct NotAnObject: Error { let name: String }

  private var bytes: [UInt8]
  /// The same without comments and trailing commas: here everything is found.
  private var plain: [UInt8] { comments.blanked }
  private var comments: JSONComments
  private let lineEnd: String

  /// - Parameter text: one object, already found to be JSON when its comments are blanked.
  init(_ text: String) {
    bytes = Array(text.utf8)
    comments = JSONComments(in: bytes)
    lineEnd = LineEnd.first(in: text)
  }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Sets the member at `path` to `value`; makes the objects on the way that are not there.
  mutating func set(_ path: [String], to value: JSONValue) throws(NotAnObject) {
    var object = members(from: start(0))
    for (depth, name) in path.enumerated() {
      let isLast = depth == path.count - 1
      guard let member = object.members.first(where: { $0.name == name }), !isLast else {
        let inner = path[(depth + 1)...].reversed().reduce(value) { .object([$1: $0]) }
        return set(name, to: inner, in: object)
      }
      guard plain[member.value.lowerBound] == UInt8(ascii: "{") else {
        throw NotAnObject(name: name)
      }
      object = members(from: member.value.lowerBound)
    }
  }

  private struct Object {
    var members: [(name: String, key: Int, value: Range<Int>)] = []
    /// Where `{` and `}` are.
    var opens: Int
    var closes: Int
  }

  private mutating func set(_ name: String, to value: JSONValue, in object: Object) {
    if let member = object.members.first(where: { $0.name == name }) {
      replace(member.value, with: pretty(value, indentation(of: member.key)))
      return
    }
    let outer = indentation(of: object.opens)
    let indent = object.members.last.map { indentation(of: $0.key) } ?? outer + "  "
    let key = JSONValue.string(name).canonicalString
    let member = "\(lineEnd)\(indent)\(key): \(pretty(value, indent))"
    guard let last = object.members.last?.value.upperBound else {
      let content = (object.opens + 1)..<end(ofContentIn: (object.opens + 1)..<object.closes)
      let isOnOneLine = !bytes[content.upperBound..<object.closes].contains(.lineFeed)
      let rest = content.isEmpty || isOnOneLine ? "\(lineEnd)\(outer)" : ""
      let end = content.isEmpty ? object.closes : content.upperBound
      return replace(content.upperBound..<end, with: member + rest)
    }
    // Behind the comments that speak of the last member, and behind its comma where it has one.
    let end = end(ofContentIn: last..<object.closes)
    let isTrailing = (last..<end).contains(where: comments.trailingCommas.contains)
    bytes.insert(contentsOf: (member + (isTrailing ? "," : "")).utf8, at: end)
    if !isTrailing { bytes.insert(UInt8(ascii: ","), at: last) }
    comments = JSONComments(in: bytes)
  }

  private mutating func replace(_ range: Range<Int>, with text: String) {
    bytes.replaceSubrange(range, with: text.utf8)
    comments = JSONComments(in: bytes)
  }

  /// Where the white space at the end of `range` begins; comments count as content.
  private func end(ofContentIn range: Range<Int>) -> Int {
    bytes[range].lastIndex { $0 > .space }.map { $0 + 1 } ?? range.lowerBound
  }

  /// The white space that the line of this place begins with.
  private func indentation(of place: Int) -> String {
    let line = bytes[..<place].lastIndex(of: .lineFeed).map { $0 + 1 } ?? 0
    return String(
      decoding: bytes[line...].prefix { $0 == .space || $0 == .tab }, as: UTF8.self)
  }

  // MARK: Finding

  private func members(from opens: Int) -> Object {
    var object = Object(opens: opens, closes: opens)
    var place = start(opens + 1)
    while plain[place] != UInt8(ascii: "}") {
      let key = place..<end(ofStringAt: place)
      let value = start(start(key.upperBound) + 1)
      let valueEnd = end(ofValueAt: value)
      object.members.append((Self.name(plain[key]), key.lowerBound, value..<valueEnd))
      place = start(valueEnd)
      if plain[place] == UInt8(ascii: ",") { place = start(place + 1) }
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
    plain[place...].firstIndex { $0 > .space } ?? plain.endIndex
  }

  private func end(ofStringAt quote: Int) -> Int {
    var place = quote + 1
    while plain[place] != .quote {
      place += plain[place] == UInt8(ascii: "\\") ? 2 : 1
    }
    return place + 1
  }

  private func end(ofValueAt start: Int) -> Int {
    var place = start
    var depth = 0
    repeat {
      switch plain[place] {
      case .quote: place = end(ofStringAt: place)
      case UInt8(ascii: "{"), UInt8(ascii: "["): (depth, place) = (depth + 1, place + 1)
      case UInt8(ascii: "}"), UInt8(ascii: "]"): (depth, place) = (depth - 1, place + 1)
      case UInt8(ascii: ","), UInt8(ascii: ":"), 0...0x20: place += 1
      default: place = plain[place...].firstIndex(where: Self.endsWord) ?? plain.endIndex
      }
    } while depth > 0
    return place
  }

  private static func endsWord(_ byte: UInt8) -> Bool {
    byte <= 0x20 || [",", "]", "}"].contains(UnicodeScalar(byte))
  }

  // MARK: Writing

  private func pretty(_ value: JSONValue, _ indent: String) -> String {
    LineEnd.all(in: Self.pretty(value, indent), as: lineEnd)
  }

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
