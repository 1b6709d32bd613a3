import JSON
import Testing

@testable import Ledger

@Suite("Keys that are kept for something else")
struct ReservedKeyTests {
  let bench: Bench

  init() throws { bench = try Bench() }

  @Test("A create does not take the key of an undoing")
  func undoing() throws {
    let refusal = try bench.ledger.refusal(Call(key: "undo:op_3v8k2m9q4t7xw"))
    #expect(refusal.code == .invalidKey)
    #expect(refusal.message.contains("nothing was done"))
    #expect(throws: LedgerFailure.self) {
      try bench.ledger.dryRun(Call(key: "undo:op_3v8k2m9q4t7xw"))
    }
    #expect(try bench.tasks == [])
    #expect(try bench.rowCount == 0)
  }

  @Test("What was stored under such a key before is still answered")
  func stored() throws {
    let made = try bench.ledger.run(Call(key: "plain-key-1"))
    try bench.execute(
      "UPDATE ledger_operation SET key = 'undo:op_3v8k2m9q4t7xw' WHERE key = 'plain-key-1'")
    let again = try bench.ledger.run(Call(key: "undo:op_3v8k2m9q4t7xw"))
    #expect(again.operationID == made.operationID)
    #expect(again.status == "replayed")
  }

  @Test("An operation's ID names it, with a key of its own or without, and nothing else")
  func operationID() throws {
    for call in [Call(key: "plain-key-1"), .update("1", name: "b")] {
      let made = try bench.ledger.run(call)
      var named = call
      named.key = made.operationID
      let again = try bench.ledger.run(named)
      #expect(again.operationID == made.operationID && again.status == "replayed")
      #expect(again.key == made.key ?? made.operationID)
      #expect(again.operation["retry"]?["safe"] == true)
      named.arguments = ["task_id": "1", "name": "another"]
      #expect(try bench.ledger.refusal(named).code == .keyConflict)
    }
    let rows = try bench.rowCount
    let refusal = try bench.ledger.refusal(Call(key: "op_3v8k2m9q4t7x0"))
    #expect(refusal.code == .invalidKey)
    #expect(refusal.message.contains("no operation here is called that"))
    #expect(try bench.rowCount == rows)
    // What only begins like one is a key like any other.
    #expect(try bench.ledger.run(Call(key: "op_import_5")).status == "executed")
  }

  @Test(
    "A plan_id that was changed on its way executes nothing, and the true one still does",
    arguments: [
      { $0.uppercased() }, { $0.replacing("plan_", with: "") }, { $0.replacing("_", with: "-") },
      { $0.replacing("plan_", with: "Plan:") }, { $0.replacing("plan_", with: "plan") },
      { $0.replacing("plan_", with: "").uppercased() }, { "plan-" + $0.dropFirst(5).prefix(50) },
      { "id:" + $0.dropFirst(5) },
    ] as [@Sendable (String) -> String])
  func mangled(_ change: @Sendable (String) -> String) throws {
    let plan = try #require(try bench.ledger.dryRun(Call())["plan_id"]?.string)
    let refusal = try bench.ledger.refusal(Call(key: change(plan)))
    #expect(refusal.code == .invalidKey, "\(change(plan))")
    #expect(refusal.message.contains("`plan_id`"))
    #expect(try bench.tasks == [])
    #expect(try bench.ledger.run(Call(key: plan)).status == "executed")
  }

  @Test(
    "Keys of one's own are none",
    arguments: [
      "plan-migrate-customers-to-the-new-billing-system", "planning-2026-q1-7", "question-4711",
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "plan:0b7c1f7e-29cf-4a2e-8c3f-0a9f5b1d2c3e", "01ARZ3NDEKTSV4RRFFQ69G5FAV",
      "planmigratecustomerstothenewbillingsystem", "deploy-plan:0b7c1f7e29cf4a2e8c3f0a9f5b1d2c3e",
    ])
  func ordinary(key: String) throws {
    #expect(try bench.ledger.run(Call(key: key)).status == "executed")
  }

  @Test("A conflict of two spellings of one text names the argument")
  func spelling() throws {
    try bench.ledger.run(Call(key: "spelling-1", arguments: ["name": "caf\u{E9}", "e\u{301}": 1]))
    let other: JSONValue = ["name": "cafe\u{301}", "\u{E9}": 1]
    let refusal = try bench.ledger.refusal(Call(key: "spelling-1", arguments: other))
    #expect(refusal.code == .keyConflict)
    #expect(refusal.message.contains("different `name`, ") || refusal.message.contains(", `name`"))
    let one = try bench.ledger.refusal(
      Call(key: "spelling-1", arguments: ["name": "cafe\u{301}", "e\u{301}": 1]))
    #expect(one.message.contains("with different `name`; nothing"))
  }
}
