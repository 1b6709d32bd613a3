import APICore
import JSON
import Testing

@testable import Tools

/// Beside what `NamingArgumentTests` asks of every tool.
@Suite("One Workspace a process")
struct OwnWorkspaceTests {
  private let world: ExampleWorld

  init() throws {
    world = try ExampleWorld()
    try world.addAnotherWorkspace()
  }

  @Test("One key has one effect, whatever Workspace the process was started for")
  func oneKeyOneEffect() throws {
    let call = ToolCall(
      name: "create_task",
      arguments: [
        "list_id": .string(try world.id("their_list")), "name": "Once",
        "idempotency_key": "cross-key-1",
      ])
    let ours = world.tools(inWorkspace: try world.id("workspace"))
    #expect(throws: ToolError.self) { try #require(ours.call(call)).get() }
    let theirs = try #require(world.tools(inWorkspace: "777").call(call)).get()
    #expect(theirs.structured["operation"]?["status"] == "executed")
    let tasks = try world.read(.getTasks, ["list_id": try world.id("their_list")])
    #expect(tasks["tasks"]?.array?.count == 2)
  }

  @Test("An archived Space is the Workspace's own too")
  func archived() throws {
    let tools = world.tools(inWorkspace: try world.id("workspace"))
    let space = JSONValue.string(try world.id("space"))
    for archived in [true, false] {
      _ = try #require(
        tools.call(
          ToolCall(
            name: "update_space", arguments: ["space_id": space, "archived": .bool(archived)]))
      ).get()
    }
  }
}
