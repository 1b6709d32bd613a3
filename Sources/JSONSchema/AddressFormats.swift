/// Host names, IP addresses and e-mail addresses.
enum AddressFormats {
  /// RFC 1123, section 2.1. An internationalized name only has to have labels: IDNA's own rules
  /// are not checked, neither on it nor inside `xn--` labels.
  static func isHostname(_ text: Substring, allowsUnicode: Bool) -> Bool {
    // 253 characters: what the 255 bytes of a name on the wire (RFC 1035, section 2.3.4) leave.
    guard !text.isEmpty, text.utf8.count <= 253 else { return false }
    let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return labels.allSatisfy { label in
      (1...63).contains(label.count) && label.first != UInt8(ascii: "-")
        && label.last != UInt8(ascii: "-")
        && label.allSatisfy {
          $0.isASCIILetter || $0.isASCIIDigit || $0 == UInt8(ascii: "-")
            || (allowsUnicode && $0 >= 0x80)
        }
    }
  }

  /// RFC 2673, section 3.2: four decimal numbers, none with a leading zero.
  static func isIPv4(_ text: Substring) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.count == 4
      && parts.allSatisfy { part in
        guard (1...3).contains(part.count), part.allSatisfy(\.isASCIIDigit) else { return false }
        let value = part.reduce(0) { $0 * 10 + Int($1 & 0x0F) }
        return value <= 255 && (part.count == 1 || part.first != UInt8(ascii: "0"))
      }
  }

  /// RFC 4291, section 2.2; without a zone.
  static func isIPv6(_ text: Substring) -> Bool {
    guard text.utf8.contains(UInt8(ascii: ":")) else { return false }
    guard let gap = text.range(ofDoubleColon: ()) else {
      return groupCount(text, mayEndInIPv4: true) == 8
    }
    guard let before = groupCount(text[..<gap.lowerBound], mayEndInIPv4: false),
      let after = groupCount(text[gap.upperBound...], mayEndInIPv4: true)
    else { return false }
    // The gap stands for at least one group.
    return before + after <= 7
  }

  /// How many 16-bit groups a run without `::` holds; nil where one is malformed.
  private static func groupCount(_ text: Substring, mayEndInIPv4: Bool) -> Int? {
    if text.isEmpty { return 0 }
    let groups = text.split(separator: ":", omittingEmptySubsequences: false)
    var count = 0
    for (index, group) in groups.enumerated() {
      if mayEndInIPv4, index == groups.count - 1, isIPv4(group) {
        count += 2
        continue
      }
      let bytes = group.utf8
      guard (1...4).contains(bytes.count), bytes.allSatisfy({ $0.hexDigitValue != nil }) else {
        return nil
      }
      count += 1
    }
    return count
  }

  /// RFC 5321, section 4.1.2; RFC 6531 where Unicode is allowed.
  static func isEmail(_ text: String, allowsUnicode: Bool) -> Bool {
    guard let at = text.utf8.lastIndex(of: UInt8(ascii: "@")) else { return false }
    let local = text[..<at]
    let domain = text[text.utf8.index(after: at)...]
    return isLocalPart(local, allowsUnicode: allowsUnicode)
      && (isHostname(domain, allowsUnicode: allowsUnicode) || isAddressLiteral(domain))
  }

  private static func isAddressLiteral(_ domain: Substring) -> Bool {
    guard domain.first == "[", domain.last == "]" else { return false }
    let inner = domain.dropFirst().dropLast()
    return inner.hasPrefix("IPv6:") ? isIPv6(inner.dropFirst(5)) : isIPv4(inner)
  }

  private static func isLocalPart(_ local: Substring, allowsUnicode: Bool) -> Bool {
    if local.utf8.first == UInt8(ascii: "\"") { return isQuoted(local, allowsUnicode) }
    let atoms = local.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return atoms.allSatisfy { atom in
      !atom.isEmpty
        && atom.allSatisfy {
          $0.isASCIILetter || $0.isASCIIDigit || "!#$%&'*+-/=?^_`{|}~".utf8.contains($0)
            || (allowsUnicode && $0 >= 0x80)
        }
    }
  }

  private static func isQuoted(_ local: Substring, _ allowsUnicode: Bool) -> Bool {
    var bytes = Array(local.utf8.dropFirst())
    guard bytes.popLast() == UInt8(ascii: "\"") else { return false }
    var isEscaped = false
    for byte in bytes {
      guard (0x20...0x7E).contains(byte) || (allowsUnicode && byte >= 0x80) else { return false }
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        return false
      }
    }
    return !isEscaped
  }
}

extension Substring {
  /// Where the first `::` stands.
  fileprivate func range(ofDoubleColon: Void) -> Range<Index>? {
    var previous: Index?
    for index in utf8.indices {
      guard utf8[index] == UInt8(ascii: ":") else {
        previous = nil
        continue
      }
      if let previous { return previous..<utf8.index(after: index) }
      previous = index
    }
    return nil
  }
}
