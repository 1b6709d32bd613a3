import APICore
import Synchronization

/// What time it is at the service: the `Date` of its last good answer, and what has passed since.
///
/// Counted on by the host's uptime, so that a clock on the wall that is wrong, or is set, changes
/// nothing.
final class CloudClock: Sendable {
  private let state = Mutex(State())

  private struct State {
    var isAnswered = false
    var last: (date: Milliseconds, uptime: Milliseconds)?
  }

  /// Whether the service has answered anything, be it without a date.
  var isAnswered: Bool { state.withLock { $0.isAnswered } }

  /// - Parameter now: uptime.
  func learn(from answer: HTTPAnswer, at now: Milliseconds) {
    let date = answer.headers["date"].flatMap(Milliseconds.init(httpDate:))
    state.withLock { state in
      state.isAnswered = true
      if let date { state.last = (date, now) }
    }
  }

  /// nil where no answer has said it.
  func now(at now: Milliseconds) -> Milliseconds? {
    state.withLock { state in state.last.map { $0.date + (now - $0.uptime) } }
  }
}
