import APICore
import JSON
import SQLite

/// Builds the Workspaces that answers of the real API speak of.
///
/// Pages of tasks, bare arrays, single tasks, Workspaces, Spaces, Folders, Lists, fields, tags and
/// comments, or recordings of exchanges that hold them, in any order. What stands already is
/// changed only by something newer (`date_updated`), so an import may be repeated. What cannot be
/// used is left out with a reason, and the rest comes in. Not an agent's write: it goes beside the
/// ledger.
///
/// Not kept: checklists, attachments, logged time (an answer tells only the sum), user groups.
public struct WorkspaceImport: Sendable {
  /// How many things share a transaction: a commit is paid once for them, and other processes wait
  /// for the lock some tenths of a second at most.
  static let batchSize = 250

  let store: Store
  let clock: any Clock
  let ids: any IDSource

  public init(store: Store, clock: any Clock, ids: any IDSource) {
    self.store = store
    self.clock = clock
    self.ids = ids
  }

  /// Brings in everything that `values` hold.
  ///
  /// - Parameter progress: called after each transaction with how many things are done, of how
  ///   many.
  /// - Throws: when the store fails; what was committed until then stays, and a repetition goes on.
  public func run(
    _ values: some Collection<JSONValue>,
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(SQLiteError) -> ImportReport {
    let entities = values.flatMap { ImportEntity.all(in: $0) }
    var report = ImportReport()
    var relations: [ImportRelation] = []
    var deferred = try pass(entities, &report, &relations) { progress($0, entities.count) }
    // What spoke of something that came later is asked again, until nothing more fits.
    while !deferred.isEmpty {
      let waiting = deferred.count
      deferred = try pass(deferred.map(\.entity), &report, &relations)
      guard deferred.count < waiting else { break }
    }
    for left in deferred { report.skip(left.entity.kind, left.reason) }
    _ = try inBatches(
      relations, &report,
      write: { writing, relation throws(SQLiteError) in
        try writing.relate(relation)
      })
    return report
  }

  /// - Returns: what cannot be placed yet.
  private func pass(
    _ entities: [ImportEntity], _ report: inout ImportReport, _ relations: inout [ImportRelation],
    progress: (_ done: Int) -> Void = { _ in }
  ) throws(SQLiteError) -> [ImportNotes.Deferred] {
    let notes = try inBatches(
      entities, &report, progress: progress,
      write: { writing, entity throws(SQLiteError) in try writing.take(entity) })
    relations += notes.flatMap(\.relations)
    return notes.flatMap(\.deferred)
  }

  /// Writes `items`, a bounded number of them in each transaction.
  private func inBatches<Item: Sendable>(
    _ items: [Item], _ report: inout ImportReport, progress: (_ done: Int) -> Void = { _ in },
    write: (inout ImportWriting, Item) throws(SQLiteError) -> Void
  ) throws(SQLiteError) -> [ImportNotes] {
    var all: [ImportNotes] = []
    for start in stride(from: 0, to: items.count, by: Self.batchSize) {
      let end = min(start + Self.batchSize, items.count)
      let notes = try store.write { transaction throws(SQLiteError) in
        var writing = ImportWriting(
          connection: transaction.connection, now: clock.now(), ids: ids)
        for item in items[start..<end] { try write(&writing, item) }
        try SearchIndex.bringUpToDate(on: transaction.connection)
        return writing.notes
      }
      notes.write(to: &report)
      all.append(notes)
      progress(end)
    }
    return all
  }
}

/// What one task says of others; written once all tasks stand.
struct ImportRelation: Sendable {
  let task: String
  let parent: String?
  let dependencies: [JSONValue]
  let links: [JSONValue]
  /// Whether the task was written now, so that what it no longer says goes.
  let isNew: Bool
}

/// What one transaction of an import did; it counts once the transaction is committed.
struct ImportNotes: Sendable {
  /// What cannot be placed yet, and why.
  struct Deferred: Sendable {
    let entity: ImportEntity
    let reason: String

    init(_ entity: ImportEntity, _ reason: String) {
      self.entity = entity
      self.reason = reason
    }
  }

  private var outcomes: [(kind: ImportReport.Kind, id: String, outcome: ImportReport.Outcome)] = []
  private var skipped: [(kind: ImportReport.Kind, reason: String)] = []
  var relations: [ImportRelation] = []
  var deferred: [Deferred] = []

  mutating func note(_ kind: ImportReport.Kind, _ id: String, _ outcome: ImportReport.Outcome) {
    outcomes.append((kind, id, outcome))
  }

  mutating func skip(_ kind: ImportReport.Kind, _ reason: String) {
    skipped.append((kind, reason))
  }

  func write(to report: inout ImportReport) {
    for (kind, id, outcome) in outcomes { report.note(kind, id, outcome) }
    for (kind, reason) in skipped { report.skip(kind, reason) }
  }

  /// How much stands here, so that what a failed entity added can be taken back.
  var mark: (outcomes: Int, skipped: Int, relations: Int) {
    (outcomes.count, skipped.count, relations.count)
  }

  mutating func rewind(to mark: (outcomes: Int, skipped: Int, relations: Int)) {
    outcomes.removeSubrange(mark.outcomes...)
    skipped.removeSubrange(mark.skipped...)
    relations.removeSubrange(mark.relations...)
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

extension ImportEntity {
  var kind: ImportReport.Kind {
    switch self {
    case .workspace: .workspaces
    case .space: .spaces
    case .folder: .folders
    case .list: .lists
    case .task: .tasks
    case .comment: .comments
    case .field: .fields
    case .spaceTag: .tags
    case .member: .people
    case .unknown: .others
    }
  }
}
