import APICore
import EmbeddedBackend
import JSON
import Synchronization

/// A ClickUp on 127.0.0.1: the embedded backend's routes over HTTP, with the answers, headers and
/// refusals of the recordings, a log of what took effect, and faults where a test wants them.
///
/// Several processes may speak to one at a time.
public final class ClickUpServer: Sendable {
  /// As personal tokens are sent: raw.
  public static let token = "pk_1_LOOPBACK"

  private let core: Core
  private let http: HTTPServer

  /// Starts it with a new Workspace of one person.
  ///
  /// - Parameters:
  ///   - authorization: the one `Authorization` that is accepted.
  ///   - clock: read once a request.
  ///   - zone: of a person whose profile names none.
  ///   - limit: requests a minute: more than any test sends, unless that is what it tests.
  ///   - minute: how long the minute is that the limit is of.
  ///   - isEnforced: false tells the limit, and neither what is left of it nor that it is passed.
  public init(
    clock: any Clock = SystemClock(), authorization: String = token,
    owner: Owner = Owner(name: "Jane Doe", timeZone: "Europe/Berlin"),
    zone: ProcessZone = .greenwich, seed: UInt64 = 1,
    limit: Int = 1_000_000, minute: Milliseconds = 60_000, isEnforced: Bool = true
  ) throws {
    let core = Core(
      authorization: authorization, clock: clock,
      workspace: Workspace(
        owner: owner, start: clock.now(), seed: seed, zone: zone,
        rate: RateWindow(limit: limit, minute: minute, isEnforced: isEnforced)))
    self.core = core
    http = try HTTPServer { core.react(to: $0) }
  }

  /// What the live backend is told: "http://127.0.0.1:<port>/api/v2".
  public var address: String { http.origin + RequestDecoding.prefix }

  public var port: Int { http.port }

  /// Every request that arrived, in order.
  public var calls: [Call] { core.workspace.withLock { $0.calls } }
  /// Every write that took effect, in order: the truth.
  public var effects: [Effect] { core.workspace.withLock { $0.effects } }

  /// From now on, what goes wrong with each request; asked on the request's own thread, before
  /// anything is done.
  public func inject(_ faults: @escaping @Sendable (Call) -> Fault) {
    core.injection.withLock { $0 = Injection(fault: faults) }
  }

  /// What goes wrong with the next writes, one after another; with nothing after them, nor with
  /// reads.
  public func inject(nextWrites: [Fault]) {
    let left = Faults(nextWrites)
    inject { call in call.write == nil ? .none : left.next() }
  }

  /// Lets every write that is late take effect now; how many did.
  @discardableResult
  public func applyLate() -> Int {
    core.workspace.withLock { $0.applyLate(at: core.clock.now(), isAll: true) }
  }

  /// Says of these IDs, wherever a path has them, that they are of a Workspace that this token does
  /// not reach: each with its code.
  public func hold(elsewhere codes: [String: String]) {
    core.elsewhere.withLock { $0 = codes }
  }

  /// Lets reads show everything.
  public func reveal() { core.workspace.withLock { $0.reveal() } }

  /// Returns when so many requests hang at once; false where that does not come about.
  public func waitForHanging(_ count: Int = 1) -> Bool { http.waitForHanging(count) }
  public func releaseHanging() { http.releaseHanging() }

  /// Reads past HTTP and all faults.
  public func read(_ request: ReadRequest) throws(APIError) -> JSONValue {
    try core.locked { workspace throws(APIError) in
      try workspace.read(request, at: core.clock.now())
    }
  }

  /// Writes past HTTP and all faults, as somebody else with the same token would.
  @discardableResult
  public func write(_ request: WriteRequest) throws(APIError) -> JSONValue {
    try core.locked { workspace throws(APIError) in
      try workspace.write(request, at: core.clock.now(), call: nil)
    }
  }

  public func stop() { http.stop() }
}

/// Faults that are used up one after another.
private final class Faults: Sendable {
  private let left: Mutex<ArraySlice<Fault>>

  init(_ faults: [Fault]) { left = Mutex(faults[...]) }

  func next() -> Fault { left.withLock { $0.popFirst() } ?? .none }
}

/// What a test injected, in a type of its own: a closure that is read out of a mutex by itself is
/// wrapped once more each time, until calling it overflows the stack.
private struct Injection: Sendable {
  let fault: @Sendable (Call) -> Fault
}

/// What the server's threads share.
private final class Core: Sendable {
  let authorization: String
  let clock: any Clock
  let workspace: Mutex<Workspace>
  let injection = Mutex(Injection { _ in .none })
  let elsewhere = Mutex<[String: String]>([:])

  init(authorization: String, clock: any Clock, workspace: Workspace) {
    self.authorization = authorization
    self.clock = clock
    self.workspace = Mutex(workspace)
  }

  func react(to received: ReceivedRequest) -> Reaction {
    let now = clock.now()
    var request: CallRequest?
    var refusal: APIError?
    do throws(APIError) { request = try RequestDecoding.decode(received) } catch { refusal = error }
    let version = RequestDecoding.version(of: received.target)
    let isAuthorized = received.header("authorization") == authorization
    let (call, rate) = workspace.withLock { workspace in
      _ = workspace.applyLate(at: now, isAll: false)
      let call = workspace.arrive(received, as: isAuthorized ? request : nil, at: now)
      return (call, workspace.rate)
    }
    let replies = Replies(rate: rate, now: now)
    guard let call else { return .answer(replies.failure(429)) }
    guard isAuthorized else { return .answer(replies.refused(Replies.wrongToken, of: version)) }
    guard let request else {
      return .answer(
        replies.refused(
          refusal ?? APIError(status: 400, code: nil, message: "?"), of: version))
    }
    let codes = elsewhere.withLock { $0 }
    if let code = request.path.values.compactMap({ codes[$0] }).first {
      return .answer(replies.refused(Replies.elsewhere(code), of: version))
    }
    let fault = injection.withLock { $0 }.fault(call)
    let reply: Reply
    do throws(APIError) {
      let answer = try locked { workspace throws(APIError) in
        switch request {
        case .read(let request): try workspace.read(request, at: now)
        case .write(let request):
          Replies.answer(
            try workspace.write(request, at: now, call: call.number, fault: fault),
            to: request.route)
        }
      }
      reply = replies.answer(answer)
    } catch {
      let isUnknown = workspace.withLock { $0.neverHad(request, refusedWith: error) }
      // What version 3 answers is in no recording, and published as a 404.
      reply = replies.refused(
        isUnknown && version == .v2 ? Replies.unknownID : error, of: version)
    }
    return replies.reaction(reply, fault.ending)
  }

  func locked<Result: Sendable>(
    _ body: (inout Workspace) throws(APIError) -> Result
  ) throws(APIError) -> Result {
    let outcome: Swift.Result<Result, APIError> = workspace.withLock { workspace in
      do throws(APIError) { return .success(try body(&workspace)) } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }
}
