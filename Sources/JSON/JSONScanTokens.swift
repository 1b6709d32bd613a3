// The tokens of the strict scan that need a closer look: strings, numbers and member names.

// MARK: - Strings

extension JSONScanner {
  /// Reads the string that begins at `index`, beyond its closing quote.
  ///
  /// - Returns: whether it is plain: ASCII without escapes, so that its bytes are its text.
  mutating func string() throws(JSONReadError) -> Bool {
    let opening = index
    let count = bytes.count
    var position = index + 1
    var isPlain = true
    while position < count {
      let byte = bytes[position]
      switch byte {
      case .quote:
        index = position + 1
        return isPlain
      case .backslash:
        isPlain = false
        position = try escape(at: position)
      case 0x20..<0x80: position += 1
      case 0x80...:
        isPlain = false
        position = try multibyte(at: position)
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
    guard let unit = JSONName.unit(at: start, in: bytes) else {
      throw malformed("`\\u` wants four hexadecimal digits", at: start)
    }
    guard UTF16.isSurrogate(unit) else { return start + 6 }
    if UTF16.isLeadSurrogate(unit), let next = JSONName.unit(at: start + 6, in: bytes),
      UTF16.isTrailSurrogate(next)
    {
      return start + 12
    }
    if limits.isLenient {
      rewrites.append((start..<start + 6, #"\ufffd"#))
    } else {
      refuse("a string holds half of a surrogate pair, which is no character", at: start)
    }
    return start + 6
  }

  /// Holds one character of more than one byte against the well-formed sequences of Unicode's
  /// table 3-7 (https://www.unicode.org/versions/Unicode16.0.0/core-spec/chapter-3/#G27506).
  ///
  /// - Returns: where the next character begins.
  private mutating func multibyte(at start: Int) throws(JSONReadError) -> Int {
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
    default: throw malformed("the text is no UTF-8", at: start)
    }
    guard start + length <= bytes.count, second.contains(bytes[start + 1]),
      bytes[(start + 2)..<(start + length)].allSatisfy({ (0x80...0xBF).contains($0) })
    else { throw malformed("the text is no UTF-8", at: start) }
    // U+FEFF: JSONSerialization drops it where a string, or what follows an escape, begins with it.
    if length == 3, bytes[start...].starts(with: [0xEF, 0xBB, 0xBF]) {
      rewrites.append((start..<start + 3, #"\ufeff"#))
    }
    return start + length
  }
}

// MARK: - Numbers

extension JSONScanner {
  /// Reads the number that begins at `index`.
  mutating func number() throws(JSONReadError) {
    let start = index
    if current == .minus { index += 1 }
    let firstDigit = index
    if current == .zero {
      index += 1
    } else {
      try digits()
    }
    let wholeDigits = index - firstDigit
    guard current == .point || current | 0x20 == .lowerE else {
      if wholeDigits > 18 { checkInteger(start..<index) }
      return
    }
    if current == .point {
      index += 1
      try digits()
    }
    let mantissaLength = index - start
    var exponent = 0
    if current | 0x20 == .lowerE {
      index += 1
      let isNegative = current == .minus
      if isNegative || current == .plus { index += 1 }
      let firstExponentDigit = index
      try digits()
      for digit in bytes[firstExponentDigit..<index] where exponent < 100_000 {
        exponent = exponent * 10 + Int(digit - .zero)
      }
      if isNegative { exponent = -exponent }
    }
    // Beyond 17 characters JSONSerialization reads decimals by an arithmetic that is off in the
    // last digit (`0.30000000000000004` becomes 0.3000000000000001); the greatest double has 309
    // digits.
    if mantissaLength > 17 || wholeDigits + exponent > 308 {
      checkDouble(start..<index, isRewritten: mantissaLength > 17)
    }
  }

  private mutating func digits() throws(JSONReadError) {
    guard (.zero ... .nine).contains(current) else { throw unexpected(wanted: "a digit") }
    repeat { index += 1 } while (.zero ... .nine).contains(current)
  }

  /// Integers beyond 64 bits would lose digits, so they are refused, but for those that are the
  /// canonical text of a double: our own writer makes them, and no digit is lost.
  private mutating func checkInteger(_ range: Range<Int>) {
    // Doubles from 1e21 on are written with an exponent: 21 digits and a sign at most.
    if range.count <= 22 {
      let text = text(of: range)
      if Int64(text) != nil { return }
      if let double = Double(text), JSONValue.double(double).canonicalString == text { return }
    }
    guard !limits.isLenient else { return quote(range) }
    refuse(
      "the integer \(excerpt(of: range)) does not fit 64 bits; send it as a string",
      at: range.lowerBound)
  }

  /// The service writes numbers as strings in many places, so that these are understood.
  private mutating func quote(_ range: Range<Int>) {
    rewrites.append((range, "\"\(text(of: range))\""))
  }

  private mutating func checkDouble(_ range: Range<Int>, isRewritten: Bool) {
    guard let double = Double(text(of: range)), double.isFinite else {
      guard !limits.isLenient else { return quote(range) }
      refuse(
        "the number \(excerpt(of: range)) is greater than a 64-bit double can hold",
        at: range.lowerBound)
      return
    }
    guard isRewritten else { return }
    rewrites.append((range, Int64(exactly: double).map { "\($0)" } ?? "\(double)"))
  }

  private func text(of range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  /// As much of a number as a message can show.
  private func excerpt(of range: Range<Int>) -> String {
    range.count <= 40 ? text(of: range) : text(of: range.prefix(40)) + "…"
  }
}

// MARK: - Names

/// The name of a member: where it stands between its quotes.
struct JSONName {
  let range: Range<Int>
  /// ASCII without escapes.
  let isPlain: Bool

  /// The name itself, escapes resolved. Halves of surrogate pairs become U+FFFD.
  func text(in bytes: [UInt8]) -> String {
    if isPlain { return String(decoding: bytes[range], as: UTF8.self) }
    var text = String.UnicodeScalarView()
    var rest = bytes[range]
    while let escape = rest.firstIndex(of: .backslash) {
      text.append(contentsOf: String(decoding: rest[..<escape], as: UTF8.self).unicodeScalars)
      var units: [UInt16] = []
      var position = escape
      while let unit = Self.unit(at: position, in: bytes) {
        units.append(unit)
        position += 6
      }
      if units.isEmpty {
        text.append(Self.scalar(escapedAs: bytes[escape + 1]))
        position += 2
      } else {
        text.append(contentsOf: String(decoding: units, as: UTF16.self).unicodeScalars)
      }
      rest = bytes[position..<range.upperBound]
    }
    text.append(contentsOf: String(decoding: rest, as: UTF8.self).unicodeScalars)
    return String(text)
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

  private static func scalar(escapedAs byte: UInt8) -> Unicode.Scalar {
    switch byte {
    case UInt8(ascii: "b"): "\u{08}"
    case .lowerF: "\u{0C}"
    case .lowerN: "\n"
    case UInt8(ascii: "r"): "\r"
    case .lowerT: "\t"
    default: Unicode.Scalar(byte)
    }
  }

  /// The first name that stands a second time, or differs from an earlier one only in Unicode
  /// normalization: `Dictionary<String, …>` takes the two for one, so one value would be lost.
  static func duplicate(in names: ArraySlice<JSONName>, of bytes: [UInt8]) -> JSONName? {
    // Up to here comparing each with each is faster than making strings and a set of them; beyond,
    // it would let an object of a million members take hours.
    if names.count <= 16, names.allSatisfy(\.isPlain) {
      for (index, name) in zip(names.indices, names) {
        for earlier in names[..<index]
        where earlier.range.count == name.range.count
          && bytes[earlier.range].elementsEqual(bytes[name.range])
        {
          return name
        }
      }
      return nil
    }
    var seen = Set<String>(minimumCapacity: names.count)
    return names.first { !seen.insert($0.text(in: bytes)).inserted }
  }
}
