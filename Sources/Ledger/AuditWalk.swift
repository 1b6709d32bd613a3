import APICore
import SQLite

/// The first thing in a ledger that is not as it was written.
public struct LedgerFault: Error, Sendable, Equatable {
  /// The link of the audit chain; nil where the fault is outside of it.
  public let link: Int64?
  /// The row of the ledger; nil where no single one is meant.
  public let sequence: Int64?
  public let operationID: String?
  /// What is wrong, as the end of a sentence.
  public let problem: String
  /// The ledger is sound in itself, but not the one that is remembered beside the store; `problem`
  /// then says what to do, too.
  public var isAgainstMemory = false

  init(link: Int64? = nil, sequence: Int64? = nil, operationID: String? = nil, _ problem: String) {
    self.link = link
    self.sequence = sequence
    self.operationID = operationID
    self.problem = problem
  }
}

/// A walk along the audit chain, and then one along the rows that it tells of.
///
/// Invariant: no row is held against a link before the whole chain has been found sound: a link
/// that was tampered with cannot put the blame on a row.
struct AuditWalk {
  private let connection: Connection
  /// A head that was kept elsewhere, which the chain must contain.
  private let expected: LedgerHead?
  /// The end of the part that is sound.
  private(set) var head = LedgerHead(sequence: 0, hash: [])
  /// Rows that are as they were written.
  private(set) var soundRows: Int64 = 0
  /// Of the newest row that a link has told of: rows are numbered from 1 without gaps.
  private var lastRow: Int64 = 0
  /// The newest link that tells how a row went on after it was written, by its sequence.
  private var changes: [Int64: AuditLink] = [:]
  private var pruning: AuditLink?

  /// Links read at a time: few enough to hold, many enough to make the queries cheap.
  private static let stretch = 256

  init(on connection: Connection, expecting expected: LedgerHead?) {
    self.connection = connection
    self.expected = expected
  }

  /// - Returns: the first fault; nil where everything is as it was written.
  mutating func run() throws(SQLiteError) -> LedgerFault? {
    do throws(Stop) {
      try walkLinks()
      try walkRows()
      return nil
    } catch {
      switch error {
      case .fault(let fault): return fault
      case .store(let error): throw error
      }
    }
  }

  /// Why a walk ends early.
  private enum Stop: StoreFailing {
    case fault(LedgerFault)
    case store(SQLiteError)

    init(store failure: SQLiteError) { self = .store(failure) }

    static func link(_ sequence: Int64, _ problem: String) -> Stop {
      .fault(LedgerFault(link: sequence, problem))
    }
  }

  private func eachLink(
    _ body: (_ sequence: Int64, AuditLink?) throws(Stop) -> Void
  ) throws(Stop) {
    var place = Int64.min
    while true {
      let links = try Stop.reporting(
        try LedgerStore.links(after: place, limit: Self.stretch, on: connection))
      for (sequence, link) in links { try body(sequence, link) }
      guard links.count == Self.stretch, let last = links.last else { return }
      place = last.sequence
    }
  }

  // MARK: The chain

  private mutating func walkLinks() throws(Stop) {
    let secret = try Stop.reporting(try LedgerStore.secret(on: connection))
    var copy = self
    copy.head = LedgerHead(sequence: 0, hash: AuditLink.origin(of: secret))
    defer { self = copy }
    try eachLink { sequence, link throws(Stop) in try copy.follow(link, at: sequence) }
    try copy.checkEndOfChain()
  }

  private mutating func follow(_ link: AuditLink?, at sequence: Int64) throws(Stop) {
    guard sequence == head.sequence + 1 else {
      throw .link(head.sequence + 1, "is missing: the chain goes on with \(sequence)")
    }
    guard let link else { throw .link(sequence, "tells of an event that there is none of") }
    guard link.previousHash == head.hash else {
      throw .link(
        sequence,
        sequence == 1
          ? "does not begin from this ledger's secret" : "does not carry the hash of the one before"
      )
    }
    guard link.hash == link.expectedHash else {
      throw .link(sequence, "does not match its own hash")
    }
    if let expected, expected.sequence == sequence, expected.hash != link.hash {
      throw .link(sequence, "is not the one that was noted beside the store")
    }
    switch link.event {
    case .recorded:
      guard link.operation == lastRow + 1 else {
        throw .link(
          sequence, "tells of row \(link.operation), where row \(lastRow + 1) should follow")
      }
      lastRow = link.operation
    case .moved, .resolved:
      guard link.operation >= 1, link.operation <= lastRow else {
        let verb = link.event == .resolved ? "resolves" : "changes"
        throw .link(sequence, "\(verb) row \(link.operation), which was not written yet")
      }
      changes[link.operation] = link
    case .pruned:
      guard link.operation >= pruning?.operation ?? 1, link.operation <= lastRow else {
        throw .link(
          sequence, "drops answers up to row \(link.operation), which cannot be at this place")
      }
      pruning = link
    case .clock:
      guard link.operation >= 1, link.operation <= lastRow else {
        throw .link(
          sequence, "tells of the clock after row \(link.operation), which was not written yet")
      }
    }
    head = LedgerHead(sequence: sequence, hash: link.hash)
  }

  /// Nothing may have stood behind the last link.
  private func checkEndOfChain() throws(Stop) {
    let counted = try counter("ledger_audit")
    guard counted == head.sequence else {
      throw .link(
        head.sequence + 1, "is missing: the chain was written up to \(counted) and then cut short")
    }
    if let expected, expected.sequence > head.sequence {
      throw .link(
        head.sequence + 1,
        "is missing: the ledger was at link \(expected.sequence) before, as is noted beside the "
          + "store; it was cut short, or an older copy was put in its place")
    }
  }

  /// The highest number that AUTOINCREMENT ever gave out: SQLite keeps it by itself, and a row that
  /// is deleted does not lower it.
  private func counter(_ table: String) throws(Stop) -> Int64 {
    try Stop.reporting(
      try connection.row(
        "SELECT max(seq) FROM sqlite_sequence WHERE name = ?", [.text(table)]
      ) { $0.integer(0) } ?? 0)
  }

  // MARK: The rows

  private mutating func walkRows() throws(Stop) {
    var copy = self
    defer { self = copy }
    try eachLink { _, link throws(Stop) in
      guard let link, link.event == .recorded else { return }
      try copy.check(link)
      copy.soundRows += 1
    }
    try copy.checkEndOfRows()
  }

  /// Holds a row against the newest link that names it.
  private func check(_ link: AuditLink) throws(Stop) {
    let sequence = link.operation
    let newest = changes[sequence] ?? link
    func wrong(_ problem: String, _ row: LedgerRow? = nil) -> Stop {
      .fault(
        LedgerFault(
          link: newest.sequence, sequence: sequence, operationID: row?.operationID, problem))
    }
    let found: [LedgerRow]
    do throws(SQLiteError) {
      found = try LedgerStore.rows("WHERE sequence = ?", [.integer(sequence)], on: connection)
    } catch {
      throw error.isCorrupt ? wrong("cannot be read (\(error.message))") : .store(error)
    }
    guard let row = found.first else { throw wrong("is missing") }
    guard row.digest == newest.digest else { throw wrong("was changed after it was written", row) }
    guard row.expectedAnswerDigest != row.answerDigest else { return }
    guard row.hasLetGo else {
      throw wrong("holds an answer that is not the one that was given", row)
    }
    guard let pruning, pruning.operation >= sequence, pruning.sequence > newest.sequence else {
      throw wrong("has lost its answer, which retention did not drop", row)
    }
  }

  private func checkEndOfRows() throws(Stop) {
    let stray = try Stop.reporting(
      try connection.row(
        """
        SELECT sequence, operation_id FROM ledger_operation
        WHERE sequence > ? OR sequence < 1 ORDER BY sequence LIMIT 1
        """, [.integer(lastRow)]
      ) { (sequence: $0.integer(0), operationID: $0.text(1)) })
    if let stray {
      throw .fault(
        LedgerFault(
          sequence: stray.sequence, operationID: stray.operationID,
          "stands in no link of the audit chain: this program did not write it"))
    }
    let counted = try counter("ledger_operation")
    guard counted == lastRow else {
      throw .fault(
        LedgerFault(
          sequence: lastRow + 1, "is missing: rows were written up to \(counted)"))
    }
  }
}
