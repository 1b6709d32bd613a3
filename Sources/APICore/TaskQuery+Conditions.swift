extension TaskQuery {
  /// What a task may lack.
  public enum Part: String, Sendable, CaseIterable, Decodable {
    case dueDate = "due_date"
    case startDate = "start_date"
    case assignees, priority, tags
    case timeEstimate = "time_estimate"
  }

  /// Tasks that are neither done nor closed, and whose due date has passed.
  public struct Overdue: Sendable, Hashable {
    public let now: Milliseconds
    /// How a due date without a time is kept that is today: it has not passed before the day has.
    public let today: Milliseconds

    public init(now: Milliseconds, today: Milliseconds) {
      self.now = now
      self.today = today
    }

    public func holds(_ due: Milliseconds) -> Bool { due < now && due != today }
  }
}
