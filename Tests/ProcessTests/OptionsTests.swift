import Foundation
import JSON
import Testing

@testable import taskledger

/// What the command line and the environment mean, without running anything.
@Suite struct OptionsTests {
  static let home = "/people/ada"

  static func options(
    _ arguments: [String], _ environment: [String: String] = [:]
  ) throws -> ProgramOptions {
    try ProgramOptions(
      arguments: arguments, environment: ["HOME": home].merging(environment) { $1 })
  }

  @Test(
    "A path in settings that no shell reads",
    arguments: [
      ("~/t.db", "\(home)/t.db"), ("~", home), ("/a/~/b", "/a/~/b"), ("~ada/b", "~ada/b"),
      ("a$b", "a$b"), ("$1", "$1"), (" /a", " /a"),
    ])
  func paths(written: String, meant: String) throws {
    for (flag, name) in [
      (Flag.store, "--store"), (.policy, "--policy"), (.record, "--record"),
    ] {
      #expect(try Self.options([name, written]).value(of: flag) == meant)
      #expect(try Self.options(["\(name)=\(written)"]).value(of: flag) == meant)
      guard let variable = flag.environment else { continue }
      #expect(try Self.options([], [variable: written]).value(of: flag) == meant)
    }
  }

  @Test func withoutAHomeATildeIsRefused() {
    #expect(throws: UsageError.self) { try Self.options(["--store", "~/x"], ["HOME": "people"]) }
  }

  @Test("A path that is empty, or was to be filled in", arguments: ["", " ", "$HOME/t", "$_x"])
  func noPaths(written: String) throws {
    for name in ["--store", "--policy", "--record"] {
      let error = try #require(throws: UsageError.self) { try Self.options([name, written]) }
      #expect(error.message.hasPrefix("`\(name)` "), "\(error.message)")
    }
  }

  /// Whatever it is the value of: an unknown name, another limit, another store.
  @Test func aPlaceholderIsRefusedInEveryOptionAndVariable() throws {
    for flag in Flag.allCases where flag.placeholder != nil {
      for value in ["${X}", "a/${env:NAME}/b", "list:${LIST:-1}"] {
        let error = try #require(throws: UsageError.self) {
          try Self.options(["--\(flag.rawValue)", value])
        }
        #expect(error.message.hasPrefix("`--\(flag.rawValue)` holds a placeholder"))
        #expect(!error.message.contains("X") && !error.message.contains("NAME"))
        guard let name = flag.environment else { continue }
        let said = try #require(throws: UsageError.self) { try Self.options([], [name: value]) }
        #expect(said.message.hasPrefix("`\(name)` holds a placeholder"))
      }
    }
  }

  /// An option that says nothing is a slip, a variable that says nothing is not set.
  @Test func anEmptyOptionIsRefusedAndAnEmptyVariableIsNotSet() throws {
    for flag in Flag.allCases where flag.placeholder != nil {
      for value in ["", " ", ",", " , "] {
        let error = try #require(throws: UsageError.self, "\(flag) \(value)") {
          try Self.options(["--\(flag.rawValue)=\(value)"])
        }
        #expect(error.message.hasPrefix("`--\(flag.rawValue)` is empty"), "\(error.message)")
      }
      guard let name = flag.environment else { continue }
      #expect(try Self.options([], [name: ""]).value(of: flag) == nil)
    }
  }

  @Test func aLimitThatIsGivenAgainHoldsBesideTheFirst() throws {
    for flag in [Flag.excludeTools, .policy, .onlyIn, .writeBudget] {
      let name = "--\(flag.rawValue)"
      let variable = try #require(flag.environment)
      let given = try Self.options(
        [name, "a", "tools", "\(name)=b", name, "a"], [variable: "c"]
      ).given(flag)
      #expect(given.map(\.value) == ["a", "b", "c"], "\(flag)")
      #expect(given.map(\.origin) == [name, name, variable])
    }
  }

  @Test func whatCanHoldOnlyOneIsNotReplacedWithoutAWord() throws {
    for flag in Flag.allCases where flag.placeholder != nil && !flag.isRepeatable {
      let name = "--\(flag.rawValue)"
      let error = try #require(throws: UsageError.self) {
        try Self.options([name, "a", name, "b"])
      }
      #expect(error.message.hasPrefix("`\(name)` is given twice"), "\(error.message)")
    }
    #expect(try Self.options(["--store", "a", "--store", "a"]).value(of: .store) == "a")
    #expect(
      try Self.options(["--store", "a"], ["TASKLEDGER_STORE": "b"]).given(.store).map(\.value)
        == ["a"])
  }

  @Test(
    "Folders of hosts: empty is not set, and what is relative is passed over",
    arguments: [
      ("", "/.codex/config.toml"), ("codex", "/.codex/config.toml"),
      ("~/codex", "/.codex/config.toml"),
    ])
  func hostFolders(value: String, file: String) {
    let environment = ["CODEX_HOME": value, "XDG_CONFIG_HOME": value]
    func path(_ host: AgentHost, _ environment: [String: String]) -> String {
      host.file(home: Self.home, project: "/project", environment: environment)
    }
    #expect(path(.codex, environment) == Self.home + file)
    #expect(path(.claude, environment) == path(.claude, [:]))
    #expect(path(.codex, ["CODEX_HOME": "/etc/codex"]) == "/etc/codex/config.toml")
    #if os(Linux)
      #expect(path(.claude, ["XDG_CONFIG_HOME": "/c"]) == "/c/Claude/claude_desktop_config.json")
    #endif
  }

  @Test func aHostIsToldOfEveryLimit() throws {
    let options = try Self.options(
      ["--only-in", "list:1", "--only-in", "list:2", "--tools", "get_list", "configure", "codex"],
      [
        "TASKLEDGER_ONLY_IN": "space:3", "TASKLEDGER_TOOLS": "create_list",
        "TASKLEDGER_READ_ONLY": "1",
      ])
    let entry = try ServerEntry(
      options, over: nil, environment: ["CLICKUP_TOKEN_FILE": "~/t", "HOME": "/h"])
    let again = try ProgramOptions(
      arguments: entry.arguments, environment: entry.environment.merging(["HOME": "/h"]) { $1 })
    #expect(again.given(.onlyIn).map(\.value) == ["list:1", "list:2", "space:3"])
    #expect(again.given(.tools).map(\.value) == ["get_list", "create_list"])
    #expect(again.isOn(.readOnly))
    #expect(entry.environment["CLICKUP_TOKEN_FILE"] == "/h/t")
  }
}

/// What others wrote, on a terminal.
@Suite struct TerminalTextTests {
  @Test(arguments: [
    ("plain ä 日本 👩‍👩‍👧", "plain ä 日本 👩‍👩‍👧"), ("\u{1B}]0;t\u{7}", #"\u{1B}]0;t\u{7}"#),
    ("\u{9B}31m", #"\u{9B}31m"#), ("a\u{7F}b\u{0}", #"a\u{7F}b\u{0}"#),
    ("\u{202E}abc\u{2066}", #"\u{202E}abc\u{2066}"#),
    ("a\u{2028}b\u{2029}", #"a\u{2028}b\u{2029}"#),
    ("a\u{85}b", #"a\u{85}b"#), ("a\rb", #"a\u{D}b"#),
  ])
  func whatATerminalWouldObeyIsShown(text: String, shown: String) {
    #expect(TerminalText.line(text) == shown)
    #expect(TerminalText.lines(text) == shown)
  }

  @Test func lineEndsStayOnlyInTextOfSeveralLines() {
    #expect(TerminalText.lines("a\n\tb") == "a\n\tb")
    #expect(TerminalText.line("a\n\tb") == #"a\u{A}\u{9}b"#)
    #expect(
      Rendering.table(["A", "B"], [["x\ny", "z"]]) == #"A        B"# + "\n" + #"x\u{A}y  z"#)
    #expect(Rendering.text(of: ["a": "x\r\ny"]) == "a: \n  x\n  y")
  }
}
