import APICore
import JSON
import SQLite

/// Builds the Workspaces that answers of the real API speak of.
///
/// Pages of tasks, bare arrays, single tasks, Workspaces, Spaces, Folders, Lists, fields, tags,
/// comments and time entries, or recordings of exchanges that hold them, in any order; and rows of
/// the CSV file that ClickUp exports. What stands already is changed by something newer
/// (`date_updated`), and what was said at the same time is put together, so an import may be
/// repeated. What cannot be used, and what there is no place for, is named in the report. Not an
/// agent's write: it goes beside the ledger.
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
  public func run(
    _ values: some Collection<JSONValue>,
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(SQLiteError) -> ImportReport {
    let stage = try ImportStage()
    for value in values { try stage.add(value) }
    return try run(stage, progress: progress)
  }

  /// Brings in everything that was put into `stage`, which can be used once.
  ///
  /// - Parameters:
  ///   - workspace: where rows of exports belong, which do not name one; nil where that is clear.
  ///   - progress: called after each transaction with how many things are done, of how many.
  /// - Throws: when the store fails; what was committed until then stays, and a repetition goes on.
  public func run(
    _ stage: ImportStage, workspace: String? = nil,
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(SQLiteError) -> ImportReport {
    stage.workspace = workspace
    let total = try stage.begin(removals: false)
    var done = 0
    try pass(stage) { number in
      done += number
      progress(done, total)
    }
    try settleCustomIDs(stage, isLast: false)
    // What spoke of something that came later is asked again, until nothing more fits.
    while try stage.beginAgain() { try pass(stage) }
    try settleCustomIDs(stage, isLast: true)
    try relate(stage)
    _ = try stage.begin(removals: true)
    try pass(stage)
    try stage.record(
      try batch([()], of: stage) { writing, _ throws(SQLiteError) in
        try writing.completeStatuses()
      })
    let report = try stage.report()
    try joinWhoAsked(stage, report.workspaceIDs)
    return report
  }

  /// Who asked for all these answers can reach what they speak of.
  private func joinWhoAsked(_ stage: ImportStage, _ workspaces: [String]) throws(SQLiteError) {
    let people = try stage.authorizedPeople()
    guard people.count == 1 else { return }
    let now = clock.now().rawValue
    try store.write { transaction throws(SQLiteError) in
      for workspace in workspaces {
        try transaction.connection.execute(
          """
          INSERT INTO workspace_members SELECT w.id, u.id, \(Role.member.rawValue), ?3, ?3
          FROM workspaces w, users u WHERE w.id = ?1 AND u.id = ?2 ON CONFLICT DO NOTHING
          """, [.text(workspace), .integer(people[0]), .integer(now)])
      }
    }
  }

  /// Writes what has its turn.
  private func pass(
    _ stage: ImportStage, progress: (_ number: Int) -> Void = { _ in }
  ) throws(SQLiteError) {
    try pages(
      of: stage, read: stage.entities, progress: progress,
      write: { writing, turn throws(SQLiteError) in try writing.take(turn) })
  }

  /// Writes what tasks say of others: first who leaves where it stands, so that nothing that was
  /// is in the way of what is, then who stands where, from above, then the rest.
  private func relate(_ stage: ImportStage) throws(SQLiteError) {
    try stage.add(
      store.read { connection throws(SQLiteError) in try ImportPending.ready(on: connection) })
    try stage.orderParents()
    try pages(
      of: stage, read: stage.placings,
      write: { writing, placing throws(SQLiteError) in try writing.leave(placing) })
    try pages(
      of: stage, read: stage.placings,
      write: { writing, placing throws(SQLiteError) in try writing.place(placing) })
    try pages(
      of: stage, read: stage.relations,
      write: { writing, relations throws(SQLiteError) in try writing.relate(relations) })
    try store.write { transaction throws(SQLiteError) in
      try ImportPending.forgetReady(on: transaction.connection)
    }
  }

  private func settleCustomIDs(_ stage: ImportStage, isLast: Bool) throws(SQLiteError) {
    try pages(
      of: stage, read: stage.wanted,
      write: { writing, wanted throws(SQLiteError) in
        try writing.settle(wanted, isLast: isLast)
      })
  }

  /// Writes all that `read` answers, a bounded number in each transaction.
  private func pages<Item: ImportItem>(
    of stage: ImportStage,
    read: (_ after: Int64, _ limit: Int) throws(SQLiteError) -> [Item],
    progress: (_ number: Int) -> Void = { _ in },
    write: (inout ImportWriting, Item) throws(SQLiteError) -> Void
  ) throws(SQLiteError) {
    var items = try read(0, Self.batchSize)
    while let last = items.last {
      try stage.record(try batch(items, of: stage, write: write))
      progress(items.count)
      items = try read(last.position, Self.batchSize)
    }
  }

  /// Writes `items` in one transaction.
  private func batch<Item: Sendable>(
    _ items: [Item], of stage: ImportStage,
    write: (inout ImportWriting, Item) throws(SQLiteError) -> Void
  ) throws(SQLiteError) -> ImportNotes {
    let exports = ExportWriting(
      facts: stage.exports, survey: stage.survey, workspace: stage.workspace)
    return try store.write { transaction throws(SQLiteError) in
      var writing = ImportWriting(
        connection: transaction.connection, now: clock.now(), ids: ids, exports: exports)
      for item in items { try write(&writing, item) }
      try writing.keepDates()
      try SearchIndex.bringUpToDate(on: transaction.connection)
      try ListNames.bringUpToDate(on: transaction.connection)
      return writing.notes
    }
  }
}
