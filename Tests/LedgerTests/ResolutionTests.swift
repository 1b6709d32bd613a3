import APICore
import JSON
import SQLite
import Testing

@testable import Ledger

/// Rows as the live backend leaves them behind: nobody knows whether the write happened.
@Suite("Resolving what is unclear")
struct ResolutionTests {
  let bench: Bench
  let rows: LedgerStore

  init() throws {
    bench = try Bench()
    rows = LedgerStore(bench.store)
  }

  private func insert(_ call: Call, _ operationID: String, state: EntryState) throws {
    // A first write makes the secret that fingerprints are keyed with.
    if try bench.rowCount == 0 { try bench.ledger.run(Call(key: "first-write")) }
    let intent = try call.intent()
    let secret = try #require(
      try bench.store.read { connection throws(SQLiteError) in
        try LedgerStore.secret(on: connection)
      })
    let print = Fingerprint(tool: intent.tool, arguments: intent.arguments, secret: secret)
    try rows.insertUnclear(
      operationID, key: try #require(call.key), state: state, at: bench.clock.now(),
      fingerprint: print.text)
  }

  @Test(
    "A call under an unclear key is not executed, and told how to settle it",
    arguments: [EntryState.unknown, .needsReview])
  func unclear(state: EntryState) throws {
    let call = Call(key: "lost-answer", name: "lost")
    try insert(call, "op_lost", state: state)
    let refusal = try bench.ledger.refusal(call)
    #expect(refusal.code == .outcomeUnknown)
    #expect(refusal.message.contains("resolve_operation"))
    #expect(refusal.message.contains("op_lost"))
    #expect(refusal.retry.sameKey && refusal.operation?["status"] == "unknown")
    #expect(try bench.tasks == ["a"])
    #expect(try bench.ledger.dryRun(call)["verdict"] == "outcome_unknown")
  }

  @Test("Adopted, the key is done with that ID", arguments: [EntryState.unknown, .needsReview])
  func adopt(state: EntryState) throws {
    let call = Call(key: "lost-answer", name: "lost")
    try insert(call, "op_lost", state: state)
    let outcome = try #require(
      try bench.ledger.resolve("op_lost", as: .adopt(remoteID: "86x"), in: Bench.scope))
    #expect(outcome.isResolved && outcome.entry.state == .succeeded)
    #expect(outcome.entry.remoteID == "86x")
    #expect(try rows.entries(.operationID("op_lost")).first?.remoteID == "86x")
    let refusal = try bench.ledger.refusal(call)
    #expect(refusal.code == .keyExpired && refusal.message.contains("read 86x"))
    #expect(try bench.tasks == ["a"])
    #expect(try rows.verify().fault == nil)
  }

  @Test("Given up, the key stays used")
  func abandon() throws {
    let call = Call(key: "lost-answer", name: "lost")
    try insert(call, "op_lost", state: .unknown)
    let outcome = try #require(
      try bench.ledger.resolve("op_lost", as: .abandon, in: Bench.scope))
    #expect(outcome.isResolved && outcome.entry.state == .abandoned)
    let refusal = try bench.ledger.refusal(call)
    #expect(refusal.code == .keyExpired && refusal.message.contains("given up"))
    #expect(refusal.operation?["status"] == "abandoned")
    #expect(try bench.tasks == ["a"])
    #expect(try rows.verify().fault == nil)
  }

  @Test(
    "What is clear stays as it is, and nothing is noted",
    arguments: [Resolution.adopt(remoteID: "other"), .abandon])
  func nothingToResolve(resolution: Resolution) throws {
    let done = try bench.ledger.run(Call(key: "done-1-0"))
    let id = try #require(done.operationID)
    let outcome = try #require(try bench.ledger.resolve(id, as: resolution, in: Bench.scope))
    #expect(!outcome.isResolved && outcome.entry.state == .succeeded)
    #expect(outcome.entry.remoteID == "1")
    #expect(try rows.verify().links == 1)
    #expect(try bench.ledger.run(Call(key: "done-1-0")).status == "replayed")
  }

  @Test("A second resolution changes nothing")
  func twice() throws {
    try insert(Call(key: "lost-answer"), "op_lost", state: .needsReview)
    _ = try bench.ledger.resolve("op_lost", as: .adopt(remoteID: "86x"), in: Bench.scope)
    for resolution in [Resolution.adopt(remoteID: "86y"), .abandon] {
      let again = try #require(
        try bench.ledger.resolve("op_lost", as: resolution, in: Bench.scope))
      #expect(!again.isResolved && again.entry.remoteID == "86x" && again.entry.state == .succeeded)
    }
    #expect(try rows.verify().links == 3)
  }

  @Test("Another scope's operation is not there; a person resolves any")
  func scopes() throws {
    try insert(Call(key: "lost-answer"), "op_lost", state: .unknown)
    let other = Scope(backend: "embedded", workspaceID: "90", principal: "8")
    #expect(try bench.ledger.resolve("op_lost", as: .abandon, in: other) == nil)
    #expect(try bench.ledger.resolve("op_none", as: .abandon, in: Bench.scope) == nil)
    let now = bench.clock.now()
    #expect(try rows.resolve("op_lost", as: .abandon, in: nil, at: now)?.isResolved == true)
  }
}
