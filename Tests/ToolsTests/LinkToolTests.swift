import APICore
import JSON
import SQLite
import Testing

@testable import Tools

@Suite("Links of a task") struct LinkToolTests {
  @Test("A link is one from either side", arguments: [false, true])
  func bothSides(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let (task, other) = (try world.id("task"), try world.id("other_task"))
    let linked = try world.answer(
      "link_tasks", ["task_id": .string(task), "links_to": .string(other)])
    #expect(linked["linked_tasks"] == [.string(other)] && linked["differs"] == nil)
    let unlinked = try world.answer(
      "unlink_tasks", ["task_id": .string(other), "links_to": .string(task)])
    #expect(unlinked["task_id"] == .string(other))
    #expect(unlinked["linked_tasks"] == [] && unlinked["differs"] == nil)
    #expect(try world.answer("get_task", ["task_id": .string(task)])["linked_tasks"] == nil)
    #expect(world.watch.problems == [])
  }

  static let wrong: [WrongCall] = [
    (
      "link_tasks", ["task_id": "$task", "links_to": "$task"], .invalidArguments,
      "`links_to` is `task_id` itself, and a task cannot be linked to itself"
    ),
    (
      "unlink_tasks", ["task_id": "$task", "links_to": "$other_task"], .notFound,
      "is not a link of \"Launch page\", which is linked to no task"
    ),
    (
      "unlink_tasks", ["task_id": "$waiting_task", "links_to": "$task"], .notFound,
      "which is linked to \""
    ),
    (
      "unlink_tasks", ["task_id": "$task", "links_to": "86zzz"], .notFound, "`links_to` \"86zzz\""
    ),
  ]

  @Test(arguments: wrong)
  func refuses(_ wrong: WrongCall) throws { try ExampleWorld().expectRefusal(of: wrong) }

  @Test("What is out of sight is unlinked, and not linked", arguments: [false, true])
  func outOfSight(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    try world.addAnotherWorkspace()
    let (own, theirs) = (try world.id("task"), try world.id("their_task"))
    let arguments: JSONValue = ["task_id": .string(own), "links_to": .string(theirs)]
    #expect(try world.refusal("unlink_tasks", arguments).code == .notFound)
    #expect(try world.refusal("link_tasks", arguments).code == .notFound)
    // As ClickUp may keep one to a task that was deleted.
    try world.change(.addTaskLink, ["task_id": own, "links_to": theirs])
    let unlinked = try world.answer("unlink_tasks", arguments)
    #expect(unlinked["linked_tasks"] == [] && unlinked["differs"] == nil)
    #expect(try world.refusal("unlink_tasks", arguments).code == .notFound)
  }
}
