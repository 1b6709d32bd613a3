/// URIs, IRIs and URI templates.
enum URIFormats {
  /// RFC 3986; with Unicode, RFC 3987 but for its list of private characters.
  static func isReference(_ text: String, needsScheme: Bool, allowsUnicode: Bool) -> Bool {
    let parts = URIReference(text)
    if parts.scheme == nil {
      if needsScheme { return false }
      // Section 4.2: a `:` in the first segment would make a scheme of it.
      let first = parts.path.utf8.prefix { $0 != UInt8(ascii: "/") }
      if parts.authority == nil, first.contains(UInt8(ascii: ":")) { return false }
    }
    func holds(_ part: String?, _ further: String) -> Bool {
      part.map { consists($0[...], of: ":@/" + further, allowsUnicode) } ?? true
    }
    return holds(parts.path, "") && holds(parts.query, "?") && holds(parts.fragment, "?")
      && (parts.authority.map { isAuthority($0, allowsUnicode) } ?? true)
  }

  /// Section 3.2.
  private static func isAuthority(_ text: String, _ allowsUnicode: Bool) -> Bool {
    var host = text[...]
    if let at = host.firstIndex(of: "@") {
      guard consists(host[..<at], of: ":", allowsUnicode) else { return false }
      host = host[host.index(after: at)...]
    }
    if host.hasPrefix("[") {
      guard let end = host.firstIndex(of: "]") else { return false }
      let literal = host[host.index(after: host.startIndex)..<end]
      let port = host[host.index(after: end)...]
      return (AddressFormats.isIPv6(literal) || isFutureAddress(literal))
        && (port.isEmpty
          || (port.hasPrefix(":") && port.utf8.dropFirst().allSatisfy(\.isASCIIDigit)))
    }
    if let colon = host.firstIndex(of: ":") {
      guard host[host.index(after: colon)...].utf8.allSatisfy(\.isASCIIDigit) else { return false }
      host = host[..<colon]
    }
    return consists(host, of: "", allowsUnicode)
  }

  /// "v", hexadecimal digits, ".", then at least one character.
  private static func isFutureAddress(_ text: Substring) -> Bool {
    guard text.hasPrefix("v") || text.hasPrefix("V"), let dot = text.firstIndex(of: ".") else {
      return false
    }
    let version = text[..<dot].utf8.dropFirst()
    let address = text[text.index(after: dot)...]
    return !version.isEmpty && version.allSatisfy { $0.hexDigitValue != nil }
      && !address.isEmpty && consists(address, of: ":", false) && !address.contains("%")
  }

  /// Whether a part holds only unreserved characters, percent escapes, sub-delimiters and
  /// `further`.
  private static func consists(_ text: Substring, of further: String, _ allowsUnicode: Bool) -> Bool
  {
    var bytes = text.utf8.makeIterator()
    while let byte = bytes.next() {
      if byte == UInt8(ascii: "%") {
        guard bytes.next()?.hexDigitValue != nil, bytes.next()?.hexDigitValue != nil else {
          return false
        }
        continue
      }
      guard
        byte.isASCIILetter || byte.isASCIIDigit || "-._~!$&'()*+,;=".utf8.contains(byte)
          || further.utf8.contains(byte) || (allowsUnicode && byte >= 0x80)
      else { return false }
    }
    return true
  }

  // MARK: Templates (RFC 6570)

  static func isTemplate(_ text: String) -> Bool {
    var rest = text[...]
    while let open = rest.firstIndex(of: "{") {
      guard isLiteral(rest[..<open]), let close = rest[open...].firstIndex(of: "}"),
        isExpression(rest[rest.index(after: open)..<close])
      else { return false }
      rest = rest[rest.index(after: close)...]
    }
    return isLiteral(rest)
  }

  /// Section 2.1.
  private static func isLiteral(_ text: Substring) -> Bool {
    var bytes = text.utf8.makeIterator()
    while let byte = bytes.next() {
      if byte == UInt8(ascii: "%") {
        guard bytes.next()?.hexDigitValue != nil, bytes.next()?.hexDigitValue != nil else {
          return false
        }
      } else if byte <= 0x20 || byte == 0x7F || "\"<>\\^`{|}".utf8.contains(byte) {
        return false
      }
    }
    return true
  }

  /// Section 2.2: an operator, then variables between commas.
  private static func isExpression(_ text: Substring) -> Bool {
    var list = text
    if let first = list.utf8.first, "+#./;?&=,!@|".utf8.contains(first) { list = list.dropFirst() }
    return list.split(separator: ",", omittingEmptySubsequences: false).allSatisfy(isVariable)
  }

  /// Section 2.3: a name, then `*` or `:` and a length from 1 to 9999.
  private static func isVariable(_ text: Substring) -> Bool {
    var name = text
    if name.hasSuffix("*") {
      name = name.dropLast()
    } else if let colon = name.firstIndex(of: ":") {
      let length = name[name.index(after: colon)...].utf8
      guard (1...4).contains(length.count), length.allSatisfy(\.isASCIIDigit),
        length.first != UInt8(ascii: "0")
      else { return false }
      name = name[..<colon]
    }
    return name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
      var bytes = part.utf8.makeIterator()
      while let byte = bytes.next() {
        if byte == UInt8(ascii: "%") {
          guard bytes.next()?.hexDigitValue != nil, bytes.next()?.hexDigitValue != nil else {
            return false
          }
        } else if !(byte.isASCIILetter || byte.isASCIIDigit || byte == UInt8(ascii: "_")) {
          return false
        }
      }
      return !part.isEmpty
    }
  }
}
