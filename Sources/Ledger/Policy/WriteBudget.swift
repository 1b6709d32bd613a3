import APICore

/// How much may be written.
///
/// Counted per principal from the ledger's own rows, in the transaction of the write: it survives
/// restarts, processes share it, and a replay or a dry run, which leave no row, cost nothing.
public struct WriteBudget: Sendable, Hashable {
  /// The raw value is the member's name in a policy.
  public enum Limit: String, Sendable, CaseIterable {
    case writesPerMinute = "writes_per_minute"
    case writesPerHour = "writes_per_hour"
    /// Whatever takes something away: see `WriteRequest.takesAway`.
    case deletionsPerDay = "deletions_per_day"
    /// How many things one call may touch at once.
    case itemsPerCall = "items_per_call"

    /// How far back is counted; nil for what is not a matter of time.
    var window: Milliseconds? {
      switch self {
      case .writesPerMinute: 60_000
      case .writesPerHour: 3_600_000
      case .deletionsPerDay: 86_400_000
      case .itemsPerCall: nil
      }
    }

    /// As in `20 writes a minute`.
    func words(_ count: Int) -> String {
      let plural = count == 1 ? "" : "s"
      return switch self {
      case .writesPerMinute: "\(count) write\(plural) a minute"
      case .writesPerHour: "\(count) write\(plural) an hour"
      case .deletionsPerDay: "\(count) deletion\(plural) a day"
      case .itemsPerCall: "\(count) item\(plural) a call"
      }
    }
  }

  /// What is not named is not limited.
  public var limits: [Limit: Int]

  public init(_ limits: [Limit: Int] = [:]) { self.limits = limits }

  public func tightened(by other: WriteBudget) -> WriteBudget {
    WriteBudget(limits.merging(other.limits) { min($0, $1) })
  }
}
