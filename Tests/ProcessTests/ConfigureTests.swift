import Foundation
import JSON
import Testing

@testable import taskledger

/// `taskledger configure`, run as a person runs it, in a home of its own.
@Suite struct ConfigureTests {
  /// A home directory that no host has touched.
  struct Home {
    let folder: TemporaryDirectory
    var path: String { folder.url.resolvingSymlinksInPath().path }

    init() throws { folder = try TemporaryDirectory() }

    func run(
      _ arguments: String..., environment: [String: String] = [:]
    ) throws -> CommandLineTests.Ended {
      try CommandLineTests.run(
        ["configure"] + arguments, environment: ["HOME": path].merging(environment) { $1 },
        directory: path)
    }

    func text(_ name: String) throws -> String {
      try String(contentsOfFile: path + "/" + name, encoding: .utf8)
    }

    func put(_ text: String, at name: String) throws {
      let file = URL(fileURLWithPath: path + "/" + name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
  }

  static let files: [(String, String)] = [
    ("claude-code", ".mcp.json"), ("vscode", ".vscode/mcp.json"),
    ("codex", ".codex/config.toml"), ("cursor", ".cursor/mcp.json"),
    ("gemini", ".gemini/settings.json"),
  ]

  @Test(arguments: files)
  func whatIsWrittenIsWhatIsPrintedAndASecondTimeChangesNothing(
    host: String, file: String
  ) throws {
    let home = try Home()
    let printed = try home.run(host, "--toolsets", "core,hierarchy")
    #expect(printed.status == 0)
    #expect(printed.errors.contains(home.path + "/" + file))
    #expect(printed.output.contains(try ServerProcess.binary.path))
    let written = try home.run(host, "--toolsets", "core,hierarchy", "--write")
    #expect(written.status == 0, "\(written.errors)")
    #expect(try home.text(file) == printed.output)
    let again = try home.run(host, "--toolsets", "core,hierarchy", "--write")
    #expect(again.output.contains("nothing was changed"))
    #expect(!FileManager.default.fileExists(atPath: home.path + "/" + file + ".backup"))
  }

  @Test func pathsAreAbsoluteAndTheTokenIsNotInIt() throws {
    let home = try Home()
    let printed = try home.run(
      "cursor", "--store", "here.db", "--read-only",
      environment: ["CLICKUP_TOKEN": "pk_1_CANARY", "CLICKUP_TOKEN_FILE": "token.txt"])
    let entry = try JSONValue.parse(printed.output)["mcpServers"]?["taskledger"]
    #expect(
      entry?["args"] == ["--store", .string(home.path + "/here.db"), "--read-only"])
    #expect(entry?["env"] == ["CLICKUP_TOKEN_FILE": .string(home.path + "/token.txt")])
    #expect(!(printed.output + printed.errors).contains("CANARY"))
  }

  @Test func aFileThatIsThereKeepsEveryOtherByteAndABackup() throws {
    let home = try Home()
    let before = """
      {
      \t"theme" : "dark",  "z": [1, {"a": "}"}],
      \t"mcpServers": {
      \t\t"other": { "command": "x\\"{" }
      \t},
      \t"a": null
      }

      """
    try home.put(before, at: ".gemini/settings.json")
    let written = try home.run("gemini", "--write")
    #expect(written.status == 0, "\(written.errors)")
    let after = try home.text(".gemini/settings.json")
    let (head, tail) = ("\t\t\"other\": { \"command\": \"x\\\"{\" }", "\n\t},\n\t\"a\": null\n}\n")
    #expect(
      after.hasPrefix(String(before.prefix(upTo: try #require(before.range(of: tail)).lowerBound))))
    #expect(after.contains(head + ",\n\t\t\"taskledger\": {"))
    #expect(after.hasSuffix(tail))
    #expect(try JSONValue.parse(after)["mcpServers"]?["taskledger"]?["command"] != nil)
    #expect(try home.text(".gemini/settings.json.backup") == before)
  }

  @Test func whatTheUserSetBesideStaysWhenTheEntryIsThere() throws {
    let home = try Home()
    try home.put(
      #"{"mcpServers":{"taskledger":{"command":"/old","env":{"A":"1"},"timeout":5}}}"#,
      at: ".cursor/mcp.json")
    #expect(try home.run("cursor", "--write").status == 0)
    let entry = try JSONValue.parse(home.text(".cursor/mcp.json"))["mcpServers"]?["taskledger"]
    #expect(entry?["timeout"] == 5 && entry?["env"] == ["A": "1"])
    #expect(entry?["command"]?.string == (try ServerProcess.binary.path))
  }

  @Test(arguments: [
    ("claude-code", ".mcp.json", "{ // mine\n}", "not plain JSON"),
    ("gemini", ".gemini/settings.json", "{ /* mine\n}", "not plain JSON"),
    ("gemini", ".gemini/settings.json", "{,}", "not plain JSON"),
    ("gemini", ".gemini/settings.json", "[]", "does not hold the object"),
    ("gemini", ".gemini/settings.json", #"{"mcpServers":[]}"#, "does not hold the object"),
    ("gemini", ".gemini/settings.json", #"{"mcpServers":{"taskledger":1}}"#, ""),
    ("codex", ".codex/config.toml", "[tui]\r\nx = 1\r\n[tui]\r\n", "line 3, is not TOML"),
    ("codex", ".codex/config.toml", "mcp_servers = 1\n", "does not hold a table"),
    (
      "codex", ".codex/config.toml", "[mcp_servers.taskledger]\nurl = \"https://x.example\"\n",
      "at an address"
    ),
    (
      "codex", ".codex/config.toml", "[mcp_servers.taskledger]\nargs = [\"--nope\"]\n",
      "`args` that this version does not know"
    ),
  ])
  func aFileThatCannotBeMergedIsLeftAsItIs(
    host: String, file: String, text: String, saying words: String
  ) throws {
    let home = try Home()
    try home.put(text, at: file)
    let ended = try home.run(host, "--write")
    if words.isEmpty {
      #expect(ended.status == 0)
      return
    }
    #expect(ended.status == 2 && ended.errors.contains(words))
    // Nor is it said that this could be done.
    let shown = try home.run(host)
    #expect(shown.errors.contains(words) && !shown.errors.contains("`--write` puts it there"))
    #expect(try home.text(file) == text)
  }

  @Test func tomlIsAppendedAndALinkStaysALink() throws {
    let home = try Home()
    try home.put("model = \"x\"", at: "dotfiles/config.toml")
    try FileManager.default.createDirectory(
      atPath: home.path + "/.codex", withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: home.path + "/.codex/config.toml",
      withDestinationPath: home.path + "/dotfiles/config.toml")
    #expect(try home.run("codex", "--write").status == 0)
    let text = try home.text("dotfiles/config.toml")
    #expect(text.hasPrefix("model = \"x\"\n\n[mcp_servers.taskledger]\ncommand = \"/"))
    let link = try FileManager.default.attributesOfItem(atPath: home.path + "/.codex/config.toml")
    #expect(link[.type] as? FileAttributeType == .typeSymbolicLink)
  }

  @Test func theLiveBackendNeedsAFileForItsToken() throws {
    let home = try Home()
    let ended = try home.run("claude", "--backend", "clickup")
    #expect(ended.status == 0 && ended.errors.contains("CLICKUP_TOKEN_FILE"))
    #expect(try home.run("clod").status == 2)
  }

  @Test(arguments: [
    ("{}", "{\n  \"s\": {\n    \"n\": 1\n  }\n}"),
    (#"{"s":{}}"#, "{\"s\":{\n  \"n\": 1\n}}"),
    (#"{"s":{"n":{"x":[1,"]"]}},"t":2}"#, #"{"s":{"n":1},"t":2}"#),
    ("{ // mine\n}", "{ // mine\n  \"s\": {\n    \"n\": 1\n  }\n}"),
    (
      "{\n  \"s\": {\n    \"a\": 1, // a, }\n  },\n}",
      "{\n  \"s\": {\n    \"a\": 1, // a, }\n    \"n\": 1,\n  },\n}"
    ),
    (
      "{\n  \"s\": {\n    \"a\": [1,] // b,\n  }\n}",
      "{\n  \"s\": {\n    \"a\": [1,], // b,\n    \"n\": 1\n  }\n}"
    ),
    ("{\r\n\t\"s\": {}\r\n}", "{\r\n\t\"s\": {\r\n\t  \"n\": 1\r\n\t}\r\n}"),
    (#"{"a\"s":1,"\u0073":{"m":-1.5e3}}"#, "{\"a\\\"s\":1,\"\\u0073\":{\"m\":-1.5e3,\n\"n\": 1}}"),
  ])
  func textIsEditedInOnePlace(before: String, after: String) throws {
    var edit = JSONTextEdit(before)
    try edit.set(["s", "n"], to: 1)
    #expect(edit.text == after)
  }
}
