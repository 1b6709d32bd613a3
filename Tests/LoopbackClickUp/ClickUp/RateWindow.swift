import APICore

/// Counts requests as the service does: so many in a minute that begins with the first.
///
/// https://developer.clickup.com/docs/rate-limits
struct RateWindow: Sendable {
  let limit: Int
  private let minute: Milliseconds
  private var end: Milliseconds = 0
  private var count = 0

  /// - Parameter minute: how long its minute is.
  init(limit: Int, minute: Milliseconds = 60_000) {
    self.limit = limit
    self.minute = minute
  }

  /// Counts a request; whether it is within the limit.
  mutating func take(at now: Milliseconds) -> Bool {
    if now >= end {
      end = now + minute
      count = 0
    }
    count += 1
    return count <= limit
  }

  /// What every answer says of it; the reset in Unix seconds, as recorded.
  var headers: [String: String] {
    [
      "X-RateLimit-Limit": String(limit),
      "X-RateLimit-Remaining": String(max(0, limit - count)),
      "X-RateLimit-Reset": String((end.rawValue + 999) / 1_000),
    ]
  }
}
