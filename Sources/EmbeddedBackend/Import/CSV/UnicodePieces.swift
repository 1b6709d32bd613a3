/// Makes UTF-8 of a file that comes in pieces.
///
/// What Excel saves as "Unicode text" is UTF-16 with a mark at its beginning
/// (https://www.unicode.org/faq/utf_bom.html#bom4); the mark itself is left out.
struct UnicodePieces {
  private enum Encoding { case utf8, utf16(isBigEndian: Bool) }

  private let file: String
  private let piece: () throws(ImportTextError) -> [UInt8]?
  private var encoding: Encoding?
  /// Bytes of a character that goes on in the next piece.
  private var rest: [UInt8] = []

  init(file: String, next: @escaping () throws(ImportTextError) -> [UInt8]?) {
    self.file = file
    piece = next
  }

  /// A piece of the text in UTF-8, perhaps an empty one; nil at its end.
  mutating func next() throws(ImportTextError) -> [UInt8]? {
    guard let more = try piece() else { return try last() }
    rest += more
    if encoding == nil {
      guard rest.count >= 3 else { return [] }
      try begin()
    }
    return try take(isLast: false)
  }

  /// What was held back.
  private mutating func last() throws(ImportTextError) -> [UInt8]? {
    guard !rest.isEmpty else { return nil }
    if encoding == nil { try begin() }
    let bytes = try take(isLast: true)
    rest = []
    return bytes.isEmpty ? nil : bytes
  }

  private mutating func begin() throws(ImportTextError) {
    switch (rest.first, rest.dropFirst().first) {
    case (0xFF, 0xFE): begin(.utf16(isBigEndian: false), after: 2)
    case (0xFE, 0xFF): begin(.utf16(isBigEndian: true), after: 2)
    default:
      if rest.prefix(3).contains(0) {
        throw ImportTextError(
          file: file, line: nil,
          message: "it looks like UTF-16 or UTF-32 without the mark that says so; save it as UTF-8")
      }
      begin(.utf8, after: rest.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
    }
  }

  private mutating func begin(_ encoding: Encoding, after mark: Int) {
    self.encoding = encoding
    rest.removeFirst(mark)
  }

  private mutating func take(isLast: Bool) throws(ImportTextError) -> [UInt8] {
    guard case .utf16(let isBigEndian) = encoding else {
      defer { rest = [] }
      return rest
    }
    var units: [UInt16] = []
    units.reserveCapacity(rest.count / 2)
    for index in stride(from: 0, to: rest.count - 1, by: 2) {
      let (first, second) = (UInt16(rest[index]), UInt16(rest[index + 1]))
      units.append(isBigEndian ? first << 8 | second : second << 8 | first)
    }
    let isSplit = !isLast && units.last.map(UTF16.isLeadSurrogate) ?? false
    if isSplit { units.removeLast() }
    rest.removeFirst(units.count * 2)
    guard let text = String(validating: units, as: UTF16.self), !isLast || rest.isEmpty else {
      throw ImportTextError(
        file: file, line: nil,
        message: "it begins as UTF-16 and is not that throughout; save it as UTF-8")
    }
    return Array(text.utf8)
  }
}
