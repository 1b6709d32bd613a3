import JSON

/// Sets values in the text of a TOML document, and leaves every other byte as it is: a value where
/// one stands, whichever way its table is written; a key behind the others of its table where not.
struct TOMLTextEdit {
  /// A table that is not one, or to which nothing can be added.
  struct NotATable: Error { let name: String }

  private(set) var text: String
  private(set) var document: TOMLDocument
  private let lineEnd: String

  init(_ text: String) throws(TOMLReadError) {
    document = try TOMLDocument(text)
    self.text = text
    lineEnd = LineEnd.first(in: text)
  }

  /// Sets the value at `path`, of which all but the last are names of tables that are there.
  ///
  /// - Throws: where one of them is not a table, or the document would not be one afterwards.
  mutating func set(_ path: [String], to value: JSONValue) throws {
    guard let name = path.last else { return }
    var table = document.root
    for step in path.dropLast() {
      guard let inner = table[step]?.table else { throw NotATable(name: step) }
      table = inner
    }
    var bytes = Array(text.utf8)
    let written = Self.text(of: value)
    switch (table[name], table.room) {
    case (let item?, _):
      guard !item.range.isEmpty else { throw NotATable(name: name) }
      bytes.replaceSubrange(item.range, with: written.utf8)
    case (nil, .line(let end, let lead)):
      let line = "\(Self.slice(bytes, lead))\(Self.key(name)) = \(written)"
      let isEnded = bytes[..<end].last == .lineFeed
      bytes.insert(contentsOf: (isEnded ? line + lineEnd : lineEnd + line).utf8, at: end)
    case (nil, .inline(let end, let lead)):
      let member = "\(Self.slice(bytes, lead))\(Self.key(name)) = \(written)"
      let isFirst = bytes[..<end].last == UInt8(ascii: "{")
      bytes.insert(contentsOf: (isFirst ? " \(member) " : ", \(member)").utf8, at: end)
    case (nil, nil):
      // Only headers of tables in it name it: one of its own is still free.
      let header = "[\(path.dropLast().map(Self.key).joined(separator: "."))]"
      return try append("\(header)\n\(Self.key(name)) = \(written)\n")
    }
    try replace(String(decoding: bytes, as: UTF8.self))
  }

  /// Adds lines behind all others.
  mutating func append(_ lines: String) throws {
    let gap =
      text.isEmpty || text.utf8.elementsEqual("\u{FEFF}".utf8)
      ? "" : text.utf8.last == .lineFeed ? lineEnd : lineEnd + lineEnd
    try replace(text + gap + LineEnd.all(in: lines, as: lineEnd))
  }

  private mutating func replace(_ new: String) throws {
    document = try TOMLDocument(new)
    text = new
  }

  private static func slice(_ bytes: [UInt8], _ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  // MARK: Writing

  /// On one line, as it can stand in braces.
  static func text(of value: JSONValue) -> String {
    switch value {
    case .string(let text): quoted(text)
    case .array(let elements): "[\(elements.map(text).joined(separator: ", "))]"
    case .object(let members) where members.isEmpty: "{}"
    case .object(let members):
      "{ "
        + members.sorted { $0.key < $1.key }.map { "\(key($0.key)) = \(text(of: $0.value))" }
        .joined(separator: ", ") + " }"
    case .null, .bool, .integer, .double: value.canonicalString
    }
  }

  static func key(_ name: String) -> String {
    !name.isEmpty && name.utf8.allSatisfy(TOMLReader.isBare) ? name : quoted(name)
  }

  /// A TOML basic string is written as a JSON string is, but for U+007F:
  /// https://toml.io/en/v1.0.0#string
  private static func quoted(_ text: String) -> String {
    JSONValue.string(text).canonicalString.replacing("\u{7F}", with: "\\u007F")
  }
}
