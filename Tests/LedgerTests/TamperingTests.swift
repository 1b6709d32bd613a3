import APICore
import SQLite
import Testing

@testable import Ledger

/// Any change to the ledger's tables is found, and the blame falls on what was changed.
@Suite("Ten thousand ways to tamper with the ledger")
struct TamperingTests {
  /// Each seed draws as many mutations.
  static let mutationsPerSeed = 2_500

  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func everyOneIsFound(seed: UInt64) throws {
    let bench = try Bench(inMemory: true)
    try bench.ledger.fill(bench)
    let head = try bench.store.read { connection throws(SQLiteError) in
      try LedgerStore.head(on: connection)
    }
    var random = Draw(seed: seed)
    var applied = 0
    while applied < Self.mutationsPerSeed {
      let mutation = Mutation.draw(&random)
      let (isApplied, fault) = try bench.store.write(keeps: false) {
        transaction throws(SQLiteError) -> (Bool, LedgerFault?) in
        guard try mutation.apply(on: transaction.connection) else { return (false, nil) }
        let verdict = try LedgerStore.verify(on: transaction.connection, expecting: head)
        return (true, verdict.fault)
      }
      guard isApplied else { continue }
      applied += 1
      guard let fault else {
        Issue.record("not found, seed \(seed): \(mutation)")
        continue
      }
      #expect(mutation.isNamed(by: fault), "seed \(seed): \(mutation) → \(fault.sentence)")
    }
    let untouched = try LedgerStore(bench.store).verify(expecting: head)
    #expect(untouched.fault == nil)
  }
}

/// Numbers drawn from a seed.
struct Draw {
  private let source: SeededIDSource

  init(seed: UInt64) { source = SeededIDSource(seed: seed) }

  mutating func number(_ bound: Int) -> Int { Int(source.next() % UInt64(bound)) }

  mutating func element<Element>(of elements: [Element]) -> Element {
    elements[number(elements.count)]
  }
}

/// One change that no program of ours would make, to the ledger that `Ledger.fill` makes.
struct Mutation: CustomStringConvertible {
  enum Table: String {
    case operation = "ledger_operation"
    case audit = "ledger_audit"

    var rows: Int { self == .operation ? 6 : 8 }
  }

  let table: Table
  /// The first row or link that is not what it was.
  let place: Int
  let statements: [String]
  /// A column of bytes, and which of its bits is turned over.
  var bit: (column: String, number: Int)?
  var description: String {
    bit.map { "bit \($0.number) of \($0.column), \(table.rawValue) \(place)" }
      ?? statements.joined(separator: "; ")
  }

  /// Whether the fault is where the change was made.
  func isNamed(by fault: LedgerFault) -> Bool {
    switch table {
    case .operation: fault.sequence == Int64(place)
    case .audit: fault.sequence == nil && fault.link == Int64(place)
    }
  }

  /// - Returns: false where SQLite itself refuses it, or it changes nothing.
  func apply(on connection: Connection) throws(SQLiteError) -> Bool {
    try connection.executeScript("PRAGMA ignore_check_constraints = ON")
    if let bit { return try turnOver(bit.number, of: bit.column, on: connection) }
    var changes = 0
    do throws(SQLiteError) {
      for statement in statements {
        try connection.executeScript(statement)
        changes += connection.changes
      }
    } catch {
      guard error.isConstraint else { throw error }
      return false
    }
    return changes > 0
  }

  private func turnOver(
    _ bit: Int, of column: String, on connection: Connection
  ) throws(SQLiteError) -> Bool {
    let stored = try connection.row(
      "SELECT \(column) FROM \(table.rawValue) WHERE sequence = \(place)"
    ) { $0.blob(0) }
    guard var bytes = stored, bit / 8 < bytes.count else { return false }
    bytes[bit / 8] ^= 1 << UInt8(bit % 8)
    try connection.execute(
      "UPDATE \(table.rawValue) SET \(column) = ? WHERE sequence = \(place)", [.blob(bytes)])
    return true
  }

  static func draw(_ random: inout Draw) -> Mutation {
    let table: Table = random.number(3) == 0 ? .audit : .operation
    switch random.number(10) {
    case 0: return deletion(table, &random)
    case 1: return swap(table, &random)
    case 2: return truncation(&random)
    case 3: return copy(table, &random)
    default: return flip(table, &random)
    }
  }

  private static func deletion(_ table: Table, _ random: inout Draw) -> Mutation {
    let place = random.number(table.rows) + 1
    return Mutation(
      table: table, place: place,
      statements: ["DELETE FROM \(table.rawValue) WHERE sequence = \(place)"])
  }

  private static func swap(_ table: Table, _ random: inout Draw) -> Mutation {
    let (a, b) = (random.number(table.rows) + 1, random.number(table.rows) + 1)
    let moves = a == b ? [] : [(a, -1), (b, a), (-1, b)]
    return Mutation(
      table: table, place: min(a, b),
      statements: moves.map {
        "UPDATE \(table.rawValue) SET sequence = \($0.1) WHERE sequence = \($0.0)"
      })
  }

  /// The newest rows and the links that tell of them, half of the times with SQLite's counters: as
  /// an older copy would have them.
  private static func truncation(_ random: inout Draw) -> Mutation {
    let kept = random.number(Table.audit.rows)
    // Links 4 and 8 tell of no row of their own.
    let keptRows = min(kept, 7) - (kept >= 4 ? 1 : 0)
    var statements = [
      "DELETE FROM ledger_audit WHERE sequence > \(kept)",
      "DELETE FROM ledger_operation WHERE sequence > \(keptRows)",
    ]
    if random.number(2) == 0 {
      statements += [
        "UPDATE sqlite_sequence SET seq = \(kept) WHERE name = 'ledger_audit'",
        "UPDATE sqlite_sequence SET seq = \(keptRows) WHERE name = 'ledger_operation'",
      ]
    }
    return Mutation(table: .audit, place: kept + 1, statements: statements)
  }

  /// A row that looks like one of ours, at the end.
  private static func copy(_ table: Table, _ random: inout Draw) -> Mutation {
    let source = random.number(table.rows) + 1
    let columns = table == .operation ? operationColumns : auditColumns
    let names = columns.map(\.name)
    let values = columns.map { column in
      switch column.name {
      case "sequence": String(table.rows + 1)
      case "operation_id": "'op_copy'"
      case "key": "key || '-copy'"
      case "previous_hash": "(SELECT hash FROM ledger_audit WHERE sequence = 8)"
      default: column.name
      }
    }
    return Mutation(
      table: table, place: table.rows + 1,
      statements: [
        """
        INSERT INTO \(table.rawValue)(\(names.joined(separator: ", ")))
        SELECT \(values.joined(separator: ", ")) FROM \(table.rawValue) WHERE sequence = \(source)
        """
      ])
  }

  // MARK: Single columns

  private enum Kind { case text, integer, blob }

  private static let operationColumns: [(name: String, kind: Kind)] =
    [("sequence", .integer)]
    + [
      "operation_id", "backend", "workspace_id", "principal", "key", "key_source", "tool",
      "fingerprint", "arguments", "state", "remote_id", "remote_type", "request", "output",
      "pre_image", "undo_of",
    ].map { ($0, .text) }
    + ["attempt", "is_deletion", "first_executed_at", "moment"].map { ($0, .integer) }
    + [("answer_digest", .blob)]

  private static let auditColumns: [(name: String, kind: Kind)] = [
    ("sequence", .integer), ("event", .text), ("operation", .integer), ("at", .integer),
    ("detail", .text), ("digest", .blob), ("previous_hash", .blob), ("hash", .blob),
  ]

  private static func flip(_ table: Table, _ random: inout Draw) -> Mutation {
    let place = random.number(table.rows) + 1
    let column = random.element(of: table == .operation ? operationColumns : auditColumns)
    let name = column.name
    let changed: String
    switch column.kind {
    case .blob:
      return Mutation(
        table: table, place: place, statements: [], bit: (name, random.number(256)))
    case .integer:
      // A sequence far enough not to be another row's.
      changed = "\(name) + \((name == "sequence" ? 100 : 1) + random.number(1_000))"
    case .text: changed = text(name, &random)
    }
    return Mutation(
      table: table, place: place,
      statements: [
        """
        UPDATE \(table.rawValue) SET \(name) = \(changed)
        WHERE sequence = \(place) AND \(name) IS NOT \(changed)
        """
      ])
  }

  private static func text(_ name: String, _ random: inout Draw) -> String {
    switch random.number(5) {
    case 0: return "NULL"
    case 1: return "''"
    case 2: return "coalesce(\(name), '') || 'x'"
    case 3: return "substr(\(name), 2)"
    default:
      let at = random.number(12) + 1
      return "substr(\(name), 1, \(at - 1)) || 'q' || substr(\(name), \(at + 1))"
    }
  }
}
