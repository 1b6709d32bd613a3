import APICore
import JSON
import LiveBackend
import Testing

@testable import Tools

@Suite("A task goes to another List") struct MoveTaskToolTests {
  /// With a List `Backlog` of the statuses open, Review and over, which lacks those of `$list`.
  private static func world(isLive: Bool = false) throws -> ExampleWorld {
    let world = try ExampleWorld(isLive: isLive)
    try world.make(
      "backlog", .createSpaceList, ["space_id": try world.id("space")],
      [
        "name": "Backlog",
        "statuses": [["status": "open"], ["status": "Review"], ["status": "over"]],
      ])
    return world
  }

  @discardableResult
  private static func subtask(
    _ name: String, _ status: String, in world: ExampleWorld
  ) throws -> String {
    try world.make(
      name, .createTask, ["list_id": try world.id("list")],
      [
        "name": .string(name), "status": .string(status), "parent": .string(try world.id("task")),
      ])
  }

  @Test(
    "It takes its subtasks along, says what becomes of them, and is taken back",
    arguments: [false, true])
  func whole(isLive: Bool) throws {
    let world = try Self.world(isLive: isLive)
    let subtasks = try [("Doing", "in progress"), ("Ready", "complete"), ("Waiting", "to do")].map {
      try Self.subtask($0.0, $0.1, in: world)
    }
    func statuses() throws -> [JSONValue?] {
      try subtasks.map { try world.read(.getTask, ["task_id": $0])["status"]?["status"] }
    }
    let moved = try world.answer(
      "move_task", world.filled(["task_id": "$task", "list_id": "Backlog", "status": "review"]))
    #expect(moved["list"] == ["id": .string(try world.id("backlog")), "name": "Backlog"])
    #expect(moved["status"] == "Review" && moved["differs"] == nil)
    #expect(try statuses() == ["Review", "over", "Review"])
    let notice = try #require(moved["notice"]?.string)
    #expect(
      notice.contains(
        "3 subtasks move with the task; statuses that the List \"Backlog\" lacks change from"),
      "\(notice)")
    #expect(notice.contains("from \"complete\" to \"over\""), "\(notice)")
    let operation = try #require(moved["operation"]?["operation_id"])
    let undone = try world.answer("undo_operation", ["operation_id": operation])
    #expect(undone["differs"] == nil)
    #expect(
      undone["not_restored"]?[0]?.string?.contains("statuses of subtasks") == true, "\(undone)")
    let task = try world.read(.getTask, ["task_id": try world.id("task")])
    #expect(task["list"]?["id"]?.string == (try world.id("list")))
    #expect(task["status"]?["status"] == "to do")
    #expect(world.watch.problems == [])
  }

  @Test("Subtasks do not end with the task, and what has ended stays so")
  func finished() throws {
    let world = try Self.world()
    let doing = try Self.subtask("Doing", "in progress", in: world)
    _ = try world.answer(
      "move_task", world.filled(["task_id": "$task", "list_id": "$backlog", "status": "over"]))
    #expect(try world.read(.getTask, ["task_id": doing])["status"]?["status"] == "open")
  }

  @Test(
    "Which values are not seen any more is said, and they come back with it",
    arguments: [false, true])
  func fields(isLive: Bool) throws {
    let world = try Self.world(isLive: isLive)
    let before = try world.answer("get_task", world.filled(["task_id": "$blocking_task"]))
    let moved = try world.answer(
      "move_task", world.filled(["task_id": "$blocking_task", "list_id": "$inbox"]))
    let notice = try #require(moved["notice"]?.string)
    #expect(notice.contains("the List \"Inbox\" lacks the Custom Fields \"The"), "\(notice)")
    let shown = try world.answer("get_task", world.filled(["task_id": "$blocking_task"]))
    #expect(shown["custom_fields"] == nil && shown["locations"] == nil)
    let undone = try world.answer(
      "undo_operation", ["operation_id": try #require(moved["operation"]?["operation_id"])])
    // It stood in that List besides.
    #expect(
      undone["not_restored"]?[0]?.string == "that it stood in the List \"Inbox\" besides its own")
    let after = try world.answer("get_task", world.filled(["task_id": "$blocking_task"]))
    #expect(after["custom_fields"] == before["custom_fields"])
  }

  @Test("Nothing is said where nothing is hidden")
  func silent() throws {
    let world = try Self.world()
    let moved = try world.answer(
      "move_task", world.filled(["task_id": "$task", "list_id": "$inbox"]))
    #expect(moved["notice"] == nil)
  }

  static let wrong: [WrongCall] = [
    (
      "move_task", ["task_id": "$task", "list_id": "Backlog"], .invalidArguments,
      "\"Launch page\" has the status \"to do\", which the List \"Studio / Backlog\" lacks; nothing "
        + "was changed; give `status`, one of \"open\", \"Review\", \"over\""
    ),
    (
      "move_task", ["task_id": "$task", "list_id": "Backlog", "status": "to do"],
      .invalidArguments, "is not a status of the List \"Studio / Backlog\""
    ),
    (
      "move_task", ["task_id": "$task", "list_id": "$list"], .invalidArguments,
      "is the List that \"Launch page\" is in already; nothing was changed"
    ),
    (
      "move_task", ["task_id": "$task", "list_id": "$list", "status": "to do"],
      .invalidArguments, "`update_task` changes its `status`"
    ),
    (
      "move_task", ["task_id": "Below", "list_id": "Backlog"], .invalidArguments,
      "is a subtask, and is in the List of its parent; nothing was changed; move the task at the "
        + "top"
    ),
    ("move_task", ["task_id": "$task", "list_id": "Nowhere"], .notFound, "is not a List"),
  ]

  @Test(arguments: wrong)
  func refuses(_ wrong: WrongCall) throws {
    let world = try Self.world()
    try Self.subtask("Below", "to do", in: world)
    try world.expectRefusal(of: wrong)
  }

  @Test("It is not moved back once somebody moved it on")
  func movedOn() throws {
    let world = try Self.world()
    let moved = try world.answer(
      "move_task", world.filled(["task_id": "$task", "list_id": "$inbox"]))
    _ = try world.answer(
      "move_task", world.filled(["task_id": "$task", "list_id": "$backlog", "status": "open"]))
    let error = try world.refusal(
      "undo_operation", ["operation_id": try #require(moved["operation"]?["operation_id"])])
    #expect(error.code == .changedSince, "\(error.message)")
  }

  /// Accepts a move, and moves nothing.
  private struct Unmoving: HTTPExchange {
    let service: any HTTPExchange

    func send(
      _ request: HTTPRequest, onFreshConnection: Bool, within deadline: Milliseconds
    ) throws(HTTPFailure) -> HTTPAnswer {
      guard request.url.contains("/home_list/") else {
        return try service.send(request, onFreshConnection: onFreshConnection, within: deadline)
      }
      return HTTPAnswer(
        status: 200, headers: [:],
        body: Array(#"{"data":{"task_id":"86a","new_list_id":"1"}}"#.utf8))
    }
  }

  @Test("A service that does something else is not taken at its word")
  func differs() throws {
    let world = try ExampleWorld(isLive: true, between: { Unmoving(service: $0) })
    let moved = try world.answer(
      "move_task",
      world.filled(["task_id": "$task", "list_id": "$inbox", "status": "in progress"]))
    let differences = (moved["differs"]?.array ?? []).compactMap(\.string)
    #expect(differences.contains { $0.contains("the task is in the List \"Roadmap\"") })
    #expect(differences.contains { $0.contains("`status`: stored is \"to do\"") })
  }
}
