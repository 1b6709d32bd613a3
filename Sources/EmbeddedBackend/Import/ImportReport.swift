/// What an import found, and what became of it.
public struct ImportReport: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable {
    case workspaces, people, spaces, folders, lists, statuses, tags, fields, tasks, comments
    case timeEntries = "time_entries"
    case dependencies, links, checklists
    /// What is none of these.
    case others
  }

  public enum Outcome: String, Sendable, Equatable {
    case created, updated, unchanged
    /// A recorded DELETE took it away.
    case removed
  }

  public struct Count: Sendable, Equatable {
    public var created = 0
    public var updated = 0
    public var unchanged = 0
    public var skipped = 0
    public var removed = 0

    public init(
      created: Int = 0, updated: Int = 0, unchanged: Int = 0, skipped: Int = 0, removed: Int = 0
    ) {
      self.created = created
      self.updated = updated
      self.unchanged = unchanged
      self.skipped = skipped
      self.removed = removed
    }
  }

  /// Each thing once, however often the input speaks of it.
  public internal(set) var counts: [Kind: Count] = [:]
  /// Why things were left out, and how many for each reason.
  public internal(set) var reasons: [Kind: [String: Int]] = [:]
  /// What came along and has no place here ("attachments"), and how many.
  public internal(set) var notKept: [String: Int] = [:]
  /// What was put in that no answer named, and how many of each; says what mends it.
  public internal(set) var supplied: [String: Int] = [:]
  /// How an export was read where that is not plain, and of how many things.
  public internal(set) var remarks: [String: Int] = [:]
  /// Workspaces that the input spoke of.
  public internal(set) var workspaceIDs: [String] = []

  public subscript(kind: Kind) -> Count { counts[kind] ?? Count() }

  /// Whether something stands here, or is gone, by this import or by an earlier one.
  public var hasContent: Bool {
    counts.values.contains { $0.created + $0.updated + $0.unchanged + $0.removed > 0 }
  }

  mutating func add(_ number: Int, _ outcome: Outcome, of kind: Kind) {
    switch outcome {
    case .created: counts[kind, default: Count()].created += number
    case .updated: counts[kind, default: Count()].updated += number
    case .unchanged: counts[kind, default: Count()].unchanged += number
    case .removed: counts[kind, default: Count()].removed += number
    }
  }

  mutating func skip(_ number: Int, _ kind: Kind, _ reason: String) {
    counts[kind, default: Count()].skipped += number
    reasons[kind, default: [:]][reason, default: 0] += number
  }
}
