import APICore
import LiveBackend
import Synchronization

/// Loses the answer to one of the requests that make a task, or that change one, and is down from
/// then on.
final class LossyLine: Sendable {
  private struct State {
    var made = 0
    var lost = 0
    var isDown = false
  }
  private let state = Mutex(State())
  private let method: HTTPMethod

  init(losing method: HTTPMethod = .post) { self.method = method }

  /// Such requests, since `lose`.
  var made: Int { state.withLock(\.made) }
  func lose(_ number: Int) { state.withLock { $0 = State(lost: number) } }
  func restore() { state.withLock { $0.isDown = false } }

  func behind(_ served: any HTTPExchange) -> any HTTPExchange {
    Exchange(line: self, served: served)
  }

  private struct Exchange: HTTPExchange {
    let line: LossyLine
    let served: any HTTPExchange

    func send(
      _ request: HTTPRequest, onFreshConnection: Bool, within deadline: Milliseconds
    ) throws(HTTPFailure) -> HTTPAnswer {
      guard !line.state.withLock(\.isDown) else { throw HTTPFailure(.notConnected, "down") }
      let answer = try served.send(
        request, onFreshConnection: onFreshConnection, within: deadline)
      let isOfTask = request.url.contains(line.method == .post ? /\/task$/ : /\/task\/[^\/]+$/)
      guard request.method == line.method, isOfTask else { return answer }
      let isLost = line.state.withLock { state in
        state.made += 1
        state.isDown = state.made == state.lost
        return state.isDown
      }
      if isLost { throw HTTPFailure(.broken, "reset") }
      return answer
    }
  }
}
