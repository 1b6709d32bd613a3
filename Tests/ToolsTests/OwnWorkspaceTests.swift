import APICore
import JSON
import SQLite
import Testing

@testable import Tools

/// The ledger keeps keys per Workspace, so a tool must not reach into another one.
@Suite("What belongs to another Workspace is refused")
struct OwnWorkspaceTests {
  private let world: ExampleWorld

  /// The Workspace 777 stands in the same store, with a Space, Folder, List and task of its own.
  init() throws {
    world = try ExampleWorld()
    try world.store.write { transaction throws(SQLiteError) in
      for statement in [
        "INSERT INTO workspaces(id, name) VALUES(777, 'Elsewhere')",
        """
        INSERT INTO workspace_members
          SELECT 777, user_id, role, date_invited, date_joined FROM workspace_members
        """,
      ] { try transaction.connection.execute(statement) }
    }
    try world.make("their_space", .createSpace, ["team_id": "777"], ["name": "Theirs"])
    try world.make(
      "their_folder", .createFolder, ["space_id": try world.id("their_space")], ["name": "Far"])
    try world.make(
      "their_list", .createFolderList, ["folder_id": try world.id("their_folder")],
      ["name": "Away"])
    try world.make(
      "their_task", .createTask, ["list_id": try world.id("their_list")], ["name": "Not ours"])
  }

  static let calls: [(tool: String, arguments: JSONValue, argument: String)] = [
    ("create_task", ["list_id": "$their_list", "name": "A"], "list_id"),
    ("create_task", ["list_id": "$list", "name": "A", "links_to": "$their_task"], "links_to"),
    ("create_task", ["list_id": "$list", "name": "A", "parent": "$their_task"], "parent"),
    ("update_task", ["task_id": "$their_task", "name": "A"], "task_id"),
    ("get_task", ["task_id": "$their_task"], "task_id"),
    ("list_comments", ["task_id": "$their_task"], "task_id"),
    ("post_comment", ["task_id": "$their_task", "comment_text": "A"], "task_id"),
    ("log_time", ["task_id": "$their_task", "duration": "1h"], "task_id"),
    (
      "set_custom_field", ["task_id": "$their_task", "field_id": "$field_text", "value": "A"],
      "task_id"
    ),
    ("add_dependency", ["task_id": "$task", "depends_on": "$their_task"], "depends_on"),
    ("remove_dependency", ["task_id": "$their_task", "depends_on": "$task"], "task_id"),
    ("search_tasks", ["list_ids": ["$their_list"]], "list_ids"),
    ("search_tasks", ["folder_ids": ["$their_folder"]], "folder_ids"),
    ("search_tasks", ["space_ids": ["$their_space"]], "space_ids"),
    ("get_workspace", ["container_id": "$their_folder"], "container_id"),
    ("get_list", ["list_id": "$their_list"], "list_id"),
    ("get_custom_fields", ["list_id": "$their_list"], "list_id"),
    ("create_list", ["folder_id": "$their_folder", "name": "A"], "folder_id"),
    ("create_list", ["space_id": "$their_space", "name": "A"], "space_id"),
    ("create_folder", ["space_id": "$their_space", "name": "A"], "space_id"),
    ("update_list", ["list_id": "$their_list", "name": "A"], "list_id"),
    ("update_folder", ["folder_id": "$their_folder", "name": "A"], "folder_id"),
    ("update_space", ["space_id": "$their_space", "name": "A"], "space_id"),
    ("delete_list", ["list_id": "$their_list"], "list_id"),
    ("delete_folder", ["folder_id": "$their_folder"], "folder_id"),
    ("delete_space", ["space_id": "$their_space"], "space_id"),
    (
      "create_custom_field", ["space_id": "$their_space", "name": "A", "type": "text"], "space_id"
    ),
  ]

  @Test(arguments: calls)
  func isRefused(tool: String, arguments: JSONValue, argument: String) throws {
    // The process works in the Workspace of the seed.
    let tools = world.tools(inWorkspace: try world.id("workspace"))
    let filled = try #require(try world.filled(arguments).object)
    switch try #require(tools.call(ToolCall(name: tool, arguments: filled))) {
    case .success(let output): Issue.record("\(output.structured.canonicalString)")
    case .failure(let error):
      #expect(error.code == .notFound)
      #expect(error.message.hasPrefix("`\(argument)` "), "\(error.message)")
      #expect(error.message.contains("`--workspace`"), "\(error.message)")
    }
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
