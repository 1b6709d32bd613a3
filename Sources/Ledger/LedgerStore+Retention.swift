import APICore
import SQLite
import Synchronization

extension LedgerStore {
  /// Lets go of answers, and of what stood before, of rows older than `age`: the oldest first, at
  /// most `limit` of them. The keys stay, with the ID of what they made.
  ///
  /// By both clocks, and as of a look that is `waited` back (`Retention`): what goes is always the
  /// beginning of the ledger, and one link of the audit chain says how far it reaches. Arguments
  /// and requests stay: a conflict needs the ones, and a person who asks what was done the others.
  ///
  /// - Returns: how many rows it went through; less than `limit` where nothing more is old enough.
  /// - Throws: `ledger_busy` without waiting, where another process writes now.
  public func prune(
    olderThan age: Milliseconds, at now: Milliseconds, since waited: Milliseconds = 0, limit: Int
  ) throws(LedgerRefusal) -> Int {
    noteClock(at: now, waits: false)
    // As if it were that much younger.
    let age = age + waited
    // Looked at without the write lock first: most times there is nothing to do.
    guard try holdsAnswers(olderThan: age, at: now) else { return 0 }
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

  fileprivate func holdsAnswers(
    olderThan age: Milliseconds, at now: Milliseconds
  ) throws(LedgerRefusal) -> Bool {
    try store.read { connection throws(LedgerRefusal) in
      try LedgerRefusal.reporting(
        try Self.stretch(olderThan: age, at: now, limit: 1, on: connection) != nil)
    }
  }

  /// The rows that are to go next; nil where none is old enough.
  private static func stretch(
    olderThan age: Milliseconds, at now: Milliseconds, limit: Int, on connection: Connection
  ) throws(SQLiteError) -> (first: Int64, last: Int64)? {
    let first = (try lastPruning(on: connection)?.operation ?? 0) + 1
    let end = first + Int64(limit) - 1
    let recent = try time(at: now, on: connection).recent(age)
    let bounds = try connection.row(
      """
      SELECT max(sequence), min(CASE WHEN \(RecentRows.condition(3)) THEN sequence END)
      FROM ledger_operation WHERE sequence BETWEEN ?1 AND ?2
      """, [.integer(first), .integer(end)] + recent.values
    ) { ($0.optionalInteger(0), $0.optionalInteger(1)) }
    guard let newest = bounds?.0 else { return nil }
    let last = bounds?.1.map { $0 - 1 } ?? newest
    return last >= first ? (first, last) : nil
  }
}

/// Drops answers when it is time, a few at once: called off the answer path, after the answers
/// are written, however often.
///
/// What is thrown away is gone, and a clock may be wrong; so an answer goes only where it was old
/// enough a day ago as well, at the look before. A process that starts with the clock a month ahead
/// finds nothing to drop, and when the clock is right again that look is forgotten.
public final class Retention: Sendable {
  private let ledger: LedgerStore
  private let age: Milliseconds?
  private let rowsPerRun: Int
  /// From when on there may be something to do.
  private let nextRun = Mutex<(from: Milliseconds, lastRun: Milliseconds)?>(nil)

  /// A month: longer than any call is repeated, as long as the longest of the services that take
  /// keys keeps an answer (Stripe's API v2,
  /// https://docs.stripe.com/api-v2-overview), and short enough that a busy ledger does not hold
  /// everything twice forever.
  public static let standardDays = 30

  /// What is kept for days need not go to the second, and looking costs a query.
  static let interval: Milliseconds = 60_000
  /// Where more is to go: each step is a commit, and whoever asks next waits for it.
  static let shortInterval: Milliseconds = 1_000

  /// - Parameters:
  ///   - days: how long answers are kept; nil forever.
  ///   - rowsPerRun: the write lock is held for about a millisecond by the usual number.
  public init(
    _ ledger: LedgerStore, days: Int? = Retention.standardDays, rowsPerRun: Int = 200
  ) {
    self.ledger = ledger
    self.rowsPerRun = rowsPerRun
    age = days.map { Milliseconds(Int64($0) * 86_400_000) }
  }

  /// Does one bounded step, if there is one to do and some time has passed since the last.
  ///
  /// - Returns: how many rows it went through; 0 also where the store could not be used, or another
  ///   process was writing: then it is done another time.
  @discardableResult
  public func prune(at now: Milliseconds) -> Int {
    guard let age, isDue(at: now) else { return 0 }
    var count = 0
    do throws(LedgerRefusal) {
      // A look is a write: it is taken only where something could go.
      if try ledger.holdsAnswers(olderThan: age, at: now), let look = try ledger.look(at: now) {
        count = try ledger.prune(olderThan: age, at: now, since: now - look, limit: rowsPerRun)
      }
    } catch {}
    let wait = count < rowsPerRun ? Self.interval : Self.shortInterval
    nextRun.withLock { $0 = (now + wait, now) }
    return count
  }

  /// Also where the clock was set back: nobody knows how long ago the last run was.
  private func isDue(at now: Milliseconds) -> Bool {
    nextRun.withLock { next in
      guard let next else { return true }
      return now < next.lastRun || now >= next.from
    }
  }
}

extension LedgerStore {
  /// Looks at the clock for `Retention`, once a day in a way that lasts.
  ///
  /// - Returns: the look before that; nil where there is none yet.
  func look(at now: Milliseconds) throws(LedgerRefusal) -> Milliseconds? {
    let (before, looks) = try store.read { connection throws(LedgerRefusal) in
      try LedgerRefusal.reporting { () throws(SQLiteError) in
        let before = try Looks(on: connection)
        return (before, before.adding(now))
      }
    }
    if looks != before {
      try store.writeUnlessBusy { transaction throws(LedgerRefusal) in
        try LedgerRefusal.reporting(try looks.keep(in: transaction))
      }
    }
    return looks.earlier
  }
}

/// The last two days on which the clock was looked at; neither is ahead of the clock.
private struct Looks: Equatable {
  var earlier: Milliseconds?
  var later: Milliseconds?

  private static let apart: Milliseconds = 86_400_000

  init(on connection: Connection) throws(SQLiteError) {
    let bytes = try connection.row(
      "SELECT value FROM ledger_meta WHERE name = 'retention_looks'"
    ) { $0.blob(0) }
    guard let bytes, bytes.count == 16 else { return }
    let instants = [bytes.prefix(8), bytes.suffix(8)].map { half in
      half.reduce(Int64(0)) { $0 << 8 | Int64($1) }
    }
    // No look is in 1970.
    earlier = instants[0] > 0 ? Milliseconds(instants[0]) : nil
    later = instants[1] > 0 ? Milliseconds(instants[1]) : nil
  }

  func adding(_ now: Milliseconds) -> Looks {
    var looks = self
    if let earlier, earlier > now { looks.earlier = nil }
    if let later, later > now { looks.later = nil }
    guard let later = looks.later else {
      looks.later = now
      return looks
    }
    if now - later >= Self.apart { (looks.earlier, looks.later) = (later, now) }
    return looks
  }

  func keep(in transaction: Transaction) throws(SQLiteError) {
    let bytes = [earlier, later].flatMap { ($0?.rawValue ?? 0).bytes(8) }
    try transaction.connection.execute(
      """
      INSERT INTO ledger_meta VALUES('retention_looks', ?)
      ON CONFLICT(name) DO UPDATE SET value = excluded.value
      """, [.blob(bytes)])
  }
}
