import APICore
import Synchronization

/// When the service last took the token: a 401 right after that is about something else.
final class TokenStanding: Sendable {
  private let lastGood = Mutex<Milliseconds?>(nil)

  /// A token that is revoked is noticed after so long at most; asking each time would double the
  /// requests of an agent that tries IDs.
  private static let trust = Milliseconds(60_000)

  /// - Parameter now: uptime.
  func isGood(at now: Milliseconds) { lastGood.withLock { $0 = now } }

  func wasGood(at now: Milliseconds) -> Bool {
    lastGood.withLock { last in
      last.map { $0 <= now && now - $0 <= Self.trust } ?? false
    }
  }
}
