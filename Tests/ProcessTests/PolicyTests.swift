import Foundation
import JSON
import Testing

/// What an agent may do at all, with the real binary: started with limits, nothing gets around
/// them.
@Suite struct PolicyTests {
  private static func count(_ name: String, usual: Int) -> Int {
    ProcessInfo.processInfo.environment[name].flatMap(Int.init) ?? usual
  }

  /// `.ci/crash` asks for 16 processes and a budget of 100.
  private static let processes = count("TASKLEDGER_BUDGET_PROCESSES", usual: 4)
  private static let budget = count("TASKLEDGER_BUDGET", usual: 10)

  private static func create(_ process: Int, _ number: Int) -> String {
    let request: JSONValue = [
      "jsonrpc": "2.0", "id": .integer(Int64(number)), "method": "create_task",
      "params": [
        "list_id": "Inbox", "name": .string("Task \(process)-\(number)"),
        "idempotency_key": .string("budget-\(process)-\(number)"),
      ],
    ]
    return request.canonicalString
  }

  /// Each process asks for half as much again as its share, all at once: together too much.
  @Test func processesThatRaceForABudgetMakeExactlyThat() throws {
    let folder = try TemporaryDirectory()
    let arguments = [
      "--store", folder.store, "--write-budget", "writes_per_hour=\(Self.budget)",
    ]
    let attempts = Self.budget * 3 / 2 / Self.processes + 1
    let servers = try (0..<Self.processes).map { _ in try ServerProcess(arguments) }
    for (process, server) in servers.enumerated() {
      try server.send((0..<attempts).map { Self.create(process, $0) }.joined(separator: "\n"))
    }
    var executed: [(process: Int, number: Int, id: JSONValue?)] = []
    for (process, server) in servers.enumerated() {
      for number in 0..<attempts {
        let answer = try JSONValue.parse(try #require(try server.line()))
        if let result = answer["result"] {
          #expect(result["operation"]?["status"] == "executed")
          executed.append((process, number, result["id"]))
        } else {
          let data = answer["error"]?["data"]
          #expect(data?["code"] == "budget_exhausted", "\(answer.canonicalString)")
          #expect(try #require(data?["retry"]?["after_ms"]?.integer) > 3_000_000)
        }
      }
      #expect(try server.finish() == 0)
    }
    #expect(executed.count == Self.budget)
    #expect(try AtMostOnceTests.tasks(in: folder.store).count == Self.budget)

    // A process that is started anew knows what is used up, and still gives what was done.
    let later = try ServerProcess(arguments)
    let one = try #require(executed.last)
    let again = try later.ask(Self.create(one.process, one.number))
    #expect(again["result"]?["operation"]?["status"] == "replayed")
    #expect(again["result"]?["id"] == one.id)
    let more = try later.ask(Self.create(Self.processes, 1))
    #expect(more["error"]?["data"]?["code"] == "budget_exhausted")
    #expect(try later.finish() == 0)
  }

  @Test("A tool that is switched off is refused by name, in both dialects, and not listed")
  func hiddenTools() throws {
    let folder = try TemporaryDirectory()
    let server = try ServerProcess(["--store", folder.store, "--read-only"])
    let arguments: JSONValue = ["list_id": "Inbox", "name": "x"]
    let direct = try server.call("create_task", arguments)
    #expect(direct["error"]?["code"] == 1301)
    #expect(direct["error"]?["data"]?["code"] == "policy_denied")
    #expect(try server.call("create_list", arguments)["error"]?["code"] == 1301)
    #expect(try server.call("create_lst", arguments)["error"]?["code"] == -32601)
    let request: JSONValue = [
      "jsonrpc": "2.0", "id": 2, "method": "tools/call",
      "params": ["name": "create_task", "arguments": arguments],
    ]
    let result = try #require(try server.ask(request.canonicalString)["result"])
    #expect(result["isError"] == true)
    let text = try #require(result["content"]?[0]?["text"]?.string)
    #expect(text.hasPrefix("policy_denied: `create_task` is switched off"), "\(text)")
    let listed = try server.ask(#"{"jsonrpc":"2.0","id":3,"method":"tools/list"}"#)
    #expect(!listed.canonicalString.contains("create_task\""))
    #expect(try server.finish() == 0)
    #expect(try AtMostOnceTests.tasks(in: folder.store).isEmpty)
  }

  @Test("A write outside of the scope is refused, with who can change that")
  func scope() throws {
    let folder = try TemporaryDirectory()
    let server = try ServerProcess(
      ["--store", folder.store, "--only-in", "list:1"],
      environment: ["TASKLEDGER_ONLY_IN": "space:2"])
    let error = try server.call("create_task", ["list_id": "Inbox", "name": "x"])["error"]
    #expect(error?["data"]?["code"] == "policy_denied")
    let message = try #require(error?["message"]?.string)
    #expect(message.contains("is outside of what may be changed here"), "\(message)")
    #expect(try server.finish() == 0)
    #expect(try AtMostOnceTests.tasks(in: folder.store).isEmpty)
  }

  @Test("What is in force is shown with where it came from; the tightest wins")
  func shown() throws {
    let folder = try TemporaryDirectory()
    let file = folder.url.appendingPathComponent("policy.json").path
    let policy: JSONValue = [
      "read_only": false, "tools": ["deny": ["log_time"]], "budget": ["writes_per_hour": 50],
    ]
    try policy.canonicalString.write(toFile: file, atomically: true, encoding: .utf8)
    let shown = try CommandLineTests.run(
      "policy", "--json", "--policy", file, "--write-budget", "writes_per_hour=80",
      environment: [
        "TASKLEDGER_WRITE_BUDGET": "writes_per_hour=20,items_per_call=9",
        "TASKLEDGER_EXCLUDE_TOOLS": "post_comment", "TASKLEDGER_READ_ONLY": "0",
      ])
    #expect(shown.status == 0, "\(shown.errors)")
    let json = try JSONValue.parse(
      shown.output.trimmingCharacters(in: .whitespacesAndNewlines))
    #expect(
      json["in_force"] == [
        ["name": "tools.deny", "value": "log_time", "from": [.string(file)]],
        ["name": "tools.deny", "value": "post_comment", "from": ["TASKLEDGER_EXCLUDE_TOOLS"]],
        ["name": "budget.writes_per_hour", "value": 20, "from": ["TASKLEDGER_WRITE_BUDGET"]],
        ["name": "budget.items_per_call", "value": 9, "from": ["TASKLEDGER_WRITE_BUDGET"]],
      ])
    #expect(json["tools"]?.array?.contains("create_task") == true)
    #expect(json["tools"]?.array?.contains("log_time") == false)
    #expect(json["hidden"]?["log_time"] == .string("the policy denies it (`\(file)`)"))
    let text = try CommandLineTests.run("policy", "--policy", file, "--read-only")
    #expect(text.status == 0)
    for word in ["read_only", "--read-only", "budget.writes_per_hour", "50", file, "log_time"] {
      #expect(text.output.contains(word), "\(text.output)")
    }
  }

  @Test("A limit that is written again holds beside the first one")
  func writtenAgain() throws {
    let folder = try TemporaryDirectory()
    let files = try ["log_time", "post_comment"].map { name in
      let file = folder.url.appendingPathComponent(name).path
      let policy: JSONValue = ["tools": ["deny": [.string(name)]]]
      try policy.canonicalString.write(toFile: file, atomically: true, encoding: .utf8)
      return file
    }
    let server = try ServerProcess([
      "--store", folder.store, "--policy", files[0], "--policy", files[1],
      "--exclude-tools", "get_task", "--exclude-tools", "list_comments",
      "--write-budget", "writes_per_hour=1", "--write-budget", "writes_per_hour=9",
    ])
    for name in ["log_time", "post_comment", "get_task", "list_comments"] {
      #expect(try server.call(name, [:])["error"]?["data"]?["code"] == "policy_denied", "\(name)")
    }
    let made = try server.ask(AtMostOnceTests.create(1, id: 1))
    #expect(made["result"]?["operation"]?["status"] == "executed")
    let more = try server.ask(AtMostOnceTests.create(2, id: 2))
    #expect(more["error"]?["data"]?["code"] == "budget_exhausted")
    #expect(try server.finish() == 0)

    let scoped = try ServerProcess(
      ["--store", folder.store, "--only-in", "list:1", "--only-in", "workspace:2"])
    let refused = try scoped.call("create_task", ["list_id": "Inbox", "name": "x"])
    #expect(refused["error"]?["data"]?["code"] == "policy_denied")
    #expect(try scoped.finish() == 0)
  }

  @Test(
    "Where nothing may be changed no command changes the store",
    arguments: [
      ["import", "PAGE"], ["ledger", "accept-store"], ["ledger", "undo", "OPERATION", "--yes"],
      ["ledger", "resolve", "OPERATION", "abandon"], ["ledger", "reconcile"],
      ["ledger", "mend-clock"],
    ])
  func readOnlyCommands(command: [String]) throws {
    let folder = try TemporaryDirectory()
    let page = folder.url.appendingPathComponent("page.json")
    try Data(ImportTests.page.utf8).write(to: page)
    let file = folder.url.appendingPathComponent("policy.json")
    try Data(#"{"read_only":true}"#.utf8).write(to: file)
    let made = try CommandLineTests.run(
      "call", "--json", "create_task", "list_id=Inbox", "name=Stays",
      environment: ["TASKLEDGER_STORE": folder.store])
    let result = try JSONValue.parse(made.output)
    let operation = try #require(result["operation"]?["operation_id"]?.string)
    let words = command.map { $0 == "PAGE" ? page.path : $0 == "OPERATION" ? operation : $0 }
    func files() throws -> [String: Data?] {
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
      return Dictionary(
        uniqueKeysWithValues: names.map {
          ($0, FileManager.default.contents(atPath: folder.url.appendingPathComponent($0).path))
        })
    }
    let before = try files()
    for (name, value) in [("TASKLEDGER_READ_ONLY", "1"), ("TASKLEDGER_POLICY", file.path)] {
      let ended = try CommandLineTests.run(
        words, environment: ["TASKLEDGER_STORE": folder.store, name: value])
      #expect(ended.status == 2 && ended.output.isEmpty)
      let origin = name == "TASKLEDGER_READ_ONLY" ? name : file.path
      #expect(ended.errors.contains("nothing may be changed here (`\(origin)`)"), "\(ended.errors)")
      #expect(try files() == before)
    }
    let allowed = try CommandLineTests.run(
      words, environment: ["TASKLEDGER_STORE": folder.store, "TASKLEDGER_READ_ONLY": "0"])
    #expect(allowed.status == 0, "\(allowed.errors)")
  }

  @Test("Nothing is served under a policy that cannot be read, and all that is wrong is said")
  func wrongFile() throws {
    let folder = try TemporaryDirectory()
    let file = folder.url.appendingPathComponent("policy.json").path
    try #"{"read_onyl": true, "scope": {"lists": [""]}}"#.write(
      toFile: file, atomically: true, encoding: .utf8)
    let ended = try CommandLineTests.run(
      "call", "get_workspace", environment: ["TASKLEDGER_POLICY": file])
    #expect(ended.status == 2)
    #expect(ended.errors.contains("did you mean `read_only`?"), "\(ended.errors)")
    #expect(ended.errors.contains("`/scope/lists/0` must be a string"), "\(ended.errors)")
  }
}
