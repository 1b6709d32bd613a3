extension JSONValue {
  /// The one text of this value: RFC 8785 (JSON Canonicalization Scheme,
  /// https://www.rfc-editor.org/rfc/rfc8785), except that 64-bit integers are written exactly.
  ///
  /// Two writes of equal values are byte-identical, so the text can be hashed and compared.
  public var canonicalBytes: [UInt8] { written(forLine: false) }

  public var canonicalString: String { String(decoding: canonicalBytes, as: UTF8.self) }

  /// The canonical text as it can stand in a line: what Unicode calls a line end (U+0085, U+2028
  /// and U+2029; the others are escaped anyway) is escaped, since some readers cut lines there.
  public var lineBytes: [UInt8] { written(forLine: true) }

  public var lineString: String { String(decoding: lineBytes, as: UTF8.self) }

  /// Appends `lineBytes` to what is there.
  public func writeLine(to bytes: inout [UInt8]) { write(to: &bytes, forLine: true) }

  private func written(forLine isLine: Bool) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(512)  // Most answers fit, so that growing does not copy them.
    write(to: &bytes, forLine: isLine)
    return bytes
  }

  /// Appends the canonical text.
  ///
  /// Recurses once a level of nesting (measured: 0.2 KB of stack each, 1.6 KB in a debug build), so
  /// values made in code must stay below 5,000 levels; those read have 512 at most.
  private func write(to bytes: inout [UInt8], forLine isLine: Bool) {
    switch self {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .bool(true): bytes.append(contentsOf: "true".utf8)
    case .bool(false): bytes.append(contentsOf: "false".utf8)
    case .integer(let value): bytes.append(contentsOf: String(value).utf8)
    case .double(let value): Self.write(value, to: &bytes)
    case .string(let value): Self.write(value, to: &bytes, forLine: isLine)
    case .array(let elements):
      var separator = UInt8.openBracket
      for element in elements {
        bytes.append(separator)
        element.write(to: &bytes, forLine: isLine)
        separator = .comma
      }
      if elements.isEmpty { bytes.append(separator) }
      bytes.append(.closeBracket)
    case .object(let members):
      var separator = UInt8.openBrace
      for member in members.sorted() {
        bytes.append(separator)
        Self.write(member.key, to: &bytes, forLine: isLine)
        bytes.append(.colon)
        member.value.write(to: &bytes, forLine: isLine)
        separator = .comma
      }
      if members.isEmpty { bytes.append(separator) }
      bytes.append(.closeBrace)
    }
  }

  private static func write(_ string: String, to bytes: inout [UInt8], forLine isLine: Bool) {
    var string = string
    bytes.append(.quote)
    string.withUTF8 { text in
      var runStart = 0
      var index = PlainBytes.end(from: 0, in: UnsafeRawBufferPointer(text))
      while index < text.count {
        let byte = text[index]
        if byte < 0x20 || byte == .quote || byte == .backslash {
          bytes.append(contentsOf: text[runStart..<index])
          writeEscape(of: byte, to: &bytes)
          runStart = index + 1
        } else if isLine, byte >= 0xC2, let lineEnd = lineEnd(at: index, in: text) {
          bytes.append(contentsOf: text[runStart..<index])
          bytes.append(contentsOf: lineEnd.escape.utf8)
          runStart = index + lineEnd.length
        }
        index = PlainBytes.end(
          from: max(index + 1, runStart), in: UnsafeRawBufferPointer(text))
      }
      bytes.append(contentsOf: text[runStart...])
    }
    bytes.append(.quote)
  }

  /// How many bytes the line end at `index` has, and its escape; nil where there is none.
  private static func lineEnd(
    at index: Int, in text: UnsafeBufferPointer<UInt8>
  ) -> (length: Int, escape: String)? {
    // What follows a lead byte is there: a `String` holds whole characters only.
    switch text[index] {
    case 0xC2 where text[index + 1] == 0x85: (2, #"\u0085"#)
    case 0xE2 where text[index + 1] == 0x80 && text[index + 2] == 0xA8: (3, #"\u2028"#)
    case 0xE2 where text[index + 1] == 0x80 && text[index + 2] == 0xA9: (3, #"\u2029"#)
    default: nil
    }
  }

  private static func writeEscape(of byte: UInt8, to bytes: inout [UInt8]) {
    bytes.append(.backslash)
    switch byte {
    case .quote, .backslash: bytes.append(byte)
    case 0x08: bytes.append(UInt8(ascii: "b"))
    case 0x09: bytes.append(.lowerT)
    case 0x0A: bytes.append(.lowerN)
    case 0x0C: bytes.append(.lowerF)
    case 0x0D: bytes.append(UInt8(ascii: "r"))
    default:
      bytes.append(contentsOf: byte < 0x10 ? "u000".utf8 : "u001".utf8)
      bytes.append(contentsOf: String(byte & 15, radix: 16).utf8)
    }
  }
}

// MARK: - Numbers

extension JSONValue {
  /// Writes a double as ECMAScript's `Number::toString`
  /// (https://tc39.es/ecma262/#sec-numeric-types-number-tostring) does; NaN and the infinities,
  /// which JSON lacks, as `null`, as `JSON.stringify` does.
  ///
  /// Swift's `description` has the same digits (the shortest that read back as the same number),
  /// but places the point and the exponent differently.
  private static func write(_ double: Double, to bytes: inout [UInt8]) {
    guard double.isFinite else { return bytes.append(contentsOf: "null".utf8) }
    if double == 0 { return bytes.append(.zero) }
    if double < 0 { bytes.append(.minus) }
    let (digits, exponent) = shortestDigits(of: double.magnitude)
    // The names n and k are the specification's: the number is 0.DIGITS × 10^n, with k digits.
    let (n, k) = (exponent, digits.count)
    switch n {
    case k...21 where k <= 21:
      bytes += digits
      bytes += repeatElement(.zero, count: n - k)
    case 1...21:
      bytes += digits[..<n]
      bytes.append(.point)
      bytes += digits[n...]
    case -5...0:
      bytes += [.zero, .point]
      bytes += repeatElement(.zero, count: -n)
      bytes += digits
    default:
      bytes.append(digits[0])
      if k > 1 {
        bytes.append(.point)
        bytes += digits[1...]
      }
      bytes += [.lowerE, n > 0 ? .plus : .minus]
      bytes += String((n - 1).magnitude).utf8
    }
  }

  /// The digits of `double` without leading or trailing zeros, and the exponent that makes the
  /// number 0.DIGITS × 10^exponent.
  private static func shortestDigits(of double: Double) -> (digits: [UInt8], exponent: Int) {
    let text = Array(double.description.utf8)
    let mantissa = text.prefix { $0 != .lowerE }
    let written = Int(String(decoding: text.dropFirst(mantissa.count + 1), as: UTF8.self)) ?? 0
    let whole = mantissa.prefix { $0 != .point }.count
    var digits = mantissa.filter { $0 != .point }
    let leading = digits.prefix { $0 == .zero }.count
    digits.removeFirst(leading)
    while digits.last == .zero { digits.removeLast() }
    return (digits, whole - leading + written)
  }
}
