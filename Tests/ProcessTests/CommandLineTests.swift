import Foundation
import JSON
import Testing

/// The commands for people and scripts, run as they run them.
@Suite struct CommandLineTests {
  struct Ended {
    let status: Int32
    let output: String
    let errors: String
  }

  static func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Ended {
    try run(arguments, environment: environment)
  }

  static func run(
    _ arguments: [String], environment: [String: String] = [:], directory: String? = nil
  ) throws -> Ended {
    let process = try Launch.process(arguments, environment: environment)
    if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory) }
    let (output, errors) = (Pipe(), Pipe())
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let written = try output.fileHandleForReading.readToEnd() ?? Data()
    let complaints = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Ended(
      status: process.terminationStatus, output: String(decoding: written, as: UTF8.self),
      errors: String(decoding: complaints, as: UTF8.self))
  }

  @Test func versionAndHelp() throws {
    let version = try Self.run("--version")
    #expect(version.status == 0 && version.output.hasPrefix("taskledger "))
    let help = try Self.run("--help")
    #expect(help.status == 0)
    for word in ["call", "import", "replay", "--store", "TASKLEDGER_STORE"] {
      #expect(help.output.contains(word))
    }
  }

  @Test(arguments: [
    ["--nope"], ["nope"], ["--store"], ["call"], ["ledger"], ["ledger", "undo"], ["import"],
    ["replay"],
    ["--toolsets", "corr"], ["--tools", "create_tsk"], ["--backend", "clckup"],
    ["--log-level", "loud"], ["call", "create_tsk"], ["call", "get_task", "task_id"],
    ["--exclude-tools", "create_tsk"], ["--only-in", "spce:1"], ["--only-in", "12"],
    ["--write-budget", "writes_per_day=1"], ["--write-budget", "writes_per_hour"],
    ["--write-budget="], ["--store="], ["--store", "${HOME}/t.db"], ["--tools=a", "--tools=b"],
    ["--policy", "/nowhere/policy.json"],
  ])
  func aWrongCommandLineIsExplainedAndEndsWithStatusTwo(arguments: [String]) throws {
    let folder = try TemporaryDirectory()
    let process = try Launch.process(
      arguments, environment: ["XDG_DATA_HOME": folder.url.path])
    let errors = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    try process.run()
    let text = String(
      decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 2)
    #expect(text.hasPrefix("taskledger: "))
  }

  @Test(
    "An option that a command does not take is refused, and said to be",
    arguments: [
      (["ledger", "list", "--tools", "create_task"], "`ledger list` takes no `--tools`"),
      (["--json"], "`serve` takes no `--json`"),
      (["serve", "--limit", "3"], "`serve` takes no `--limit`"),
      (["call", "get_workspace", "--record", "x"], "`call` takes no `--record`"),
      (["call", "get_workspace", "--yes"], "`call` takes no `--yes`"),
      (["tools", "--record", "x"], "`tools` takes no `--record`"),
      (["policy", "--since", "2026-01-01"], "`policy` takes no `--since`"),
      (["ledger", "show", "x", "--status", "done"], "`ledger show` takes no `--status`"),
      (["ledger", "verify", "--read-only"], "`ledger verify` takes no `--read-only`"),
      (["ledger", "export", "--limit", "3"], "`ledger export` takes no `--limit`"),
      (["ledger", "resolve", "x", "abandon", "--agent", "a"], "takes no `--agent`"),
      (["ledger", "undo", "x", "--tools", "get_task"], "`ledger undo` takes no `--tools`"),
      (["ledger", "accept-store", "--json"], "`ledger accept-store` takes no `--json`"),
      (["import", "x", "--only-in", "list:1"], "`import` takes no `--only-in`"),
      (["replay", "x", "--store", "x"], "`replay` takes no `--store`"),
    ])
  func anOptionOfAnotherCommand(_ arguments: [String], _ words: String) throws {
    let ended = try Self.run(arguments)
    #expect(ended.status == 2 && ended.output.isEmpty)
    #expect(ended.errors.contains(words), "\(ended.errors)")
  }

  @Test func whatAVariableSaysIsNotRefused() throws {
    let folder = try TemporaryDirectory()
    let ended = try Self.run(
      "ledger", "list",
      environment: [
        "TASKLEDGER_STORE": folder.store, "TASKLEDGER_TOOLS": "create_list",
        "TASKLEDGER_AGENT": "planner",
      ])
    #expect(ended.status == 0, "\(ended.errors)")
  }

  /// What option and variable both name counts, also where one of them names several by one word.
  @Test func everydayIsNoWiderThanWhatElseIsSaid() throws {
    func names(_ arguments: String..., environment: [String: String] = [:]) throws -> [JSONValue] {
      let ended = try Self.run(["tools", "--json"] + arguments, environment: environment)
      #expect(ended.status == 0 && ended.errors.isEmpty, "\(ended.errors)")
      return try JSONValue.parse(ended.output.trimmingCharacters(in: .newlines)).array ?? []
    }
    let core = try names()
    let everyday = try names("--toolsets", "everyday")
    #expect(everyday.count > core.count && Set(everyday).isSuperset(of: core))
    let variable = ["TASKLEDGER_TOOLSETS": "everyday"]
    #expect(try names("--toolsets", "core,hierarchy", environment: variable) == core)
    #expect(try names("--toolsets", "all", environment: variable) == everyday)
  }

  @Test func operationsAreListedForPeopleAndAsJSON() throws {
    let shown = try Self.run("operations")
    #expect(shown.status == 0 && shown.errors.isEmpty)
    let lines = shown.output.split(separator: "\n")
    #expect(lines.first?.hasPrefix("GROUP") == true)
    #expect(lines.contains { $0.contains("AddTagToTask") && $0.hasSuffix("add_tag") })
    #expect(lines.last?.contains(" operations: ") == true)
    let json = try Self.run("operations", "--json")
    let rows = try JSONValue.parse(json.output.trimmingCharacters(in: .newlines)).array ?? []
    #expect(rows.count == lines.count - 2 && rows.count > 137)
    let deletion = try #require(rows.first { $0["operation"] == "DeleteTask" })
    #expect(deletion["undo"] == false && deletion["cannot_undo"]?.string != nil)
  }

  @Test func callPrintsForPeopleAndAsJSON() throws {
    let folder = try TemporaryDirectory()
    let store = ["TASKLEDGER_STORE": folder.store]
    let made = try Self.run(
      "call", "create_task", "list_id=Inbox", "name=Call the printer", "priority=high",
      environment: store)
    #expect(made.status == 0)
    #expect(made.output.contains("name: Call the printer"))
    let found = try Self.run(
      "call", "--json", "search_tasks", #"{"query":"printer"}"#, environment: store)
    #expect(found.status == 0)
    let result = try JSONValue.parse(found.output.trimmingCharacters(in: .newlines))
    #expect(result["tasks"]?[0]?["name"] == "Call the printer")
    let listed = try Self.run("ledger", "list", environment: store)
    #expect(listed.status == 0 && listed.output.contains("create_task"))
    let json = try Self.run("ledger", "list", "--json", environment: store)
    let entry = try JSONValue.parse(json.output.trimmingCharacters(in: .newlines))
    let operation = try #require(entry["operation_id"]?.string)
    let shown = try Self.run("ledger", "show", operation, environment: store)
    #expect(shown.status == 0 && shown.output.contains("Call the printer"))
  }

  @Test func anOperationIsUndoneOnceFromTheCommandLine() throws {
    let folder = try TemporaryDirectory()
    let store = ["TASKLEDGER_STORE": folder.store]
    let made = try Self.run(
      "call", "--json", "create_task", "list_id=Inbox", "name=Mistake", environment: store)
    let result = try JSONValue.parse(made.output.trimmingCharacters(in: .newlines))
    let operation = try #require(result["operation"]?["operation_id"]?.string)
    let refused = try Self.run("--read-only", "ledger", "undo", operation, environment: store)
    #expect(refused.status == 2 && refused.errors.contains("--read-only"))
    let asked = try Self.run("ledger", "undo", operation, environment: store)
    #expect(asked.status == 1 && asked.errors.contains("undoing it deletes the task"))
    #expect(asked.errors.contains("write the same with `--yes`"), "\(asked.errors)")
    for isAgain in [false, true] {
      let undone = try Self.run("ledger", "undo", operation, "--yes", environment: store)
      #expect(undone.status == 0 && undone.output.contains("effect: deletes the task"))
      #expect(undone.output.contains("Nothing was executed again") == isAgain)
    }
    let found = try Self.run("call", "search_tasks", "query=Mistake", environment: store)
    #expect(found.status == 0 && !found.output.contains("name: Mistake"))
    let unknown = try Self.run("ledger", "undo", "op_0000000000000", environment: store)
    #expect(unknown.status == 1 && unknown.errors.hasPrefix("taskledger: not_found: "))
  }

  /// Names are what others wrote: on a terminal they are shown, in JSON they are what they are.
  @Test func whatOthersWroteIsNotObeyedByATerminal() throws {
    let folder = try TemporaryDirectory()
    let name = "a\u{1B}]0;title\u{7}b\u{9B}31m\u{202E}c"
    let policy = folder.url.appendingPathComponent("p\u{1B}[31m.json").path
    try Data(#"{"tools":{"deny":["log_time"]}}"#.utf8).write(to: URL(filePath: policy))
    let page = folder.url.appendingPathComponent("page\u{1B}[2J.json").path
    try Data("{".utf8).write(to: URL(filePath: page))
    let transcript = folder.url.appendingPathComponent("t.jsonl").path
    try Data("> \(name)\n< \(name)\n".utf8).write(to: URL(filePath: transcript))
    let store = ["TASKLEDGER_STORE": folder.store]
    let arguments: JSONValue = [
      "list_id": "Inbox", "name": .string(name), "description": .string("x\r\n\(name)"),
      "idempotency_key": "escape-sequence-1",
    ]
    let commands = [
      ["call", "create_task", arguments.canonicalString], ["call", "search_tasks", "query=a"],
      ["call", "get_task", "task_id=\(name)"], ["call", name], [name], ["--\(name)"],
      ["ledger", "list"], ["ledger", "show", "escape-sequence-1"], ["ledger", "show", name],
      ["ledger", "export"], ["policy", "--policy", policy], ["doctor", "--policy", policy],
      ["--policy", policy + name, "policy"], ["import", page], ["replay", transcript],
      ["replay", transcript + name], ["ledger", "resolve", name, "abandon"],
    ]
    for command in commands {
      let ended = try Self.run(command, environment: store)
      let said = (ended.output + ended.errors).unicodeScalars
      let isJSON = command == ["ledger", "export"]
      let obeyed = said.filter { scalar in
        scalar.value < 0x20 && scalar != "\n" || !isJSON && (0x7F...0x9F).contains(scalar.value)
          || !isJSON && scalar.properties.isBidiControl
      }
      #expect(obeyed.isEmpty, "\(command): \(ended)")
      #expect(!said.isEmpty)
    }
    let json = try Self.run("call", "--json", "search_tasks", "query=a", environment: store)
    #expect(try JSONValue.parse(json.output)["tasks"]?[0]?["name"] == .string(name))
    let shown = try Self.run("call", "search_tasks", "query=a", environment: store)
    #expect(shown.output.contains(#"name: a\u{1B}]0;title\u{7}b\u{9B}31m\u{202E}c"#))
  }

  @Test func aToolThatFailsEndsWithStatusOne() throws {
    let folder = try TemporaryDirectory()
    let store = ["TASKLEDGER_STORE": folder.store]
    let refused = try Self.run("call", "get_task", "task_id=86nosuch0", environment: store)
    #expect(refused.status == 1)
    #expect(refused.errors.hasPrefix("taskledger: not_found: "))
    let shown = try Self.run("ledger", "show", "no-such-key", environment: store)
    #expect(shown.status == 1)
  }

  @Test func aRecordingIsReplayedToTheByte() throws {
    let folder = try TemporaryDirectory()
    let recording = folder.url.appendingPathComponent("conversation.jsonl").path
    let server = try ServerProcess(["--store", folder.store, "--record", recording])
    let made = try server.ask(AtMostOnceTests.create(1, id: 1))
    let task = try #require(made["result"]?["id"]?.string)
    _ = try server.call("get_task", ["task_id": .string(task)], id: 2)
    _ = try server.call("create_task", ["list_id": "Inbox", "name": "Two", "dry_run": true])
    _ = try server.ask(LifeCycleTests.initialize)
    #expect(try server.finish() == 0)
    let replayed = try Self.run("replay", recording)
    #expect(replayed.status == 0, "\(replayed.output)")
    // A recording of a store that was not new says so, and differs.
    let later = folder.url.appendingPathComponent("later.jsonl").path
    let again = try ServerProcess(["--store", folder.store, "--record", later])
    _ = try again.ask(AtMostOnceTests.create(1, id: 1))
    #expect(try again.finish() == 0)
    let differing = try Self.run("replay", later)
    #expect(differing.status == 1 && differing.output.contains("not new"))
  }

  @Test func aRecordingIsNeverWrittenOver() throws {
    let folder = try TemporaryDirectory()
    let recording = folder.url.appendingPathComponent("conversation.jsonl").path
    for _ in 0..<2 {
      let server = try ServerProcess(["--store", folder.store, "--record", recording])
      _ = try server.ask(LifeCycleTests.initialize)
      #expect(try server.finish() == 0)
    }
    let texts = try ["", ".2"].map { try String(contentsOfFile: recording + $0, encoding: .utf8) }
    #expect(texts.allSatisfy { $0.contains("initialize") })
  }

  @Test func aRecordingHoldsNoToken() throws {
    let folder = try TemporaryDirectory()
    let recording = folder.url.appendingPathComponent("conversation.jsonl").path
    let token = "pk_1234567_ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
    let server = try ServerProcess(["--store", folder.store, "--record", recording])
    _ = try server.call("create_task", ["list_id": "Inbox", "name": .string(token)])
    #expect(try server.finish() == 0)
    let text = try String(contentsOfFile: recording, encoding: .utf8)
    #expect(text.contains("[redacted]") && !text.contains(token))
  }
}
