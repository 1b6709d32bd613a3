import APICore
import SQLite
import Synchronization

/// Keeps all processes that use one token together within the token's rate limit.
///
/// Every request takes its place in a log of sends in the store, in one transaction, before it
/// leaves; so whatever else goes wrong, no 61 s hold more sends than the limit. A tenth of it is
/// only given to look-ups, so that a write whose outcome is unknown can be settled while agents use
/// up the rest.
///
/// Invariant: a store that cannot be written stops no request: this process then counts alone, and
/// the service's own 429 holds for all.
public final class RateGovernor: Sendable {
  private let store: Store?
  /// Counts where the store cannot.
  private let ownStore: Store
  private let log: SendLog
  private let uptime: any Clock
  private let pause: Pause
  /// What this process last wrote down, so that answers that say nothing new cost nothing.
  private let known = Mutex(Known())

  private struct Known {
    var limit: Int?
    var ordinaryAfter: Milliseconds = 0
  }

  /// - Parameters:
  ///   - store: shared with the other processes; it has `LiveBackend.migrations`.
  ///   - uptime: the same for all of them, whatever is done to the time of day.
  public init(
    store: Store?, token: Token, uptime: any Clock = UptimeClock(), pause: Pause = .asleep
  ) {
    self.store = store
    ownStore = Store(path: ":memory:", migrations: LiveBackend.migrations)
    log = SendLog(token: token.digest)
    self.uptime = uptime
    self.pause = pause
  }

  /// Waits until a request may be sent, and writes down that it is.
  ///
  /// - Parameter deadline: an uptime.
  /// - Throws: `notSent` where it would have to wait past the deadline, with how long, or was
  ///   cancelled.
  func admit(_ purpose: APIClient.Purpose, until deadline: Milliseconds) throws(APIError) {
    while true {
      let now = uptime.now()
      let wait = try wait(for: purpose, at: now, until: deadline)
      guard wait > 0 else { return }
      guard now + wait < deadline else { throw Self.refusal(wait) }
      CallContext.current?.report(
        "waiting \(Self.seconds(wait)) s for the rate limit of the ClickUp token")
      guard pause.callWaits(wait) else { throw Self.cancelled }
    }
  }

  /// Asks before it writes, so that those that have to wait keep no others from writing.
  private func wait(
    for purpose: APIClient.Purpose, at now: Milliseconds, until deadline: Milliseconds
  ) throws(APIError) -> Milliseconds {
    while true {
      do throws(SQLiteError) {
        return try inStore { store throws(SQLiteError) in
          let wait = try store.read { connection throws(SQLiteError) in
            try log.wait(for: purpose, at: now, on: connection)
          }
          guard wait == 0 else { return wait }
          return try store.write { transaction throws(SQLiteError) in
            try log.enter(purpose, at: uptime.now(), in: transaction)
          }
        }
      } catch {
        guard uptime.now() + Self.busyPause < deadline else {
          throw APIError(
            status: 503, code: nil, message: "\(error.message); nothing was asked of ClickUp",
            delivery: .notSent, retryAfter: Self.busyPause)
        }
        guard pause.callWaits(Self.busyPause) else { throw Self.cancelled }
      }
    }
  }

  /// The store itself has waited for its lock before it says that it is held.
  private static let busyPause = Milliseconds(50)

  private static let cancelled = APIError(
    status: nil, code: nil, message: "the call was cancelled", delivery: .notSent)

  /// Takes note of what an answer says about the limit.
  func learn(_ headers: RateHeaders, status: Int) {
    let now = uptime.now()
    var lesson = SendLog.Lesson()
    known.withLock { known in
      if let limit = headers.limit, limit != known.limit {
        known.limit = limit
        lesson.limit = limit
      }
      let limit = known.limit ?? SendLog.lowestLimit
      if status == 429 || headers.remaining == 0 {
        lesson.anyAfter = now + (status == 429 ? headers.pause : headers.resetsAfter ?? 0)
      } else if let remaining = headers.remaining, remaining <= SendLog.reserve(of: limit),
        let resetsAfter = headers.resetsAfter,
        // Half a second: `Date` has no fractions, so the same moment is computed a little off.
        now + resetsAfter > known.ordinaryAfter + 500
      {
        known.ordinaryAfter = now + resetsAfter
        lesson.ordinaryAfter = known.ordinaryAfter
      }
    }
    guard !lesson.isEmpty else { return }
    do throws(SQLiteError) {
      try inStore { store throws(SQLiteError) in
        try store.write { transaction throws(SQLiteError) in
          try log.learn(lesson, in: transaction)
        }
      }
    } catch {
      // Others hold the store, and the next answer says the same.
      known.withLock { $0 = Known() }
    }
  }

  /// Does `body` in the shared store, or where that is of no use in this process's own.
  ///
  /// - Throws: only where other processes hold the store: those who count there must not be passed
  ///   by.
  private func inStore<Result: Sendable>(
    _ body: (Store) throws(SQLiteError) -> Result
  ) throws(SQLiteError) -> Result {
    guard let store else { return try body(ownStore) }
    do throws(SQLiteError) { return try body(store) } catch {
      guard !error.isBusy else { throw error }
      return try body(ownStore)
    }
  }

  private static func refusal(_ wait: Milliseconds) -> APIError {
    APIError(
      status: nil, code: nil,
      message: "the rate limit of the ClickUp token is used up for \(seconds(wait)) s, longer than "
        + "this call may wait; try again after that", delivery: .notSent, retryAfter: wait)
  }

  private static func seconds(_ duration: Milliseconds) -> Int64 {
    duration.secondsToWait
  }
}
