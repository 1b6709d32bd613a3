import JSON
import SQLite

/// What one task says of others; written once all tasks stand.
struct ImportRelation: Sendable {
  let task: String
  let parent: String?
  /// What it waits for or blocks, and what it is linked to.
  let others: [JSONValue]
  /// Whether the task was written now, so that what it no longer says goes.
  let isNews: Bool
  /// As of when the task says so.
  let date: Int64
  /// Whether that is when a recording was answered.
  var isAnswered = false
  /// Whether `others` are all there are; an export tells only the parent.
  var saysOthers = true
}

/// One of what an import writes in turn.
protocol ImportItem: Sendable {
  var position: Int64 { get }
}

extension ImportStage.Queued: ImportItem {}

/// What was said of a task's parent at last.
struct ImportPlacing: ImportItem {
  let position: Int64
  let task: String
  let parent: String?
  let isNews: Bool
}

/// What was said of a task's dependencies and links.
struct ImportRelations: ImportItem {
  let position: Int64
  let task: String
  let others: [JSONValue]
  let isNews: Bool
  let date: Int64
  let isAnswered: Bool
}

/// What one transaction of an import did; it counts once the transaction is committed.
struct ImportNotes: Sendable {
  /// What cannot be placed yet, and why.
  struct Deferred: Sendable {
    let turn: ImportStage.Queued
    let reason: String
  }

  private(set) var outcomes:
    [(kind: ImportReport.Kind, id: String, outcome: ImportReport.Outcome)] = []
  private(set) var skipped: [(kind: ImportReport.Kind, reason: String)] = []
  private(set) var notKept: [(what: String, owner: String, number: Int64)] = []
  var supplied: [String] = []
  /// How things were read, how many, and where the first one stands.
  private(set) var remarks: [String: (number: Int, place: String)] = [:]
  var relations: [ImportRelation] = []
  /// Custom IDs that other tasks have.
  var wanted: [(task: String, customID: String)] = []
  var deferred: [Deferred] = []

  mutating func note(_ kind: ImportReport.Kind, _ id: String, _ outcome: ImportReport.Outcome) {
    outcomes.append((kind, id, outcome))
  }

  mutating func skip(_ kind: ImportReport.Kind, _ reason: String) {
    skipped.append((kind, reason))
  }

  /// - Parameter number: nothing is said of none.
  mutating func lose(_ what: String, of owner: String, _ number: Int) {
    if number > 0 { notKept.append((what, owner, Int64(number))) }
  }

  /// Answers tell how many replies a comment has, and some of them hold these.
  mutating func loseReplies(to comment: Int64, _ number: Int) {
    lose("thread replies", of: "\(comment)/", number)
  }

  /// One of those comes in after all.
  mutating func keepReply(_ id: Int64, to comment: Int64) {
    notKept.append(("thread replies", "\(comment)/\(id)", -1))
  }

  mutating func remark(_ what: String, at place: String) {
    remarks[what, default: (0, place)].number += 1
  }

  /// How much stands here, so that what a failed entity added can be taken back.
  struct Mark: Sendable {
    fileprivate let counts: [Int]
    fileprivate let remarks: [String: (number: Int, place: String)]
  }

  var mark: Mark {
    Mark(
      counts: [outcomes.count, skipped.count, notKept.count, relations.count, wanted.count],
      remarks: remarks)
  }

  mutating func rewind(to mark: Mark) {
    outcomes.removeSubrange(mark.counts[0]...)
    skipped.removeSubrange(mark.counts[1]...)
    notKept.removeSubrange(mark.counts[2]...)
    relations.removeSubrange(mark.counts[3]...)
    wanted.removeSubrange(mark.counts[4]...)
    remarks = mark.remarks
  }
}

/// Why one thing was left out.
enum ImportFailure: Error {
  /// It may fit later in the same import.
  case notYet(String)
  case unusable(String)
  case store(SQLiteError)
}

extension ImportFailure: StoreFailing {
  init(store failure: SQLiteError) { self = .store(failure) }
}
