/// What an import found, and what became of it.
public struct ImportReport: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable {
    case workspaces, people, spaces, folders, lists, statuses, tags, fields, tasks, comments
    case dependencies, links
    /// What is none of these.
    case others
  }

  public enum Outcome: Sendable, Equatable {
    case created, updated, unchanged
  }

  public struct Count: Sendable, Equatable {
    public var created = 0
    public var updated = 0
    public var unchanged = 0
    public var skipped = 0

    public init(created: Int = 0, updated: Int = 0, unchanged: Int = 0, skipped: Int = 0) {
      self.created = created
      self.updated = updated
      self.unchanged = unchanged
      self.skipped = skipped
    }
  }

  /// Each thing once, however often the input speaks of it.
  public private(set) var counts: [Kind: Count] = [:]
  /// Why things were left out, and how many for each reason.
  public private(set) var reasons: [Kind: [String: Int]] = [:]
  private var outcomes: [Kind: [String: Outcome]] = [:]

  public subscript(kind: Kind) -> Count { counts[kind] ?? Count() }

  mutating func note(_ kind: Kind, _ id: String, _ outcome: Outcome) {
    switch (outcomes[kind]?[id], outcome) {
    case (nil, _):
      add(outcome, to: kind, 1)
      outcomes[kind, default: [:]][id] = outcome
    case (.unchanged?, .updated):
      add(.unchanged, to: kind, -1)
      add(.updated, to: kind, 1)
      outcomes[kind, default: [:]][id] = outcome
    default: break
    }
  }

  mutating func skip(_ kind: Kind, _ reason: String) {
    counts[kind, default: Count()].skipped += 1
    reasons[kind, default: [:]][reason, default: 0] += 1
  }

  private mutating func add(_ outcome: Outcome, to kind: Kind, _ number: Int) {
    switch outcome {
    case .created: counts[kind, default: Count()].created += number
    case .updated: counts[kind, default: Count()].updated += number
    case .unchanged: counts[kind, default: Count()].unchanged += number
    }
  }

  public static func == (left: ImportReport, right: ImportReport) -> Bool {
    left.counts == right.counts && left.reasons == right.reasons
  }
}
