/// Tasks that match a search but for what is left out unless asked for.
public struct HiddenTasks: Sendable, Hashable {
  public enum Reason: Int, Sendable, Hashable, CaseIterable {
    case closed, subtask, archived
  }

  /// Why they are left out, each for all of these reasons.
  public let reasons: [Reason]
  public let count: Int

  /// No more are counted, of all reasons together.
  public static let mostCounted = 100

  public init(reasons: [Reason], count: Int) {
    self.reasons = reasons
    self.count = count
  }
}
