import APICore

/// How often and after what pause a read is tried again; pure. Writes are never tried again here:
/// the ledger decides about them.
struct RetryPolicy: Sendable, Hashable {
  /// Why an attempt has to be made again.
  enum Cause: Sendable, Hashable {
    /// No whole answer came.
    case connection
    /// 5xx, or 408.
    case server(retryAfter: Milliseconds?)
    /// 429.
    case limited(pause: Milliseconds)

    /// For whoever waits for the retry.
    var report: String {
      switch self {
      case .connection: "ClickUp could not be reached; trying again"
      case .server: "ClickUp failed to answer; trying again"
      case .limited: "waiting for the rate limit of the ClickUp token"
      }
    }
  }

  /// The fourth failure in a row is not a hiccup any more.
  var retries = 3
  /// The pause before the first retry is between nothing and this, and this doubles each time.
  var firstPause = Milliseconds(500)
  /// So that a call does not spend its whole deadline on one pause.
  var longestPause = Milliseconds(8_000)
  /// Spreads those that all waited for the same moment.
  var spread = Milliseconds(1_000)

  /// - Parameters:
  ///   - retry: counted from 1.
  ///   - random: drawn anew for each pause. Full jitter
  ///     (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/): callers that
  ///     failed together do not come back together.
  /// - Returns: nil where it is not tried again.
  func pause(before retry: Int, after cause: Cause, random: UInt64) -> Milliseconds? {
    guard (1...max(1, retries)).contains(retry), retries > 0 else { return nil }
    switch cause {
    case .limited(let pause): return pause + Self.part(of: spread, random)
    case .connection: return backoff(retry, random)
    case .server(let retryAfter):
      return (retryAfter ?? 0) + backoff(retry, random)
    }
  }

  private func backoff(_ retry: Int, _ random: UInt64) -> Milliseconds {
    let doubled = firstPause.rawValue << min(retry - 1, 30)
    return Self.part(of: min(Milliseconds(doubled), longestPause), random)
  }

  /// Between 0 and `whole`, both included.
  private static func part(of whole: Milliseconds, _ random: UInt64) -> Milliseconds {
    Milliseconds(Int64(random % (UInt64(max(0, whole.rawValue)) + 1)))
  }
}
