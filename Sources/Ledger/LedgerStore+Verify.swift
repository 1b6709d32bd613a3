import JSON
import SQLite

/// What a walk along the audit chain found.
public struct LedgerVerdict: Sendable {
  /// Rows and links that are as they were written; up to the fault, where there is one.
  public let rows: Int64
  public let links: Int64
  public let fault: LedgerFault?
}

extension LedgerStore {
  /// Walks the audit chain and holds every row against it, has SQLite look through its file, and
  /// holds the end of the chain against what is remembered beside the store: a ledger that was cut
  /// short together with its counters, or rolled back to an older copy, is sound in itself.
  ///
  /// - Parameter head: one that was kept elsewhere still.
  public func verify(expecting head: LedgerHead? = nil) throws(LedgerRefusal) -> LedgerVerdict {
    let verdict = try verdict(expecting: head)
    guard verdict.fault == nil else { return verdict }
    do throws(SQLiteError) { try store.checkMemory() } catch {
      guard error.isCorrupt else { throw LedgerRefusal(store: error) }
      var fault = LedgerFault(error.message)
      fault.isAgainstMemory = true
      return LedgerVerdict(rows: verdict.rows, links: verdict.links, fault: fault)
    }
    return verdict
  }

  private func verdict(expecting head: LedgerHead?) throws(LedgerRefusal) -> LedgerVerdict {
    try store.read { connection throws(LedgerRefusal) in
      try LedgerRefusal.reporting { () throws(SQLiteError) in
        let verdict = try Self.verify(on: connection, expecting: head)
        guard verdict.fault == nil else { return verdict }
        let complaint = try connection.row("PRAGMA integrity_check(1)") { $0.text(0) }
        guard let complaint, complaint != "ok" else { return verdict }
        return LedgerVerdict(
          rows: verdict.rows, links: verdict.links,
          fault: LedgerFault("the file of the store is damaged: \(complaint)"))
      }
    }
  }

  static func verify(
    on connection: Connection, expecting head: LedgerHead?
  ) throws(SQLiteError) -> LedgerVerdict {
    var walk = AuditWalk(on: connection, expecting: head)
    let fault = try walk.run()
    return LedgerVerdict(rows: walk.soundRows, links: walk.head.sequence, fault: fault)
  }
}

extension LedgerFault {
  /// One sentence, without a full stop.
  public var sentence: String {
    switch (sequence, operationID, link) {
    case (let sequence?, let operationID?, _): "row \(sequence) (\(operationID)) \(problem)"
    case (let sequence?, nil, _): "row \(sequence) \(problem)"
    case (nil, _, let link?): "link \(link) of the audit chain \(problem)"
    case (nil, _, nil): problem
    }
  }

  public var json: JSONValue {
    var members: JSONObject = ["problem": .string(problem)]
    members["link"] = link.map(JSONValue.integer)
    members["sequence"] = sequence.map(JSONValue.integer)
    members["operation_id"] = operationID.map(JSONValue.string)
    return .object(members)
  }
}

extension LedgerVerdict {
  public var json: JSONValue {
    var members: JSONObject = [
      "ok": .bool(fault == nil), "rows": .integer(rows), "links": .integer(links),
    ]
    members["fault"] = fault?.json
    return .object(members)
  }
}
