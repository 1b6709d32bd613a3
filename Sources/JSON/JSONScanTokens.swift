// The tokens that need a closer look: strings and numbers.

// MARK: - Strings

extension JSONScanner {
  /// Reads the string that begins at `index`, beyond its closing quote.
  mutating func string() throws(JSONReadError) -> JSONStringToken {
    let opening = index
    let count = bytes.count
    var position = index + 1
    var hasEscapes = false
    while true {
      position = bytes.withUnsafeBytes { PlainBytes.end(from: position, in: $0) }
      guard position < count else { break }
      switch bytes[position] {
      case .quote:
        index = position + 1
        return JSONStringToken(range: opening + 1..<position, hasEscapes: hasEscapes)
      case .backslash:
        hasEscapes = true
        position = try escape(at: position)
      case 0x80...: position = try multibyte(at: position)
      default:
        throw malformed("a control character stands unescaped in a string", at: position)
      }
    }
    throw malformed("the text ends inside the string that begins at byte \(opening)", at: count)
  }

  /// - Returns: where the text goes on after the escape at `start`.
  private mutating func escape(at start: Int) throws(JSONReadError) -> Int {
    guard start + 1 < bytes.count else {
      throw malformed("the text ends inside an escape", at: start)
    }
    switch bytes[start + 1] {
    case .quote, .backslash, UInt8(ascii: "/"), UInt8(ascii: "b"), .lowerF, .lowerN,
      UInt8(ascii: "r"), .lowerT:
      return start + 2
    case .lowerU: break
    default: throw malformed("a string holds an escape that JSON does not have", at: start)
    }
    guard let unit = JSONStringToken.unit(at: start, in: bytes) else {
      throw malformed("`\\u` wants four hexadecimal digits", at: start)
    }
    guard UTF16.isSurrogate(unit) else { return start + 6 }
    if UTF16.isLeadSurrogate(unit), let next = JSONStringToken.unit(at: start + 6, in: bytes),
      UTF16.isTrailSurrogate(next)
    {
      return start + 12
    }
    if !limits.isLenient {
      refuse("a string holds half of a surrogate pair, which is not a character", at: start)
    }
    return start + 6
  }

  /// Holds one character of more than one byte against the well-formed sequences of Unicode's
  /// table 3-7 (https://www.unicode.org/versions/Unicode16.0.0/core-spec/chapter-3/#G27506).
  ///
  /// - Returns: where the next character begins.
  private func multibyte(at start: Int) throws(JSONReadError) -> Int {
    let second: ClosedRange<UInt8>
    let length: Int
    switch bytes[start] {
    case 0xC2...0xDF: (second, length) = (0x80...0xBF, 2)
    case 0xE0: (second, length) = (0xA0...0xBF, 3)
    case 0xED: (second, length) = (0x80...0x9F, 3)
    case 0xE1...0xEF: (second, length) = (0x80...0xBF, 3)
    case 0xF0: (second, length) = (0x90...0xBF, 4)
    case 0xF1...0xF3: (second, length) = (0x80...0xBF, 4)
    case 0xF4: (second, length) = (0x80...0x8F, 4)
    default: throw malformed("the text is not UTF-8", at: start)
    }
    guard start + length <= bytes.count, second.contains(bytes[start + 1]),
      bytes[(start + 2)..<(start + length)].allSatisfy({ (0x80...0xBF).contains($0) })
    else { throw malformed("the text is not UTF-8", at: start) }
    return start + length
  }
}

// MARK: - Numbers

extension JSONScanner {
  /// Reads the number that begins at `index`.
  ///
  /// - Returns: its value, where it has one.
  mutating func number() throws(JSONReadError) -> JSONValue {
    let start = index
    let isNegative = current == .minus
    if isNegative { index += 1 }
    let firstDigit = index
    if current == .zero {
      index += 1
    } else {
      try digits()
    }
    let isInteger = current != .point && current | 0x20 != .lowerE
    if current == .point {
      index += 1
      try digits()
    }
    if current | 0x20 == .lowerE {
      index += 1
      if current == .minus || current == .plus { index += 1 }
      try digits()
    }
    guard isInteger else { return fraction(start..<index) }
    // Up to 18 digits all fit.
    guard index - firstDigit <= 18 else { return longInteger(start..<index) }
    var magnitude: Int64 = 0
    for digit in bytes[firstDigit..<index] { magnitude = magnitude * 10 + Int64(digit - .zero) }
    return .integer(isNegative ? -magnitude : magnitude)
  }

  private mutating func digits() throws(JSONReadError) {
    guard (.zero ... .nine).contains(current) else { throw unexpected(wanted: "a digit") }
    repeat { index += 1 } while (.zero ... .nine).contains(current)
  }

  /// Integers beyond 64 bits would lose digits, so they are refused, but for those that are the
  /// canonical text of a double: our own writer makes them, and no digit is lost.
  private mutating func longInteger(_ range: Range<Int>) -> JSONValue {
    // Doubles from 1e21 on are written with an exponent: 21 digits and a sign at most.
    if range.count <= 22 {
      let text = text(of: range)
      if let integer = Int64(text) { return .integer(integer) }
      if let double = Double(text), JSONValue.double(double).canonicalString == text {
        return .double(double)
      }
    }
    // The service writes numbers as strings in many places, so that these are understood.
    guard !limits.isLenient else { return .string(text(of: range)) }
    refuse(
      "the integer \(excerpt(of: range)) does not fit 64 bits; send it as a string",
      at: range.lowerBound)
    return .null
  }

  private mutating func fraction(_ range: Range<Int>) -> JSONValue {
    if let double = Double(text(of: range)), double.isFinite { return JSONValue(double) }
    guard !limits.isLenient else { return .string(text(of: range)) }
    refuse(
      "the number \(excerpt(of: range)) is greater than a 64-bit double can hold",
      at: range.lowerBound)
    return .null
  }

  private func text(of range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  /// As much of a number as a message can show.
  private func excerpt(of range: Range<Int>) -> String {
    range.count <= 40 ? text(of: range) : text(of: range.prefix(40)) + "…"
  }
}

// MARK: - Texts

/// A string that was read: where it stands between its quotes.
struct JSONStringToken {
  let range: Range<Int>
  let hasEscapes: Bool

  /// The string itself, escapes resolved. Halves of surrogate pairs become U+FFFD.
  func text(in bytes: [UInt8]) -> String {
    guard hasEscapes else { return String(decoding: bytes[range], as: UTF8.self) }
    var text: [UInt8] = []
    text.reserveCapacity(range.count)  // No escape is shorter than what it stands for.
    var position = range.lowerBound
    while position < range.upperBound {
      guard bytes[position] == .backslash else {
        text.append(bytes[position])
        position += 1
        continue
      }
      let (scalar, length) = Self.escape(at: position, in: bytes)
      text.append(contentsOf: scalar.utf8)
      position += length
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The character that the escape at `start` stands for, and how many bytes the escape has.
  private static func escape(at start: Int, in bytes: [UInt8]) -> (Unicode.Scalar, length: Int) {
    guard let unit = unit(at: start, in: bytes) else { return (scalar(for: bytes[start + 1]), 2) }
    if let scalar = Unicode.Scalar(unit) { return (scalar, 6) }
    if UTF16.isLeadSurrogate(unit), let next = Self.unit(at: start + 6, in: bytes),
      UTF16.isTrailSurrogate(next),
      let scalar = Unicode.Scalar(0x1_0000 + UInt32(unit & 0x3FF) << 10 + UInt32(next & 0x3FF))
    {
      return (scalar, 12)
    }
    return ("\u{FFFD}", 6)
  }

  private static func scalar(for letter: UInt8) -> Unicode.Scalar {
    switch letter {
    case UInt8(ascii: "b"): "\u{08}"
    case .lowerF: "\u{0C}"
    case .lowerN: "\n"
    case UInt8(ascii: "r"): "\r"
    case .lowerT: "\t"
    default: Unicode.Scalar(letter)
    }
  }

  /// The code unit that an escape of four hexadecimal digits at `start` gives; nil where there is
  /// no such escape.
  static func unit(at start: Int, in bytes: [UInt8]) -> UInt16? {
    guard start + 6 <= bytes.count, bytes[start] == .backslash, bytes[start + 1] == .lowerU else {
      return nil
    }
    var unit: UInt16 = 0
    for byte in bytes[(start + 2)..<(start + 6)] {
      switch byte {
      case .zero ... .nine: unit = unit << 4 | UInt16(byte - .zero)
      case UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: "a")...UInt8(ascii: "f"):
        unit = unit << 4 | UInt16((byte | 0x20) - UInt8(ascii: "a") + 10)
      default: return nil
      }
    }
    return unit
  }
}
