import Foundation
import JSON
import Testing

@testable import taskledger

/// `taskledger configure` where the host knows of it already, and the files that it leaves behind.
@Suite struct ConfigureAgainTests {
  private typealias Home = ConfigureTests.Home
  private static let limits = [
    "--store", "/s.db", "--read-only", "--only-in", "space:1,list:2", "--write-budget",
    "writes_per_hour=9", "--exclude-tools", "update_task", "--toolsets=core",
  ]

  private func arguments(_ home: Home) throws -> JSONValue? {
    try JSONValue.parse(home.text(".cursor/mcp.json"))["mcpServers"]?["taskledger"]?["args"]
  }

  private func entry(_ arguments: [String]) -> String {
    let entry: JSONValue = [
      "mcpServers": [
        "taskledger": ["command": "/x", "args": .array(arguments.map(JSONValue.string))]
      ]
    ]
    return entry.canonicalString
  }

  @Test func whatIsNotGivenIsKept() throws {
    let home = try Home()
    try home.put(entry(["serve"] + Self.limits), at: ".cursor/mcp.json")
    let ended = try home.run("cursor", "--write", "--agent", "a", "--toolsets", "core,hierarchy")
    #expect(ended.status == 0, "\(ended.errors)")
    let kept =
      ["serve"] + Self.limits.dropLast() + ["--toolsets", "core,hierarchy", "--agent", "a"]
    #expect(try arguments(home) == .array(kept.map(JSONValue.string)))
    // What is printed is the same.
    let printed = try home.run("cursor")
    #expect(printed.output.contains("--read-only") && printed.output.contains("space:1,list:2"))
  }

  @Test(arguments: [
    (["--only-in", "space:3"], "--loosen only-in"),
    (["--write-budget", "writes_per_hour=10"], "--loosen write-budget"),
    (["--write-budget", "deletions_per_day=0"], "--loosen write-budget"),
    (["--exclude-tools", "create_task"], "--loosen exclude-tools"),
    (["--loosen", "agent"], "is not a limit"),
    (["--toolsets", "nonsense"], "would not start"),
    (["--log-level", "loud"], "loud"),
    (["--retention", "x"], "would not start"),
    (["--policy", "/nowhere.json"], "would not start"),
    (["--backend", "cloud"], "cloud"),
    (["--clickup-url", "http://example.com", "--backend", "clickup"], "would not start"),
  ])
  func whatWouldLoosenALimitOrNotStartIsRefused(given: [String], saying words: String) throws {
    let home = try Home()
    let before = entry(Self.limits)
    try home.put(before, at: ".cursor/mcp.json")
    for mode in [["--write"], []] {
      let ended = try CommandLineTests.run(
        ["configure", "cursor"] + given + mode, environment: ["HOME": home.path],
        directory: home.path)
      #expect(ended.status == 2)
      #expect(ended.errors.contains(words), "\(ended.errors)")
      #expect(ended.output == "")
    }
    #expect(try home.text(".cursor/mcp.json") == before)
  }

  @Test func aVariableWidensNothing() throws {
    let home = try Home()
    try home.put(entry(Self.limits), at: ".cursor/mcp.json")
    for wider in ["all", "everyday", "core,tags"] {
      let ended = try home.run("cursor", "--write", environment: ["TASKLEDGER_TOOLSETS": wider])
      #expect(ended.status == 2 && ended.errors.contains("--loosen toolsets"), "\(wider)")
    }
    try home.put(entry(["--toolsets", "everyday"]), at: ".cursor/mcp.json")
    for narrower in ["core,tasks", "everyday"] {
      let ended = try home.run("cursor", environment: ["TASKLEDGER_TOOLSETS": narrower])
      #expect(ended.status == 0, "\(narrower): \(ended.errors)")
    }
    // All of the API is more than every toolset for one thing.
    try home.put(entry(["--toolsets", "all"]), at: ".cursor/mcp.json")
    for (other, status) in [("core", 0), ("all", 0), ("api", 2), ("all,api", 2)] {
      let ended = try home.run("cursor", environment: ["TASKLEDGER_TOOLSETS": other])
      #expect(ended.status == status, "\(other): \(ended.errors)")
    }
  }

  @Test func aLimitIsLoosenedByName() throws {
    let home = try Home()
    try home.put(entry(Self.limits), at: ".cursor/mcp.json")
    let ended = try home.run(
      "cursor", "--write", "--loosen", "read-only,write-budget", "--write-budget",
      "writes_per_hour=10")
    #expect(ended.status == 0, "\(ended.errors)")
    let kept = Self.limits.filter { $0 != "--read-only" }.map {
      $0 == "writes_per_hour=9" ? "writes_per_hour=10" : $0
    }
    #expect(try arguments(home) == .array(kept.map(JSONValue.string)))
  }

  @Test func aLimitIsTightenedWithoutMore() throws {
    let home = try Home()
    try home.put(entry(Self.limits), at: ".cursor/mcp.json")
    let ended = try home.run(
      "cursor", "--write", "--only-in", "list:2", "--write-budget",
      "writes_per_hour=3,deletions_per_day=0", "--exclude-tools", "create_task,update_task")
    #expect(ended.status == 0, "\(ended.errors)")
    let kept = try #require(try arguments(home)?.array)
    #expect(kept.contains("list:2") && kept.contains("writes_per_hour=3,deletions_per_day=0"))
  }

  /// A store of one backend is none of the other.
  @Test func anotherBackendHasAnotherStore() throws {
    let home = try Home()
    #expect(try home.run("cursor", "--write").status == 0)
    #expect(try home.run("cursor", "--write", "--backend", "clickup").status == 0)
    let store = try arguments(home)?.array?[1].string
    #expect(store?.hasSuffix("/clickup.db") == true)
  }

  @Test func whatTheHostFillsInIsKept() throws {
    let home = try Home()
    let given = ["--policy", "${workspaceFolder}/policy.json"]
    try home.put(entry(given), at: ".cursor/mcp.json")
    let ended = try home.run("cursor", "--write")
    #expect(ended.status == 0, "\(ended.errors)")
    #expect(try arguments(home) == .array(given.map(JSONValue.string)))
  }

  // MARK: Files

  private func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  @Test(arguments: [0o600, 0o640, 0o644])
  func theFileAndItsCopyKeepTheirMode(mode: Int) throws {
    let home = try Home()
    try home.put("{}", at: ".cursor/mcp.json")
    let path = home.path + "/.cursor/mcp.json"
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    #expect(try home.run("cursor", "--write").status == 0)
    #expect(try self.mode(path) == mode)
    #expect(try self.mode(path + ".backup") == mode)
    let files = try FileManager.default.contentsOfDirectory(atPath: home.path + "/.cursor")
    #expect(files.sorted() == ["mcp.json", "mcp.json.backup"])
  }

  @Test func aLinkToAFileThatIsNotThereYetIsFollowed() throws {
    let home = try Home()
    let files = FileManager.default
    for folder in [".cursor", "dotfiles"] {
      try files.createDirectory(
        atPath: "\(home.path)/\(folder)", withIntermediateDirectories: true)
    }
    let link = home.path + "/.cursor/mcp.json"
    try files.createSymbolicLink(atPath: link, withDestinationPath: "../dotfiles/two.json")
    try files.createSymbolicLink(
      atPath: home.path + "/dotfiles/two.json", withDestinationPath: "mcp.json")
    #expect(try home.run("cursor", "--write").status == 0)
    #expect(try home.text("dotfiles/mcp.json").contains("taskledger"))
    #expect(try files.destinationOfSymbolicLink(atPath: link) == "../dotfiles/two.json")
  }

  @Test func linksThatLeadToEachOtherAreNamed() throws {
    let home = try Home()
    try FileManager.default.createDirectory(
      atPath: home.path + "/.cursor", withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: home.path + "/.cursor/mcp.json", withDestinationPath: "mcp.json")
    let ended = try home.run("cursor", "--write")
    #expect(ended.status == 2 && ended.errors.contains("a link that leads to itself"))
  }

  @Test func theFirstCopyAndTheNewestFourAreKept() throws {
    let home = try Home()
    try home.put("{\"first\": 1}", at: ".cursor/mcp.json")
    for number in 1...8 {
      #expect(try home.run("cursor", "--write", "--agent", "a\(number)").status == 0)
    }
    let files = try FileManager.default.contentsOfDirectory(atPath: home.path + "/.cursor")
    #expect(
      Set(files)
        == Set(["mcp.json", "mcp.json.backup"])
        .union((5...8).map { "mcp.json.backup-\($0)" }))
    #expect(try home.text(".cursor/mcp.json.backup") == "{\"first\": 1}")
  }

  @Test func thePathThatItWasCalledByIsNamed() throws {
    let home = try Home()
    let link = home.path + "/taskledger"
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: ServerProcess.binary.path)
    let process = try Launch.process(
      ["configure", "cursor"], environment: ["HOME": home.path], program: URL(filePath: link))
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = String(
      decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    let entry = try JSONValue.parse(text)["mcpServers"]?["taskledger"]
    #expect(entry?["command"] == .string(link))
  }

  @Test func aNameIsLookedForInThePath() throws {
    let home = try Home()
    let binary = try ServerProcess.binary.path
    try FileManager.default.createSymbolicLink(
      atPath: home.path + "/taskledger", withDestinationPath: binary)
    let own = try #require(Bundle.main.executablePath)
    try FileManager.default.createSymbolicLink(
      atPath: home.path + "/tests", withDestinationPath: own)
    func path(_ name: String?) throws -> String {
      try ThisProgram.path(
        calledBy: name, in: home.path, environment: ["PATH": "/usr/bin:\(home.path)"])
    }
    #expect(try path("tests") == home.path + "/tests")
    // Another file, and none.
    for name in ["taskledger", "nowhere", nil] {
      #expect(try path(name) == ThisProgram.absolute(own))
    }
  }
}
