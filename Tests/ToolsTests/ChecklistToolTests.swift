import APICore
import JSON
import Ledger
import SQLite
import Testing

@testable import Tools

@Suite("Checklists of a task")
struct ChecklistToolTests {
  @Test("Equal items under different keys are two results", arguments: [false, true])
  func equalItems(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    var made: Set<JSONValue> = []
    for key in ["same-item-1", "same-item-2", "same-item-3"] {
      let answer = try world.answer(
        "add_checklist_item",
        try world.filled([
          "task_id": "$waiting_task", "checklist_id": "Before", "name": "Proofread",
          "idempotency_key": .string(key),
        ]))
      #expect(answer["operation"]?["status"] == "executed")
      let id = try #require(answer["item"]?["id"])
      #expect(answer["operation"]?["remote_id"] == id)
      made.insert(id)
    }
    #expect(made.count == 3)
    #expect(world.watch.problems == [])
  }

  @Test("A checklist and its items are called by name", arguments: [false, true])
  func named(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let answer = try world.answer(
      "update_checklist_item",
      try world.filled([
        "task_id": "$waiting_task", "checklist_id": "before", "item_id": "book a ROOM",
        "name": "Book the hall", "parent": "Approve the design", "resolved": true,
      ]))
    #expect(answer["item"]?["name"] == "Book the hall" && answer["item"]?["resolved"] == true)
    #expect(answer["item"]?["parent"] == .string(try world.id("checklist_item")))
    #expect(answer["checklist_id"] == .string(try world.id("checklist")))
    #expect(answer["differs"] == nil)
    #expect(answer["operation"]?["remote_id"] == .string(try world.id("other_item")))
    try world.change(
      .createChecklist, ["task_id": try world.id("waiting_task")], ["name": "BEFORE"])
    try world.change(
      .createChecklist, ["task_id": try world.id("waiting_task")], ["name": "before "])
    let refusal = try world.refusal(
      "update_checklist",
      try world.filled([
        "task_id": "$waiting_task", "checklist_id": "bEFORE", "name": "x",
      ]))
    #expect(refusal.code == .ambiguous)
    #expect(refusal.message.hasPrefix("`checklist_id` \"bEFORE\" fits 3 checklists of the task"))
  }

  @Test("What makes no sense is refused, all of it at once")
  func refused() throws {
    let world = try ExampleWorld()
    let item: JSONObject = [
      "task_id": "$waiting_task", "checklist_id": "$checklist", "item_id": "$checklist_item",
    ]
    func refusal(_ tool: String, _ members: JSONObject) throws -> ToolError {
      try world.refusal(tool, try world.filled(.object(item.merging(members) { $1 })))
    }
    let both = try refusal("update_checklist_item", ["parent": "Nowhere", "assignee": "4711"])
    #expect(both.code == .invalidArguments)
    #expect(both.message.contains("`parent` \"Nowhere\"") && both.message.contains("`assignee`"))
    let nothing = try refusal("update_checklist_item", [:])
    #expect(nothing.message.contains("`name`, `assignee`, `resolved`, `parent`"))
    #expect(
      try refusal("update_checklist_item", ["parent": "$checklist_item"]).message
        .contains("is the item itself"))
    _ = try world.answer(
      "update_checklist_item",
      try world.filled(.object(item.merging(["parent": "$other_item"]) { $1 })))
    let circle = try world.refusal(
      "update_checklist_item",
      try world.filled([
        "task_id": "$waiting_task", "checklist_id": "$checklist", "item_id": "$other_item",
        "parent": "$checklist_item",
      ]))
    #expect(circle.message.contains("stands below it"), "\(circle.message)")
    let place = try world.refusal(
      "update_checklist",
      try world.filled(["task_id": "$waiting_task", "checklist_id": "Before", "position": 1]))
    #expect(place.message.contains("the checklists of the task stand at 0 to 0"))
    let elsewhere = try world.refusal(
      "update_checklist",
      try world.filled(["task_id": "$task", "checklist_id": "$checklist", "name": "x"]))
    #expect(elsewhere.code == .notFound && elsewhere.message.contains("the task, which has none"))
  }

  @Test("What goes with a checklist is counted, and a yes is to what was shown")
  func consequences() throws {
    let world = try ExampleWorld()
    let arguments = try world.filled(["task_id": "$waiting_task", "checklist_id": "Before"])
    let asked = try world.refusal("delete_checklist", arguments)
    #expect(asked.code == .confirmationRequired)
    #expect(asked.plan?["consequences"] == ["items": 2])
    #expect(asked.message.contains("2 items would go with it"))
    try world.change(
      .updateChecklistItem,
      ["checklist_id": try world.id("checklist"), "checklist_item_id": try world.id("other_item")],
      ["resolved": true])
    var yes = arguments
    yes["idempotency_key"] = asked.plan?["plan_id"]
    #expect(try world.refusal("delete_checklist", yes).code == .planRefused)
    let deleted = try world.answer("delete_checklist", arguments)
    #expect(deleted["id"] == .string(try world.id("checklist")) && deleted["deleted"] == true)
  }

  @Test("A checklist is in the scope that its task is in")
  func scope() throws {
    let world = try ExampleWorld()
    for (list, isAllowed) in [("list", true), ("space", false)] {
      var policy = Policy()
      policy.territories = [Territory(lists: [try world.id(list)])]
      let arguments = try world.filled([
        "task_id": "$waiting_task", "checklist_id": "$checklist", "name": "Steps",
      ])
      let members = try #require(arguments.object)
      let call = ToolCall(name: "update_checklist", arguments: members)
      switch try #require(world.tools(under: policy).call(call)) {
      case .success: #expect(isAllowed)
      case .failure(let error):
        #expect(!isAllowed && error.code == .policyDenied, "\(error.message)")
      }
    }
  }

  @Test("What somebody added is not deleted by an undoing", arguments: [false, true])
  func addedSince(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let operation = try world.operation("create_checklist", ["task_id": "$task", "name": "Steps"])
    let task = try world.read(.getTask, ["task_id": try world.id("task")])
    let checklist = ["checklist_id": try #require(task["checklists"]?[0]?["id"]?.string)]
    try world.change(.createChecklistItem, checklist, ["name": "Mine"])
    let refusal = try world.refusal("undo_operation", ["operation_id": operation])
    #expect(refusal.code == .changedSince && refusal.message.contains("`items`"))
  }

  @Test("Renaming is undone whatever became of the items", arguments: [false, true])
  func undoBesideItems(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let operation = try world.operation(
      "update_checklist",
      ["task_id": "$waiting_task", "checklist_id": "$checklist", "name": "Later"])
    _ = try world.answer(
      "add_checklist_item",
      try world.filled(["task_id": "$waiting_task", "checklist_id": "Later", "name": "Mine"]))
    let undone = try world.answer("undo_operation", ["operation_id": operation])
    #expect(undone["undone"] == operation)
    let task = try world.read(.getTask, ["task_id": try world.id("waiting_task")])
    #expect(task["checklists"]?[0]?["name"] == "Before")
    #expect(task["checklists"]?[0]?["items"]?.array?.count == 3)
  }

  @Test("A parent that is gone, or stands below by now, is not restored", arguments: [false, true])
  func undoWithoutParent(isGone: Bool) throws {
    let world = try ExampleWorld()
    func nest(_ item: String, below parent: JSONValue) throws -> JSONValue {
      try world.operation(
        "update_checklist_item",
        [
          "task_id": "$waiting_task", "checklist_id": "$checklist", "item_id": .string(item),
          "parent": parent,
        ])
    }
    _ = try nest("$other_item", below: "$checklist_item")
    let operation = try nest("$other_item", below: "none")
    if isGone {
      try world.change(
        .deleteChecklistItem,
        [
          "checklist_id": try world.id("checklist"),
          "checklist_item_id": try world.id("checklist_item"),
        ])
    } else {
      _ = try nest("$checklist_item", below: "$other_item")
    }
    let refusal = try world.refusal("undo_operation", ["operation_id": operation])
    #expect(refusal.code == .changedSince, "\(refusal.message)")
    #expect(refusal.message.contains("`parent` is gone, or stands below it now"))
  }

  @Test("A yes to one checklist stands while its neighbours go")
  func neighbours() throws {
    let world = try ExampleWorld()
    try world.change(
      .createChecklist, ["task_id": try world.id("waiting_task")], ["name": "Second"])
    let first = try world.filled(["task_id": "$waiting_task", "checklist_id": "Before"])
    let second = try world.filled(["task_id": "$waiting_task", "checklist_id": "Second"])
    var yes: [JSONValue] = []
    for var arguments in [first, second] {
      let asked = try world.refusal("delete_checklist", arguments)
      arguments["idempotency_key"] = asked.plan?["plan_id"]
      yes.append(arguments)
    }
    for arguments in yes {
      #expect(try world.answer("delete_checklist", arguments)["deleted"] == true)
    }
  }

  @Test("Nobody is assigned by `none`, and names have an end")
  func small() throws {
    let world = try ExampleWorld()
    let item: JSONObject = ["task_id": "$waiting_task", "checklist_id": "$checklist"]
    func filled(_ members: JSONObject) throws -> JSONValue {
      try world.filled(.object(item.merging(members) { $1 }))
    }
    let made = try world.answer(
      "add_checklist_item", try filled(["name": "Free", "assignee": "none"]))
    #expect(made["item"]?["name"] == "Free" && made["differs"] == nil)
    let itself = try world.refusal(
      "update_checklist_item",
      try filled(["item_id": "$checklist_item", "parent": "$checklist_item"]))
    #expect(itself.message.contains("is the item itself"), "\(itself.message)")
    let long = String(repeating: "ü", count: 10_001)
    #expect(
      try world.refusal("add_checklist_item", try filled(["name": .string(long)])).message
        .contains("10000"))
    let longest = String(repeating: "ü", count: 10_000)
    let shown = try world.answer("add_checklist_item", try filled(["name": .string(longest)]))
    #expect(shown["item"]?["name"] == .string(longest))
  }

  @Test("Items that are not shown are counted")
  func manyItems() throws {
    let world = try ExampleWorld()
    var checklist = ["checklist_id": try world.id("checklist")]
    try world.change(.createChecklistItem, checklist, ["name": "Parent"])
    let parent = try #require(
      try world.read(.getTask, ["task_id": try world.id("waiting_task")])["checklists"]?[0]?[
        "items"]?
        .array?.first { $0["name"] == "Parent" }?["id"])
    for number in 0..<55 {
      try world.change(.createChecklistItem, checklist, ["name": .string("Child \(number)")])
      let items = try world.read(.getTask, ["task_id": try world.id("waiting_task")])[
        "checklists"]?[0]?[
          "items"]
      let child = try #require(items?.array?.first { $0["name"] == .string("Child \(number)") })
      checklist["checklist_item_id"] = child["id"]?.string
      try world.change(.updateChecklistItem, checklist, ["parent": parent])
      checklist["checklist_item_id"] = nil
    }
    let answer = try world.answer("get_task", try world.filled(["task_id": "$waiting_task"]))
    #expect(answer["notice"]?.string?.contains("53 of 58 items of the checklist") == true)
    // Whoever changes one is told as well.
    let renamed = try world.answer(
      "update_checklist",
      try world.filled(["task_id": "$waiting_task", "checklist_id": "Before", "name": "Steps"]))
    #expect(renamed["notice"]?.string?.contains("53 of 58 items of the checklist") == true)
    let ticked = try world.answer(
      "update_checklist_item",
      try world.filled([
        "task_id": "$waiting_task", "checklist_id": "Steps", "item_id": "Parent", "resolved": true,
      ]))
    #expect(ticked["notice"]?.string?.contains("50 of 55 items below the item") == true)
  }
}
