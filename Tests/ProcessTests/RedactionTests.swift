import Foundation
import JSON
import Testing

/// A secret that slips into any place of the input is given back, logged and stored nowhere but
/// where the user's own data belongs:
///
/// - an accepted write: its arguments, its request and its answer stand in the store, as do keys;
/// - the answer to a call that succeeded shows what was asked for: a dry run its plan, and
///   `get_operation` the key that it looked for;
/// - `id` and `progressToken` of JSON-RPC and MCP come back to whoever sent them.
@Suite struct RedactionTests {
  struct Run {
    let status: Int32
    let lines: [String]
    let errors: String
  }

  /// Runs the binary to its end with everything it says kept.
  static func run(
    _ arguments: [String], _ input: [String] = [], environment: [String: String] = [:],
    in directory: TemporaryDirectory
  ) throws -> Run {
    let files = ["in", "out", "err"].map { directory.url.appendingPathComponent("std\($0)") }
    try Data(input.map { $0 + "\n" }.joined().utf8).write(to: files[0])
    for file in files.dropFirst() { try Data().write(to: file) }
    let process = try Launch.process(
      arguments, environment: ["TASKLEDGER_STORE": directory.store].merging(environment) { $1 })
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    try process.run()
    process.waitUntilExit()
    let said = try files.dropFirst().map {
      String(decoding: try Data(contentsOf: $0), as: UTF8.self)
    }
    // What was sent is ours, and no file that the program left.
    for file in files { try FileManager.default.removeItem(at: file) }
    return Run(
      status: process.terminationStatus,
      lines: said[0].split(separator: "\n").map(String.init), errors: said[1])
  }

  /// Files of the directory that hold a trace, in their names or in their bytes.
  static func traces(of canary: Canary, in directory: TemporaryDirectory) throws -> [String] {
    let found = FileManager.default.enumerator(atPath: directory.url.path)?
      .compactMap { $0 as? String }
    return try (found ?? []).filter { name in
      let file = directory.url.appendingPathComponent(name)
      guard !file.hasDirectoryPath, !name.contains(canary.trace) else {
        return name.contains(canary.trace)
      }
      return try Data(contentsOf: file).range(of: Data(canary.trace.utf8)) != nil
    }
  }

  /// Results of calls that succeeded are the caller's own; everything else must be clean.
  private func expectClean(_ run: Run, of canary: Canary) throws {
    #expect(!run.errors.contains(canary.trace), "stderr: \(run.errors)")
    for line in run.lines where line.contains(canary.trace) {
      var answer = try JSONValue.parse(line)
      // An `id` comes back to whoever sent it, as JSON-RPC has it.
      answer["id"] = nil
      guard answer.canonicalString.contains(canary.trace) else { continue }
      let result = answer["result"]
      #expect(result != nil && result?["isError"] == nil, "\(line)")
    }
  }

  @Test(arguments: Canary.secrets)
  func nothingIsGivenBackLoggedOrStored(canary: Canary) throws {
    let directory = try TemporaryDirectory()
    let record = directory.url.appendingPathComponent("conversation.jsonl").path
    let poison = Poison(canary)
    let lines = try poison.calls(directory) + poison.envelopes
    var environment = ["CLICKUP_TOKEN": canary.text, "TASKLEDGER_TOKEN": canary.text]
    if canary == .token { environment[canary.text] = "1" }
    let run = try Self.run(
      ["--toolsets", "all", "--log-level", "debug", "--record", record], lines,
      environment: environment, in: directory)
    #expect(run.status == 0)
    // Notifications and responses are not answered; everything else is.
    #expect(run.lines.count >= lines.count - 3)
    try expectClean(run, of: canary)
    #expect(try Self.traces(of: canary, in: directory) == [])
  }

  /// A word can be anybody's: it may come back in the answer to the line that it stood in, and stays
  /// out of the answers to all others, of the log and of every file.
  @Test func aWordComesBackOnlyToItsSender() throws {
    let directory = try TemporaryDirectory()
    let poison = Poison(.word)
    let lines = try (poison.calls(directory) + poison.envelopes).enumerated().map { number, line in
      line.replacing("\"id\":1,", with: "\"id\":\(number),")
        .replacing(poison.canary, with: "\(poison.canary)\(number)x")
    }
    let run = try Self.run(
      ["--toolsets", "all", "--log-level", "debug"], lines, in: directory)
    #expect(run.status == 0)
    #expect(!run.errors.contains(Canary.word.trace), "stderr: \(run.errors)")
    #expect(try Self.traces(of: .word, in: directory) == [])
    var count = 0
    for line in run.lines {
      let id = try JSONValue.parse(line)["id"]?.integer
      for word in line.matches(of: /CANARYCANARYcanary([0-9]+)x/) {
        count += 1
        #expect(id == nil || Int64(word.1) == id, "\(line)")
      }
    }
    // Errors do name what they are about, or nothing would have been looked at here.
    #expect(count > 100)
  }

  /// The counterpart, so that the search above is known to find what is there.
  @Test(arguments: Canary.allCases)
  func whatTheUserWroteIsKept(canary: Canary) throws {
    let directory = try TemporaryDirectory()
    let request = Poison.request(
      "create_task",
      ["list_id": "Inbox", "name": "Kept", "description": .string(canary.text)])
    let run = try Self.run([], [request], in: directory)
    #expect(run.lines.first?.contains("\"executed\"") == true)
    #expect(try Self.traces(of: canary, in: directory).contains { $0.hasPrefix("workspace.db") })
  }

  private static func commands(_ canary: String) -> [[String]] {
    [
      ["--\(canary)"], ["--log-level", canary], ["--backend", canary], ["--toolsets", canary],
      ["--tools", canary], ["--exclude-tools", canary], ["--limit", canary, "ledger", "list"],
      ["--only-in", canary], ["--only-in", "list:1,\(canary)"], ["--write-budget", canary],
      ["--write-budget", "\(canary)=1"], ["--retention", canary], ["--policy", canary],
      ["--status", canary, "ledger", "list"], ["--since", canary, "ledger", "list"],
      ["--cursor", canary, "ledger", "list"],
      [canary], ["ledger", canary], ["ledger", "show", canary], ["import", "/nowhere/\(canary)"],
      ["ledger", "undo", canary], ["ledger", "resolve", canary, "adopt", canary],
      ["replay", "/nowhere/\(canary)"], ["--record", "/nowhere/\(canary)"],
      ["--store", "/proc/\(canary)/x.db", "call", "get_workspace"],
      ["--workspace", canary, "call", "get_workspace"], ["call", canary],
      ["call", "get_task", canary],
      ["call", "get_task", "task_id=\(canary)"], ["call", "get_task", "\(canary)=1"],
      ["--json", "call", "get_task", "task_id=\(canary)"], ["call", "get_task", "{\(canary)"],
    ]
  }

  @Test(arguments: [Canary.token, .lines, .base64], commands(Canary.token.text).indices)
  func theCommandLineDoesNotRepeatIt(_ canary: Canary, _ number: Int) throws {
    let directory = try TemporaryDirectory()
    let run = try Self.run(
      ["--log-level=debug"] + Self.commands(canary.text)[number], in: directory)
    #expect(run.status != 0)
    try expectClean(run, of: canary)
    #expect(try Self.traces(of: canary, in: directory) == [])
  }

  static let variables = [
    "TASKLEDGER_STORE", "TASKLEDGER_WORKSPACE", "TASKLEDGER_BACKEND", "TASKLEDGER_TOOLSETS",
    "TASKLEDGER_TOOLS", "TASKLEDGER_EXCLUDE_TOOLS", "TASKLEDGER_READ_ONLY", "TASKLEDGER_AGENT",
    "TASKLEDGER_LOG_LEVEL", "TASKLEDGER_POLICY", "TASKLEDGER_ONLY_IN", "TASKLEDGER_WRITE_BUDGET",
    "TASKLEDGER_RETENTION",
  ]

  @Test(arguments: [Canary.token, .lines, .base64], variables)
  func theEnvironmentIsNotRepeated(_ canary: Canary, _ variable: String) throws {
    let directory = try TemporaryDirectory()
    let value = variable == "TASKLEDGER_STORE" ? "/proc/\(canary.text)/x.db" : canary.text
    let run = try Self.run(
      ["call", "get_task", "task_id=nowhere"], environment: [variable: value], in: directory)
    #expect(run.status != 0)
    try expectClean(run, of: canary)
    #expect(try Self.traces(of: canary, in: directory) == [])
  }

  @Test(arguments: [Canary.token, .lines, .base64])
  func theContentsOfAPolicyAreNotRepeated(_ canary: Canary) throws {
    let word = JSONValue.string(canary.text)
    let policies: [JSONValue] = [
      word, [word], [canary.text: 1], ["tools": ["deny": [word]]], ["tools": ["allow": [word]]],
      ["toolsets": ["deny": [word]]], ["toolsets": [canary.text: []]], ["scope": ["lists": [word]]],
      ["scope": [canary.text: []]], ["budget": [canary.text: 1]],
      ["budget": ["writes_per_hour": word]], ["read_only": word], ["confirm": [word]],
    ]
    let folder = try TemporaryDirectory()
    let file = folder.url.appendingPathComponent("policy.json").path
    for text in policies.map(\.canonicalString) + [canary.text, "{\"a\":" + canary.text] {
      try text.write(toFile: file, atomically: true, encoding: .utf8)
      let directory = try TemporaryDirectory()
      let request = Poison.request("create_task", ["list_id": "Inbox", "name": "x"])
      let run = try Self.run(["--log-level=debug", "--policy", file], [request], in: directory)
      try expectClean(run, of: canary)
      #expect(try Self.traces(of: canary, in: directory) == [])
    }
  }
}
