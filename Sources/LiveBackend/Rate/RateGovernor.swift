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
  /// What the service's limit is of. https://developer.clickup.com/docs/rate-limits
  public static let minute = Milliseconds(60_000)

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
  ///   - minute: what the limit is of; shorter in tests of whole processes.
  public init(
    store: Store?, token: Token, uptime: any Clock = UptimeClock(), pause: Pause = .asleep,
    minute: Milliseconds = RateGovernor.minute
  ) {
    self.store = store
    ownStore = Store(path: ":memory:", migrations: LiveBackend.migrations)
    log = SendLog(token: token.digest, minute: minute)
    self.uptime = uptime
    self.pause = pause
  }

  /// Waits until requests may be sent one after another, and writes down that they are.
  ///
  /// - Parameter deadline: an uptime.
  /// - Throws: `notSent` where it would have to wait past the deadline, with how long, or was
  ///   cancelled.
  @discardableResult
  func admit(
    _ purpose: APIClient.Purpose, count: Int = 1, until deadline: Milliseconds
  ) throws(APIError) -> Admission {
    while true {
      let now = uptime.now()
      switch try ask(purpose, count, at: now, until: deadline) {
      case .admitted(let admission): return admission
      case .wait(let wait):
        guard now + wait < deadline else { throw Self.refusal(wait) }
        CallContext.current?.report(
          "waiting \(wait.secondsToWait) s for the rate limit of the ClickUp token")
        guard pause.callWaits(min(wait, Self.reportInterval)) else { throw Self.cancelled }
      }
    }
  }

  /// Makes sure of a place for what is sent right now: one that was taken, or else a new one.
  ///
  /// - Returns: how long it would have to wait for a new one; zero where it may be sent.
  func confirm(
    _ admission: Admission?, for purpose: APIClient.Purpose
  ) throws(APIError) -> Milliseconds {
    let now = uptime.now()
    if let admission, admission.takenAt <= now, now - admission.takenAt <= Self.freshness {
      return 0
    }
    let answer: SendLog.Answer
    do throws(SQLiteError) {
      answer = try inStore { store throws(SQLiteError) in
        try store.write { transaction throws(SQLiteError) in
          let now = uptime.now()
          if let admission, try log.move(from: admission.takenAt, to: now, in: transaction) {
            return .taken(1)
          }
          return try log.enter(purpose, at: now, in: transaction)
        }
      }
    } catch { throw Self.busy(error) }
    return if case .wait(let wait) = answer { wait } else { 0 }
  }

  /// Half of what the log's window is longer than a minute: a place that was taken longer ago is
  /// moved to when it is used.
  private static let freshness = Milliseconds(SendLog.tolerance.rawValue / 2)
  /// So often a call that waits is told that it still does: hosts that count progress as life wait
  /// 60 s, and a person less.
  static let reportInterval = Milliseconds(5_000)

  private enum Asked {
    case admitted(Admission)
    case wait(Milliseconds)
  }

  /// Asks before it writes, so that those that have to wait keep no others from writing.
  private func ask(
    _ purpose: APIClient.Purpose, _ count: Int, at now: Milliseconds, until deadline: Milliseconds
  ) throws(APIError) -> Asked {
    while true {
      do throws(SQLiteError) {
        return try inStore { store throws(SQLiteError) in
          let answer = try store.read { connection throws(SQLiteError) in
            try log.answer(to: purpose, count: count, at: now, on: connection)
          }
          if case .wait(let wait) = answer { return .wait(wait) }
          return try store.write { transaction throws(SQLiteError) in
            let now = uptime.now()
            switch try log.enter(purpose, count: count, at: now, in: transaction) {
            case .taken(let count): return .admitted(Admission(takenAt: now, count: count))
            case .wait(let wait): return .wait(wait)
            }
          }
        }
      } catch {
        guard uptime.now() + Self.busyPause < deadline else { throw Self.busy(error) }
        guard pause.callWaits(Self.busyPause) else { throw Self.cancelled }
      }
    }
  }

  private static func busy(_ error: SQLiteError) -> APIError {
    APIError(
      status: 503, code: nil, message: "\(error.message); nothing was asked of ClickUp",
      delivery: .notSent, retryAfter: busyPause)
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

  static func refusal(_ wait: Milliseconds) -> APIError {
    APIError(
      status: nil, code: nil,
      message: "the rate limit of the ClickUp token is used up for \(wait.secondsToWait) s, longer "
        + "than this call may wait", delivery: .notSent, retryAfter: wait)
  }
}
