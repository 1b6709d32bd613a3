import APICore
import JSON
import SQLite

/// What a row has beyond the others where the write goes to the live service: what the machine
/// decides on, and what a look-up needs.
struct LiveColumns: Sendable, Equatable {
  // As in `LiveOperation`.
  var epoch: Int64 = 1
  var owner: String
  var resends: Int64 = 0
  var settlesFrom: Milliseconds = 0
  var firstMiss: Milliseconds?
  var lastMiss: Milliseconds?
  var candidates: [String] = []
  var isSwept = false

  /// Whether the write makes something new, whose ID then is the result of no other operation.
  var makesSomething: Bool
  /// What is known to exist because of the write, the result first; stored in `ledger_claim`.
  var claims: [String] = []
  /// When it was first sent, by the clock on the wall.
  var dispatchedAt: Milliseconds?
  /// Why the newest look-up could not tell.
  var doubt: String?
  /// What `Evidence.stored` wrote; nil once retention dropped it.
  var evidence: String?
  /// The service's answer, until the tool's output is made from it.
  var answer: String?
}

extension LedgerRow {
  /// The row as a decision and the machine see it; on the embedded backend nobody owns it.
  var operation: LiveOperation {
    var operation = LiveOperation(
      tool: tool, fingerprint: fingerprint, owner: OwnerID(text: live?.owner ?? ""))
    operation.state = state
    operation.attempt = Int(attempt)
    operation.remoteID = remoteID
    operation.hasAnswer = output != nil || live?.answer != nil
    guard let live else { return operation }
    operation.epoch = live.epoch
    operation.resends = Int(live.resends)
    operation.settlesFrom = live.settlesFrom
    operation.firstMiss = live.firstMiss
    operation.lastMiss = live.lastMiss
    operation.candidates = live.candidates
    operation.duplicates = duplicates
    operation.isSwept = live.isSwept
    return operation
  }

  /// Takes over what the machine made of it. Whether there is an answer follows from the answer.
  mutating func become(_ operation: LiveOperation) {
    state = operation.state
    attempt = Int64(operation.attempt)
    // A change of something that has no ID has none.
    remoteID = operation.remoteID.flatMap { $0.isEmpty ? nil : $0 }
    live?.epoch = operation.epoch
    live?.owner = operation.owner.text
    live?.resends = Int64(operation.resends)
    live?.settlesFrom = operation.settlesFrom
    live?.firstMiss = operation.firstMiss
    live?.lastMiss = operation.lastMiss
    live?.candidates = operation.candidates
    live?.isSwept = operation.isSwept
    if live?.makesSomething == true { live?.claims = operation.results }
  }

  /// What turned up beside its result after it had been sent again.
  var duplicates: [String] { (live?.claims ?? []).filter { $0 != remoteID } }
}

extension LiveColumns {
  static let names = """
    epoch, owner, resends, settles_from, first_miss, last_miss, candidates, is_swept,
    makes_something, dispatched_at, doubt, evidence, answer
    """

  var values: [SQLValue] {
    [
      .integer(epoch), .text(owner), .integer(resends), .integer(settlesFrom.rawValue),
      SQLValue(firstMiss?.rawValue), SQLValue(lastMiss?.rawValue),
      .text(JSONValue.array(candidates.map(JSONValue.string)).canonicalString),
      SQLValue(isSwept), SQLValue(makesSomething), SQLValue(dispatchedAt?.rawValue),
      SQLValue(doubt), SQLValue(evidence), SQLValue(answer),
    ]
  }

  /// Reads the columns from `first` on, and then the claims, as a JSON array.
  ///
  /// - Returns: nil where the row has none.
  /// - Throws: where a column holds what this program never writes.
  init?(_ row: Row, from first: Int) throws(Unreadable) {
    guard !row.isNull(first) else { return nil }
    func milliseconds(_ column: Int) -> Milliseconds? {
      row.optionalInteger(first + column).map { Milliseconds($0) }
    }
    self.init(
      epoch: row.integer(first), owner: row.text(first + 1), resends: row.integer(first + 2),
      settlesFrom: Milliseconds(row.integer(first + 3)), firstMiss: milliseconds(4),
      lastMiss: milliseconds(5), candidates: try Self.texts(row.text(first + 6)),
      isSwept: row.bool(first + 7), makesSomething: row.bool(first + 8),
      claims: try Self.texts(row.text(first + 13)), dispatchedAt: milliseconds(9),
      doubt: row.optionalText(first + 10), evidence: row.optionalText(first + 11),
      answer: row.optionalText(first + 12))
  }

  struct Unreadable: Error {}

  private static func texts(_ json: String) throws(Unreadable) -> [String] {
    let elements: [JSONValue]?
    do { elements = try JSONValue.parse(json).array } catch { throw Unreadable() }
    guard let elements else { throw Unreadable() }
    return elements.compactMap(\.string)
  }
}

extension LiveColumns {
  /// Adds all but what retention drops.
  func add(to columns: inout ColumnDigest) {
    columns.add(epoch)
    columns.add(owner)
    columns.add(resends)
    columns.add(settlesFrom.rawValue)
    for instant in [firstMiss, lastMiss, dispatchedAt] {
      columns.add(instant.map { String($0.rawValue) })
    }
    for texts in [candidates, claims] {
      columns.add(Int64(texts.count))
      for text in texts { columns.add(text) }
    }
    columns.add(isSwept ? 1 : 0)
    columns.add(makesSomething ? 1 : 0)
    columns.add(doubt)
  }
}
