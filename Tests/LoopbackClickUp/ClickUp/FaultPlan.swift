import APICore

/// What goes wrong in a fault run: a pure function of its seed and the number of the request, so
/// that a run that failed can be run again.
public struct FaultPlan: Sendable, Hashable {
  /// How many of 100 writes meet each fault; the rest go well.
  public struct Shares: Sendable, Hashable {
    /// Applied, and the answer does not arrive (whole).
    public var lostAnswers = 30
    /// The request does not arrive.
    public var lostRequests = 10
    /// Applied, and answered by 500, 502 or 504.
    public var failedAfter = 5
    /// Not applied, and answered so.
    public var failedBefore = 5
    /// Answered by nothing or a 504, and applied later.
    public var late = 5
    /// Refused by the rate limit.
    public var limited = 2
    /// Applied or not, and answered by nothing until the client gives up: few, since each takes
    /// its client's whole deadline.
    public var silent = 1

    public init() {}
  }

  public let seed: UInt64
  public let shares: Shares
  /// How many of 100 reads fail: they are asked again.
  public let failedReads: Int
  /// A late write takes effect after so long at most, by the server's clock.
  public let latest: Milliseconds

  /// - Parameter latest: longer than the client waits before its first look-up, so that some are
  ///   found only by a later one.
  public init(
    seed: UInt64, shares: Shares = Shares(), failedReads: Int = 5, latest: Milliseconds = 60_000
  ) {
    self.seed = seed
    self.shares = shares
    self.failedReads = failedReads
    self.latest = latest
  }

  /// What goes wrong with the write that arrives as the `number`th request.
  public func fault(forWrite number: Int) -> Fault {
    let draws = draws(number, of: 1)
    var left = Int(draws.next() % 100)
    func isMet(_ share: Int) -> Bool {
      defer { left -= share }
      return (0..<share).contains(left)
    }
    func one<Element>(of choices: [Element]) -> Element {
      choices[Int(draws.next() % UInt64(choices.count))]
    }
    let failures: [Fault.Ending] = [.status(500), .status(502), .status(504)]
    if isMet(shares.lostAnswers) {
      return Fault(.applied, one(of: [.reset, .close, .truncated, .page]))
    }
    if isMet(shares.lostRequests) { return Fault(.skipped, one(of: [.reset, .close])) }
    if isMet(shares.failedAfter) { return Fault(.applied, one(of: failures)) }
    if isMet(shares.failedBefore) { return Fault(.skipped, one(of: failures)) }
    if isMet(shares.late) {
      let delay = Milliseconds(Int64(1 + draws.next() % UInt64(max(1, latest.rawValue))))
      return Fault(.late(after: delay), one(of: [.reset, .close, .status(504)]))
    }
    if isMet(shares.limited) { return Fault(.skipped, .limited(seconds: 0)) }
    if isMet(shares.silent) { return Fault(one(of: [.applied, .skipped]), .silence) }
    return .none
  }

  public func fault(forRead number: Int) -> Fault {
    let draws = draws(number, of: 2)
    guard draws.next() % 100 < UInt64(failedReads) else { return .none }
    return Fault(.applied, [.reset, .close, .status(502), .status(500)][Int(draws.next() % 4)])
  }

  public func fault(for call: Call) -> Fault {
    call.write == nil ? fault(forRead: call.number) : fault(forWrite: call.number)
  }

  /// Numbers that only the seed, the request and the question decide.
  private func draws(_ number: Int, of question: UInt64) -> SeededIDSource {
    let first = SeededIDSource(seed: seed ^ question << 56).next()
    return SeededIDSource(seed: first &+ UInt64(number) &* 0xD134_2543_DE82_EF95)
  }
}
