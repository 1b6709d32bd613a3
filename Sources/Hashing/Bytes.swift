extension Sequence<UInt8> {
  /// Two lower-case hexadecimal digits a byte.
  public var hex: String { Array(self).hex }
}

extension [UInt8] {
  /// Two lower-case hexadecimal digits a byte.
  public var hex: String {
    String(unsafeUninitializedCapacity: 2 * count) { text in
      var place = 0
      for byte in self {
        text[place] = Self.digit(byte >> 4)
        text[place + 1] = Self.digit(byte & 15)
        place += 2
      }
      return place
    }
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }
}

/// Whether two digests are equal, in a time that depends on their lengths only: an answer that
/// comes sooner at an early difference would let a signature be guessed byte by byte.
public func isEqualInConstantTime(_ left: [UInt8], _ right: [UInt8]) -> Bool {
  guard left.count == right.count else { return false }
  var difference: UInt8 = 0
  for (a, b) in zip(left, right) { difference |= a ^ b }
  return difference == 0
}
