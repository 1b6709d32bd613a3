import JSON

/// A number as `significand × 10^exponent`, so that 0.3 is a multiple of 0.1.
///
/// Invariant: the significand is 0 or not divisible by 10, so that each number has one form.
struct DecimalNumber: Sendable, Hashable {
  private(set) var significand: Int64
  private(set) var exponent: Int

  /// The number that was written: for a double, the shortest decimal that reads back as it.
  /// Nil where `value` is not a number.
  init?(_ value: JSONValue) {
    switch value {
    case .integer(let whole):
      significand = whole
      exponent = 0
    case .double(let number):
      guard let parts = Self.parts(of: "\(number)") else { return nil }
      (significand, exponent) = parts
    default: return nil
    }
    while significand != 0, significand % 10 == 0 {
      significand /= 10
      exponent += 1
    }
  }

  /// Reads what Swift writes for a double: digits, at most one `.`, perhaps `e` and an exponent.
  private static func parts(of text: String) -> (Int64, Int)? {
    let halves = text.split(separator: "e", maxSplits: 1)
    var exponent = 0
    if halves.count == 2 {
      guard let written = Int(halves[1]) else { return nil }
      exponent = written
    }
    guard let mantissa = halves.first else { return nil }
    let digits = mantissa.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    if digits.count == 2 {
      let fraction = digits[1] == "0" ? "" : digits[1]
      exponent -= fraction.count
      // At most 17 significant digits: 64 bits hold them.
      return Int64(String(digits[0]) + fraction).map { ($0, exponent) }
    }
    return Int64(mantissa).map { ($0, exponent) }
  }

  var isPositive: Bool { significand > 0 }

  /// Whether this is a whole number of times `divisor`, exactly.
  func isMultiple(of divisor: DecimalNumber) -> Bool {
    if significand == 0 { return true }
    guard divisor.significand != 0 else { return false }
    let shift = exponent - divisor.exponent
    // Below the divisor's last place: it would have to end in a zero, which the invariant excludes.
    guard shift >= 0 else { return false }
    let modulus = divisor.significand.magnitude
    var remainder = significand.magnitude % modulus
    // Doubles reach from 10^-324 to 10^308, so this ends soon.
    for _ in 0..<shift where remainder != 0 {
      let product = remainder.multipliedFullWidth(by: 10)
      remainder = modulus.dividingFullWidth(product).remainder
    }
    return remainder == 0
  }
}

extension JSONValue {
  /// Whether this number is below `other`; false where one of them is not a number. Exact, also
  /// where a 64-bit integer has no double.
  func isLess(than other: JSONValue) -> Bool {
    switch (self, other) {
    case (.integer(let left), .integer(let right)): left < right
    case (.double(let left), .double(let right)): left < right
    case (.integer(let left), .double(let right)): Self.compare(left, right) < 0
    case (.double(let left), .integer(let right)): Self.compare(right, left) > 0
    default: false
    }
  }

  /// Below, at or above 0 as `whole` is below, at or above `number`.
  private static func compare(_ whole: Int64, _ number: Double) -> Int {
    // 2^63: every 64-bit integer is below it, and none is below its negative.
    if number >= 0x1p63 { return -1 }
    if number < -0x1p63 { return 1 }
    let floor = number.rounded(.down)
    let bound = Int64(floor)
    if whole != bound { return whole < bound ? -1 : 1 }
    return floor < number ? -1 : 0
  }
}

extension DecimalNumber {
  /// As a person writes it, where that is short.
  var text: String {
    if exponent >= 0, exponent <= 15 {
      return String(significand) + String(repeating: "0", count: exponent)
    }
    if exponent < 0, exponent >= -15, significand >= 0 {
      let digits = String(significand)
      let padded = String(repeating: "0", count: max(0, 1 - exponent - digits.count)) + digits
      return "\(padded.dropLast(-exponent)).\(padded.suffix(-exponent))"
    }
    return "\(significand)e\(exponent)"
  }
}
