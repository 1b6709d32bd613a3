import Foundation
import JSON
import LoopbackClickUp
import Testing

/// The real binary on the live backend, as a person or a host starts it.
@Suite struct LiveServeTests {
  @Test func aTokenAloneNeverSwitches() throws {
    let live = try LiveProcess()
    defer { live.server.stop() }
    let ended = try CommandLineTests.run(
      "--store", live.folder.store, "--clickup-url", live.server.address, "call", "create_task",
      "list_id=Inbox", "name=Here", environment: ["CLICKUP_TOKEN": ClickUpServer.token])
    #expect(ended.status == 0, "\(ended.errors)")
    #expect(live.server.calls.isEmpty)
    #expect(try StoreInspection(live.folder.store).taskNames == ["Here"])
  }

  @Test func whatIsAskedForHappensThereAndTheTokenIsNowhere() throws {
    let live = try LiveProcess()
    defer { live.server.stop() }
    let process = try live.start(["TASKLEDGER_LOG_LEVEL": "debug"])
    let made = try process.result(
      "create_task", ["list_id": "Inbox", "name": "There", "idempotency_key": "once-there"])
    #expect(made["operation"]?["status"] == "executed")
    let found = try process.result("search_tasks", ["query": "there"])
    #expect(found["tasks"]?[0]?["id"] == made["id"])
    let again = try process.result(
      "create_task", ["list_id": "Inbox", "name": "There", "idempotency_key": "once-there"])
    #expect(again["operation"]?["status"] == "replayed")
    #expect(try process.finish() == 0)
    #expect(live.server.effects.count == 1)
    for name in try FileManager.default.contentsOfDirectory(atPath: live.folder.url.path) {
      let path = live.folder.url.appendingPathComponent(name).path
      let data = FileManager.default.contents(atPath: path) ?? Data()
      #expect(data.range(of: Data(ClickUpServer.token.utf8)) == nil, "\(name)")
    }
  }

  @Test func doctorSaysWhatIsThere() throws {
    let live = try LiveProcess()
    defer { live.server.stop() }
    let well = try live.run("--json", "doctor")
    #expect(well.status == 0, "\(well.output)\(well.errors)")
    let checks = try JSONValue.parse(well.output).array ?? []
    let states = Dictionary(
      uniqueKeysWithValues: checks.map { ($0["name"]?.string ?? "", $0["state"]?.string ?? "") })
    for name in ["token", "user", "workspace", "rate limit", "time zone", "clock", "tools"] {
      #expect(states[name] == "ok", "\(name): \(well.output)")
    }
    #expect(!FileManager.default.fileExists(atPath: live.store))
    #expect(live.server.effects.isEmpty)
  }

  @Test(arguments: [
    (["CLICKUP_TOKEN": "pk_1_WRONG"], [String](), "service"),
    (["CLICKUP_TOKEN": ""], [], "token"),
    (["CLICKUP_TOKEN_FILE": "/nowhere/token"], [], "token"),
    ([:], ["--workspace", "12"], "workspace"),
    ([:], ["--store", "/dev/null/clickup.db"], "store"),
    ([:], ["--toolsets", "none"], "tools"),
  ])
  func doctorNamesWhatIsBrokenAndTheRemedy(
    environment: [String: String], words: [String], broken: String
  ) throws {
    let live = try LiveProcess()
    defer { live.server.stop() }
    let ended = try CommandLineTests.run(
      live.arguments + words + ["--json", "doctor"],
      environment: LiveProcess.environment.merging(environment) { $1 })
    #expect(ended.status == 1, "\(ended.output)\(ended.errors)")
    let checks = try JSONValue.parse(ended.output).array ?? []
    let failed = checks.filter { $0["state"] == "fail" }
    #expect(failed.map { $0["name"] } == [.string(broken)], "\(ended.output)")
    #expect(failed.first?["remedy"]?.string?.isEmpty == false)
    #expect(!(ended.output + ended.errors).contains("WRONG"))
  }

  @Test func doctorSaysThatATokenIsNotUsed() throws {
    let folder = try TemporaryDirectory()
    let ended = try CommandLineTests.run(
      "--store", folder.store, "doctor", environment: ["CLICKUP_TOKEN": "pk_1_CANARY"])
    #expect(ended.status == 0)
    #expect(ended.output.contains("--backend clickup"))
    #expect(!ended.output.contains("CANARY"))
  }

  @Test func theLedgerIsReadWithoutAToken() throws {
    let live = try LiveProcess()
    defer { live.server.stop() }
    #expect(
      try live.run("call", "create_task", "list_id=Inbox", "name=There").status == 0)
    let listed = try live.run("ledger", "list", environment: ["CLICKUP_TOKEN": ""])
    #expect(listed.status == 0 && listed.output.contains("create_task"))
    let refused = try live.run("call", "get_workspace", environment: ["CLICKUP_TOKEN": ""])
    #expect(refused.status == 2 && refused.errors.contains("CLICKUP_TOKEN_FILE"))
    #expect(try live.run("--record", "/dev/null").status == 2)
    #expect(try live.run("import", "/dev/null").status == 2)
  }

  /// What was sent is recorded although the caller has gone.
  @Test func theEndOfTheInputLetsAWriteFinish() throws {
    let live = try LiveProcess()
    defer { live.server.stop() }
    let work = try LiveWork(keys: 4, on: live.server)
    let process = try live.start()
    for number in 1...4 { try process.send(work.request(number)) }
    #expect(try process.finish() == 0)
    #expect(live.server.effects.filter { $0.call != nil }.count == 4)
    let states = try LiveInspection(live.store).rows().map(\.state)
    #expect(states == ["done", "done", "done", "done"])
  }
}
