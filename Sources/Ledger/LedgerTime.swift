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

  fileprivate init(
    _ kind: Kind, from: Milliseconds, to: Milliseconds, before: Milliseconds, at: Milliseconds,
    operation: Int64
  ) {
    (self.kind, self.from, self.to) = (kind, from, to)
    (self.before, self.at, self.operation) = (before, at, operation)
  }

  /// nil where the link tells of something else.
  fileprivate init?(_ link: AuditLink) {
    let detail: JSONValue
    do { detail = try JSONValue.parse(link.detail ?? "") } catch { return nil }
    guard link.event == .clock, let kind = detail["kind"]?.string.flatMap(Kind.init),
      let from = detail["from"]?.integer, let to = detail["to"]?.integer,
      let before = detail["before"]?.integer
    else { return nil }
    self.init(
      kind, from: Milliseconds(from), to: Milliseconds(to), before: Milliseconds(before),
      at: link.at, operation: link.operation)
  }
}

extension LedgerStore {
  static func time(
    at now: Milliseconds, on connection: Connection
  ) throws(SQLiteError) -> LedgerTime {
    let newest = try newestRow(on: connection)
    let change = try clockChange(on: connection)
    let offset = change.map { $0.at - $0.to } ?? 0
    let floor = max(newest?.moment ?? Milliseconds(.min), change?.at ?? Milliseconds(.min))
    return LedgerTime(now: now, moment: max(now + offset, floor), change: change)
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
        try Self.clockChange(due: now, on: connection) != nil
      }
      guard isDue else { return }
      let note = { (transaction: Transaction) throws(SQLiteError) in
        guard let change = try Self.clockChange(due: now, on: transaction.connection) else {
          return
        }
        try Self.append(change, in: transaction)
      }
      if waits { try store.write(note) } else { try store.writeUnlessBusy(note) }
    } catch {}
  }

  private static func clockChange(
    due now: Milliseconds, on connection: Connection
  ) throws(SQLiteError) -> ClockChange? {
    guard let newest = try newestRow(on: connection) else { return nil }
    let known = try clockChange(on: connection)
    let offset = known.map { $0.at - $0.to } ?? 0
    let floor = max(newest.moment, known?.at ?? newest.moment)
    if now + offset < floor - LedgerTime.slack {
      let shown = floor - offset
      return ClockChange(
        .setBack, from: known?.kind == .setBack ? max(known?.from ?? shown, shown) : shown,
        to: now, before: newest.moment, at: floor, operation: newest.sequence)
    }
    guard let known, known.kind == .setBack, now >= known.from else { return nil }
    return ClockChange(
      .caughtUp, from: known.from, to: now, before: newest.moment, at: max(floor, now + offset),
      operation: newest.sequence)
  }

  private static func append(
    _ change: ClockChange, in transaction: Transaction
  ) throws(SQLiteError) {
    try append(
      .clock, change.operation, detail: change.detail.canonicalString, at: change.at,
      in: transaction)
  }

  private static func clockChange(on connection: Connection) throws(SQLiteError) -> ClockChange? {
    try newestLink(of: .clock, on: connection).flatMap { ClockChange($0) }
  }

  private static func newestRow(
    on connection: Connection
  ) throws(SQLiteError) -> (sequence: Int64, moment: Milliseconds)? {
    try connection.row(
      "SELECT sequence, moment FROM ledger_operation ORDER BY sequence DESC LIMIT 1"
    ) { ($0.integer(0), Milliseconds($0.integer(1))) }
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
        guard let newest = try Self.newestRow(on: connection) else { return nil }
        let known = try Self.clockChange(on: connection)
        let ahead = try connection.row(
          "SELECT max(first_executed_at) FROM ledger_operation WHERE sequence > ?",
          [.integer(known?.kind == .mended ? known?.operation ?? 0 : 0)]
        ) { Milliseconds($0.integer(0)) }
        let latest = max(ahead ?? now, known?.kind == .setBack ? known?.from ?? now : now)
        guard latest > now + LedgerTime.slack else { return nil }
        let moment = try Self.time(at: now, on: connection).moment + Self.longestWindow
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
