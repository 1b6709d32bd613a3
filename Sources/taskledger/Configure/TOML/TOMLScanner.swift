/// The bytes of a document, and how far they have been read: what all parts of the reader share.
struct TOMLScanner {
  let bytes: [UInt8]
  var place = 0

  var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  func starts(with text: StaticString) -> Bool {
    text.withUTF8Buffer { bytes[place...].starts(with: $0) }
  }

  mutating func skip(_ byte: Character) -> Bool {
    guard let next, Character(UnicodeScalar(next)) == byte else { return false }
    place += 1
    return true
  }

  func error(_ message: String) -> TOMLReadError {
    let line = bytes[..<min(place, bytes.count)].count { $0 == .lineFeed } + 1
    return TOMLReadError(message: message, line: line)
  }

  // MARK: Between the tokens

  mutating func skipBlanks() {
    while let byte = next, byte == .space || byte == .tab { place += 1 }
  }

  /// Reads a line end, LF or CR LF; false where something else stands here.
  mutating func skipLineEnd() throws(TOMLReadError) -> Bool {
    if next == .lineFeed {
      place += 1
      return true
    }
    guard next == .carriageReturn else { return false }
    guard starts(with: "\r\n") else {
      throw error("a carriage return stands without a line feed behind it")
    }
    place += 2
    return true
  }

  /// A `#` and what follows on its line.
  mutating func skipComment() throws(TOMLReadError) {
    guard next == UInt8(ascii: "#") else { return }
    while let byte = next, byte != .lineFeed, byte != .carriageReturn {
      guard !Self.isControl(byte) else { throw error("a comment holds a control character") }
      place += 1
    }
  }

  /// Blanks, comments and line ends, as they may stand between the values of an array.
  mutating func skipLines() throws(TOMLReadError) {
    repeat {
      skipBlanks()
      try skipComment()
    } while try skipLineEnd()
  }

  /// The rest of a line that must hold nothing but a comment.
  mutating func endLine() throws(TOMLReadError) {
    skipBlanks()
    try skipComment()
    guard try skipLineEnd() || next == nil else {
      throw error("something stands behind the end of a line's key and value, or of its header")
    }
  }

  /// All that TOML wants escaped, but for the tab.
  static func isControl(_ byte: UInt8) -> Bool { byte < 0x20 && byte != .tab || byte == 0x7F }
}

extension UInt8 {
  static let tab = UInt8(ascii: "\t")
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let space = UInt8(ascii: " ")
  static let quote = UInt8(ascii: "\"")
  static let apostrophe = UInt8(ascii: "'")
}
