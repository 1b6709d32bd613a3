/// Durations of many requests, in nanoseconds.
struct Samples {
  private(set) var nanoseconds: [Int] = []

  mutating func add(_ more: some Sequence<Int>) { nanoseconds += more }

  /// The smallest value that at least this share of all values do not exceed (nearest rank).
  ///
  /// - Parameter share: from 0 to 1.
  /// - Returns: nil where there are no values.
  func percentile(_ share: Double) -> Int? {
    guard !nanoseconds.isEmpty else { return nil }
    let rank = (share * Double(nanoseconds.count)).rounded(.up)
    return nanoseconds.sorted()[max(0, min(nanoseconds.count, Int(rank)) - 1)]
  }
}

/// The value in the middle, or between the two in the middle; nil of nothing.
func median(_ values: [Double]) -> Double? {
  guard !values.isEmpty else { return nil }
  let sorted = values.sorted()
  let middle = sorted.count / 2
  return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
}
