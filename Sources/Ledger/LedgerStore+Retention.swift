import APICore
import SQLite
import Synchronization

extension LedgerStore {
  /// Lets go of answers, and of what stood before, of rows older than `age`: the oldest first, at
  /// most `limit` of them. The keys stay, with the ID of what they made.
  ///
  /// Told by the ledger's own time, which never runs back: what goes is always the beginning of the
  /// ledger, and one link of the audit chain says how far it reaches. Arguments and requests stay:
  /// a conflict needs the ones, and a person who asks what was done the others.
  ///
  /// - Returns: how many rows it went through; less than `limit` where nothing more is old enough.
  /// - Throws: `ledger_busy` without waiting, where another process writes now.
  public func prune(
    olderThan age: Milliseconds, at now: Milliseconds, limit: Int
  ) throws(LedgerRefusal) -> Int {
    // Looked at without the write lock first: most times there is nothing to do.
    let isDue = try store.read { connection throws(LedgerRefusal) in
      try LedgerRefusal.reporting { () throws(SQLiteError) in
        try Self.stretch(olderThan: age, at: now, limit: 1, on: connection) != nil
      }
    }
    guard isDue else { return 0 }
    return try store.writeUnlessBusy { transaction throws(LedgerRefusal) in
      try LedgerRefusal.reporting { () throws(SQLiteError) in
        let connection = transaction.connection
        guard
          let stretch = try Self.stretch(olderThan: age, at: now, limit: limit, on: connection)
        else { return 0 }
        // What is not settled needs what stood before to be settled.
        let isSettled = "state IN ('done', 'released', 'abandoned')"
        let range = [SQLValue.integer(stretch.first), .integer(stretch.last)]
        try connection.execute(
          """
          UPDATE ledger_live SET evidence = NULL, answer = NULL
          WHERE sequence IN (
            SELECT sequence FROM ledger_operation WHERE sequence BETWEEN ? AND ? AND \(isSettled))
          """, range)
        try connection.execute(
          """
          UPDATE ledger_operation SET output = NULL, pre_image = NULL
          WHERE sequence BETWEEN ? AND ? AND \(isSettled)
          """, range)
        try Self.append(
          .pruned, stretch.last, at: try Self.moment(at: now, on: connection), in: transaction)
        return Int(stretch.last - stretch.first + 1)
      }
    }
  }

  /// The rows that are to go next; nil where none is old enough.
  private static func stretch(
    olderThan age: Milliseconds, at now: Milliseconds, limit: Int, on connection: Connection
  ) throws(SQLiteError) -> (first: Int64, last: Int64)? {
    let first = (try lastPruning(on: connection)?.operation ?? 0) + 1
    let last = try connection.row(
      """
      SELECT max(sequence) FROM (
        SELECT sequence, moment FROM ledger_operation WHERE sequence BETWEEN ? AND ?
      ) WHERE moment < ?
      """,
      [
        .integer(first), .integer(first + Int64(limit) - 1), .integer((now - age).rawValue),
      ]
    ) { $0.optionalInteger(0) }
    guard let last, let last else { return nil }
    return (first, last)
  }
}

/// Lets answers go when it is time, a few at once: called off the answer path, after the answers
/// are written, however often.
public final class Retention: Sendable {
  private let ledger: LedgerStore
  private let age: Milliseconds?
  private let rowsPerRun: Int
  /// When everything that was old enough had been let go, or the store could not be used.
  private let lastRun = Mutex<Milliseconds?>(nil)

  /// A month: longer than any call is repeated, as long as the longest of the services that take
  /// keys keeps an answer (Stripe's API v2,
  /// https://docs.stripe.com/api-v2-overview), and short enough that a busy ledger does not hold
  /// everything twice for ever.
  public static let standardDays = 30

  /// What is kept for days need not go to the second, and looking costs a query.
  static let interval: Milliseconds = 60_000

  /// - Parameters:
  ///   - days: how long answers are kept; nil for ever.
  ///   - rowsPerRun: the write lock is held for about a millisecond by the usual number.
  public init(
    _ ledger: LedgerStore, days: Int? = Retention.standardDays, rowsPerRun: Int = 200
  ) {
    self.ledger = ledger
    self.rowsPerRun = rowsPerRun
    age = days.map { Milliseconds(Int64($0) * 86_400_000) }
  }

  /// Does one bounded step, if there is one to do and a minute has passed since there was none.
  ///
  /// - Returns: how many rows it went through; 0 also where the store could not be used, or another
  ///   process was writing: then it is done another time.
  @discardableResult
  public func prune(at now: Milliseconds) -> Int {
    guard let age, isDue(at: now) else { return 0 }
    var count = 0
    do throws(LedgerRefusal) {
      count = try ledger.prune(olderThan: age, at: now, limit: rowsPerRun)
    } catch {}
    if count < rowsPerRun { lastRun.withLock { $0 = now } }
    return count
  }

  /// Also where the clock was set back: nobody knows how long ago the last run was.
  private func isDue(at now: Milliseconds) -> Bool {
    lastRun.withLock { lastRun in
      guard let lastRun else { return true }
      return now < lastRun || now >= lastRun + Self.interval
    }
  }
}
