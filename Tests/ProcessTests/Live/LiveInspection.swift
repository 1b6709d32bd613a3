import APICore
import SQLite

/// What stands in the live ledger's file, read past the program.
struct LiveInspection {
  struct Row {
    let key: String
    let state: String
    let remoteID: String?
    let resends: Int
    let claims: [String]
  }

  private let connection: Connection

  init(_ path: String) throws { connection = try Connection(path: path) }

  var integrity: String {
    get throws {
      try connection.rows("PRAGMA integrity_check") { $0.text(0) }.joined(separator: "; ")
    }
  }

  /// Writes that were sent again and not looked for since.
  var unswept: Int64 {
    get throws {
      try connection.row(
        """
        SELECT count(*) FROM ledger_live JOIN ledger_operation USING (sequence)
        WHERE resends > 0 AND is_swept = 0 AND makes_something = 1
        """
      ) { $0.integer(0) } ?? 0
    }
  }

  /// All but those whose writes provably had no effect.
  func rows() throws -> [Row] {
    try connection.rows(
      """
      SELECT key, state, remote_id, resends,
        (SELECT group_concat(c.remote_id, ' ') FROM ledger_claim c
          WHERE c.operation = ledger_operation.sequence)
      FROM ledger_operation JOIN ledger_live USING (sequence) WHERE state <> 'released'
      """
    ) { row in
      Row(
        key: row.text(0), state: row.text(1), remoteID: row.optionalText(2),
        resends: Int(row.integer(3)),
        claims: (row.optionalText(4) ?? "").split(separator: " ").map(String.init))
    }
  }

  /// How often rows say, on the disk, that this very write is about to be sent, or was.
  func dispatches(of request: WriteRequest) throws -> Int {
    let count = try connection.row(
      "SELECT sum(attempt) FROM ledger_operation WHERE request = ?",
      [.text(request.json.canonicalString)]
    ) { $0.isNull(0) ? 0 : $0.integer(0) }
    return Int(count ?? 0)
  }
}
