import APICore
import JSON
import LiveBackend
import Synchronization
import Testing

@testable import Tools

@Suite("A replay says of dates what the first answer said")
struct ReplayNoticeTests {
  /// The clock of Berlin shows it twice.
  static let time: JSONValue = "2026-10-25T02:30"

  static let writes: [(tool: String, arguments: JSONValue)] = [
    ("log_time", ["task_id": "$task", "start": time, "duration": "1h"]),
    ("create_task", ["list_id": "$list", "name": "Dated", "due_date": time]),
    ("update_task", ["task_id": "$task", "start_date": time]),
    ("set_custom_field", ["task_id": "$task", "field_id": "$field_date", "value": time]),
    ("create_list", ["folder_id": "$folder", "name": "Dated", "due_date": time]),
    ("update_list", ["list_id": "$list", "due_date": time]),
  ]

  @Test(arguments: writes, [false, true])
  func isReplayed(_ write: (tool: String, arguments: JSONValue), isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    var arguments = try world.filled(write.arguments)
    arguments["idempotency_key"] = "twice-on-the-clock"
    let first = try world.answer(write.tool, arguments)
    let notice = try #require(first["notice"]?.string)
    #expect(notice.components(separatedBy: "comes twice in Europe/Berlin").count == 2, "\(notice)")
    let again = try world.answer(write.tool, arguments)
    #expect(again["operation"]?["replayed"] == true)
    #expect(again["notice"]?.string == notice)
    let found = try world.answer("get_operation", ["idempotency_key": "twice-on-the-clock"])
    #expect(found["output"]?["notice"]?.string == notice)
  }

  @Test("So does the call that finds what an earlier one has done", arguments: writes)
  func isFound(_ write: (tool: String, arguments: JSONValue)) throws {
    let line = Line()
    let world = try ExampleWorld(isLive: true) { BadLine(service: $0, line: line) }
    var arguments = try world.filled(write.arguments)
    arguments["idempotency_key"] = "twice-on-the-clock"
    line.breaks.withLock { $0 = true }
    #expect(try world.refusal(write.tool, arguments).code == .outcomeUnknown)
    line.isDown.withLock { $0 = false }
    let found = try world.answer(write.tool, arguments)
    #expect(found["operation"]?["replayed"] == true)
    let notice = try #require(found["notice"]?.string)
    #expect(notice.components(separatedBy: "comes twice in Europe/Berlin").count == 2, "\(notice)")
    #expect(try world.answer(write.tool, arguments)["notice"]?.string == notice)
  }

  private final class Line: Sendable {
    /// Whether it goes down under the next write, which is done.
    let breaks = Mutex(false)
    let isDown = Mutex(false)
  }

  private struct BadLine: HTTPExchange {
    let service: any HTTPExchange
    let line: Line

    func send(
      _ request: HTTPRequest, onFreshConnection: Bool, within deadline: Milliseconds
    ) throws(HTTPFailure) -> HTTPAnswer {
      guard !line.isDown.withLock({ $0 }) else { throw HTTPFailure(.notConnected, "down") }
      let answer = try service.send(
        request, onFreshConnection: onFreshConnection, within: deadline)
      let isLost = line.breaks.withLock { breaks in
        guard breaks, request.method != .get else { return false }
        breaks = false
        return true
      }
      guard isLost else { return answer }
      line.isDown.withLock { $0 = true }
      throw HTTPFailure(.broken, "reset")
    }
  }
}
