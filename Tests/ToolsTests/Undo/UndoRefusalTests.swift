import APICore
import JSON
import Ledger
import Testing

@testable import Tools

@Suite("What is not undone says why, and changes nothing")
struct UndoRefusalTests {
  /// A change by somebody else after the write; `$made` is what the write made.
  struct Change: Sendable, CustomTestStringConvertible {
    let tool: String
    let arguments: JSONValue
    let route: Route
    let path: JSONObject
    var body: JSONValue = [:]
    /// What the refusal names.
    let words: String

    var testDescription: String { "\(tool), then \(route)" }
  }

  private static let task: JSONObject = ["task_id": "$task"]
  private static let made: JSONObject = ["task_id": "$made"]
  private static let newTask: JSONValue = ["list_id": "$list", "name": "New"]
  private static let newList: JSONValue = ["folder_id": "$folder", "name": "New"]
  private static let newSpace: JSONValue = ["name": "New"]

  static let changes: [Change] = [
    Change(
      tool: "create_task", arguments: newTask, route: .updateTask, path: made,
      body: ["name": "Mine"], words: "`name`"),
    Change(
      tool: "create_task", arguments: newTask, route: .createTaskComment, path: made,
      body: ["comment_text": "Mine"], words: "`comments`"),
    Change(
      tool: "create_task", arguments: newTask, route: .createTask,
      path: ["list_id": "$list"], body: ["name": "Below", "parent": "$made"], words: "`subtasks`"),
    Change(
      tool: "create_task", arguments: newTask, route: .setFieldValue,
      path: ["task_id": "$made", "field_id": "$field_number"], body: ["value": 3],
      words: "`custom_fields`"),
    Change(
      tool: "create_task", arguments: newTask, route: .addDependency, path: made,
      body: ["depends_on": "$task"], words: "`dependencies`"),
    Change(
      tool: "create_task", arguments: newTask, route: .createTimeEntry,
      path: ["team_Id": "$workspace"], body: ["tid": "$made", "start": 1, "duration": 60_000],
      words: "`time_spent`"),
    Change(
      tool: "create_task", arguments: newTask, route: .deleteTask, path: made,
      words: "not there any more"),
    Change(
      tool: "update_task", arguments: ["task_id": "$task", "name": "New", "priority": "1"],
      route: .updateTask, path: task, body: ["priority": 3], words: "`priority`"),
    Change(
      tool: "update_task", arguments: ["task_id": "$task", "assignees_add": ["$user"]],
      route: .updateTask, path: task, body: ["assignees": ["rem": ["$user"]]],
      words: "`assignees`"),
    Change(
      tool: "update_task", arguments: ["task_id": "$task", "description": "New"],
      route: .deleteTask, path: task, words: "not there any more"),
    Change(
      tool: "set_custom_field",
      arguments: ["task_id": "$task", "field_id": "$field_number", "value": 1],
      route: .setFieldValue, path: ["task_id": "$task", "field_id": "$field_number"],
      body: ["value": 2], words: "`value`"),
    Change(
      tool: "post_comment", arguments: ["task_id": "$task", "comment_text": "New"],
      route: .deleteComment, path: ["comment_id": "$made"], words: "not there any more"),
    Change(
      tool: "log_time", arguments: ["task_id": "$task", "duration": "1h"],
      route: .updateTimeEntry, path: ["team_id": "$workspace", "timer_id": "$made"],
      body: ["description": "Mine"], words: "`description`"),
    Change(
      tool: "remove_dependency",
      arguments: ["task_id": "$waiting_task", "depends_on": "$blocking_task"],
      route: .addDependency, path: ["task_id": "$waiting_task"],
      body: ["depends_on": "$blocking_task"], words: "`exists`"),
    Change(
      tool: "create_list", arguments: newList, route: .createTask, path: ["list_id": "$made"],
      body: ["name": "Mine", "status": "complete"], words: "`tasks`"),
    Change(
      tool: "create_list", arguments: newList, route: .createTask, path: ["list_id": "$made"],
      body: ["name": "Mine", "archived": true], words: "`tasks`"),
    Change(
      tool: "create_list", arguments: newList, route: .createListField, path: ["list_id": "$made"],
      body: ["name": "Mine", "type": "text"], words: "`custom_fields`"),
    Change(
      tool: "create_folder", arguments: ["space_id": "$space", "name": "New"],
      route: .createFolderList, path: ["folder_id": "$made"], body: ["name": "Mine"],
      words: "`lists`"),
    Change(
      tool: "create_space", arguments: newSpace, route: .createSpaceList,
      path: ["space_id": "$made"], body: ["name": "Mine"], words: "`lists`"),
    Change(
      tool: "create_space", arguments: newSpace, route: .createFolder,
      path: ["space_id": "$made"], body: ["name": "Mine"], words: "`folders`"),
    Change(
      tool: "create_space", arguments: newSpace, route: .createSpaceTag,
      path: ["space_id": "$made"], body: ["tag": ["name": "mine"]], words: "`tags`"),
    Change(
      tool: "update_list", arguments: ["list_id": "$list", "priority": "1"], route: .updateList,
      path: ["list_id": "$list"], body: ["priority": 4], words: "`priority`"),
    Change(
      tool: "update_folder", arguments: ["folder_id": "$folder", "name": "New"],
      route: .updateFolder, path: ["folder_id": "$folder"], body: ["name": "Mine"],
      words: "`name`"),
    Change(
      tool: "update_space", arguments: ["space_id": "$space", "private": true],
      route: .updateSpace, path: ["space_id": "$space"], body: ["private": false],
      words: "`private`"),
  ]

  @Test("What somebody changed since is not taken along", arguments: changes)
  func changedSince(_ change: Change) throws {
    let world = try ExampleWorld()
    let answer = try world.answer(change.tool, world.filled(change.arguments))
    let operation = try #require(answer["operation"]?["operation_id"])
    if let id = answer["id"] { world.name(id, "made") }
    let path = try change.path.compactMapValues { try world.filled($0).string }
    try world.change(change.route, path, world.filled(change.body))
    let changed = try WorldSnapshot(of: world)
    let error = try world.refusal("undo_operation", ["operation_id": operation])
    #expect(error.code == .changedSince)
    #expect(error.message.contains(change.words), "\(error.message)")
    #expect(error.message.contains(try #require(operation.string)))
    #expect(try WorldSnapshot(of: world).differences(from: changed) == [])
    // The key stays free: once the change is gone, it can be undone.
    let state = try world.answer(
      "get_operation", ["idempotency_key": .string("undo:\(operation.string ?? "")")])
    #expect(state["state"] == "not_found")
  }

  @Test("What is in a Space or a Folder is read to its archived tasks", arguments: [false, true])
  func contents(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let folder = try world.id("folder")
    let made = try world.change(
      .createFolderList, ["folder_id": folder], ["name": "Old"])
    let old = try #require(made["id"]?.string)
    try world.change(.createTask, ["list_id": old], ["name": "Older", "archived": true])
    try world.change(.updateList, ["list_id": old], ["archived": true])
    let list = try world.id("list")
    try world.change(.createTask, ["list_id": list], ["name": "Gone", "archived": true])
    for (resource, id) in [(Resource.space, try world.id("space")), (.folder, folder)] {
      let state = try Watched(resource, [resource.idName: id]).state(reading: world.reader())
      #expect(state["lists"] == [.string(list), .string(old)])
      #expect(state["tasks"]?.array?.count == world.taskCount + 2)
    }
    #expect(world.watch.problems == [])
  }

  @Test("What is not about the write does not stand in its way")
  func changedElsewhere() throws {
    let world = try ExampleWorld()
    let task = ["task_id": try world.id("task")]
    let renamed = try world.operation("update_task", ["task_id": "$task", "name": "New"])
    let created = try world.operation("create_task", Self.newTask)
    try world.change(.updateTask, task, ["priority": 1])
    try world.change(.createTaskComment, task, ["comment_text": "Mine"])
    try world.change(.updateList, ["list_id": try world.id("list")], ["name": "Elsewhere"])
    try world.change(
      .createListField, ["list_id": try world.id("list")], ["name": "More", "type": "text"])
    #expect(try world.undo(renamed)["restored"] == ["name": "Launch page"])
    #expect(try world.read(.getTask, task)["priority"]?["priority"] == "urgent")
    #expect(try world.undo(created)["operation"]?["status"] == "executed")
  }

  static let impossible: [(tool: String, arguments: JSONValue, words: String)] = [
    ("delete_list", ["list_id": "$list"], "deleted"),
    ("delete_folder", ["folder_id": "$folder"], "deleted"),
    ("delete_space", ["space_id": "$space"], "deleted"),
    ("delete_tag", ["space_id": "$space", "tag": "green"], "deleted"),
    ("delete_task", ["task_id": "$other_task"], "deleted"),
    ("stop_timer", [:], "does not run again"),
    ("delete_time_entry", ["time_entry_id": "$time_entry"], "deleted"),
    ("delete_comment", ["task_id": "$task", "comment_id": "$comment"], "deleted"),
    (
      "delete_checklist", ["task_id": "$waiting_task", "checklist_id": "$checklist"], "deleted"
    ),
    (
      "delete_checklist_item",
      ["task_id": "$waiting_task", "checklist_id": "$checklist", "item_id": "$other_item"],
      "deleted"
    ),
    ("create_custom_field", ["list_id": "$list", "name": "F", "type": "text"], "no route"),
    ("update_task", ["task_id": "$task", "parent": "$other_task"], "no parent"),
    (
      "update_space", ["space_id": "$space", "features": ["brand_new": ["enabled": true]]],
      "features"
    ),
  ]

  @Test("What cannot be undone says so before it is done, and after", arguments: impossible)
  func cannot(_ example: (tool: String, arguments: JSONValue, words: String)) throws {
    let world = try ExampleWorld()
    if example.tool == "stop_timer" { try world.startTimer() }
    var dryRun = example.arguments
    dryRun["dry_run"] = true
    let plan = try world.answer(example.tool, world.filled(dryRun))["plan"]
    let said = try #require(plan?["undo"]?.string)
    #expect(said.hasPrefix("it cannot be undone: ") && said.contains(example.words), "\(said)")
    let operation = try world.operation(example.tool, example.arguments)
    let done = try WorldSnapshot(of: world)
    let error = try world.refusal("undo_operation", ["operation_id": operation])
    #expect(error.code == .cannotUndo)
    #expect(error.message.contains(example.words), "\(error.message)")
    #expect(try WorldSnapshot(of: world).differences(from: done) == [])
  }

  @Test("An undoing is not undone")
  func undoOfUndo() throws {
    let world = try ExampleWorld()
    let operation = try world.operation("update_task", ["task_id": "$task", "name": "New"])
    let undoing = try #require(try world.undo(operation)["operation"]?["operation_id"])
    let error = try world.refusal("undo_operation", ["operation_id": undoing])
    #expect(error.code == .cannotUndo)
    #expect(error.message.contains("undoing of \(operation.string ?? "")"), "\(error.message)")
    #expect(error.message.contains("new key"))
  }

  @Test("What retention dropped is not undone, and says that it was dropped and what to do")
  func afterRetention() throws {
    let world = try ExampleWorld()
    let operation = try world.operation("update_task", ["task_id": "$task", "name": "New"])
    let retention = Retention(LedgerStore(world.store), days: 1)
    let later = world.clock.now() + Milliseconds(3 * 86_400_000)
    #expect(retention.prune(at: later) == 0)
    #expect(retention.prune(at: later + Milliseconds(86_400_000)) > 0)
    let done = try WorldSnapshot(of: world)
    let error = try world.refusal("undo_operation", ["operation_id": operation])
    #expect(error.code == .cannotUndo)
    #expect(error.message.contains("is kept for a time only, and was dropped"), "\(error.message)")
    #expect(error.message.contains("nothing was changed"))
    #expect(error.message.contains("mend that with a write of its own"))
    #expect(try WorldSnapshot(of: world).differences(from: done) == [])
    // What was undone before stays known as undone.
    let other = try world.operation("update_task", ["task_id": "$task", "priority": "1"])
    _ = try world.undo(other)
    #expect(retention.prune(at: world.clock.now() + Milliseconds(4 * 86_400_000)) > 0)
    #expect(try world.refusal("undo_operation", ["operation_id": other]).code == .keyExpired)
  }

  @Test("An operation that is not there is not undone")
  func unknown() throws {
    let world = try ExampleWorld()
    let error = try world.refusal("undo_operation", ["operation_id": "op_0000000000000"])
    #expect(error.code == .notFound)
    #expect(error.message.contains("`operation_id`"))
    #expect(try world.refusal("undo_operation", [:]).code == .invalidArguments)
  }

  /// Every write says beforehand what undoing it would do; those that can never be undone also say
  /// so in the words that a model reads before it chooses the tool.
  @Test(arguments: SchemaFiles.all.filter { $0.entry.tool.kind == .write })
  func saidBeforehand(_ file: SchemaFiles.File) throws {
    let world = try ExampleWorld()
    if file.name == "stop_timer" { try world.startTimer() }
    let definition = try file.definition()
    var arguments = try world.filled(try #require(definition.examples.first))
    arguments["dry_run"] = true
    let plan = try world.answer(file.name, arguments)["plan"]
    let said = try #require(plan?["undo"]?.string)
    #expect(!said.contains("knows no request"), "\(file.name) does not say how it is undone")
    let isNeverUndone = file.name.hasPrefix("delete_") || file.name == "create_custom_field"
    #expect(!isNeverUndone || said.contains("cannot be undone"))
    #expect(!isNeverUndone || definition.description.contains("cannot be undone"))
  }
}
