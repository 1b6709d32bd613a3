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
  /// In the form of a personal token.
  static let canary = "pk_4242_CANARYCANARYCANARYCANARY"
  /// What is looked for: also a part of it is too much.
  static let trace = "CANARYCANARY"

  private struct Run {
    let status: Int32
    let lines: [String]
    let errors: String
  }

  /// Runs the binary to its end with everything it says kept.
  private static func run(
    _ arguments: [String], _ input: [String] = [], environment: [String: String] = [:],
    in directory: TemporaryDirectory
  ) throws -> Run {
    let files = ["in", "out", "err"].map { directory.url.appendingPathComponent("std\($0)") }
    try Data(input.map { $0 + "\n" }.joined().utf8).write(to: files[0])
    for file in files.dropFirst() { try Data().write(to: file) }
    let process = Process()
    process.executableURL = try ServerProcess.binary
    process.arguments = arguments
    process.environment = [
      "PATH": "/usr/bin:/bin", "TZ": "UTC", "TASKLEDGER_STORE": directory.store,
    ].merging(environment) { $1 }
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
  private static func traces(in directory: TemporaryDirectory) throws -> [String] {
    let found = FileManager.default.enumerator(atPath: directory.url.path)?
      .compactMap { $0 as? String }
    return try (found ?? []).filter { name in
      let file = directory.url.appendingPathComponent(name)
      guard !file.hasDirectoryPath, !name.contains(trace) else { return name.contains(trace) }
      return try Data(contentsOf: file).range(of: Data(trace.utf8)) != nil
    }
  }

  private static func request(_ method: String, _ params: JSONValue) -> String {
    let message: JSONValue = [
      "jsonrpc": "2.0", "id": 1, "method": .string(method), "params": params,
    ]
    return message.canonicalString
  }

  private static let meta: JSONValue = [
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": ["elicitation": [:]],
  ]

  /// A value of the type that a schema asks for, with the canary wherever a text can be.
  private static func poisoned(_ schema: JSONValue) -> JSONValue {
    switch schema["type"]?.string {
    case "integer", "number": 1
    case "boolean": true
    case "array": [poisoned(schema["items"] ?? [:])]
    case "object":
      .object((schema["properties"]?.object ?? [canary: [:]]).mapValues(poisoned))
    default: .string(canary)
    }
  }

  private func tools(_ directory: TemporaryDirectory) throws -> [JSONValue] {
    let run = try Self.run(
      ["--toolsets", "all"], [Self.request("tools/list", [:])], in: directory)
    let answer = try JSONValue.parse(try #require(run.lines.first))
    return try #require(answer["result"]?["tools"]?.array)
  }

  /// Every argument of every tool: alone, all at once, in the wrong place, as a name.
  private func calls(_ directory: TemporaryDirectory) throws -> [String] {
    var lines: [String] = []
    for tool in try tools(directory) {
      let name = try #require(tool["name"]?.string)
      let properties = try #require(tool["inputSchema"]?["properties"]?.object)
      var all = JSONValue.object(properties.mapValues(Self.poisoned))
      if properties["dry_run"] != nil { all["dry_run"] = true }
      var unknown = all
      unknown[Self.canary] = .string(Self.canary)
      var calls: [JSONValue] = [all, unknown]
      // What would go through is asked for as a dry run: it must leave nothing behind.
      let rehearsed: JSONValue = properties["dry_run"] != nil ? ["dry_run": true] : [:]
      for argument in properties.keys.sorted() where argument != "dry_run" {
        var call = rehearsed
        call[argument] = .string(Self.canary)
        calls.append(call)
      }
      for call in calls {
        lines.append(Self.request(name, call))
        lines.append(Self.request("tools/call", ["name": .string(name), "arguments": call]))
        lines.append(
          Self.request(
            "tools/call", ["name": .string(name), "arguments": call, "_meta": Self.meta]))
      }
    }
    return lines
  }

  /// Everything around the arguments.
  private static var envelopes: [String] {
    var meta = Self.meta
    meta[canary] = .string(canary)
    meta["io.modelcontextprotocol/clientInfo"] = ["name": .string(canary)]
    var version = Self.meta
    version["io.modelcontextprotocol/protocolVersion"] = .string(canary)
    let task: JSONValue = ["list_id": "Nowhere", "name": "x"]
    let outer: JSONValue = ["taskledger/idempotency-key": .string(canary + "?")]
    var lines = [
      request(canary, [:]), request("tools/\(canary)", [:]),
      request("tools/call", ["name": .string(canary)]),
      request("tools/call", ["name": "get_task", "arguments": .string(canary)]),
      request("tools/call", [canary: .string(canary)]),
      request("tools/list", ["cursor": .string(canary)]),
      request("tools/list", ["_meta": version]), request("tools/list", ["_meta": meta]),
      request("initialize", ["protocolVersion": .string(canary), canary: .string(canary)]),
      request("tools/call", ["name": "create_task", "arguments": task, "_meta": outer]),
      request(
        "create_task",
        ["list_id": "Nowhere", "name": "x", "idempotencyKey": .string(canary + "?")]),
      canary, "{\"\(canary)\":", "{\"jsonrpc\":\"\(canary)\",\"id\":1,\"method\":\"ping\"}",
      "[\"\(canary)\"]", "\"\(canary)\"", "{\"\(canary)\":1,\"\(canary)\":2}",
      "{\"jsonrpc\":\"2.0\",\"method\":\"\(canary)\"}",
    ]
    for more in [
      ["requestState": .string(canary), "inputResponses": [canary: .string(canary)]],
      [
        "requestState": .string(canary),
        "inputResponses": ["confirm": ["action": "accept", "content": ["confirm": true]]],
      ],
      ["requestState": [.string(canary)]], ["inputResponses": .string(canary)],
    ] as [JSONValue] {
      var params: JSONValue = [
        "name": "delete_list", "arguments": ["list_id": "1"], "_meta": Self.meta,
      ]
      for (name, value) in more.object ?? [:] { params[name] = value }
      lines.append(request("tools/call", params))
    }
    return lines
  }

  /// Results of calls that succeeded are the caller's own; everything else must be clean.
  private func expectClean(_ run: Run) throws {
    #expect(!run.errors.contains(Self.trace), "stderr: \(run.errors)")
    for line in run.lines where line.contains(Self.trace) {
      let answer = try JSONValue.parse(line)
      let result = answer["result"]
      #expect(result != nil && result?["isError"] == nil, "\(line)")
    }
  }

  @Test func nothingIsGivenBackLoggedOrStored() throws {
    let directory = try TemporaryDirectory()
    let record = directory.url.appendingPathComponent("conversation.jsonl").path
    let lines = try calls(directory) + Self.envelopes
    let run = try Self.run(
      ["--toolsets", "all", "--log-level", "debug", "--record", record], lines,
      environment: [
        "CLICKUP_TOKEN": Self.canary, "TASKLEDGER_TOKEN": Self.canary, Self.canary: "1",
      ],
      in: directory)
    #expect(run.status == 0)
    // Notifications and responses are not answered; everything else is.
    #expect(run.lines.count >= lines.count - 3)
    try expectClean(run)
    #expect(try Self.traces(in: directory) == [])
  }

  /// The counterpart, so that the search above is known to find what is there.
  @Test func whatTheUserWroteIsKept() throws {
    let directory = try TemporaryDirectory()
    let name = JSONValue.string(Self.canary)
    let run = try Self.run(
      [], [Self.request("create_task", ["list_id": "Inbox", "name": name])], in: directory)
    #expect(run.lines.first?.contains(Self.canary) == true)
    #expect(try Self.traces(in: directory).contains("workspace.db") == true)
  }

  static let commands = [
    ["--\(canary)"], ["--log-level", canary], ["--backend", canary], ["--toolsets", canary],
    ["--tools", canary], ["--exclude-tools", canary], ["--limit", canary, "ledger", "list"],
    [canary], ["ledger", canary], ["ledger", "show", canary], ["import", "/nowhere/\(canary)"],
    ["replay", "/nowhere/\(canary)"], ["--record", "/nowhere/\(canary)"],
    ["--store", "/proc/\(canary)/x.db", "call", "get_workspace"],
    ["--workspace", canary, "call", "get_workspace"], ["call", canary],
    ["call", "get_task", canary],
    ["call", "get_task", "task_id=\(canary)"], ["call", "get_task", "\(canary)=1"],
    ["--json", "call", "get_task", "task_id=\(canary)"], ["call", "get_task", "{\(canary)"],
  ]

  @Test(arguments: commands)
  func theCommandLineDoesNotRepeatIt(_ command: [String]) throws {
    let directory = try TemporaryDirectory()
    let run = try Self.run(["--log-level=debug"] + command, in: directory)
    #expect(run.status != 0)
    try expectClean(run)
    #expect(try Self.traces(in: directory) == [])
  }

  static let variables = [
    "TASKLEDGER_STORE", "TASKLEDGER_WORKSPACE", "TASKLEDGER_BACKEND", "TASKLEDGER_TOOLSETS",
    "TASKLEDGER_TOOLS", "TASKLEDGER_EXCLUDE_TOOLS", "TASKLEDGER_READ_ONLY", "TASKLEDGER_AGENT",
    "TASKLEDGER_LOG_LEVEL", "TASKLEDGER_POLICY",
  ]

  @Test(arguments: variables)
  func theEnvironmentIsNotRepeated(_ variable: String) throws {
    let directory = try TemporaryDirectory()
    let value = variable == "TASKLEDGER_STORE" ? "/proc/\(Self.canary)/x.db" : Self.canary
    let run = try Self.run(
      ["call", "get_task", "task_id=nowhere"], environment: [variable: value], in: directory)
    #expect(run.status != 0)
    try expectClean(run)
    #expect(try Self.traces(in: directory) == [])
  }
}
