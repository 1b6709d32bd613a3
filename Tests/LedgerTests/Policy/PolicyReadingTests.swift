import Foundation
import JSON
import Testing

@testable import Ledger

@Suite("A policy is read strictly")
struct PolicyReadingTests {
  @Test func everyMember() throws {
    let policy = try Policy(
      parsing: """
        {
          "read_only": true,
          "toolsets": {"allow": ["core"], "deny": ["api"]},
          "tools": {"allow": ["get_list"], "deny": ["delete_space"]},
          "scope": {"workspaces": ["1"], "spaces": [2], "folders": ["3"], "lists": ["4", 5]},
          "budget": {"writes_per_minute": 20, "writes_per_hour": 200, "deletions_per_day": 0,
                     "items_per_call": 10}
        }
        """)
    var expected = Policy()
    expected.isReadOnly = true
    expected.toolAllowances = [ToolAllowance(toolsets: ["core"], tools: ["get_list"])]
    expected.deniedToolsets = ["api"]
    expected.deniedTools = ["delete_space"]
    expected.territories = [
      Territory(workspaces: ["1"], spaces: ["2"], folders: ["3"], lists: ["4", "5"])
    ]
    expected.budget = WriteBudget([
      .writesPerMinute: 20, .writesPerHour: 200, .deletionsPerDay: 0, .itemsPerCall: 10,
    ])
    #expect(policy == expected)
    #expect(try Policy(policy.json) == expected)
  }

  @Test("Layers are written down so that they are read again as they were")
  func recorded() throws {
    let texts = [
      #"{"read_only": true}"#, #"{"tools": {"allow": ["get_task"]}}"#,
      #"{"toolsets": {"allow": []}}"#, #"{"scope": {"lists": []}}"#,
      #"{"scope": {"spaces": [1]}, "confirm": ["all_writes", "log_time"]}"#,
      #"{"budget": {"writes_per_hour": 0, "items_per_call": 7}, "tools": {"deny": ["log_time"]}}"#,
    ]
    let layers = try texts.enumerated().map { number, text in
      PolicyLayers.Layer("layer \(number)", try Policy(parsing: text))
    }
    let all = PolicyLayers(layers)
    #expect(!all.recorded.contains("\n"))
    #expect(try PolicyLayers(recorded: all.recorded) == all)
  }

  @Test(
    "What is not a recording of layers is refused",
    arguments: [
      "", "{}", "[1]", #"[{"from": "x"}]"#, #"[{"policy": {}}]"#,
      #"[{"from": "x", "policy": {"read_onyl": true}}]"#,
    ])
  func badRecording(_ text: String) {
    #expect(throws: PolicyError.self) { try PolicyLayers(recorded: text) }
  }

  @Test("The example of the README is a policy, with every part in force")
  func readme() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let readme = try String(
      contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
    let marked = try #require(readme.components(separatedBy: "<!-- policy:").dropFirst().first)
    let code = try #require(marked.components(separatedBy: "```json").dropFirst().first)
    let example = try #require(code.components(separatedBy: "```").first)
    let policy = try Policy(parsing: example)
    #expect(policy.toolAllowances.count == 1 && !policy.deniedTools.isEmpty)
    #expect(policy.territories.count == 1)
    #expect(Set(policy.budget.limits.keys) == Set(WriteBudget.Limit.allCases))
  }

  @Test func nothingSaidForbidsNothing() throws {
    #expect(try Policy(parsing: "{}") == .unlimited)
  }

  @Test(
    "What is not understood is refused",
    arguments: [
      ("[]", "the policy must be an object and is of type array"),
      ("{", "it is not JSON"), (#"{"read_only": false, "read_only": true}"#, "it is not JSON"),
      (#"{"confirm": "all_writes"}"#, "`/confirm`"),
      (#"{"readonly": true}"#, "`/readonly` is not known; did you mean `read_only`? known: `read_"),
      (#"{"read_only": "yes"}"#, "`/read_only` must be true or false and is of type string"),
      (#"{"read_only": null}"#, "`/read_only` must be true or false and is of type null"),
      (#"{"budget": {"writes_per_minuet": 1}}"#, "did you mean `writes_per_minute`?"),
      (#"{"budget": {"writes_per_hour": -1}}"#, "`/budget/writes_per_hour` must be a whole number"),
      (#"{"budget": {"writes_per_hour": 1.5}}"#, "`/budget/writes_per_hour` must be a whole"),
      (#"{"budget": {"writes_per_hour": "9"}}"#, "`/budget/writes_per_hour` must be a whole"),
      (#"{"budget": []}"#, "`/budget` must be an object"),
      (#"{"scope": {}}"#, "`/scope` names no place"),
      (#"{"scope": {"list": ["1"]}}"#, "did you mean `lists`?"),
      (#"{"scope": {"lists": "1"}}"#, "`/scope/lists` must be an array of strings"),
      (#"{"scope": {"lists": [""]}}"#, "`/scope/lists/0` must be a string that is not empty"),
      (#"{"scope": {"lists": [1.5]}}"#, "`/scope/lists/0` must be a string"),
      (#"{"tools": ["a"]}"#, "`/tools` must be an object and is of type array"),
      (#"{"tools": {"allowed": ["a"]}}"#, "`/tools/allowed` is not known; did you mean `allow`?"),
    ])
  func refused(text: String, says: String) throws {
    let error = try #require(throws: PolicyError.self) { try Policy(parsing: text) }
    #expect(error.problems.count == 1)
    #expect(error.problems.contains { $0.contains(says) }, "\(error.problems)")
  }

  @Test func everythingThatIsWrongIsSaidAtOnce() throws {
    let error = try #require(throws: PolicyError.self) {
      try Policy(
        parsing: """
          {"read_onyl": 1, "read_only": 1, "budget": {"writes_per_hour": -1, "x": 1},
           "scope": {"lists": [null]}}
          """)
    }
    #expect(error.problems.count == 5, "\(error.problems)")
  }

  @Test("An empty list of places leaves no place, an empty list of tools no tool")
  func empty() throws {
    let policy = try Policy(parsing: #"{"scope": {"lists": []}, "tools": {"allow": []}}"#)
    #expect(policy.territories == [Territory()])
    #expect(policy.denial(ofTool: "get_task", in: "core", writes: false) == .notAllowed)
  }

  @Test func partsSayWhoSaidThem() throws {
    let layers = PolicyLayers([
      PolicyLayers.Layer(
        "a.json", try Policy(parsing: #"{"budget": {"writes_per_hour": 9}, "read_only": true}"#)),
      PolicyLayers.Layer(
        "TASKLEDGER_WRITE_BUDGET",
        try Policy(parsing: #"{"budget": {"writes_per_hour": 5}, "scope": {"lists": ["1"]}}"#)),
      PolicyLayers.Layer("b.json", try Policy(parsing: #"{"budget": {"writes_per_hour": 5}}"#)),
    ])
    #expect(
      layers.parts == [
        PolicyPart(name: "read_only", value: true, origins: ["a.json"]),
        PolicyPart(
          name: "scope", value: ["lists": ["1"]], origins: ["TASKLEDGER_WRITE_BUDGET"]),
        PolicyPart(
          name: "budget.writes_per_hour", value: 5,
          origins: ["TASKLEDGER_WRITE_BUDGET", "b.json"]),
      ])
    #expect(PolicyLayers().parts.isEmpty)
  }
}
