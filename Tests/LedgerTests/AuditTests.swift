import APICore
import JSON
import SQLite
import Testing

@testable import Ledger

@Suite("The audit chain")
struct AuditTests {
  let bench: Bench
  let rows: LedgerStore

  init() throws {
    bench = try Bench()
    rows = LedgerStore(bench.store)
    try bench.ledger.fill(bench)
  }

  @Test("A ledger as it was written has no fault, and says how much was looked at")
  func sound() throws {
    let verdict = try rows.verify()
    #expect(verdict.fault == nil)
    #expect(verdict.rows == 6 && verdict.links == 8)
    let head = try #require(try head())
    #expect(head.sequence == 8 && head.hash.count == 32)
    #expect(try rows.verify(expecting: head).fault == nil)
    #expect(
      verdict.json == ["ok": true, "rows": 6, "links": 8] as JSONValue,
      "\(verdict.json.canonicalString)")
  }

  @Test("An empty ledger has no fault and no head")
  func empty() throws {
    let bench = try Bench()
    let verdict = try LedgerStore(bench.store).verify()
    #expect(verdict.fault == nil && verdict.rows == 0 && verdict.links == 0)
    let head = try bench.store.read { connection throws(SQLiteError) in
      try LedgerStore.head(on: connection)
    }
    #expect(head == nil)
  }

  @Test("Writes that were undone, groups and a second process leave no gap")
  func noGaps() throws {
    let failing = Call(key: "fails-1-0", fault: Fault(at: 3))
    #expect(throws: LedgerFailure.self) { try bench.ledger.run(failing) }
    _ = bench.ledger.group {
      for number in 1...3 {
        do { try bench.ledger.run(Call(key: "group-\(number)-0")) } catch { Issue.record(error) }
        do { try bench.ledger.run(Call(key: "lost-\(number)-0", fault: Fault(at: 3))) } catch {
          // Each second one is undone alone.
        }
      }
    }
    try bench.other(seed: 9).run(Call(key: "other-process", name: "z"))
    let verdict = try rows.verify()
    #expect(verdict.fault == nil, "\(verdict.fault?.sentence ?? "")")
    #expect(verdict.rows == 10)
  }

  @Test("A ledger that was made from another secret, or noted with another head, is told")
  func otherHead() throws {
    let head = try #require(try head())
    let forged = LedgerHead(sequence: 4, hash: head.hash)
    #expect(try rows.verify(expecting: forged).fault?.link == 4)
    let ahead = LedgerHead(sequence: 11, hash: head.hash)
    let fault = try #require(try rows.verify(expecting: ahead).fault)
    #expect(fault.link == 9 && fault.problem.contains("link 11"))
    try bench.execute("UPDATE ledger_meta SET value = x'00' WHERE name = 'secret'")
    #expect(try rows.verify().fault?.sentence.hasPrefix("link 1 of the audit chain") == true)
  }

  static let tampering: [(sql: String, words: String)] = [
    ("UPDATE ledger_operation SET tool = 'get_task' WHERE sequence = 4", "row 4 (op_"),
    ("UPDATE ledger_operation SET output = '{}' WHERE sequence = 4", "not the one that was given"),
    (
      "UPDATE ledger_operation SET output = NULL, pre_image = NULL WHERE sequence = 4",
      "has lost its answer"
    ),
    ("UPDATE ledger_operation SET output = '{}' WHERE sequence = 1", "not the one that was given"),
    ("UPDATE ledger_operation SET state = 'unknown' WHERE sequence = 3", "row 3 (op_"),
    ("DELETE FROM ledger_operation WHERE sequence = 4", "row 4 is missing"),
    ("DELETE FROM ledger_audit WHERE sequence = 4", "link 4 of the audit chain is missing"),
    ("DELETE FROM ledger_audit WHERE sequence > 4", "link 5 of the audit chain is missing"),
    ("UPDATE ledger_audit SET event = 'nothing' WHERE sequence = 4", "link 4"),
    ("UPDATE ledger_audit SET operation = 3 WHERE sequence = 8", "link 8"),
    ("UPDATE ledger_operation SET sequence = 60 WHERE sequence = 6", "row 6 is missing"),
    (
      """
      INSERT INTO ledger_operation(operation_id, backend, workspace_id, principal, key_source, tool,
        fingerprint, arguments, state, attempt, request, answer_digest, is_deletion,
        first_executed_at, moment)
      SELECT 'op_forged', backend, workspace_id, principal, 'none', tool, fingerprint, arguments,
        state, attempt, request, answer_digest, is_deletion, first_executed_at, moment
      FROM ledger_operation WHERE sequence = 4
      """, "row 7 (op_forged) stands in no link"
    ),
  ]

  @Test("What was tampered with is named", arguments: tampering)
  func names(_ example: (sql: String, words: String)) throws {
    try bench.execute(example.sql)
    let fault = try #require(try rows.verify().fault)
    #expect(fault.sentence.contains(example.words), "\(fault.sentence)")
    #expect(fault.sentence.last != ".")
    #expect(fault.json["problem"] == .string(fault.problem))
  }

  @Test("The export holds every link and row, in order, with what others need to check it")
  func export() throws {
    var lines: [JSONValue] = []
    try rows.export { lines.append($0) }
    #expect(lines.count == 8)
    #expect(lines.map { $0["link"]?.integer } == Array(1...8))
    #expect(
      lines.map { $0["event"]?.string } == [
        "recorded", "recorded", "recorded", "resolved", "recorded", "recorded", "recorded",
        "pruned",
      ])
    for (line, next) in zip(lines, lines.dropFirst()) {
      #expect(next["previous_hash"] == line["hash"])
    }
    #expect(lines[0]["operation"]?["output"] == nil)
    #expect(lines[0]["operation"]?["idempotency_key"] == "number-1")
    #expect(lines[4]["operation"]?["output"]?["task"] == ["id": "3", "name": "task 4"])
    #expect(lines[3]["sequence"] == 3 && lines[3]["detail"]?["remote_id"] == "77")
    #expect(lines[7]["through_sequence"] == 2)
    var again: [JSONValue] = []
    try rows.export { again.append($0) }
    #expect(again == lines)
  }

  private func head() throws -> LedgerHead? {
    try bench.store.read { connection throws(SQLiteError) in
      try LedgerStore.head(on: connection)
    }
  }
}

extension Ledger {
  /// Six rows and eight links: the first two rows have lost their answers, the third was unclear
  /// and is resolved.
  func fill(_ bench: Bench) throws {
    let rows = LedgerStore(store)
    for number in 1...2 { try run(Call(key: "number-\(number)", name: "task \(number)")) }
    bench.clock.advance(by: 100_000)
    try rows.insertUnclear("op_unclear", key: "number-3", at: bench.clock.now())
    _ = try rows.resolve(
      "op_unclear", as: .adopt(remoteID: "77"), in: nil, at: bench.clock.now())
    for number in 4...5 { try run(Call(key: "number-\(number)", name: "task \(number)")) }
    try run(Call.update("1", name: "renamed"))
    #expect(try rows.prune(olderThan: 50_000, at: bench.clock.now(), limit: 10) == 2)
  }
}

extension LedgerStore {
  /// A row as the live backend leaves it behind when no answer came.
  func insertUnclear(
    _ operationID: String, key: String, state: EntryState = .needsReview, at now: Milliseconds,
    fingerprint: String = "f", preImage: String? = nil
  ) throws {
    var row = LedgerRow(
      operationID: operationID, scope: Bench.scope, key: key, keySource: .client,
      tool: "create_task", fingerprint: fingerprint, arguments: "{}", request: "{}",
      firstExecutedAt: now, moment: now)
    row.state = state
    row.preImage = preImage
    try store.write { [row] transaction throws(SQLiteError) in
      _ = try Self.insert(row, in: transaction)
    }
  }
}
