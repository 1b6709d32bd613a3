import JSON
import Testing

@testable import Tools

@Suite("Names that stand for several toolsets, and what tools cost")
struct PresetTests {
  @Test("Each is of toolsets that there are, and is not called as one")
  func names() {
    let toolsets = Set(ToolCatalogue.entries.map(\.toolset))
    for (name, parts) in Toolsets.presets {
      #expect(!toolsets.contains(name) && !["all", "none"].contains(name))
      #expect(toolsets.isSuperset(of: parts), "\(name)")
    }
  }

  @Test func everydayIsSmall() throws {
    let shown = try Toolsets(toolsets: ["everyday"]).selection().shown
    let tools = try shown.map {
      try ToolDefinition(parsing: "\($0.schema)", toolset: $0.toolset)
    }
    #expect(ListingSize(of: tools).tokens <= ListingSize.everydayTokens)
    #expect(ListingSize(of: tools).warning == nil)
  }

  @Test func everydayHasWhatPeopleUse() throws {
    let names = Set(try Toolsets(toolsets: ["everyday"]).selection().shown.map(\.name))
    #expect(
      names.isSuperset(of: [
        "search_tasks", "create_task", "update_task", "add_tag", "reply_to_comment",
        "add_checklist_item", "start_timer", "get_agenda", "list_members",
      ]))
    #expect(names.isDisjoint(with: ["delete_space", "create_tasks", "undo_operation"]))
    let more = try Toolsets(toolsets: ["everyday", "tags"]).selection().shown
    #expect(more.contains { $0.name == "delete_tag" } && more.count > names.count)
  }

  @Test func aSlipIsAnsweredWithTheName() throws {
    let error = try #require(throws: Toolsets.SelectionError.self) {
      try Toolsets(toolsets: ["evryday"]).selection()
    }
    #expect(error.message.contains("did you mean `everyday`?"), "\(error.message)")
  }

  @Test("More than 25,000 tokens are warned of", arguments: [(100_003, false), (100_004, true)])
  func many(characters: Int, isWarned: Bool) {
    let size = ListingSize(characters: characters)
    #expect((size.warning != nil) == isWarned)
    #expect(size.warning?.contains("about 25001 tokens") ?? true)
  }
}
