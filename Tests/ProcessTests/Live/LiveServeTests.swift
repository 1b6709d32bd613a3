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

  /// At any later time, in whichever process, whether or not the service is there.
  @Test func whatWasDoneIsToldAgainWhileTheServiceIsAway() throws {
    let live = try LiveProcess()
    let arguments: JSONValue = [
      "list_id": "Inbox", "name": "There", "idempotency_key": "once-there",
    ]
    let first = try live.start()
    let made = try first.result("create_task", arguments)
    #expect(try first.finish() == 0)
    live.server.stop()
    let second = try live.start()
    let again = try second.result("create_task", arguments)
    #expect(again["operation"]?["status"] == "replayed")
    #expect(again["id"] == made["id"])
    #expect(try second.finish() == 0)
    #expect(live.server.effects.count == 1)
  }

  @Test func anAddressWithoutTheRootOfTheAPIIsNamedAsThat() throws {
    let live = try LiveProcess()
    defer { live.server.stop() }
    let origin = String(live.server.address.dropLast("/api/v2".count))
    let ended = try CommandLineTests.run(
      ["--backend", "clickup", "--store", live.store, "--clickup-url", origin, "doctor"],
      environment: LiveProcess.environment)
    #expect(ended.status == 1)
    #expect(ended.output.contains("`--clickup-url \(live.server.address)`"), "\(ended.output)")
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
      ["--backend", "clickup", "--clickup-url", live.server.address] + words
        + ["--json", "doctor"],
      environment: LiveProcess.environment.merging(["TASKLEDGER_STORE": live.store]) { $1 }
        .merging(environment) { $1 })
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
    #expect(refused.status == 1 && refused.errors.contains("CLICKUP_TOKEN_FILE"))
    #expect(try live.run("--record", "/dev/null").status == 2)
    #expect(try live.run("import", "/dev/null").status == 2)
  }

  /// Hosts look at a server before they are told of a token.
  @Test(arguments: [
    ([:], "there is no ClickUp token"),
    (["CLICKUP_TOKEN": "  "], "the ClickUp token is empty"),
    (["CLICKUP_TOKEN": "\"pk_1_SECRET\""], "the ClickUp token stands in quotation marks"),
    (["CLICKUP_TOKEN": "${CLICKUP_TOKEN}"], "the ClickUp token is a placeholder"),
    (["CLICKUP_TOKEN": "two words"], "the ClickUp token is none"),
    (["CLICKUP_TOKEN": "a", "CLICKUP_TOKEN_FILE": "b"], "both CLICKUP_TOKEN and"),
    (["CLICKUP_TOKEN_FILE": "/nowhere/token"], "the file that CLICKUP_TOKEN_FILE names cannot"),
    (["CLICKUP_TOKEN_FILE": "${HOME}/token"], "CLICKUP_TOKEN_FILE holds a placeholder"),
  ])
  func withoutATokenItIsServedAndEachCallSaysWhatIsMissing(
    environment: [String: String], words: String
  ) throws {
    let live = try LiveProcess()
    defer { live.server.stop() }
    let process = try ServerProcess(
      live.arguments + ["--toolsets", "all"], environment: environment)
    #expect(try process.ask(LifeCycleTests.initialize)["result"]?["serverInfo"] != nil)
    let meta =
      #""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","#
      + #""io.modelcontextprotocol/clientCapabilities":{}}"#
    let discovery = try process.ask(
      #"{"jsonrpc":"2.0","id":0,"method":"server/discover","params":{\#(meta)}}"#)
    #expect(discovery["result"]?["supportedVersions"] != nil)
    let listed = try process.ask(#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#)
    let discovered = try process.ask(#"{"jsonrpc":"2.0","id":2,"method":"rpc.discover"}"#)
    let methods = try #require(discovered["result"]?["methods"]?.array)
    #expect(methods.count > 20 && listed["result"]?["tools"]?.array?.count == methods.count)
    for method in methods {
      let tool = try #require(method["name"]?.string)
      let example = try #require(method["examples"]?[0]?["params"]?.array)
      var arguments: JSONValue = [:]
      for part in example { arguments[try #require(part["name"]?.string)] = part["value"] }
      let error = try process.call(tool, arguments)["error"]
      #expect(error?["code"] == 1005 && error?["data"]?["code"] == "not_set_up", "\(tool)")
      #expect(error?["message"]?.string?.contains(words) == true, "\(error?.canonicalString ?? "")")
      #expect(error?["data"]?["retry"]?["safe"] == true)
      let request: JSONValue = [
        "jsonrpc": "2.0", "id": 3, "method": "tools/call",
        "params": ["name": .string(tool), "arguments": arguments],
      ]
      let result = try process.ask(request.canonicalString)["result"]
      #expect(result?["isError"] == true)
      let text = result?["content"]?[0]?["text"]?.string ?? ""
      #expect(text.hasPrefix("not_set_up: ") && text.contains(words), "\(tool): \(text)")
      #expect(!text.contains("SECRET") && !text.contains("two words"))
    }
    let planned = try process.call("create_task", ["list_id": "1", "name": "x", "dry_run": true])
    #expect(planned["error"]?["data"]?["code"] == "not_set_up")
    // What is wrong with the call itself is said all the same.
    let wrong = try process.call("create_task", ["nme": "x"])
    #expect(wrong["error"]?["data"]?["code"] == "invalid_arguments")
    #expect(try process.finish() == 0)
    #expect(live.server.calls.isEmpty)
  }

  @Test func theLedgerIsMendedWithoutAToken() throws {
    let live = try LiveProcess()
    defer { live.server.stop() }
    #expect(
      try live.run("call", "create_task", "list_id=Inbox", "name=There").status == 0)
    let none = ["CLICKUP_TOKEN": ""]
    let listed = try JSONValue.parse(try live.run("ledger", "list", "--json").output)
    let operation = try #require(listed["operation_id"]?.string)
    let resolved = try live.run("ledger", "resolve", operation, "abandon", environment: none)
    #expect(resolved.status == 0, "\(resolved.errors)")
    #expect(resolved.output.hasPrefix("Nothing to resolve: \(operation) is done"))
    for words in [["tools"], ["policy"], ["ledger", "accept-store"], ["ledger", "reconcile"]] {
      let ended = try CommandLineTests.run(
        live.arguments + words, environment: LiveProcess.environment.merging(none) { $1 })
      #expect(ended.status == 0, "\(words): \(ended.errors)")
    }
  }

  @Test func onlyWhatCanBeTheResultIsAdoptedAtTheCommandLine() throws {
    let live = try LiveProcess()
    defer { live.server.stop() }
    live.server.inject(nextWrites: [Fault(.appliedTwice, .reset)])
    let process = try live.start()
    let refused = try process.ask(
      #"{"jsonrpc":"2.0","id":1,"method":"create_task","params":{"list_id":"Inbox","name":"Twice","#
        + #""idempotency_key":"made-it-twice"}}"#)
    #expect(refused["error"]?["data"]?["code"] == "needs_review", "\(refused.canonicalString)")
    #expect(try process.finish() == 0)
    let operation = try #require(
      refused["error"]?["data"]?["operation"]?["operation_id"]?.string)
    for id in ["86nothere", "../x"] {
      let ended = try live.run("ledger", "resolve", operation, "adopt", id)
      #expect(ended.status == 1)
      #expect(ended.errors.contains("`remote_id` \(id) cannot be its result"), "\(ended.errors)")
    }
    let made = try #require(live.server.effects.last?.remoteID)
    let ended = try live.run("ledger", "resolve", operation, "adopt", made)
    #expect(ended.status == 0, "\(ended.errors)")
    #expect(ended.output.contains("is now done, as \(made)"), "\(ended.output)")
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
