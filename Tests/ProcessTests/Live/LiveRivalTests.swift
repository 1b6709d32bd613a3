import APICore
import Foundation
import JSON
import LoopbackClickUp
import Testing

/// Two processes, no markers: whose is what a look-up finds.
@Suite struct LiveRivalTests {
  private static let environment = [
    "TASKLEDGER_MARKERS": "off", "TASKLEDGER_SETTLE_MS": "\(settle)",
  ]
  private static let settle = 200

  private static func create(_ key: String) -> JSONValue {
    ["list_id": "Inbox", "name": "Ship", "idempotency_key": .string(key)]
  }

  /// What a call is refused with, asked for again as long as it says that it may be.
  private static func refusal(_ key: String, by process: ServerProcess) throws -> JSONValue {
    for _ in 0..<1_000 {
      let answer = try process.call("create_task", create(key))
      let data = try #require(answer["error"]?["data"], "\(answer.canonicalString)")
      if data["retry"]?["same_key"] != true { return data }
    }
    throw ServerProcess.Failure(description: "\(key) is never decided")
  }

  /// One whose caller has gone and never asks again, right before.
  @Test func whatWouldLookOtherwiseStandsInTheWayOfNoWrite() throws {
    let live = try LiveProcess()
    defer { live.server.stop() }
    let one = try live.start(Self.environment)
    let two = try live.start(Self.environment)
    live.server.inject(nextWrites: [Fault(.skipped, .reset), Fault(.applied, .reset)])
    let other: JSONValue = ["list_id": "Inbox", "name": "Other", "idempotency_key": "ship-one-0"]
    _ = try one.call("create_task", other)
    #expect(try one.finish() == 0)
    let answer = try two.call("create_task", Self.create("ship-two-0"))
    let found = try #require(answer["result"], "\(answer.canonicalString)")
    #expect(found["operation"]?["status"] == "executed")
    #expect(found["id"]?.string == live.server.effects.last?.remoteID)
    #expect(try two.finish() == 0)
  }

  @Test func whatWasGivenUpStandsInTheWayOfNoLaterWrite() throws {
    let live = try LiveProcess()
    defer { live.server.stop() }
    let one = try live.start(Self.environment)
    let two = try live.start(Self.environment)
    let list = try #require(
      try one.result("create_task", ["list_id": "Inbox", "name": "First"])["list"]?["id"]?.string)
    let lost = Fault(.skipped, .reset)
    live.server.inject(nextWrites: [lost, lost])
    _ = try one.call("create_task", Self.create("ship-one-0"))
    _ = try two.call("create_task", Self.create("ship-two-0"))
    // By hand: it may be either's.
    _ = try live.server.write(
      WriteRequest(.createTask, path: ["list_id": list], body: .json(["name": "Ship"])))
    for (key, process) in [("ship-one-0", one), ("ship-two-0", two)] {
      let refusal = try Self.refusal(key, by: process)
      #expect(refusal["code"] == "needs_review", "\(refusal.canonicalString)")
      let operation = try #require(refusal["operation"]?["operation_id"]?.string)
      let told = try live.run(
        "ledger", "resolve", operation, "abandon", environment: Self.environment)
      #expect(told.status == 0, "\(told.errors)")
    }
    // Nothing that they sent turns up any more: five times the settling, in the same proportion.
    let over = ContinuousClock.now + .milliseconds(5 * Self.settle)
    while ContinuousClock.now < over { _ = try two.result("get_workspace", [:]) }
    live.server.inject(nextWrites: [Fault(.applied, .reset)])
    let answer = try two.call("create_task", Self.create("ship-three-0"))
    let found = try #require(answer["result"], "\(answer.canonicalString)")
    #expect(found["operation"]?["status"] == "executed")
    #expect(found["id"]?.string == live.server.effects.last?.remoteID)
    #expect(try one.finish() == 0 && two.finish() == 0)
  }
}
