import APICore
import JSON
import Testing

@testable import Ledger
@testable import Tools

@Suite("What was done can be taken back")
struct UndoTests {
  @Test("Done and undone, everything is as it was, to the byte", arguments: UndoExample.all)
  func restores(_ example: UndoExample) throws {
    try Self.restore(example, in: try ExampleWorld())
  }

  @Test(
    "Over the live backend too, by requests that are published",
    arguments: UndoExample.all.filter { !$0.isOfField })
  func restoresLive(_ example: UndoExample) throws {
    let world = try ExampleWorld(isLive: true)
    try Self.restore(example, in: world)
    #expect(world.watch.problems == [])
  }

  private static func restore(_ example: UndoExample, in world: ExampleWorld) throws {
    for write in example.before { _ = try world.answer(write.tool, world.filled(write.arguments)) }
    let before = try WorldSnapshot(of: world, moving: example.lost)
    let operation = try world.operation(example.write.tool, example.write.arguments)
    #expect(try WorldSnapshot(of: world, moving: example.lost) != before, "nothing was done")
    let undone = try world.undo(operation)
    let after = try WorldSnapshot(of: world, moving: example.lost)
    #expect(after.differences(from: before) == [])
    #expect(undone["undone"] == operation)
    #expect(undone["tool"] == .string(example.write.tool))
    #expect(undone["differs"] == nil)
    #expect(undone["operation"]?["status"] == "executed")
    #expect(
      (undone["not_restored"] != nil) == (!example.lost.isEmpty || example.isWarned), "\(undone)")
  }

  @Test(
    "Twice is one effect, under any key",
    arguments: UndoExample.all.filter { $0.before.isEmpty && !$0.isOfField })
  func once(_ example: UndoExample) throws {
    let world = try ExampleWorld()
    let operation = try world.operation(example.write.tool, example.write.arguments)
    let first = try world.undo(operation)
    let key = try #require(first["operation"]?["idempotency_key"]?.string)
    #expect(key == "undo:\(operation.string ?? "")" || key.hasPrefix("plan_"))
    let undone = try WorldSnapshot(of: world)
    for key in [nil, "another-key-1", nil, "another-key-2"] as [JSONValue?] {
      var arguments: JSONValue = ["operation_id": operation]
      arguments["idempotency_key"] = key
      let again = try world.answer("undo_operation", arguments)
      #expect(again["operation"]?["replayed"] == true)
      #expect(again["operation"]?["operation_id"] == first["operation"]?["operation_id"])
      #expect(Self.withoutOperation(again) == Self.withoutOperation(first))
    }
    #expect(try WorldSnapshot(of: world).differences(from: undone) == [])
  }

  @Test("The key of what was undone replays, and says so")
  func replayOfTheUndone() throws {
    let world = try ExampleWorld()
    let arguments: JSONValue = [
      "list_id": .string(try world.id("list")), "name": "New", "idempotency_key": "new-task-1",
    ]
    let created = try world.answer("create_task", arguments)
    let undoing = try world.undo(try #require(created["operation"]?["operation_id"]))
    let again = try world.call("create_task", arguments).get()
    #expect(Self.withoutOperation(again.structured) == Self.withoutOperation(created))
    let operation = again.structured["operation"]
    #expect(operation?["replayed"] == true)
    #expect(operation?["undone_by"] == undoing["operation"]?["operation_id"])
    #expect(operation?["undone_at"] == undoing["operation"]?["first_executed_at"])
    #expect(again.sentence?.contains("undone at") == true, "\(again.sentence ?? "")")
    let state = try world.answer("get_operation", ["idempotency_key": "new-task-1"])
    #expect(state["undone_by"] == operation?["undone_by"])
    #expect(state["next_step"]?.string?.contains("undone") == true)
    let id = try #require(created["id"])
    #expect(try world.refusal("get_task", ["task_id": id]).code == .notFound)
  }

  @Test("A dry run of the undoing shows it, and its plan carries it out once")
  func planned() throws {
    let world = try ExampleWorld()
    let before = try WorldSnapshot(of: world)
    let operation = try world.operation("post_comment", ["task_id": "$task", "comment_text": "Hi"])
    let done = try WorldSnapshot(of: world)
    let plan = try world.answer("undo_operation", ["operation_id": operation, "dry_run": true])[
      "plan"]
    #expect(plan?["request"]?["method"] == "DELETE")
    #expect(plan?["understood"]?["operation_id"]?.string?.contains("deletes the comment") == true)
    #expect(try WorldSnapshot(of: world).differences(from: done) == [])
    let key = try #require(plan?["plan_id"])
    let arguments: JSONValue = ["operation_id": operation, "idempotency_key": key]
    #expect(try world.answer("undo_operation", arguments)["operation"]?["replayed"] == false)
    #expect(try WorldSnapshot(of: world).differences(from: before) == [])
    #expect(try world.answer("undo_operation", arguments)["operation"]?["replayed"] == true)
    #expect(try world.undo(operation)["operation"]?["replayed"] == true)
  }

  @Test("What was done last is undone first, and so all of it")
  func inReverse() throws {
    let world = try ExampleWorld()
    let before = try WorldSnapshot(of: world)
    let created = try world.answer(
      "create_task", try world.filled(["list_id": "$list", "name": "A"]))
    let task = try #require(created["id"])
    var operations = [try #require(created["operation"]?["operation_id"])]
    let writes: [(String, JSONValue)] = [
      ("update_task", ["task_id": task, "name": "B"]),
      ("update_task", ["task_id": task, "name": "C", "priority": "1"]),
      ("post_comment", ["task_id": task, "comment_text": "Hi"]),
      ("add_dependency", ["task_id": task, "depends_on": "$other_task"]),
      ("log_time", ["task_id": task, "duration": "10m"]),
      ("set_custom_field", ["task_id": task, "field_id": "$field_number", "value": 4]),
    ]
    for (tool, arguments) in writes { operations.append(try world.operation(tool, arguments)) }
    for operation in operations.dropLast() {
      // The two in the middle touch nothing that came after them.
      guard operation == operations[0] || operation == operations[1] else { continue }
      let error = try world.refusal("undo_operation", ["operation_id": operation])
      #expect(error.code == .changedSince)
    }
    for operation in operations.reversed() { _ = try world.undo(operation) }
    #expect(try WorldSnapshot(of: world).differences(from: before) == [])
  }

  private static let wholeTask: [UndoExample.Write] = [
    (
      "update_task",
      [
        "task_id": "$task", "name": "Named", "priority": "2", "due_date": "2026-12-01",
        "points": 5, "assignees_add": ["$user"], "description": "Words",
      ]
    )
  ]

  /// Writes that leave everything as it stands after what was done before them.
  static let idle: [UndoExample] = [
    UndoExample("all of it as it is", before: wholeTask, "update_task", wholeTask[0].arguments),
    UndoExample(
      "who is assigned", before: wholeTask, "update_task",
      ["task_id": "$task", "assignees_add": ["$user"]]),
    UndoExample("what is not there", "update_task", ["task_id": "$task", "due_date": "none"]),
    UndoExample(
      "a label that is set",
      before: [
        ("set_custom_field", ["task_id": "$task", "field_id": "$field_labels", "value": ["Red"]])
      ], "set_custom_field",
      ["task_id": "$task", "field_id": "$field_labels", "value": ["Red"]]),
    UndoExample(
      "a person who is in it",
      before: [
        (
          "set_custom_field",
          ["task_id": "$task", "field_id": "$field_users", "value": ["add": ["$user"]]]
        )
      ], "set_custom_field",
      ["task_id": "$task", "field_id": "$field_users", "value": ["add": ["$user"]]]),
    UndoExample(
      "an empty field", "set_custom_field",
      ["task_id": "$task", "field_id": "$field_number", "clear": true]),
    UndoExample(
      "a link that it has, from the other side", "link_tasks",
      ["task_id": "$blocking_task", "links_to": "$waiting_task"]),
    UndoExample(
      "a tag that the Space has", "create_tag",
      ["space_id": "$space", "name": "GREEN", "bg_color": "#D33D44"]),
    UndoExample(
      "a tag as it is", "update_tag", ["space_id": "$space", "tag": "green", "name": "Green"]),
    UndoExample("a tag that it has", "add_tag", ["task_id": "$waiting_task", "tag": "GREEN"]),
    UndoExample(
      "its own name and place", "update_checklist",
      ["task_id": "$waiting_task", "checklist_id": "before", "name": "Before", "position": 0]),
    UndoExample(
      "an item as it is", "update_checklist_item",
      [
        "task_id": "$waiting_task", "checklist_id": "$checklist", "item_id": "book a room",
        "resolved": false, "assignee": "none",
      ]),
    UndoExample("its own name", "update_folder", ["folder_id": "$folder", "name": "Product"]),
    UndoExample("its own name", "update_list", ["list_id": "$list", "name": "Roadmap"]),
    UndoExample("its own name", "update_space", ["space_id": "$space", "name": "Studio"]),
  ]

  @Test("What changed nothing takes nothing back", arguments: idle, [false, true])
  func nothingChanged(_ example: UndoExample, isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    for write in example.before { _ = try world.answer(write.tool, world.filled(write.arguments)) }
    let before = try WorldSnapshot(of: world)
    let operation = try world.operation(example.write.tool, example.write.arguments)
    let error = try world.refusal("undo_operation", ["operation_id": operation])
    #expect(error.code == .cannotUndo)
    #expect(error.message.contains("it left everything as it was"), "\(error.message)")
    #expect(try WorldSnapshot(of: world).differences(from: before) == [])
    #expect(world.watch.problems == [])
  }

  @Test("Of what was changed only that is taken back", arguments: [false, true])
  func onlyWhatChanged(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    for write in Self.wholeTask {
      _ = try world.answer(write.tool, world.filled(write.arguments))
    }
    let before = try WorldSnapshot(of: world)
    let operation = try world.operation(
      "update_task",
      [
        "task_id": "$task", "name": "Other", "priority": "2", "due_date": "2026-12-01",
        "points": 5, "assignees_add": ["$user"], "description": "Words",
      ])
    // Of somebody else, to what the write left as it was.
    let task = ["task_id": try world.id("task")]
    try world.change(.updateTask, task, ["priority": 1])
    let plan = try world.answer("undo_operation", ["operation_id": operation, "dry_run": true])
    #expect(plan["plan"]?["request"]?["body"] == ["name": "Named"])
    let undone = try world.undo(operation)
    #expect(undone["restored"] == ["name": "Named"])
    #expect(undone["effect"] == "puts the old values of `name` back")
    #expect(try world.read(.getTask, task)["priority"]?["priority"] == "urgent")
    try world.change(.updateTask, task, ["priority": 2])
    #expect(try WorldSnapshot(of: world).differences(from: before) == [])
    #expect(world.watch.problems == [])
  }

  private static func withoutOperation(_ answer: JSONValue) -> JSONValue {
    var answer = answer
    answer["operation"] = nil
    return answer
  }
}
