import APICore
import JSON
import SQLite

/// What time it is for the ledger, by two clocks: the one on the wall, which people and programs
/// set, and the ledger's own, which never runs back and goes on as fast as the other one.
///
/// Without the second one a clock that is set back would put what was just done outside of every
/// window; with one that only stands still until the other one has caught up, a single write with
/// the clock a month ahead would fill every budget and keep every plan good for a month. So where
/// the wall's clock is found set back, that is noted (`ClockChange`), and the ledger's own goes on
/// from where it stood: no wait is longer than its window.
///
/// Which of two readings was the wrong one is never known. What should happen once counts as recent
/// where either clock says so (`recent`); a yes is over where the one that has gone further does.
struct LedgerTime: Sendable, Equatable {
  /// By the clock on the wall.
  let now: Milliseconds
  /// By the ledger's own.
  let moment: Milliseconds
  /// The newest that was noted.
  let change: ClockChange?

  /// What is closer together than that is not a change: requests of several processes are not
  /// recorded in the order in which they came, and clocks are set by small steps.
  static let slack: Milliseconds = 60_000

  /// Which rows are not older than `window` by either clock.
  func recent(_ window: Milliseconds) -> RecentRows {
    var rows = RecentRows(since: moment - window)
    guard let change, now - change.to < window, now >= change.to else { return rows }
    if change.kind == .caughtUp { rows.since = min(rows.since, change.before - window) }
    rows.earlier = change.operation
    (rows.executedAfter, rows.executedBy) = (now - window, change.to)
    return rows
  }

  /// When by the wall something of the ledger's own time is.
  func wall(_ moment: Milliseconds) -> Milliseconds { now - (self.moment - moment) }
}

/// The rows with a `moment` from `since` on, and of those up to the sequence `earlier` also what
/// was executed, by the wall, after one instant and not after another.
///
/// Rows that were written with the clock ahead say nothing of when they were executed, so they are
/// not asked for it; `earlier` is 0 where nothing was noted within the window.
struct RecentRows: Sendable, Equatable {
  var since: Milliseconds
  var earlier: Int64 = 0
  var executedAfter: Milliseconds = 0
  var executedBy: Milliseconds = 0

  /// As a condition with four values, from `?first` on.
  static func condition(_ first: Int) -> String {
    """
    (moment >= ?\(first) OR (sequence <= ?\(first + 1)
      AND first_executed_at > ?\(first + 2) AND first_executed_at <= ?\(first + 3)))
    """
  }

  var values: [SQLValue] {
    [
      .integer(since.rawValue), .integer(earlier), .integer(executedAfter.rawValue),
      .integer(executedBy.rawValue),
    ]
  }
}

/// Something that was noticed of the clock on the wall, as the audit chain tells it.
struct ClockChange: Sendable, Equatable {
  enum Kind: String, Sendable {
    /// It is behind what it was when the ledger last looked.
    case setBack = "set_back"
    /// After having been set back it shows again what it showed before. It may have been wrong in
    /// between, and then no time has passed.
    case caughtUp = "caught_up"
    /// A person said that it is right as it stands now.
    case mended
  }

  let kind: Kind
  /// The latest that the wall's clock has shown.
  let from: Milliseconds
  /// What it showed when that was noted.
  let to: Milliseconds
  /// The ledger's own time of the newest row then.
  let before: Milliseconds
  /// The ledger's own time from then on.
  let at: Milliseconds
  /// The newest row then.
  let operation: Int64

  fileprivate var detail: JSONValue {
    [
      "kind": .string(kind.rawValue), "from": .integer(from.rawValue),
      "to": .integer(to.rawValue), "before": .integer(before.rawValue),
    ]
  }

  init(
    _ kind: Kind, from: Milliseconds, to: Milliseconds, before: Milliseconds, at: Milliseconds,
    operation: Int64
  ) {
    (self.kind, self.from, self.to) = (kind, from, to)
    (self.before, self.at, self.operation) = (before, at, operation)
  }

  /// From the columns of a link of the audit chain; nil where they cannot be read.
  init?(detail text: String, at: Milliseconds, operation: Int64) {
    let detail: JSONValue
    do { detail = try JSONValue.parse(text) } catch { return nil }
    guard let kind = detail["kind"]?.string.flatMap(Kind.init),
      let from = detail["from"]?.integer, let to = detail["to"]?.integer,
      let before = detail["before"]?.integer
    else { return nil }
    self.init(
      kind, from: Milliseconds(from), to: Milliseconds(to), before: Milliseconds(before),
      at: at, operation: operation)
  }
}

extension LedgerStanding {
  func time(at now: Milliseconds) -> LedgerTime {
    let offset = change.map { $0.at - $0.to } ?? 0
    let floor = max(newest?.moment ?? Milliseconds(.min), change?.at ?? Milliseconds(.min))
    return LedgerTime(now: now, moment: max(now + offset, floor), change: change)
  }

  /// What is to be noted of the clock; nil most times.
  func clockChange(due now: Milliseconds) -> ClockChange? {
    guard let newest else { return nil }
    let offset = change.map { $0.at - $0.to } ?? 0
    let floor = max(newest.moment, change?.at ?? newest.moment)
    if now + offset < floor - LedgerTime.slack {
      let shown = floor - offset
      return ClockChange(
        .setBack, from: change?.kind == .setBack ? max(change?.from ?? shown, shown) : shown,
        to: now, before: newest.moment, at: floor, operation: newest.sequence)
    }
    guard let change, change.kind == .setBack, now >= change.from else { return nil }
    return ClockChange(
      .caughtUp, from: change.from, to: now, before: newest.moment, at: max(floor, now + offset),
      operation: newest.sequence)
  }
}

extension LedgerStore {
  static func time(
    at now: Milliseconds, on connection: Connection
  ) throws(SQLiteError) -> LedgerTime {
    try LedgerStanding(on: connection).time(at: now)
  }

  /// Notes where the clock was set back since the ledger was last written, or has caught up; most
  /// times there is nothing to note. To be called before what depends on time is looked up.
  ///
  /// A store that does not take the note takes no write either, which then says why.
  ///
  /// - Parameter waits: false to leave it where another process writes now.
  func noteClock(at now: Milliseconds, waits: Bool = true) {
    do throws(SQLiteError) {
      let isDue = try store.read { connection throws(SQLiteError) in
        try LedgerStanding(on: connection).clockChange(due: now) != nil
      }
      if isDue { try noteChange(at: now, waits: waits) }
    } catch {}
  }

  func noteChange(at now: Milliseconds, waits: Bool = true) throws(SQLiteError) {
    let note = { (transaction: Transaction) throws(SQLiteError) in
      let standing = try LedgerStanding(on: transaction.connection)
      guard let change = standing.clockChange(due: now) else { return }
      try Self.append(change, in: transaction)
    }
    if waits { try store.write(note) } else { try store.writeUnlessBusy(note) }
  }

  private static func append(
    _ change: ClockChange, in transaction: Transaction
  ) throws(SQLiteError) {
    try append(
      .clock, change.operation, detail: change.detail.canonicalString, at: change.at,
      in: transaction)
  }

  // MARK: Mending

  /// Takes the clock as it stands for right: from here on nothing that was written while it was
  /// ahead counts as recent, and no plan or question from before is good any more. What was written
  /// by a clock that had not passed this instant counts as before.
  ///
  /// - Returns: the latest that the clock had shown; nil where there is nothing to mend.
  public func mendClock(at now: Milliseconds) throws(LedgerRefusal) -> Milliseconds? {
    try store.write { transaction throws(LedgerRefusal) in
      try LedgerRefusal.reporting { () throws(SQLiteError) in
        let connection = transaction.connection
        let standing = try LedgerStanding(on: connection)
        guard let newest = standing.newest else { return nil }
        let known = standing.change
        let ahead = try connection.row(
          "SELECT max(first_executed_at) FROM ledger_operation WHERE sequence > ?",
          [.integer(known?.kind == .mended ? known?.operation ?? 0 : 0)]
        ) { Milliseconds($0.integer(0)) }
        let latest = max(ahead ?? now, known?.kind == .setBack ? known?.from ?? now : now)
        guard latest > now + LedgerTime.slack else { return nil }
        let moment = standing.time(at: now).moment + Self.longestWindow
        try Self.append(
          ClockChange(
            .mended, from: latest, to: now, before: moment, at: moment,
            operation: newest.sequence), in: transaction)
        return latest
      }
    }
  }

  /// A day, and more than a plan is good for: past every window but that of retention.
  private static let longestWindow: Milliseconds = 90_000_000
}
