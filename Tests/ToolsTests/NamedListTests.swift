import APICore
import JSON
import Testing

@testable import Tools

@Suite("A List by ID, name or path")
struct NamedListTests {
  private let workspace = TableLedger().reader(workspaceID: "901")

  private func find(
    _ text: String, argument: String = "list_id"
  ) throws(ToolError) -> NamedList {
    try NamedList.find(text, argument: argument, in: workspace)
  }

  @Test(
    "One match is used",
    arguments: [
      ("111", "111"), ("Leads", "202"), ("leads", "202"), ("Inbox", "102"), ("inbox", "201"),
      ("Website / Backlog", "111"), ("website/backlog", "111"), ("Marketing / Backlog", "101"),
      ("Marketing / Website / Backlog", "111"), ("Done / 2026", "112"),
      ("  Sales /  inbox ", "201"),
    ])
  func found(text: String, id: String) throws {
    #expect(try find(text).id == id)
  }

  @Test("Several are refused with their paths")
  func ambiguous() throws {
    for text in ["Backlog", "INBOX"] {
      let error = try #require(throws: ToolError.self) { try find(text) }
      #expect(error.code == .ambiguous)
      #expect(error.message.contains("fits 2 Lists"))
    }
    let error = try #require(throws: ToolError.self) { try find("Backlog") }
    #expect(error.message.contains(#""Marketing / Website / Backlog" (111)"#))
    #expect(error.message.contains(#""Marketing / Backlog" (101)"#))
  }

  @Test("A slash in a name and one between names are told apart", arguments: [false, true])
  func slashes(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let space = JSONValue.string(try world.id("space"))
    let folder = try world.answer("create_folder", ["space_id": space, "name": "A"])["id"]
    let inside = try world.answer(
      "create_list", ["folder_id": try #require(folder), "name": "B"])["id"]
    let named = try world.answer("create_list", ["space_id": space, "name": "A/B"])["id"]
    let written = [
      ("A/B", named), ("A / B", inside), ("Studio / A/B", named), ("Studio / A / B", inside),
    ]
    for (text, list) in written {
      let task = try world.answer(
        "create_task", ["list_id": .string(text), "name": .string("In \(text)")])
      #expect(task["list"]?["id"] == list, "\(text)")
    }
    let error = try world.refusal("get_list", ["list_id": "a /b"])
    #expect(error.code == .ambiguous)
    #expect(error.message.hasSuffix("; give the ID or the whole path"), "\(error.message)")
  }

  @Test("None is refused with the nearest")
  func notFound() throws {
    let near = try #require(throws: ToolError.self) {
      try find("Laeds", argument: "list_ids")
    }
    #expect(near.code == .notFound)
    #expect(near.message.contains(#"`list_ids` "Laeds" is not a List"#))
    #expect(near.message.contains(#"nearest are: "Sales / Leads" (202)"#))
    let far = try #require(throws: ToolError.self) { try find("Zzzzzz") }
    #expect(far.message.contains("Lists are:") && far.message.contains("Sales / Leads"))
    let id = try #require(throws: ToolError.self) { try find("999") }
    #expect(id.code == .notFound && id.message.contains(#"`list_id` "999" names nothing"#))
  }

  @Test("The end of a name is not a path")
  func noPartialNames() throws {
    #expect(throws: ToolError.self) { try find("2026") }
    #expect(throws: ToolError.self) { try find("site / Backlog") }
  }

  @Test("A status is the List's own, in its own spelling")
  func statuses() throws {
    let list = try find("111")
    #expect(try list.status("in progress") == "In Progress")
    let error = try #require(throws: ToolError.self) { try list.status("in progres") }
    #expect(error.code == .invalidArguments)
    #expect(error.message.contains(#"did you mean "In Progress"?"#))
    #expect(error.message.contains(#""to do", "In Progress", "complete""#))
    #expect(error.message.contains("Marketing / Website / Backlog"))
  }

  @Test("Users are checked against the members")
  func members() throws {
    #expect(
      try workspace.members(["184", "183"], argument: "assignees").map(\.name) == [
        "John Roe", "Jane Doe",
      ])
    let error = try #require(throws: ToolError.self) {
      try workspace.members(["183", "999"], argument: "assignees")
    }
    #expect(error.message.contains(#"`assignees` "999" is not a user ID"#))
    #expect(error.message.contains(#"183 "Jane Doe", 184 "John Roe""#))
  }

  private static func parent(_ text: String) throws -> Naming<NamedTask> {
    let arguments: JSONValue = ["parent": .string(text)]
    let decoded = try JSONValueDecoder().decode([String: Naming<NamedTask>].self, from: arguments)
    return try #require(decoded["parent"])
  }

  @Test("A parent must be in the same List, and another task")
  func parents() throws {
    let task = try workspace.task("86a")
    #expect(try workspace.parent(Self.parent("86a"), inList: "111").id == "86a")
    for text in ["86a", "86b"] {
      let error = try #require(throws: ToolError.self) {
        try workspace.parent(Self.parent(text), inList: "111", of: task)
      }
      #expect(error.code == .invalidArguments && error.message.hasPrefix("`parent`"))
    }
  }
}
