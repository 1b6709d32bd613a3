import APICore
import JSON
import Testing

@testable import Tools

@Suite("Pages of a search while tasks change")
struct SearchPagingTests {
  private let world: ExampleWorld
  private let list: JSONValue

  init() throws {
    world = try ExampleWorld()
    let made = try world.answer(
      "create_list", ["folder_id": .string(try world.id("folder")), "name": "Paged"])
    list = try #require(made["id"])
  }

  /// Seven tasks, every other one without a due date.
  private func addTasks() throws -> [JSONValue] {
    try (1...7).map { number in
      var arguments: JSONValue = [
        "list_id": list, "name": .string("Task \(number)"),
        "idempotency_key": .string("paged-task-\(number)"),
      ]
      if number % 2 == 1 { arguments["due_date"] = .string("2026-12-0\((number + 1) / 2)") }
      return try #require(try world.answer("create_task", arguments)["id"])
    }
  }

  private static let orders: [(order: String, isReversed: Bool)] = [
    "created", "updated", "due_date", "id",
  ]
  .flatMap { [($0, false), ($0, true)] }

  @Test(
    "A task is neither lost nor repeated though one that was shown goes away", arguments: orders)
  func deletion(order: String, isReversed: Bool) throws {
    var wanted = Set(try addTasks())
    var seen: [JSONValue] = []
    var arguments: JSONValue = [
      "list_ids": [list], "order_by": .string(order), "reverse": .bool(isReversed), "limit": 2,
    ]
    repeat {
      let page = try world.answer("search_tasks", arguments)
      let ids = (page["tasks"]?.array ?? []).compactMap { $0["id"] }
      seen += ids
      arguments["cursor"] = page["cursor"]
      #expect(page["has_more"]?.bool == (page["cursor"] != nil))
      if seen.count == 2 {
        // Closed, the first one is of the list no more, and everything behind it moves up.
        let gone = try #require(ids.first)
        _ = try world.answer("update_task", ["task_id": gone, "status": "complete"])
        wanted.remove(gone)
        seen.removeFirst()
      }
    } while arguments["cursor"] != nil
    #expect(Set(seen) == wanted && seen.count == wanted.count, "\(seen)")
  }

  @Test("A place that no page ended with is not a place")
  func places() {
    for place: JSONValue in [
      nil, [:], ["offset": -1], ["offset": 9_000_000_000_000_000_000], ["offset": "1"],
      ["key": 1], ["row": 1], ["key": [], "row": 1], ["key": 1, "row": "1"],
    ] { #expect(SearchPlace(place) == nil, "\(place)") }
    for place: JSONValue in [
      ["offset": 25], ["key": nil, "row": 1], ["key": "86a", "row": 1], ["key": 5, "row": 1],
    ] { #expect(SearchPlace(place)?.json == place) }
  }

  @Test("The ID of a task finds it, also closed, a subtask or archived")
  func exactID() throws {
    let tasks = try addTasks()
    let closed = tasks[0]
    _ = try world.answer("update_task", ["task_id": closed, "status": "complete"])
    _ = try world.answer("update_task", ["task_id": tasks[1], "archived": true])
    let child = try #require(
      try world.answer(
        "create_task", ["list_id": list, "name": "Child", "parent": tasks[2]])["id"])
    for task in [closed, tasks[1], child] {
      for order in ["relevance", "created"] {
        let found = try world.answer(
          "search_tasks", ["query": task, "order_by": .string(order)])
        #expect(found["tasks"]?[0]?["id"] == task, "\(found)")
        #expect(found["tasks"]?.array?.count == 1)
      }
    }
    // What was asked for still counts.
    let status = try world.answer("search_tasks", ["query": closed, "statuses": ["to do"]])
    #expect(status["tasks"] == [])
    let elsewhere = try world.answer(
      "search_tasks", ["query": closed, "list_ids": [.string(try world.id("list"))]])
    #expect(elsewhere["tasks"] == [])
    #expect(try world.answer("search_tasks", ["query": "Task 1"])["tasks"] == [])
  }
}
