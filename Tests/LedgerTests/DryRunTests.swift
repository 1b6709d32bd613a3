import APICore
import JSON
import SQLite
import Testing

@testable import Ledger

@Suite("A dry run, and its plan as a key")
struct DryRunTests {
  let bench: Bench
  var ledger: Ledger<TaskBackend> { bench.ledger }

  init() throws { bench = try Bench() }

  private func plan(_ call: Call) throws -> String {
    try #require(try ledger.dryRun(call)["plan_id"]?.string)
  }

  @Test("It shows the request and a plan within a key's grammar, and leaves nothing behind")
  func shows() throws {
    let verdict = try ledger.dryRun(Call())
    #expect(verdict["verdict"] == "would_execute")
    #expect(
      verdict["request"] == ["method": "POST", "path": "/list/1/task", "body": ["name": "a"]])
    #expect(verdict["expires_at"] == "2026-11-21T20:10:00.000Z")
    let key = try IdempotencyKey(try #require(verdict["plan_id"]?.string))
    #expect(key.text.utf8.count < 80)
    #expect(try bench.tasks == [])
    #expect(try bench.rowCount == 0)
    #expect(try ledger.dryRun(Call())["plan_id"]?.string != key.text)
  }

  @Test("It says what a used key would do now")
  func usedKey() throws {
    try ledger.run(Call(key: "ship-1-0"))
    let replay = try ledger.dryRun(Call(key: "ship-1-0"))
    #expect(replay["verdict"] == "would_replay")
    #expect(replay["request"]?["path"] == "/list/1/task")
    #expect(replay["operation"]?["remote_id"] == "1")
    #expect(replay["plan_id"] == nil)
    let conflict = try ledger.dryRun(Call(key: "ship-1-0", name: "b"))
    #expect(conflict["verdict"] == "key_conflict")
    #expect(conflict["message"]?.string?.contains("`name`") == true)
    #expect(try ledger.dryRun(Call())["verdict"] == "would_replay")
    #expect(try ledger.dryRun(Call(allowsDuplicate: true))["verdict"] == "would_execute")
    #expect(try bench.tasks == ["a"])
  }

  @Test("What planning or the service would refuse is refused in the dry run too", arguments: 1...5)
  func refuses(step: Int) throws {
    let fault = Fault(at: step)
    let bench = try Bench(fault: fault)
    #expect(throws: LedgerFailure.self) { try bench.ledger.dryRun(Call(fault: fault)) }
    #expect(try bench.tasks == [])
    #expect(try bench.ledger.dryRun(Call())["verdict"] == "would_execute")
  }

  @Test("A plan is carried out once, under its own name, in any process")
  func executes() throws {
    let planID = try plan(Call())
    let first = try bench.other(seed: 5).run(Call(key: planID))
    #expect(first.status == "executed")
    #expect(first.operation["key_source"] == "plan")
    #expect(first.key == planID)
    bench.clock.advance(by: 1_000_000)
    #expect(try ledger.run(Call(key: planID)).status == "replayed")
    #expect(try ledger.refusal(Call(key: planID, name: "b")).code == .keyConflict)
    #expect(try bench.tasks == ["a"])
  }

  @Test("Two plans of the same thing are two things")
  func twice() throws {
    let plans = [try plan(Call()), try plan(Call())]
    for planID in plans { #expect(try ledger.run(Call(key: planID)).status == "executed") }
    #expect(try bench.tasks == ["a", "a"])
  }

  private func expectRefused(_ call: Call, _ words: String) throws {
    let refusal = try ledger.refusal(call)
    #expect(refusal.code == .planRefused)
    #expect(refusal.message.contains(words))
    #expect(refusal.message.hasSuffix("and pass the new `plan_id`"))
    #expect(try bench.tasks == [])
    #expect(try bench.rowCount == 0)
  }

  @Test("It is refused when it is too old")
  func expired() throws {
    let planID = try plan(Call())
    bench.clock.advance(by: 600_001)
    try expectRefused(Call(key: planID), "expired at 2026-11-21T20:10:00.000Z")
    bench.clock.advance(by: -1)
    #expect(try ledger.run(Call(key: planID)).status == "executed")
  }

  @Test("It is refused for other arguments, another tool and another user")
  func otherCall() throws {
    let planID = try plan(Call())
    try expectRefused(Call(key: planID, name: "b"), "other arguments or another tool")
    try expectRefused(Call(tool: "post_comment", key: planID), "other arguments or another tool")
    let other = Scope(backend: "embedded", workspaceID: "90", principal: "8")
    try expectRefused(Call(key: planID, scope: other), "did not make for this user")
  }

  @Test("It is refused when what it was made from has changed, or leads elsewhere now")
  func changed() throws {
    let planID = try plan(Call(targets: ["list:1": "100"]))
    let words = "changed since"
    try expectRefused(Call(key: planID, targets: ["list:1": "101"]), words)
    try expectRefused(Call(key: planID, targets: ["list:2": "100"]), words)
    try expectRefused(Call(key: planID), words)
    try expectRefused(Call(key: planID, targets: ["list:1": "100"], resolvedListID: "2"), words)
    #expect(try ledger.run(Call(key: planID, targets: ["list:1": "100"])).status == "executed")
  }

  @Test("It is refused when one character is changed, lost or added, or its case is")
  func tampered() throws {
    let planID = try plan(Call())
    let characters = Array(planID)
    for index in PlanToken.Kind.planPrefix.count..<characters.count {
      var changed = characters
      changed[index] = changed[index] == "7" ? "8" : "7"
      try expectRefused(Call(key: String(changed)), "not copied whole")
    }
    for text in [
      String(planID.dropLast()), planID + "0", "plan_" + planID.dropFirst(5).uppercased(),
    ] {
      try expectRefused(Call(key: text), "not copied whole")
    }
    try expectRefused(Call(key: "plan_the-release"), "not copied whole")
  }

  @Test("A plan of another store is refused")
  func otherStore() throws {
    let other = try Bench()
    try other.execute("INSERT INTO ledger_meta VALUES('secret', x'00112233')")
    let planID = try #require(try other.ledger.dryRun(Call())["plan_id"]?.string)
    try expectRefused(Call(key: planID), "did not make")
  }
}
