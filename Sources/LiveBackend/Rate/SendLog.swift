import APICore
import SQLite

/// The sends of the last minute, of all processes, as rows.
struct SendLog: Sendable {
  /// `Token.digest`.
  let token: String

  /// What the lowest plans have, and so what is kept to until an answer says more.
  /// https://developer.clickup.com/docs/rate-limits
  static let lowestLimit = 100
  /// The limit is of a minute; a second more, since what is written down together with others need
  /// not arrive as it left.
  static let window = Milliseconds(61_000)

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

  /// Writes a send down, unless it may not be sent now.
  ///
  /// - Returns: how long to wait before asking again; zero where it is written down and to be sent.
  func enter(
    _ purpose: APIClient.Purpose, at now: Milliseconds, in transaction: Transaction
  ) throws(SQLiteError) -> Milliseconds {
    let connection = transaction.connection
    // After a restart of the host uptime begins again; what seems to come was sent before it.
    try connection.execute(
      "UPDATE rate_send SET at = ?1 WHERE at > ?1", [.integer(now.rawValue)])
    try connection.execute(
      "DELETE FROM rate_send WHERE at <= ?", [.integer((now - Self.window).rawValue)])
    let wait = try wait(for: purpose, at: now, on: connection)
    if wait == 0 {
      try connection.execute(
        "INSERT INTO rate_send(at, token) VALUES(?, ?)", [.integer(now.rawValue), .text(token)])
    }
    return wait
  }

  /// How long a request has to wait at least; zero where it may be sent, or where only `enter` can
  /// tell. Only reads.
  func wait(
    for purpose: APIClient.Purpose, at now: Milliseconds, on connection: Connection
  ) throws(SQLiteError) -> Milliseconds {
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
      if after > now, after - now <= RateHeaders.longestPause { return after - now }
    }
    let perMinute = limit?.perMinute ?? Self.lowestLimit
    let allowed = purpose == .lookUp ? perMinute : perMinute - Self.reserve(of: perMinute)
    let newest = try connection.row("SELECT max(at) FROM rate_send") { $0.integer(0) }
    if let newest, newest > now.rawValue { return 0 }
    let oldest = SQLValue.integer((now - Self.window).rawValue)
    let sent =
      try connection.row(
        "SELECT count(*) FROM rate_send WHERE at > ? AND token = ?", [oldest, .text(token)]
      ) { Int($0.integer(0)) } ?? 0
    guard sent >= allowed else { return 0 }
    // The first that has to leave the window so that one fewer than allowed are in it.
    let first = try connection.row(
      "SELECT at FROM rate_send WHERE at > ? AND token = ? ORDER BY at LIMIT 1 OFFSET ?",
      [oldest, .text(token), .integer(Int64(sent - allowed))]
    ) { Milliseconds($0.integer(0)) }
    return max(1, (first ?? now) + Self.window - now)
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
        """)
  ]
}
