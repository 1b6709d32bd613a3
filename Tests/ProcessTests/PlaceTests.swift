import Foundation
import JSON
import Testing

/// Where the real binary puts its files, by options that no shell has read and by the folders of the
/// XDG Base Directory Specification.
@Suite struct PlaceTests {
  /// A home, and a folder to start in that must stay empty.
  private struct Person {
    let folder: TemporaryDirectory
    let home: String
    let desk: String

    init() throws {
      folder = try TemporaryDirectory()
      home = folder.url.appendingPathComponent("home").path
      desk = folder.url.appendingPathComponent("desk").path
      for path in [home, desk] {
        try FileManager.default.createDirectory(
          atPath: path, withIntermediateDirectories: false)
      }
    }

    func run(
      _ arguments: [String], _ environment: [String: String] = [:]
    ) throws -> CommandLineTests.Ended {
      try CommandLineTests.run(
        arguments, environment: ["HOME": home].merging(environment) { $1 }, directory: desk)
    }

    var made: [String] {
      get throws { try FileManager.default.subpathsOfDirectory(atPath: home).sorted() }
    }

    var isDeskEmpty: Bool {
      get throws { try FileManager.default.contentsOfDirectory(atPath: desk).isEmpty }
    }
  }

  private static let create = ["call", "create_task", "list_id=Inbox", "name=Made"]

  @Test(arguments: [true, false])
  func aTildeMeansHome(isOption: Bool) throws {
    let person = try Person()
    let policy = person.home + "/policy.json"
    try Data(#"{"tools":{"deny":["log_time"]}}"#.utf8).write(to: URL(filePath: policy))
    let made =
      isOption
      ? try person.run(["--store", "~/t.db", "--policy", "~/policy.json"] + Self.create)
      : try person.run(
        Self.create, ["TASKLEDGER_STORE": "~/t.db", "TASKLEDGER_POLICY": "~/policy.json"])
    #expect(made.status == 0, "\(made.errors)")
    #expect(try StoreInspection(person.home + "/t.db").taskNames == ["Made"])
    let denied = try person.run(
      ["--store=~/t.db", "--policy=~/policy.json", "call", "log_time", "task_id=1", "duration=1h"])
    #expect(denied.status == 1 && denied.errors.contains("policy_denied"), "\(denied.errors)")
    let recorded = try person.run(["--store", "~/t.db", "--record", "~/r.jsonl", "serve"])
    #expect(recorded.status == 0, "\(recorded.errors)")
    #expect(try person.made.contains("r.jsonl") && person.isDeskEmpty)
  }

  @Test func aTildeMeansHomeForTheTokenToo() throws {
    let person = try Person()
    try Data("pk_1_FILE".utf8).write(to: URL(filePath: person.home + "/token"))
    chmod(person.home + "/token", 0o600)
    // Nobody listens on that port, so the token was read when that is what is said.
    let ended = try person.run(
      ["--backend", "clickup", "--clickup-url", "http://127.0.0.1:1/api/v2", "--json", "doctor"],
      ["CLICKUP_TOKEN_FILE": "~/token"])
    let checks = try JSONValue.parse(ended.output).array ?? []
    let token = checks.first { $0["name"] == "token" }
    #expect(token?["state"] == "ok", "\(ended.output)")
    #expect(try person.isDeskEmpty)
  }

  @Test(
    "An empty path, and what a host has not replaced",
    arguments: [
      (["--store="], [:], "`--store` is empty"), (["--policy", ""], [:], "`--policy` is empty"),
      (["--record", " "], [:], "`--record` is empty"),
      (["--store", "${HOME}/t.db"], [:], "`--store` holds a placeholder"),
      (["--policy", "${workspaceFolder}/p.json"], [:], "`--policy` holds a placeholder"),
      (["--record", "${env:HOME}/r"], [:], "`--record` holds a placeholder"),
      (["--workspace", "${ID}"], [:], "`--workspace` holds a placeholder"),
      ([], ["TASKLEDGER_STORE": "${HOME}/t.db"], "`TASKLEDGER_STORE` holds a placeholder"),
      ([], ["TASKLEDGER_POLICY": "${X}"], "`TASKLEDGER_POLICY` holds a placeholder"),
    ] as [([String], [String: String], String)])
  func refused(arguments: [String], environment: [String: String], words: String) throws {
    let person = try Person()
    let ended = try person.run(arguments + ["serve"], environment)
    #expect(ended.status == 2 && ended.output.isEmpty)
    #expect(ended.errors.hasPrefix("taskledger: \(words)"), "\(ended.errors)")
    #expect(try person.made.isEmpty && person.isDeskEmpty)
  }

  @Test("Empty is not set, and what is relative is passed over", arguments: ["", "data", "~/data"])
  func folders(value: String) throws {
    let person = try Person()
    let variables = ["XDG_DATA_HOME": value, "XDG_CONFIG_HOME": value, "CODEX_HOME": value]
    #expect(try person.run(Self.create, variables).status == 0)
    #expect(try person.made.contains(".local/share/taskledger/workspace.db"))
    #expect(try person.run(["configure", "codex", "--write"], variables).status == 0)
    #expect(try person.made.contains(".codex/config.toml"))
    #if os(Linux)
      #expect(try person.run(["configure", "claude", "--write"], variables).status == 0)
      #expect(try person.made.contains(".config/Claude/claude_desktop_config.json"))
    #endif
    #expect(try person.isDeskEmpty)
  }

  /// A host that empties the variables of an option has not set it.
  @Test func emptyVariablesAreNotSet() throws {
    let person = try Person()
    let made = try person.run(
      Self.create,
      [
        "TASKLEDGER_STORE": "", "TASKLEDGER_POLICY": "", "TASKLEDGER_BACKEND": "",
        "TASKLEDGER_TOOLSETS": "", "CLICKUP_TOKEN": "", "CLICKUP_TOKEN_FILE": "", "TZ": "",
      ])
    #expect(made.status == 0, "\(made.errors)")
    #expect(try person.made.contains(".local/share/taskledger/workspace.db"))
  }
}
