import APICore
import JSON
import SQLite
import Testing

@testable import Ledger

@Suite("A write under a key")
struct OnceTests {
  let bench: Bench
  var ledger: Ledger<TaskBackend> { bench.ledger }

  init() throws { bench = try Bench() }

  @Test("The first call executes, and says everything about it")
  func executed() throws {
    let outcome = try ledger.run(Call(key: "ship-1-0"))
    #expect(outcome.output == ["task": ["id": "1", "name": "a"]])
    let operation = try #require(outcome.operation.object)
    #expect(
      operation == [
        "operation_id": operation["operation_id"] ?? .null, "idempotency_key": "ship-1-0",
        "key_source": "client", "status": "executed", "replayed": false,
        "first_executed_at": "2026-11-21T20:00:00.000Z", "attempt": 1, "remote_id": "1",
        "retry": ["safe": true, "same_key": true],
      ])
    #expect(outcome.operationID?.hasPrefix("op_") == true)
    #expect(outcome.sentence == "Done (\(outcome.operationID ?? "")).")
  }

  @Test("The same call again is answered from the row, in any process, whatever was done since")
  func replayed() throws {
    let first = try ledger.run(Call(key: "ship-1-0"))
    try ledger.run(Call.update("1", name: "renamed"))
    bench.clock.advance(by: 1_000_000_000)
    let failing = Call(key: "ship-1-0", fault: Fault(at: 1))
    for again in [try ledger.run(failing), try bench.other(seed: 9).run(failing)] {
      #expect(again.output == first.output)
      var expected = first.operation
      expected["status"] = "replayed"
      expected["replayed"] = true
      #expect(again.operation == expected)
      #expect(
        again.sentence == "Already done at 2026-11-21T20:00:00.000Z. Nothing was executed again. "
          + "This is the stored result.")
    }
    #expect(try bench.tasks == ["renamed"])
    #expect(try bench.rowCount == 2)
  }

  @Test("Arguments that say the same in another way are the same call")
  func sameMeaning() throws {
    let one: JSONValue = ["points": 1, "name": "a", "tags": ["x", "y"]]
    let other: JSONValue = ["tags": ["x", "y"], "name": "a", "points": JSONValue(1.0)]
    try ledger.run(Call(key: "ship-1-0", arguments: one))
    #expect(try ledger.run(Call(key: "ship-1-0", arguments: other)).status == "replayed")
  }

  @Test(
    "Other arguments under the same key are refused, and named without their values",
    arguments: [
      (["list_id": "1", "name": "secret"], "`name`"),
      (["list_id": "1"], "`name`"),
      (["list_id": "1", "name": nil], "`name`"),
      (["list_id": "2", "name": "a", "due_date": 1], "`due_date`, `list_id`"),
    ] as [(JSONValue, String)])
  func conflict(arguments: JSONValue, named: String) throws {
    try ledger.run(Call(key: "ship-1-0"))
    let refusal = try ledger.refusal(Call(key: "ship-1-0", arguments: arguments))
    #expect(refusal.code == .keyConflict)
    #expect(
      refusal.message
        == "`idempotency_key` ship-1-0 was used at 2026-11-21T20:00:00.000Z for `create_task` with "
        + "different \(named); nothing was executed; if you meant to repeat the earlier change, "
        + "send its arguments again; if this is a different change, use a new key")
    #expect(refusal.operation?["status"] == "conflict")
    #expect(refusal.operation?["remote_id"] == "1")
    #expect(refusal.retry == Retry(isSafe: false, sameKey: false))
    #expect(try bench.tasks == ["a"])
  }

  @Test("Another tool under the same key is refused")
  func otherTool() throws {
    try ledger.run(Call(key: "ship-1-0"))
    let refusal = try ledger.refusal(Call(tool: "post_comment", key: "ship-1-0"))
    #expect(refusal.code == .keyConflict)
    #expect(refusal.message.contains("for `create_task` and not for this tool"))
    #expect(try bench.tasks == ["a"])
  }

  @Test(
    "A key means nothing in another scope",
    arguments: [
      Scope(backend: "clickup", workspaceID: "90", principal: "7"),
      Scope(backend: "embedded", workspaceID: "91", principal: "7"),
      Scope(backend: "embedded", workspaceID: "90", principal: "7/agent"),
    ])
  func scopes(scope: Scope) throws {
    try ledger.run(Call(key: "ship-1-0"))
    #expect(try ledger.run(Call(key: "ship-1-0", name: "b", scope: scope)).status == "executed")
    #expect(try bench.tasks == ["a", "b"])
    #expect(try ledger.entry(.key(IdempotencyKey("ship-1-0")), in: scope)?.sequence == 2)
  }

  @Test("An answer that retention dropped is not made again: the key stays used")
  func expired() throws {
    try ledger.run(Call(key: "ship-1-0"))
    try bench.store.write { transaction throws(SQLiteError) in
      try transaction.connection.execute("UPDATE ledger_operation SET output = NULL")
    }
    let refusal = try ledger.refusal(Call(key: "ship-1-0"))
    #expect(refusal.code == .keyExpired)
    #expect(refusal.message.contains("done at 2026-11-21T20:00:00.000Z as task 1"))
    #expect(refusal.message.contains("read task 1 to see"))
    #expect(refusal.operation?["status"] == "expired")
    #expect(try bench.tasks == ["a"])
    #expect(try ledger.entry(.key(IdempotencyKey("ship-1-0")), in: Bench.scope)?.output == nil)
  }

  @Test("A write that changes nothing by repetition executes each time it comes without a key")
  func withoutKey() throws {
    try ledger.run(Call(key: "ship-1-0"))
    for name in ["A", "B", "A"] {
      let outcome = try ledger.run(Call.update("1", name: name))
      #expect(outcome.status == "executed")
      #expect(outcome.operation["key_source"] == "none")
      #expect(outcome.key == nil)
      #expect(outcome.operation["retry"] == ["safe": false, "same_key": false])
      #expect(outcome.sentence.contains("the same call would do it again"))
    }
    #expect(try bench.tasks == ["A"])
    #expect(try bench.rowCount == 4)
  }
}
