import APICore
import JSON
import Testing

@testable import Tools

@Suite("Lists in which a task stands besides its own") struct FurtherListToolTests {
  @Test("It is shown, found and taken back", arguments: [false, true])
  func whole(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let arguments = try world.filled(["task_id": "$task", "list_id": "$inbox"])
    let added = try world.answer("add_task_to_list", arguments)
    let inbox: JSONValue = ["id": .string(try world.id("inbox")), "name": "Inbox"]
    #expect(added["locations"] == [inbox] && added["differs"] == nil)
    #expect(added["list"]?["id"]?.string == (try world.id("list")))
    let shown = try world.answer("get_task", world.filled(["task_id": "$task"]))
    #expect(shown["locations"] == [inbox])
    let found = try world.answer("search_tasks", world.filled(["list_ids": ["$inbox"]]))
    #expect(
      Set(found["tasks"]?.array?.compactMap { $0["name"]?.string } ?? [])
        == ["Launch page", "Approve"])
    #expect(
      found["notice"]?.string?.contains("2 of these belong to another List, which `list` names")
        == true)
    let operation = try #require(added["operation"]?["operation_id"])
    let undone = try world.answer("undo_operation", ["operation_id": operation])
    #expect(undone["undone"]?.string == operation.string)
    #expect(try world.answer("get_task", world.filled(["task_id": "$task"]))["locations"] == nil)
    #expect(world.watch.problems == [])
  }

  @Test("Taking it out is taken back as well", arguments: [false, true])
  func removed(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let arguments = try world.filled(["task_id": "$blocking_task", "list_id": "Inbox"])
    let removed = try world.answer("remove_task_from_list", arguments)
    #expect(removed["locations"] == [] && removed["differs"] == nil)
    _ = try world.answer(
      "undo_operation", ["operation_id": try #require(removed["operation"]?["operation_id"])])
    let shown = try world.answer("get_task", world.filled(["task_id": "$blocking_task"]))
    #expect(shown["locations"]?[0]?["name"] == "Inbox")
  }

  static let wrong: [WrongCall] = [
    (
      "add_task_to_list", ["task_id": "$task", "list_id": "$list"], .invalidArguments,
      "is the List that \"Launch page\" belongs to, which it can neither be added to nor taken out "
        + "of"
    ),
    (
      "remove_task_from_list", ["task_id": "$task", "list_id": "$list"], .invalidArguments,
      "nothing was changed; name another List"
    ),
    (
      "remove_task_from_list", ["task_id": "$task", "list_id": "Inbox"], .notFound,
      "is not a further place of \"Launch page\", which belongs to \"Roadmap\" and stands besides "
        + "in no List"
    ),
  ]

  @Test(arguments: wrong)
  func refuses(_ wrong: WrongCall) throws { try ExampleWorld().expectRefusal(of: wrong) }

  @Test(
    "A creation is not undone once somebody put the task into another List",
    arguments: [false, true])
  func createdAndPlaced(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let made = try world.answer("create_task", world.filled(["list_id": "$list", "name": "New"]))
    try world.change(
      .addTaskToList,
      ["list_id": try world.id("inbox"), "task_id": try #require(made["id"]?.string)])
    let error = try world.refusal(
      "undo_operation", ["operation_id": try #require(made["operation"]?["operation_id"])])
    #expect(error.message.contains("locations"), "\(error.message)")
  }

  @Test("With a List those of its tasks do not go that belong to another one")
  func deletedList() throws {
    let world = try ExampleWorld()
    let plan = try world.refusal("delete_list", world.filled(["list_id": "$inbox"])).plan
    #expect(plan?["consequences"]?["tasks"] == nil)
  }
}
