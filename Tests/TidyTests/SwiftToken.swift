/// A word, a single sign, or one of `try!`, `try?`, `as!` and `as?`, in Swift code: so that a rule
/// about code does not stumble over comments and texts.
struct SwiftToken: Sendable, Equatable {
  let text: String
  /// Counted from 1.
  let line: Int

  static func tokens(of text: String) -> [SwiftToken] {
    var lexer = SwiftLexer(bytes: Array(text.utf8))
    lexer.readCode(until: nil)
    return lexer.tokens
  }
}

/// Knows as much of Swift as it takes to tell code from comments and string literals (with their
/// interpolations, which are code again). Regular expression literals are taken for code.
private struct SwiftLexer {
  let bytes: [UInt8]
  var tokens: [SwiftToken] = []
  private var index = 0
  private var line = 1

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// Reads up to the end, or beyond the `closer` that belongs to a parenthesis opened before.
  mutating func readCode(until closer: UInt8?) {
    var depth = 0
    while let byte = peek() {
      if Self.isWord(byte) {
        let start = index
        while let byte = peek(), Self.isWord(byte) { advance() }
        let takesSign = ["as", "try"].contains(word(start))
        if takesSign, starts("!") || starts("?") { advance() }
        append(start)
      } else if starts("//") {
        while let byte = peek(), byte != UInt8(ascii: "\n") { advance() }
      } else if starts("/*") {
        skipBlockComment()
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "#"), let hashes = stringHashes()
      {
        skipString(hashes: hashes)
      } else {
        if byte == UInt8(ascii: "(") { depth += 1 }
        if byte == UInt8(ascii: ")") { depth -= 1 }
        let start = index
        advance()
        if closer != nil, depth < 0 { return }
        if byte > 0x20 { append(start) }
      }
    }
  }

  private mutating func skipBlockComment() {
    var depth = 0
    repeat {
      if starts("/*") {
        depth += 1
        advance(2)
      } else if starts("*/") {
        depth -= 1
        advance(2)
      } else {
        advance()
      }
    } while depth > 0 && peek() != nil
  }

  /// How many `#` stand before the quote here; nil where no string begins.
  private func stringHashes() -> Int? {
    let hashes = bytes[index...].prefix { $0 == UInt8(ascii: "#") }.count
    return peek(hashes) == UInt8(ascii: "\"") ? hashes : nil
  }

  private mutating func skipString(hashes: Int) {
    let fence = String(repeating: "#", count: hashes)
    advance(hashes)
    let isMultiline = starts("\"\"\"")
    let quotes = isMultiline ? "\"\"\"" : "\""
    advance(quotes.utf8.count)
    while let byte = peek() {
      if starts(quotes + fence) { return advance(quotes.utf8.count + hashes) }
      if starts("\\" + fence + "(") {
        advance(hashes + 2)
        readCode(until: UInt8(ascii: ")"))
      } else if starts("\\" + fence) {
        advance(hashes + 2)
      } else if byte == UInt8(ascii: "\n"), !isMultiline {
        return  // It was not a string after all; the next line is code again.
      } else {
        advance()
      }
    }
  }

  private func peek(_ offset: Int = 0) -> UInt8? {
    index + offset < bytes.count ? bytes[index + offset] : nil
  }

  private func starts(_ text: String) -> Bool { bytes[index...].starts(with: text.utf8) }

  private mutating func advance(_ count: Int = 1) {
    for _ in 0..<count where index < bytes.count {
      if bytes[index] == UInt8(ascii: "\n") { line += 1 }
      index += 1
    }
  }

  private mutating func append(_ start: Int) {
    tokens.append(SwiftToken(text: word(start), line: line))
  }

  private func word(_ start: Int) -> String {
    String(decoding: bytes[start..<index], as: UTF8.self)
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }
}
