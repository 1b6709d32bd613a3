import APICore

/// Counts requests as the service does: so many in a minute that begins with the first.
///
/// https://developer.clickup.com/docs/rate-limits
struct RateWindow: Sendable {
  let limit: Int
  private let minute: Milliseconds
  private let isEnforced: Bool
  private var end: Milliseconds = 0
  private var count = 0

  /// - Parameters:
  ///   - minute: how long its minute is.
  ///   - isEnforced: false tells the limit, and neither what is left of it nor that it is passed.
  init(limit: Int, minute: Milliseconds = 60_000, isEnforced: Bool = true) {
    self.limit = limit
    self.minute = minute
    self.isEnforced = isEnforced
  }

  /// Counts a request; whether it is within the limit.
  mutating func take(at now: Milliseconds) -> Bool {
    if now >= end {
      end = now + minute
      count = 0
    }
    count += 1
    return count <= limit || !isEnforced
  }

  /// What every answer says of it; the reset in Unix seconds, as recorded.
  var headers: [String: String] {
    guard isEnforced else { return ["X-RateLimit-Limit": String(limit)] }
    return [
      "X-RateLimit-Limit": String(limit),
      "X-RateLimit-Remaining": String(max(0, limit - count)),
      "X-RateLimit-Reset": String((end.rawValue + 999) / 1_000),
    ]
  }
}
