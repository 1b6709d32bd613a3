import JSON
import Testing

@testable import Tools

@Suite("What goes with what is deleted")
struct ConsequencesTests {
  private static func consequences(
    of tool: String, _ arguments: JSONValue, in world: ExampleWorld
  ) throws -> JSONValue? {
    let error = try world.refusal(tool, try world.filled(arguments))
    #expect(world.watch.problems == [])
    return error.plan?["consequences"]
  }

  @Test(
    "Everything in a Space is counted, subtasks and pages of comments too",
    arguments: [false, true]
  )
  func counts(isLive: Bool) throws {
    let world = try ExampleWorld(commentCount: 60, isLive: isLive)
    let task = JSONValue.string(try world.id("task"))
    for name in ["one", "two"] {
      _ = try world.answer(
        "create_task", ["list_id": "Roadmap", "name": .string(name), "parent": task])
    }
    _ = try world.answer(
      "update_task", ["task_id": .string(try world.id("other_task")), "archived": true])
    let error = try world.refusal("delete_space", ["space_id": .string(try world.id("space"))])
    #expect(
      error.plan?["consequences"] == [
        "folders": 1, "lists": 1, "tasks": .integer(Int64(world.taskCount)), "subtasks": 2,
        "comments": .integer(Int64(world.commentCount)), "checklists": 1, "logged_time": "2h",
      ])
    #expect(
      error.message.contains(
        "1 Folder, 1 List, \(world.taskCount) tasks, 2 subtasks, \(world.commentCount) comments, "
          + "1 checklist and 2h of logged time would go with it"))
  }

  @Test("What is archived goes as well, and each task is counted once", arguments: [false, true])
  func archived(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    func counts(_ places: JSONValue, tasks added: Int) -> JSONValue {
      var counts = places
      counts["tasks"] = .integer(Int64(world.taskCount + added))
      counts["comments"] = .integer(Int64(world.commentCount))
      counts["checklists"] = 1
      counts["logged_time"] = "2h"
      return counts
    }
    let space = ["space_id": try world.id("space")]
    let folder = try world.make("old_folder", .createFolder, space, ["name": "Old"])
    for (name, parent) in [("in_old_folder", folder), ("old", try world.id("folder"))] {
      let list = try world.make(
        name, .createFolderList, ["folder_id": parent], ["name": .string(name)])
      for isArchived in [false, true] {
        try world.change(
          .createTask, ["list_id": list],
          ["name": .string(name), "archived": .bool(isArchived)])
      }
    }
    try world.change(.updateFolder, ["folder_id": folder], ["name": "Old", "archived": true])
    try world.change(.updateList, ["list_id": try world.id("old")], ["archived": true])
    #expect(
      try Self.consequences(of: "delete_space", ["space_id": "$space"], in: world)
        == counts(["folders": 2, "lists": 3], tasks: 4))
    #expect(
      try Self.consequences(of: "delete_folder", ["folder_id": "$folder"], in: world)
        == counts(["lists": 2], tasks: 2))
    #expect(
      try Self.consequences(of: "delete_list", ["list_id": "$old"], in: world) == ["tasks": 2])
  }

  @Test(
    "A yes to delete a task is to the checklist items and the time in it and below it too",
    arguments: [false, true])
  func insideTask(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let task = ["task_id": try world.id("waiting_task")]
    let arguments = try world.filled(["task_id": "$waiting_task"])
    _ = try world.answer(
      "create_task", world.filled(["list_id": "$list", "name": "Below", "parent": "$waiting_task"]))
    let before = try world.refusal("delete_task", arguments).plan
    #expect(before?["consequences"] == ["subtasks": 1, "checklists": 1])
    var yes = arguments
    yes["idempotency_key"] = before?["plan_id"]
    try world.change(
      .createChecklistItem, ["checklist_id": try world.id("checklist")], ["name": "One more"])
    #expect(try world.refusal("delete_task", yes).code == .planRefused)
    _ = try world.answer(
      "log_time", world.filled(["task_id": "$waiting_task", "duration": "30m"]))
    let after = try world.refusal("delete_task", arguments)
    #expect(
      after.message.contains("1 subtask, 1 checklist and 30m of logged time would go with it"))
    let gone = try world.answer("delete_task", arguments)
    #expect(gone["id"]?.string == task["task_id"] && gone["deleted"] == true)
    #expect(try world.refusal("get_task", arguments).code == .notFound)
    #expect(world.watch.problems == [])
  }

  @Test("A yes to delete a task is to the task as it was", arguments: [false, true])
  func changedTask(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    var arguments = try world.filled(["task_id": "$other_task"])
    arguments["idempotency_key"] = try world.refusal("delete_task", arguments).plan?["plan_id"]
    try world.change(.updateTask, ["task_id": try world.id("other_task")], ["name": "Important"])
    #expect(try world.refusal("delete_task", arguments).code == .planRefused)
  }

  @Test(
    "What goes is counted once for the question, as for a dry run: each page is a request",
    arguments: ["space", "folder", "list"])
  func countedOnce(kind: String) throws {
    let world = try ExampleWorld(isLive: true)
    func requests(_ more: JSONValue) throws -> Int {
      var arguments = more
      arguments["\(kind)_id"] = .string(try world.id(kind))
      let before = world.watch.count
      _ = try world.call("delete_\(kind)", arguments)
      return world.watch.count - before
    }
    // The first call asks who the user is.
    _ = try requests(["dry_run": true])
    let planned = try requests(["dry_run": true])
    #expect(planned > 3)
    #expect(try requests([:]) == planned)
  }

  @Test("Undoing a creation counts it once, too")
  func undoCountedOnce() throws {
    let world = try ExampleWorld(isLive: true)
    let made = try world.answer("create_task", ["list_id": "Roadmap", "name": "New"])
    let operation = try #require(made["operation"]?["operation_id"])
    func requests(_ isDryRun: Bool) throws -> Int {
      let before = world.watch.count
      _ = try world.call("undo_operation", ["operation_id": operation, "dry_run": .bool(isDryRun)])
      return world.watch.count - before
    }
    let planned = try requests(true)
    #expect(planned > 1)
    #expect(try requests(false) == planned)
  }

  @Test("Beyond the Lists that are looked into for archived tasks it says so")
  func manyLists() throws {
    let world = try ExampleWorld(isLive: true)
    let folder = ["folder_id": try world.id("folder")]
    for number in 2...Consequences.listsReadForArchived {
      try world.change(.createFolderList, folder, ["name": .string("List \(number)")])
    }
    let count = Int64(Consequences.listsReadForArchived)
    var counts: JSONValue = [
      "lists": .integer(count), "tasks": .integer(Int64(world.taskCount)),
      "comments": .integer(Int64(world.commentCount)), "checklists": 1, "logged_time": "2h",
    ]
    #expect(
      try Self.consequences(of: "delete_folder", ["folder_id": "$folder"], in: world) == counts)
    try world.change(.createFolderList, folder, ["name": "One more"])
    counts["lists"] = .integer(count + 1)
    counts["at_least"] = true
    #expect(
      try Self.consequences(of: "delete_folder", ["folder_id": "$folder"], in: world) == counts)
  }

  @Test("Beyond the Folders that are looked into it says so")
  func manyFolders() throws {
    let world = try ExampleWorld(isLive: true)
    let space = ["space_id": try world.id("space")]
    func counted() throws -> JSONValue? {
      try Self.consequences(of: "delete_space", ["space_id": "$space"], in: world)
    }
    for number in 2...ContainedLists.foldersRead {
      try world.change(.createFolder, space, ["name": .string("Folder \(number)")])
    }
    let before = try #require(try counted())
    #expect(before["folders"]?.integer == Int64(ContainedLists.foldersRead))
    #expect(before["at_least"] == nil)
    try world.change(.createFolder, space, ["name": "One more"])
    let after = try #require(try counted())
    #expect(after["folders"]?.integer == Int64(ContainedLists.foldersRead) + 1)
    #expect(after["at_least"] == true)
  }

  @Test("Beyond the pages of comments that are read it says so", arguments: [false, true])
  func manyComments(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    func counted() throws -> JSONValue? {
      try Self.consequences(of: "delete_folder", ["folder_id": "$folder"], in: world)
    }
    let before = try #require(try counted()?["tasks"]?.integer)
    // One page is of what was said of the List itself.
    for number in before..<Int64(Consequences.commentPagesRead) - 1 {
      _ = try world.answer(
        "create_task", ["list_id": "Roadmap", "name": .string("Task \(number)")])
    }
    #expect(try counted()?["at_least"] == nil)
    _ = try world.answer("create_task", ["list_id": "Roadmap", "name": "One more"])
    #expect(try counted()?["at_least"] == true)
    #expect(try counted()?["tasks"]?.integer == Int64(Consequences.commentPagesRead))
  }
}
