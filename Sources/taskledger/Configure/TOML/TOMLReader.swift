/// Reads a document from its first byte to its last, or says why it is not one.
///
/// Which tables may be added to is as in Python's tomllib, against which `.ci/configure_check.py`
/// holds this.
struct TOMLReader {
  var scanner: TOMLScanner
  let root = TOMLTable(.header)

  /// Levels of arrays and inline tables, and parts of a key: what is deeper is not a file of
  /// settings, and would exhaust the stack.
  private static let deepest = 100

  init(_ text: String) { scanner = TOMLScanner(bytes: Array(text.utf8)) }

  mutating func read() throws(TOMLReadError) {
    // A byte order mark is not part of the text, say the readers of hosts.
    if scanner.starts(with: "\u{FEFF}") { scanner.place = 3 }
    var section = root
    while scanner.next != nil {
      let lineStart = scanner.place
      scanner.skipBlanks()
      switch scanner.next {
      case UInt8(ascii: "["):
        let indent = lineStart..<scanner.place
        section = try header()
        try scanner.endLine()
        section.room = .line(after: scanner.place, lead: indent)
      case UInt8(ascii: "#"), .carriageReturn, .lineFeed, nil: try scanner.endLine()
      default:
        let indent = lineStart..<scanner.place
        let tables = try keyAndValue(in: section, depth: 0)
        try scanner.endLine()
        section.room = .line(after: scanner.place, lead: indent)
        for (table, leadEnd) in tables {
          table.room = .line(after: scanner.place, lead: lineStart..<leadEnd)
        }
      }
    }
  }

  // MARK: Keys

  private struct Part {
    let key: TOMLKey
    let start: Int
  }

  /// One part, or several with dots between.
  private mutating func key() throws(TOMLReadError) -> [Part] {
    var parts: [Part] = []
    repeat {
      scanner.skipBlanks()
      let start = scanner.place
      parts.append(Part(key: TOMLKey(try simpleKey()), start: start))
      scanner.skipBlanks()
      guard parts.count <= Self.deepest else { throw scanner.error("a key has too many parts") }
    } while scanner.skip(".")
    return parts
  }

  private mutating func simpleKey() throws(TOMLReadError) -> String {
    if scanner.next == .quote || scanner.next == .apostrophe {
      return try scanner.string(mayHaveLines: false)
    }
    let word = scanner.bytes[scanner.place...].prefix { Self.isBare($0) }
    guard !word.isEmpty else {
      throw scanner.error("a key is missing, or has a character that stands in quotes only")
    }
    scanner.place += word.count
    return String(decoding: word, as: UTF8.self)
  }

  static func isBare(_ byte: UInt8) -> Bool {
    let character = Character(UnicodeScalar(byte))
    return byte < 0x80 && (character.isLetter || character.isNumber || "-_".contains(character))
  }

  // MARK: Tables

  /// `[a.b]` or `[[a.b]]`.
  private mutating func header() throws(TOMLReadError) -> TOMLTable {
    let isElement = scanner.starts(with: "[[")
    scanner.place += isElement ? 2 : 1
    let parts = try key()
    guard let last = parts.last, scanner.starts(with: isElement ? "]]" : "]") else {
      throw scanner.error("a header is not closed")
    }
    scanner.place += isElement ? 2 : 1
    var table = root
    for part in parts.dropLast() { table = try onTheWay(part.key, in: table) }
    return isElement ? try element(last.key, in: table) : try declared(last.key, in: table)
  }

  private func onTheWay(_ key: TOMLKey, in table: TOMLTable) throws(TOMLReadError) -> TOMLTable {
    switch table.items[key]?.kind {
    case nil: return added(.implicit, as: key, to: table)
    case .table(let inner) where inner.form != .inline: return inner
    case .tables(let elements):
      if let last = elements.last { return last }
      fallthrough
    default: throw scanner.error("`\(key.name)` is not a table that a header can add to")
    }
  }

  private func declared(_ key: TOMLKey, in table: TOMLTable) throws(TOMLReadError) -> TOMLTable {
    guard let item = table.items[key] else { return added(.header, as: key, to: table) }
    guard let inner = item.table, inner.form == .implicit else {
      throw scanner.error("`\(key.name)` is declared twice")
    }
    inner.form = .header
    return inner
  }

  private func element(_ key: TOMLKey, in table: TOMLTable) throws(TOMLReadError) -> TOMLTable {
    var elements: [TOMLTable] = []
    switch table.items[key]?.kind {
    case nil: break
    case .tables(let earlier): elements = earlier
    default: throw scanner.error("`\(key.name)` is declared twice")
    }
    let element = TOMLTable(.header)
    table.items[key] = TOMLItem(kind: .tables(elements + [element]), range: 0..<0)
    return element
  }

  private func added(
    _ form: TOMLTable.Form, as key: TOMLKey, to table: TOMLTable
  ) -> TOMLTable {
    let inner = TOMLTable(form)
    table.items[key] = TOMLItem(kind: .table(inner), range: 0..<0)
    return inner
  }

  // MARK: Values

  /// - Returns: the tables that the dotted key went through, each with where the next part began.
  private mutating func keyAndValue(
    in section: TOMLTable, depth: Int
  ) throws(TOMLReadError) -> [(TOMLTable, leadEnd: Int)] {
    let parts = try key()
    guard scanner.skip("=") else { throw scanner.error("`=` is missing behind a key") }
    scanner.skipBlanks()
    var table = section
    var passed: [(TOMLTable, leadEnd: Int)] = []
    for (part, next) in zip(parts, parts.dropFirst()) {
      table = try dotted(part.key, in: table)
      passed.append((table, next.start))
    }
    let value = try value(depth: depth)
    guard let last = parts.last, table.items[last.key] == nil else {
      throw scanner.error("`\(parts.map(\.key.name).joined(separator: "."))` is given twice")
    }
    table.items[last.key] = value
    return passed
  }

  private func dotted(_ key: TOMLKey, in table: TOMLTable) throws(TOMLReadError) -> TOMLTable {
    guard let item = table.items[key] else { return added(.dotted, as: key, to: table) }
    guard let inner = item.table, inner.form == .dotted || inner.form == .implicit else {
      throw scanner.error("`\(key.name)` is not a table that dotted keys can add to")
    }
    inner.form = .dotted
    return inner
  }

  private mutating func value(depth: Int) throws(TOMLReadError) -> TOMLItem {
    let start = scanner.place
    guard depth < Self.deepest else { throw scanner.error("values are nested too deeply") }
    let kind: TOMLItem.Kind =
      switch scanner.next {
      case .quote, .apostrophe: .scalar(TOMLScalar(type: .string, text: try scanner.string()))
      case UInt8(ascii: "["): try array(depth: depth + 1)
      case UInt8(ascii: "{"): .table(try inlineTable(depth: depth + 1))
      default: .scalar(try word())
      }
    return TOMLItem(kind: kind, range: start..<scanner.place)
  }

  private mutating func array(depth: Int) throws(TOMLReadError) -> TOMLItem.Kind {
    scanner.place += 1
    var items: [TOMLItem] = []
    while true {
      try scanner.skipLines()
      if scanner.skip("]") { return .array(items) }
      items.append(try value(depth: depth))
      try scanner.skipLines()
      guard scanner.skip(",") || scanner.next == UInt8(ascii: "]") else {
        throw scanner.error("an array is not closed, or `,` is missing in it")
      }
    }
  }

  private mutating func inlineTable(depth: Int) throws(TOMLReadError) -> TOMLTable {
    scanner.place += 1
    let table = TOMLTable(.inline)
    table.room = .inline(after: scanner.place, lead: 0..<0)
    scanner.skipBlanks()
    if scanner.skip("}") { return table }
    repeat {
      scanner.skipBlanks()
      let keyStart = scanner.place
      let tables = try keyAndValue(in: table, depth: depth)
      let end = scanner.place
      table.room = .inline(after: end, lead: 0..<0)
      for (inner, leadEnd) in tables {
        inner.room = .inline(after: end, lead: keyStart..<leadEnd)
      }
      scanner.skipBlanks()
    } while scanner.skip(",")
    guard scanner.skip("}") else {
      throw scanner.error("an inline table is not closed on its line, or `,` is missing in it")
    }
    return table
  }

  /// A number, a date or a Boolean.
  private mutating func word() throws(TOMLReadError) -> TOMLScalar {
    let signs: [UInt8] = Array("+-_.:".utf8)
    func isPart(_ byte: UInt8) -> Bool { Self.isBare(byte) || signs.contains(byte) }
    let start = scanner.place
    scanner.place += scanner.bytes[start...].prefix(while: isPart).count
    let rest = scanner.bytes[scanner.place...]
    // A date, one space and a time are one value.
    if scanner.place - start == 10, rest.first == .space,
      rest.dropFirst().prefix(2).allSatisfy({ (0x30...0x39).contains($0) }),
      rest.dropFirst(3).first == UInt8(ascii: ":")
    {
      scanner.place += 1 + rest.dropFirst().prefix(while: isPart).count
    }
    let word = String(decoding: scanner.bytes[start..<scanner.place], as: UTF8.self)
    guard let scalar = TOMLScalar(word) else {
      throw scanner.error(
        word.isEmpty ? "a value is missing" : "`\(word)` is not a value, or out of range")
    }
    return scalar
  }
}
