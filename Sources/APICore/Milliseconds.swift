/// An instant (Unix time) or a duration in milliseconds, the unit of every ClickUp date.
public struct Milliseconds: Sendable, Hashable, Comparable, ExpressibleByIntegerLiteral {
  public var rawValue: Int64

  public init(_ rawValue: Int64) { self.rawValue = rawValue }
  public init(integerLiteral value: Int64) { rawValue = value }

  public static func < (left: Milliseconds, right: Milliseconds) -> Bool {
    left.rawValue < right.rawValue
  }

  /// Saturates instead of trapping: bounds far away stay far away.
  public static func + (left: Milliseconds, right: Milliseconds) -> Milliseconds {
    let (sum, overflow) = left.rawValue.addingReportingOverflow(right.rawValue)
    return Milliseconds(overflow ? (right.rawValue > 0 ? .max : .min) : sum)
  }

  public static func - (left: Milliseconds, right: Milliseconds) -> Milliseconds {
    let (difference, overflow) = left.rawValue.subtractingReportingOverflow(right.rawValue)
    return Milliseconds(overflow ? (right.rawValue > 0 ? .min : .max) : difference)
  }

  /// In whole seconds, never less than it is: waiting for so long is long enough.
  public var secondsToWait: Int64 {
    rawValue > Int64.max - 999 ? rawValue / 1_000 : (rawValue + 999) / 1_000
  }

  /// ClickUp writes instants as strings of digits.
  public var wire: String { String(rawValue) }
}
