import APICore
import JSON

/// Puts requests on the wire and reads what comes back.
///
/// Reads are tried again after what passes; a write is sent once, and what is not known of it is
/// said.
public struct APIClient: Sendable {
  /// How long things may take.
  public struct Limits: Sendable {
    /// One exchange. ClickUp's own gateway gives up after 60 s (a 504 was seen after 60.9 s), but
    /// what takes half as long is rarely answered at all.
    public var exchange = Milliseconds(30_000)
    /// A request with its waits and retries, where no `CallContext` says otherwise: a window of the
    /// rate limit, and an answer.
    public var request = Milliseconds(90_000)

    public init() {}
  }

  /// What a read is for.
  enum Purpose: Sendable, Hashable {
    /// May be answered by what was read a little while ago.
    case ordinary
    /// Sees what stands now: what is compared with a write, or noted before it.
    case fresh
    /// The same to settle a write of unknown outcome: a part of the rate limit is kept for it.
    case lookUp
  }

  let exchange: any HTTPExchange
  let encoding: RequestEncoding
  let mapping: ErrorMapping
  let governor: RateGovernor
  let cache: ReadCache
  let known = TokenStanding()
  let cloudClock = CloudClock()
  let clock: any Clock
  let uptime: any Clock
  let pause: Pause
  let random: any IDSource
  let retries: RetryPolicy
  let limits: Limits

  /// - Parameters:
  ///   - userAgent: "taskledger/1.2.3".
  ///   - governor: shared by everything that uses the same token; nil for one of its own.
  ///   - clock: compared with dates of the service where it sends none of its own.
  ///   - uptime: for deadlines, as `CallContext` has them.
  public init(
    exchange: any HTTPExchange, token: Token, address: APIAddress,
    userAgent: String = "taskledger", governor: RateGovernor? = nil,
    clock: any Clock = SystemClock(), uptime: any Clock = UptimeClock(), pause: Pause = .asleep,
    random: any IDSource = SystemIDSource(), limits: Limits = Limits()
  ) {
    self.exchange = exchange
    encoding = RequestEncoding(address: address, token: token, userAgent: userAgent)
    mapping = ErrorMapping(token: token, address: address)
    self.governor = governor ?? RateGovernor(store: nil, token: token, uptime: uptime, pause: pause)
    cache = ReadCache(uptime: uptime)
    self.clock = clock
    self.uptime = uptime
    self.pause = pause
    self.random = random
    retries = RetryPolicy()
    self.limits = limits
  }

  // MARK: - Reads

  /// - Parameter admission: has a place for it; nil takes one.
  func read(
    _ request: ReadRequest, for purpose: Purpose = .ordinary, under admission: Admission? = nil
  ) throws(APIError) -> JSONValue {
    guard request.route.method == .get else { throw Self.misused(request.route) }
    guard purpose == .ordinary, ReadCache.keeps(request.route) else {
      return try fetch(request, for: purpose, under: admission)
    }
    if let kept = cache.value(of: request) { return kept }
    let generation = cache.generation
    let value = try fetch(request, for: purpose)
    cache.keep(value, of: request, since: generation)
    return value
  }

  /// Asks once, past what is kept, and gives the answer's head along; nothing is tried again.
  ///
  /// - Parameter patience: for the whole of it; nil for what a request may take.
  func ask(
    _ request: ReadRequest, within patience: Milliseconds? = nil
  ) throws(APIError) -> (value: JSONValue, answer: HTTPAnswer) {
    let encoded = try encoding.encode(request)
    let deadline = min(self.deadline, uptime.now() + (patience ?? limits.request))
    try checkSetUp()
    try governor.admit(.ordinary, until: deadline)
    switch send(encoded, onFreshConnection: false, until: deadline) {
    case .answer(let answer): return (try value(of: answer, to: request.route, .read), answer)
    case .failure(let failure): throw mapping.error(failure, to: .read)
    }
  }

  private func fetch(
    _ request: ReadRequest, for purpose: Purpose, under admission: Admission? = nil
  ) throws(APIError) -> JSONValue {
    let encoded = try encoding.encode(request)
    let deadline = deadline
    try checkSetUp()
    var retry = 1
    var isAdmitted = false
    if let admission { isAdmitted = try governor.confirm(admission, for: purpose) == 0 }
    while true {
      if !isAdmitted { try governor.admit(purpose, until: deadline) }
      isAdmitted = false
      let attempt = send(encoded, onFreshConnection: false, until: deadline)
      guard let cause = attempt.cause(now: clock.now()),
        let wait = retries.pause(before: retry, after: cause, random: random.next()),
        uptime.now() + wait < deadline
      else { return try value(of: attempt, to: request.route, .read) }
      CallContext.current?.report(cause.report)
      guard pause.callWaits(wait) else {
        throw mapping.error(HTTPFailure(.cancelled, ""), to: .read)
      }
      retry += 1
    }
  }

  // MARK: - Writes

  /// Takes places for requests that are sent later.
  func admit(_ purpose: Purpose, count: Int = 1) throws(APIError) -> Admission {
    try checkSetUp()
    return try governor.admit(purpose, count: count, until: deadline)
  }

  /// What is never sent takes no place in the rate limit.
  private func checkSetUp() throws(APIError) {
    if let missing = exchange.missing { throw mapping.error(missing, to: .read) }
  }

  /// Sends the write once, and without a wait: who sends it has said that it is about to be sent.
  ///
  /// - Parameter admission: its place; nil takes one.
  /// - Throws: `notSent` where there is no place.
  func write(
    _ request: WriteRequest, under admission: Admission? = nil
  ) throws(APIError) -> JSONValue {
    guard request.route.method != .get else { throw Self.misused(request.route) }
    let encoded = try encoding.encode(request)
    let wait = try governor.confirm(admission, for: .ordinary)
    guard wait == 0 else { throw RateGovernor.refusal(wait) }
    // Before, so that nothing that is asked meanwhile is kept; and after, since it was asked
    // before the write happened.
    cache.drop(after: request.route)
    defer { cache.drop(after: request.route) }
    // Once it may be on its way the call's own deadline is of no use: the answer is the proof.
    let attempt = send(encoded, onFreshConnection: true, until: uptime.now() + limits.exchange)
    return try value(of: attempt, to: request.route, .write)
  }

  /// A read that would change something, which would be sent again after a failure; or the reverse.
  private static func misused(_ route: Route) -> APIError {
    APIError(
      status: nil, code: nil,
      message: "\(route) is asked for as the other kind of request; report this as a defect",
      delivery: .notSent)
  }

  // MARK: - One exchange

  private enum Attempt {
    case answer(HTTPAnswer)
    case failure(HTTPFailure)

    /// nil where another attempt would end no differently.
    func cause(now: Milliseconds) -> RetryPolicy.Cause? {
      switch self {
      case .failure(let failure):
        [.notConnected, .timedOut, .broken].contains(failure.kind) ? .connection : nil
      case .answer(let answer):
        switch answer.status {
        case 429: .limited(pause: RateHeaders(answer, now: now).pause)
        case 408, 500...599: .server(retryAfter: RateHeaders(answer, now: now).retryAfter)
        default: nil
        }
      }
    }
  }

  private var deadline: Milliseconds {
    CallContext.current?.deadline ?? uptime.now() + limits.request
  }

  private func send(
    _ request: HTTPRequest, onFreshConnection: Bool, until deadline: Milliseconds
  ) -> Attempt {
    let left = min(limits.exchange, deadline - uptime.now())
    guard left > 0 else { return .failure(HTTPFailure(.timedOut, "the call's time is up")) }
    do throws(HTTPFailure) {
      let answer = try exchange.send(request, onFreshConnection: onFreshConnection, within: left)
      governor.learn(RateHeaders(answer, now: clock.now()), status: answer.status)
      return .answer(answer)
    } catch {
      return .failure(error)
    }
  }

  private func value(
    of attempt: Attempt, to route: Route, _ intent: ErrorMapping.Intent
  ) throws(APIError) -> JSONValue {
    switch attempt {
    case .answer(let answer): try value(of: answer, to: route, intent)
    case .failure(let failure): throw mapping.error(failure, to: intent)
    }
  }

  private func value(
    of answer: HTTPAnswer, to route: Route, _ intent: ErrorMapping.Intent
  ) throws(APIError) -> JSONValue {
    do throws(APIError) {
      let value = try mapping.value(of: answer, to: intent, now: clock.now())
      let now = uptime.now()
      known.isGood(at: now)
      cloudClock.learn(from: answer, at: now)
      return value
    } catch {
      guard error.status == 401, let code = error.code,
        APIError.codesOfUnknownIDs.contains(code)
      else { throw error }
      // Who asks whom a token belongs to names nothing else that could be meant.
      throw mapping.settled(error, token: route == .getUser ? .bad : tokenStanding())
    }
  }

  /// The words of a refusal are not worth a longer wait.
  private static let patienceForToken = Milliseconds(5_000)

  /// Whether the token is good, from what the service said of it lately or else says now.
  private func tokenStanding() -> APIError.TokenState {
    if known.wasGood(at: uptime.now()) { return .good }
    do throws(APIError) {
      _ = try ask(ReadRequest(.getUser), within: Self.patienceForToken)
      return .good
    } catch { return error.token }
  }
}
