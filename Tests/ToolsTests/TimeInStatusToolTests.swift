import APICore
import JSON
import LiveBackend
import Testing

@testable import Tools

@Suite("How long tasks have been in which status") struct TimeInStatusToolTests {
  private static func history(_ task: JSONValue?) -> [[JSONValue?]] {
    (task?["history"]?.array ?? []).map { [$0["status"], $0["is_current"]] }
  }

  @Test("The stays, also after one is taken back", arguments: [false, true])
  func whole(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    func time() throws -> JSONValue {
      try #require(
        try world.answer("get_time_in_status", world.filled(["task_ids": ["$task"]]))["tasks"]?[0])
    }
    world.clock.advance(by: 7_200_000)
    let changed = try world.answer(
      "update_task", world.filled(["task_id": "$task", "status": "in progress"]))
    world.clock.advance(by: 5_400_000)
    let doing = try time()
    #expect(doing["task_id"]?.string == (try world.id("task")) && doing["name"] == "Launch page")
    #expect(doing["status"] == "in progress")
    #expect(doing["duration"]?.string?.hasPrefix("1h 3") == true)
    #expect(Self.history(doing) == [["to do", nil], ["in progress", true]])
    // The clock moves on with each reading of it.
    #expect(doing["history"]?[0]?["duration"]?.string?.hasPrefix("2h") == true)
    #expect(doing["history"]?[1]?["since"] == doing["since"])
    #expect(doing["known_from"] == nil)
    let operation = try #require(changed["operation"]?["operation_id"])
    _ = try world.answer("undo_operation", ["operation_id": operation])
    let back = try time()
    #expect(back["status"] == "to do" && back["duration"] == "0m")
    #expect(Self.history(back) == [["to do", true], ["in progress", nil]])
    #expect(back["since"] != back["history"]?[0]?["since"])
    #expect(world.watch.problems == [])
  }

  @Test("Several come in the order asked for, each once", arguments: [false, true])
  func several(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let answer = try world.answer(
      "get_time_in_status", world.filled(["task_ids": ["$other_task", "Launch page", "$task"]]))
    #expect(answer["tasks"]?.array?.map { $0["name"] } == ["Launch mail", "Launch page"])
    #expect(answer["notice"]?.string?.contains("by its name the task \"Launch page\"") == true)
    #expect(world.watch.problems == [])
  }

  /// Answers of several tasks, and of one, as if the service kept no history of them.
  private struct Forgetful: HTTPExchange {
    let served: any HTTPExchange

    func send(
      _ request: HTTPRequest, onFreshConnection: Bool, within deadline: Milliseconds
    ) throws(HTTPFailure) -> HTTPAnswer {
      guard request.url.contains("time_in_status") else {
        return try served.send(request, onFreshConnection: onFreshConnection, within: deadline)
      }
      return HTTPAnswer(status: 200, body: Array("{}".utf8))
    }
  }

  @Test(
    "Of what the service says nothing, that is said",
    arguments: [["$task"], ["$task", "$other_task"]])
  func untold(tasks: [String]) throws {
    let world = try ExampleWorld(isLive: true, between: Forgetful.init)
    let answer = try world.answer(
      "get_time_in_status",
      world.filled(["task_ids": .array(tasks.map { .string($0) })]))
    #expect(answer["tasks"] == [])
    let notice = try #require(answer["notice"]?.string)
    for task in tasks { #expect(notice.contains(try world.id(String(task.dropFirst())))) }
    #expect(notice.contains("Total time in Status"))
  }

  /// Answers as if the history began an hour later than the task.
  private struct Late: HTTPExchange {
    let served: any HTTPExchange

    func send(
      _ request: HTTPRequest, onFreshConnection: Bool, within deadline: Milliseconds
    ) throws(HTTPFailure) -> HTTPAnswer {
      guard request.url.contains("time_in_status") else {
        return try served.send(request, onFreshConnection: onFreshConnection, within: deadline)
      }
      let time = #"{"by_minute":5,"since":"1795608000000"}"#
      let body = """
        {"current_status":{"status":"to do","color":"#1","total_time":\(time)},"status_history":[]}
        """
      return HTTPAnswer(status: 200, body: Array(body.utf8))
    }
  }

  @Test func aLateBeginIsSaid() throws {
    let world = try ExampleWorld(isLive: true, between: Late.init)
    let answer = try world.answer("get_time_in_status", world.filled(["task_ids": ["$task"]]))
    let task = try #require(answer["tasks"]?[0])
    #expect(task["known_from"] == "2026-11-25T13:00:00+01:00" && task["duration"] == "5m")
    #expect(task["since"] == task["known_from"])
  }
}
