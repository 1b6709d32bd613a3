// The four kinds of strings: https://toml.io/en/v1.0.0#string
extension TOMLScanner {
  /// - Parameter mayHaveLines: false for keys, which are written on one line.
  mutating func string(mayHaveLines: Bool = true) throws(TOMLReadError) -> String {
    if mayHaveLines, starts(with: "\"\"\"") { return try lines(of: .quote) }
    if mayHaveLines, starts(with: "'''") { return try lines(of: .apostrophe) }
    let mark: UInt8 = next == .quote ? .quote : .apostrophe
    place += 1
    var text: [UInt8] = []
    while let byte = next, !Self.isControl(byte) {
      if byte == mark {
        place += 1
        return String(decoding: text, as: UTF8.self)
      }
      try append(byte, to: &text, escaping: mark == .quote)
    }
    throw error("a string is not closed on its line, or holds a control character")
  }

  private mutating func lines(of mark: UInt8) throws(TOMLReadError) -> String {
    place += 3
    // The first line end is not part of it.
    _ = try skipLineEnd()
    var text: [UInt8] = []
    while let byte = next {
      if byte == mark, bytes[place...].prefix(3).elementsEqual([mark, mark, mark]) {
        place += 3
        // Up to two quotes can stand before the three that close.
        for _ in 0..<2 where next == mark {
          text.append(mark)
          place += 1
        }
        return String(decoding: text, as: UTF8.self)
      }
      if try skipLineEnd() {
        text.append(.lineFeed)
      } else if Self.isControl(byte) {
        throw error("a string holds a control character")
      } else if mark == .quote, isEscapedLineEnd {
        try skipEscapedLineEnd()
      } else {
        try append(byte, to: &text, escaping: mark == .quote)
      }
    }
    throw error("a string of several lines is not closed")
  }

  /// Whether a backslash stands here with nothing but white space on its line.
  private var isEscapedLineEnd: Bool {
    guard next == UInt8(ascii: "\\") else { return false }
    let rest = bytes[(place + 1)...].drop { $0 == .space || $0 == .tab }
    return rest.starts(with: "\n".utf8) || rest.starts(with: "\r\n".utf8)
  }

  private mutating func skipEscapedLineEnd() throws(TOMLReadError) {
    place += 1
    repeat { skipBlanks() } while try skipLineEnd()
  }

  private mutating func append(
    _ byte: UInt8, to text: inout [UInt8], escaping: Bool
  ) throws(TOMLReadError) {
    place += 1
    guard escaping, byte == UInt8(ascii: "\\") else { return text.append(byte) }
    let escape = next
    place += 1
    switch escape {
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "t"): text.append(.tab)
    case UInt8(ascii: "n"): text.append(.lineFeed)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "r"): text.append(.carriageReturn)
    case UInt8.quote, UInt8(ascii: "\\"): text.append(byte: escape)
    case UInt8(ascii: "u"): text += try scalar(digits: 4)
    case UInt8(ascii: "U"): text += try scalar(digits: 8)
    default: throw error("a string holds a backslash with an escape that does not exist")
    }
  }

  private mutating func scalar(digits count: Int) throws(TOMLReadError) -> [UInt8] {
    let digits = bytes[min(place, bytes.count)...].prefix(count)
    guard digits.count == count, digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
      let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
      let scalar = Unicode.Scalar(value)
    else { throw error("a string holds `\\u` without the number of a character") }
    place += count
    return Array(String(scalar).utf8)
  }
}

extension [UInt8] {
  fileprivate mutating func append(byte: UInt8?) { if let byte { append(byte) } }
}
