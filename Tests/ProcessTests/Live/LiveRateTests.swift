import APICore
import Foundation
import JSON
import LoopbackClickUp
import Testing

/// Real processes that share one token, in front of a ClickUp that counts.
@Suite struct LiveRateTests {
  /// The minute, of the service and of the processes; the issue's is 60 s.
  private static let minute = Milliseconds(2_000)
  private static let environment = ["TASKLEDGER_RATE_MINUTE_MS": "\(minute.rawValue)"]

  /// The most of these in any minute.
  private static func most(_ times: [Milliseconds]) -> Int {
    let times = times.sorted()
    var first = 0
    var most = 0
    for (index, time) in times.enumerated() {
      while times[first] + minute <= time { first += 1 }
      most = max(most, index - first + 1)
    }
    return most
  }

  /// The service says what the limit is and does nothing about it: what holds is the count of the
  /// processes, and what it notes is the truth.
  @Test func sixteenProcessesTogetherNeverSendMoreThanTheLimit() throws {
    let limit = 50
    let live = try LiveProcess(limit: limit, minute: Self.minute, isEnforced: false)
    defer { live.server.stop() }
    let work = try LiveWork(keys: 32, on: live.server)
    // The first answer tells the limit; before, a plan of 100 is the least that there is.
    #expect(
      try live.run("call", "get_workspace", environment: Self.environment).status == 0)
    let processes = try (0..<16).map { _ in try live.start(Self.environment) }
    // All of them are there before the first asks.
    for process in processes {
      _ = try process.ask(#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#)
    }
    let before = live.server.calls.count
    for (index, process) in processes.enumerated() {
      for number in 1...2 { try process.send(work.request(index * 2 + number)) }
    }
    for process in processes {
      for _ in 1...2 {
        let answer = try JSONValue.parse(try #require(try process.line()))
        #expect(CrashTests.status(answer) == "executed", "\(answer.canonicalString)")
      }
    }
    for process in processes { #expect(try process.finish() == 0) }
    #expect(live.server.effects.count { $0.call != nil } == 32)
    let times = live.server.calls.dropFirst(before).map(\.time)
    let most = Self.most(times)
    let took = (times.max() ?? 0) - (times.min() ?? 0)
    print("\(times.count) requests in \(took.rawValue) ms, at most \(most) in a minute of \(limit)")
    #expect(most <= limit)
    // Otherwise nobody would have had to wait.
    #expect(times.count > 2 * limit)
  }

  @Test func aCallThatWouldWaitTooLongSaysHowLongAndSendsNothing() throws {
    let live = try LiveProcess(limit: 14)
    defer { live.server.stop() }
    let process = try live.start(["TASKLEDGER_RATE_MINUTE_MS": "600000"])
    var made = 0
    var refusal: JSONValue?
    while refusal == nil, made < 14 {
      let answer = try process.call(
        "create_task",
        ["list_id": "Inbox", "name": "x", "idempotency_key": .string("limited-\(made)")])
      refusal = answer["error"]
      if refusal == nil { made += 1 }
    }
    let error = try #require(refusal)
    let message = try #require(error["message"]?.string)
    let seconds = message.firstMatch(of: /after (\d+) s/).flatMap { Int($0.1) }
    #expect(try #require(seconds) >= 50, "\(message)")
    #expect(message.contains("the rate limit of the ClickUp token is used up"))
    #expect(message.contains("nothing was sent"))
    let retry = error["data"]?["retry"]
    #expect(retry?["safe"] == true)
    let wait = try #require(retry?["after_ms"]?.integer)
    #expect(try #require(seconds) == Int((wait + 999) / 1_000))
    #expect(try process.finish() == 0)
    #expect(live.server.effects.count { $0.call != nil } == made)
    let states = try LiveInspection(live.store).rows().map(\.state)
    #expect(states == Array(repeating: "done", count: made))
  }

  @Test(arguments: [true, false])
  func aCallThatWaitsForTheLimitSaysSoToWhoAskedToBeTold(hasToken: Bool) throws {
    let live = try LiveProcess(limit: 12, minute: Self.minute)
    defer { live.server.stop() }
    let work = try LiveWork(keys: 1, on: live.server)
    let process = try live.start(Self.environment)
    var meta: JSONValue = [
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientCapabilities": [:],
    ]
    for number in 1...20 {
      if hasToken { meta["progressToken"] = .string("call \(number)") }
      let request: JSONValue = [
        "jsonrpc": "2.0", "id": .integer(Int64(number)), "method": "tools/call",
        "params": [
          "name": "get_task", "arguments": ["task_id": .string(work.taskID)], "_meta": meta,
        ],
      ]
      try process.send(request.canonicalString)
    }
    var told: [JSONValue] = []
    var answers = 0
    while answers < 20 {
      let line = try JSONValue.parse(try #require(try process.line()))
      if line["method"] == nil {
        #expect(line["result"]?["isError"]?.bool != true, "\(line.canonicalString)")
        answers += 1
      } else {
        told.append(line)
      }
    }
    #expect(try process.finish() == 0)
    #expect(told.allSatisfy { $0["method"] == "notifications/progress" })
    let waits = told.filter {
      $0["params"]?["message"]?.string?.hasPrefix("waiting ") == true
        && $0["params"]?["progressToken"]?.string?.hasPrefix("call ") == true
    }
    #expect(waits.isEmpty == !hasToken, "\(told.map(\.canonicalString))")
    #expect(told.isEmpty == !hasToken)
  }
}
