import APICore

/// What goes wrong with one request: what becomes of its effect, and what the client gets to see.
///
/// Each combination is something that a network or a service does: applied and reset is the lost
/// answer, skipped and 502 a gateway that found nobody, skipped and answered a service that says
/// yes and does nothing.
public struct Fault: Sendable, Hashable {
  public enum Outcome: Sendable, Hashable {
    /// Takes effect before anything is answered.
    case applied
    case skipped
    /// Takes effect as if it had been sent twice; the first answer counts.
    case appliedTwice
    /// Takes effect later: so long after its arrival by the server's clock, noticed with the next
    /// request, or where nil when the test calls `applyLate`.
    case late(after: Milliseconds?)
  }

  public enum Ending: Sendable, Hashable {
    /// The service's own answer, or the one it would have given.
    case answer
    case reset
    case close
    /// Nothing, until the client's patience is over and it closes the connection.
    case silence
    /// Nothing, until the test releases what hangs; then the answer.
    case hang
    /// A failure without a look at the request: 408, 429, 500, 502, 504 …
    case status(Int)
    /// Refused for the rate limit, with `Retry-After`.
    case limited(seconds: Int)
    /// The first half of the answer.
    case truncated
    /// Status 200 and a web page, as captive portals and broken gateways answer.
    case page
  }

  public var outcome: Outcome
  public var ending: Ending
  /// Whether reads do not show the effect until the test calls `reveal`.
  public var isInvisible: Bool

  public init(_ outcome: Outcome, _ ending: Ending, isInvisible: Bool = false) {
    self.outcome = outcome
    self.ending = ending
    self.isInvisible = isInvisible
  }

  /// Everything goes well.
  public static let none = Fault(.applied, .answer)
}
