import JSON
import JSONRPC
import Testing
import Tools

@testable import Server

/// What a person asks for by its name.
@Suite struct PromptTests {
  private static let everyTool = ToolCatalogue.entries.map(\.name)

  private static func text(
    _ name: String, _ arguments: JSONObject, tools: [String] = everyTool
  ) throws -> String {
    let answer = try Prompts(toolNames: tools).message(
      ["name": .string(name), "arguments": .object(arguments)])
    return try #require(answer["messages"]?[0]?["content"]?["text"]?.string)
  }

  private static func example(_ prompt: Prompt) -> JSONObject {
    JSONObject(uniqueKeysWithValues: prompt.arguments.map { ($0.name, "Example") })
  }

  /// A model that is told to call what is not there loses its way.
  @Test("Each speaks of tools that there are, and of those that are switched on alone")
  func tools() throws {
    #expect(!Prompt.all.isEmpty)
    for prompt in Prompt.all {
      for on in [Self.everyTool, prompt.tools + ["get_task"]] {
        let text = try Self.text(prompt.name, Self.example(prompt), tools: on)
        let named = text.matches(of: /`([a-z]+_[a-z_]+)`/).map { String($0.1) }
        #expect(!named.isEmpty)
        for name in named where Self.everyTool.contains(name) {
          #expect(on.contains(name), "\(prompt.name) speaks of \(name)")
        }
      }
    }
  }

  /// What else is quoted as a name is an argument of one of the tools that the text names.
  @Test("Each speaks of arguments that there are", arguments: [false, true])
  func arguments(isLean: Bool) throws {
    for prompt in Prompt.all {
      let on = isLean ? prompt.tools + ["get_task"] : Self.everyTool
      let text = try Self.text(prompt.name, Self.example(prompt), tools: on)
      let named = Set(text.matches(of: /`([a-z_]+)`/).map { String($0.1) })
      var known: Set<String> = []
      for entry in ToolCatalogue.entries where named.contains(entry.name) {
        let file = try JSONValue.parse(entry.schema.description)
        let properties = try #require(file["inputSchema"]?["properties"]?.object)
        known.formUnion(properties.keys)
      }
      let strange = named.subtracting(known).subtracting(Self.everyTool)
      #expect(strange.isEmpty, "\(prompt.name): \(strange)")
    }
  }

  @Test("Nothing is written without a yes")
  func asksFirst() throws {
    for prompt in Prompt.all {
      let text = try Self.text(prompt.name, Self.example(prompt))
      let asks =
        text.contains("my yes") || text.contains("I have said yes")
        || text.contains("unless I ask you to")
      #expect(asks, "\(prompt.name)")
    }
  }

  @Test("One whose tools are switched off is not offered, and says which it needs")
  func switchedOff() throws {
    let prompts = Prompts(toolNames: ["search_tasks", "list_time_entries"])
    let names = prompts.list(in: .y2025m11)["prompts"]?.array?.map { $0["name"]?.string ?? "" }
    #expect(names == ["plan_my_day", "standup"])
    let error = try #require(throws: RPCError.self) {
      try prompts.message(["name": "triage_list", "arguments": ["list": "x"]])
    }
    #expect(error.code == -32602)
    #expect(error.message == "`triage_list` needs `update_task`, which is switched off here")
    #expect(Prompts(toolNames: ["get_task"]).isEmpty)
  }

  @Test("An argument is one line of at most 200 characters")
  func bounds() throws {
    let text = try Self.text("triage_list", ["list": "  Web\n\nsite  "])
    #expect(text.contains("the List \"Web site\""))
    let longest = String(repeating: "a", count: 200)
    #expect(try Self.text("triage_list", ["list": .string(longest)]).contains(longest))
    let error = try #require(throws: RPCError.self) {
      try Self.text("triage_list", ["list": .string(longest + "a")])
    }
    #expect(error.message == "`list` has more than 200 characters")
    #expect(throws: RPCError.self) { try Self.text("triage_list", ["list": " \n "]) }
  }

  @Test("Titles are given where the revision has them", arguments: MCPRevision.legacy)
  func titles(_ revision: MCPRevision) {
    let listed = Prompts(toolNames: Self.everyTool).list(in: revision)["prompts"]?[0]
    #expect((listed?["title"] != nil) == revision.hasStructuredResults)
  }
}
