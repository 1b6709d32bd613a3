import JSON
import LoopbackClickUp
import Testing

/// Calls without a key that are to execute each time: where the answer is lost, each has sent
/// once all the same.
@Suite("Without a key, by the program") struct LiveKeylessTests {
  private static let onPurpose: JSONValue = [
    "list_id": "Inbox", "name": "Again", "allow_duplicate": true,
  ]

  /// The task that is changed, and the calls.
  private func calls(by process: ServerProcess) throws -> [(tool: String, arguments: JSONValue)] {
    let task = try process.result("create_task", ["list_id": "Inbox", "name": "First"])["id"]
    return [
      ("create_task", Self.onPurpose),
      ("update_task", ["task_id": task ?? "", "priority": "high"]),
    ]
  }

  @Test func whatWasDoneIsFoundAndNotDoneAgain() throws {
    let live = try LiveProcess()
    defer { live.server.stop() }
    let process = try live.start()
    for (tool, arguments) in try calls(by: process) {
      let before = live.server.effects.count
      // What is sent a second time would be lost as well.
      let lost = Fault(.applied, .close)
      live.server.inject(nextWrites: [lost, lost, lost])
      let answer = try process.call(tool, arguments)
      #expect(
        answer["result"]?["operation"]?["status"] == "executed", "\(answer.canonicalString)")
      #expect(live.server.effects.count == before + 1, "\(tool)")
      live.server.inject(nextWrites: [])
    }
    #expect(try process.finish() == 0)
  }

  @Test func whatIsNotFoundIsAskedForByTheNameThatIsTold() throws {
    let live = try LiveProcess()
    defer { live.server.stop() }
    // Longer than any test: it stays unknown.
    let process = try live.start(["TASKLEDGER_SETTLE_MS": "600000"])
    for (tool, arguments) in try calls(by: process) {
      let lost = Fault(.skipped, .reset)
      live.server.inject(nextWrites: [lost, lost, lost])
      let answer = try process.call(tool, arguments)
      live.server.inject(nextWrites: [])
      let before = live.server.effects.count
      #expect(answer["error"]?["data"]?["code"] == "outcome_unknown", "\(answer.canonicalString)")
      let operation = try #require(answer["error"]?["data"]?["operation"])
      let name = try #require(operation["idempotency_key"])
      #expect(name == operation["operation_id"])
      // Under that name it is the same operation, and nothing is sent before it is looked for.
      var again = arguments
      again["idempotency_key"] = name
      let told = try process.call(tool, again)["error"]?["data"]
      #expect(told?["operation"]?["operation_id"] == operation["operation_id"])
      #expect(live.server.effects.count == before)
    }
    #expect(try process.finish() == 0)
  }
}
