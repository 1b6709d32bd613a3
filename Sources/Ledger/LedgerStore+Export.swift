import Hashing
import JSON
import SQLite

extension LedgerStore {
  /// Links read at a time.
  private static let stretch = 256

  /// Everything that the ledger holds, in the order in which it happened: one object a link of the
  /// audit chain, with the row (as it stands now) where the link is the one that wrote it.
  ///
  /// - Parameter body: is given each one; must not use the store.
  public func export(_ body: (JSONValue) -> Void) throws(LedgerRefusal) {
    var place = Int64.min
    while true {
      // A snapshot a stretch: one over all of it would keep the log from being emptied meanwhile.
      let (lines, last) = try store.read { [place] connection throws(LedgerRefusal) in
        try LedgerRefusal.reporting(try Self.lines(after: place, on: connection))
      }
      for line in lines { body(line) }
      guard let last else { return }
      place = last
    }
  }

  private static func lines(
    after place: Int64, on connection: Connection
  ) throws(SQLiteError) -> ([JSONValue], Int64?) {
    var lines: [JSONValue] = []
    let links = try links(after: place, limit: stretch, on: connection)
    for (sequence, link) in links {
      guard let link else { throw .damagedLink(sequence) }
      lines.append(try line(of: link, on: connection))
    }
    return (lines, links.last?.sequence)
  }

  private static func line(
    of link: AuditLink, on connection: Connection
  ) throws(SQLiteError) -> JSONValue {
    var members: JSONObject = [
      "link": .integer(link.sequence), "event": .string(link.event.rawValue),
      "at": .string(link.at.iso8601), "previous_hash": .string(link.previousHash.hex),
      "hash": .string(link.hash.hex),
    ]
    members["digest"] = link.digest.map { .string($0.hex) }
    if let detail = link.detail {
      do { members["detail"] = try JSONValue.parse(detail) } catch {
        throw .damagedLink(link.sequence)
      }
    }
    switch link.event {
    case .recorded:
      guard
        let row = try rows("WHERE sequence = ?", [.integer(link.operation)], on: connection).first
      else { throw .damagedLink(link.sequence) }
      var operation = try row.entry().json
      operation["answer_digest"] = .string(row.answerDigest.hex)
      operation["moment"] = .string(row.moment.iso8601)
      members["operation"] = operation
    case .moved, .resolved: members["sequence"] = .integer(link.operation)
    case .pruned, .clock: members["through_sequence"] = .integer(link.operation)
    }
    return .object(members)
  }
}

extension SQLiteError {
  /// SQLITE_CORRUPT, as for a row.
  fileprivate static func damagedLink(_ sequence: Int64) -> SQLiteError {
    SQLiteError(
      code: 11,
      message: "link \(sequence) of the audit chain is damaged or its row is gone; "
        + "`taskledger ledger verify` says more")
  }
}
