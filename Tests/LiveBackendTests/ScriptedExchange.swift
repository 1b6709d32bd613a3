import APICore
import JSON
import LiveBackend
import Synchronization

/// Answers requests from a script, in memory, and remembers them.
final class ScriptedExchange: HTTPExchange {
  enum Step: Sendable {
    case answer(HTTPAnswer)
    case failure(HTTPFailure.Kind, String)

    static func json(_ status: Int, _ body: JSONValue, _ headers: [String: String] = [:]) -> Step {
      .answer(HTTPAnswer(status: status, headers: headers, body: body.canonicalBytes))
    }
  }

  struct Sent: Sendable {
    let request: HTTPRequest
    let isFresh: Bool
    let deadline: Milliseconds
  }

  private struct State {
    var steps: [Step]
    var sent: [Sent] = []
    var onSend: @Sendable () -> Void = {}
  }

  private let state: Mutex<State>

  init(_ steps: Step...) { state = Mutex(State(steps: steps)) }
  init(_ steps: [Step]) { state = Mutex(State(steps: steps)) }

  var sent: [Sent] { state.withLock { $0.sent } }

  /// What happens while a request is under way.
  func onSend(_ action: @escaping @Sendable () -> Void) {
    state.withLock { $0.onSend = action }
  }

  /// The last step is repeated.
  func send(
    _ request: HTTPRequest, onFreshConnection: Bool, within deadline: Milliseconds
  ) throws(HTTPFailure) -> HTTPAnswer {
    let step = state.withLock { state in
      state.sent.append(Sent(request: request, isFresh: onFreshConnection, deadline: deadline))
      return state.steps.count > 1 ? state.steps.removeFirst() : state.steps[0]
    }
    state.withLock { $0.onSend }()
    switch step {
    case .answer(let answer): return answer
    case .failure(let kind, let message): throw HTTPFailure(kind, message)
    }
  }
}

/// A client over a script, with a clock that waiting moves on.
struct ClientBench {
  let exchange: ScriptedExchange
  /// Uptime, too.
  let clock = ManualClock(1_700_000_000_000)
  let client: APIClient
  let backend: LiveBackend
  static let secret = "pk_12345_SECRETSECRET"

  init(_ exchange: ScriptedExchange, token: String = secret) throws {
    self.exchange = exchange
    let clock = clock
    client = APIClient(
      exchange: exchange, token: try Token(token), address: try APIAddress(),
      userAgent: "taskledger/0", clock: clock, uptime: clock,
      pause: Pause { clock.advance(by: $0) },
      random: SeededIDSource(seed: 1))
    backend = LiveBackend(client: client)
  }

  /// The last request's URL behind the address.
  var path: String { exchange.sent.last.map { String($0.request.url.dropFirst(30)) } ?? "" }
}
