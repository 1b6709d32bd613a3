import APICore
import SQLite

/// The sends of the last minute, of all processes, as rows.
struct SendLog: Sendable {
  /// `Token.digest`.
  let token: String
  /// How long what was sent counts.
  let window: Milliseconds

  /// - Parameter minute: what the limit is of; shorter in tests of whole processes.
  init(token: String, minute: Milliseconds = RateGovernor.minute) {
    self.token = token
    window = minute + Self.tolerance
  }

  /// What the lowest plans have, and so what is kept to until an answer says more.
  /// https://developer.clickup.com/docs/rate-limits
  static let lowestLimit = 100
  /// Longer than a minute by this much, since what is written down together with others need not
  /// arrive as it left.
  static let tolerance = Milliseconds(1_000)

  /// What look-ups alone may use: a tenth, at least one where that leaves any.
  static func reserve(of limit: Int) -> Int { limit > 1 ? max(1, limit / 10) : 0 }

  /// What is new about the limit.
  struct Lesson: Sendable {
    var limit: Int?
    /// Nothing is sent before it.
    var anyAfter: Milliseconds?
    /// Only look-ups are sent before it.
    var ordinaryAfter: Milliseconds?

    var isEmpty: Bool { limit == nil && anyAfter == nil && ordinaryAfter == nil }
  }

  /// What became of asking for places.
  enum Answer: Sendable, Hashable {
    /// So many were written down: fewer than asked for where the limit never has room for all.
    case taken(Int)
    /// Ask again after this long at least.
    case wait(Milliseconds)
  }

  /// Writes sends down, unless they may not be sent now.
  func enter(
    _ purpose: APIClient.Purpose, count: Int = 1, at now: Milliseconds, in transaction: Transaction
  ) throws(SQLiteError) -> Answer {
    let connection = transaction.connection
    // After a restart of the host uptime begins again; what seems to come was sent before it.
    try connection.execute(
      "UPDATE rate_send SET at = ?1 WHERE at > ?1", [.integer(now.rawValue)])
    try connection.execute(
      "DELETE FROM rate_send WHERE at <= ?", [.integer((now - window).rawValue)])
    let answer = try answer(to: purpose, count: count, at: now, on: connection)
    if case .taken(let count) = answer {
      for _ in 0..<count {
        try connection.execute(
          "INSERT INTO rate_send(at, token) VALUES(?, ?)", [.integer(now.rawValue), .text(token)])
      }
    }
    return answer
  }

  /// Moves a send that was written down to when it really takes place: what was admitted since has
  /// counted it, and what is admitted from now on does.
  ///
  /// - Returns: false where it counts no more, and so has to be entered anew. Sends of one moment
  ///   are alike: it does not matter which of them it is.
  func move(
    from then: Milliseconds, to now: Milliseconds, in transaction: Transaction
  ) throws(SQLiteError) -> Bool {
    guard then <= now, then > now - window else { return false }
    try transaction.connection.execute(
      """
      UPDATE rate_send SET at = ?2 WHERE rowid =
        (SELECT rowid FROM rate_send WHERE at = ?1 AND token = ?3 LIMIT 1)
      """, [.integer(then.rawValue), .integer(now.rawValue), .text(token)])
    return transaction.connection.changes > 0
  }

  /// What `enter` would answer; where only `enter` can tell, that they may be sent. Only reads.
  func answer(
    to purpose: APIClient.Purpose, count: Int = 1, at now: Milliseconds, on connection: Connection
  ) throws(SQLiteError) -> Answer {
    let limit = try connection.row(
      "SELECT per_minute, any_after, ordinary_after FROM rate_limit WHERE token = ?",
      [.text(token)]
    ) { row in
      (
        perMinute: Int(row.integer(0)), anyAfter: Milliseconds(row.integer(1)),
        ordinaryAfter: Milliseconds(row.integer(2))
      )
    }
    if let limit {
      let after =
        purpose == .lookUp ? limit.anyAfter : max(limit.anyAfter, limit.ordinaryAfter)
      // A pause is never longer than that; what seems to be was set before the host's restart.
      if after > now, after - now <= RateHeaders.longestPause { return .wait(after - now) }
    }
    let perMinute = limit?.perMinute ?? Self.lowestLimit
    let allowed = purpose == .lookUp ? perMinute : perMinute - Self.reserve(of: perMinute)
    let count = min(count, allowed)
    let newest = try connection.row("SELECT max(at) FROM rate_send") { $0.integer(0) }
    if let newest, newest > now.rawValue { return .taken(count) }
    let oldest = SQLValue.integer((now - window).rawValue)
    let sent =
      try connection.row(
        "SELECT count(*) FROM rate_send WHERE at > ? AND token = ?", [oldest, .text(token)]
      ) { Int($0.integer(0)) } ?? 0
    let excess = sent + count - allowed
    guard excess > 0 else { return .taken(count) }
    // The last that has to leave the window so that there is room.
    let last = try connection.row(
      "SELECT at FROM rate_send WHERE at > ? AND token = ? ORDER BY at LIMIT 1 OFFSET ?",
      [oldest, .text(token), .integer(Int64(excess - 1))]
    ) { Milliseconds($0.integer(0)) }
    return .wait(max(1, (last ?? now) + window - now))
  }

  func learn(_ lesson: Lesson, in transaction: Transaction) throws(SQLiteError) {
    try transaction.connection.execute(
      """
      INSERT INTO rate_limit(token, per_minute, any_after, ordinary_after)
      VALUES(?1, coalesce(?2, \(Self.lowestLimit)), coalesce(?3, 0), coalesce(?4, 0))
      ON CONFLICT(token) DO UPDATE SET
        per_minute = coalesce(?2, per_minute), any_after = coalesce(?3, any_after),
        ordinary_after = coalesce(?4, ordinary_after)
      """,
      [
        .text(token), SQLValue(lesson.limit.map(Int64.init)), SQLValue(lesson.anyAfter?.rawValue),
        SQLValue(lesson.ordinaryAfter?.rawValue),
      ])
  }
}

extension LiveBackend {
  /// The tables that the live backend needs in the ledger's store.
  public static let migrations = [
    Migration(
      name: "live-1-rate",
      sql: """
        CREATE TABLE rate_limit(
          token TEXT PRIMARY KEY,
          per_minute INTEGER NOT NULL,
          any_after INTEGER NOT NULL,
          ordinary_after INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE rate_send(at INTEGER NOT NULL, token TEXT NOT NULL) STRICT;
        CREATE INDEX rate_send_at ON rate_send(at, token);
        """),
    Migration(
      name: "live-2-identity",
      sql: "CREATE TABLE token_identity(token TEXT PRIMARY KEY, identity TEXT NOT NULL) STRICT;"),
  ]
}
