import Foundation
import JSON
import Testing

/// One yes is one write, however many processes it reaches at once: the real binary.
@Suite struct ConfirmationRaceTests {
  static let processes = 8

  /// Effects that can be counted: each execution makes another task.
  private static let create: JSONValue = [
    "list_id": "Inbox", "name": "Confirmed", "allow_duplicate": true,
  ]

  private let folder: TemporaryDirectory
  private let servers: [ServerProcess]

  init() throws {
    folder = try TemporaryDirectory()
    let policy = folder.url.appendingPathComponent("policy.json").path
    try #"{"confirm": ["create_task"]}"#.write(toFile: policy, atomically: true, encoding: .utf8)
    let arguments = ["--store", folder.store, "--policy", policy]
    servers = try (0..<Self.processes).map { _ in try ServerProcess(arguments) }
    // All of them stand ready with the store open, so that they meet at the write.
    for server in servers { #expect(try server.call("get_workspace", [:])["result"] != nil) }
  }

  private static func modern(_ more: JSONValue = [:]) -> String {
    var params: JSONValue = [
      "name": "create_task", "arguments": create,
      "_meta": [
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": ["elicitation": [:]],
      ],
    ]
    for (name, value) in more.object ?? [:] { params[name] = value }
    let request: JSONValue = [
      "jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": params,
    ]
    return request.canonicalString
  }

  private static func answered(_ action: String, _ state: JSONValue) -> String {
    var answer: JSONValue = ["action": .string(action)]
    if action == "accept" { answer["content"] = ["confirm": true] }
    return modern(["requestState": state, "inputResponses": ["confirm": answer]])
  }

  /// The state of a question that the first server asks.
  private func question() throws -> JSONValue {
    let asked = try #require(try servers[0].ask(Self.modern())["result"])
    #expect(asked["resultType"] == "input_required")
    return try #require(asked["requestState"])
  }

  /// Sends all lines before it reads any answer.
  private func answers(to lines: [String]) throws -> [JSONValue] {
    for (server, line) in zip(servers, lines) { try server.send(line) }
    return try servers.map { server in try JSONValue.parse(try #require(try server.line())) }
  }

  private func expectOneEffect(_ outputs: [JSONValue?]) throws {
    let statuses = outputs.compactMap { $0?["operation"]?["status"]?.string }.sorted()
    let replays = Array(repeating: "replayed", count: Self.processes - 1)
    #expect(statuses == ["executed"] + replays)
    let made = outputs.map { output in
      var output = output
      output?["operation"] = nil
      return output
    }
    #expect(Set(made).count == 1)
    try end()
    let store = try StoreInspection(folder.store)
    #expect(try store.taskNames == ["Confirmed"])
    #expect(try store.integrity == "ok")
  }

  private func end() throws { for server in servers { #expect(try server.finish() == 0) } }

  @Test func oneYesOfAPersonIsOneWrite() throws {
    let yes = Self.answered("accept", try question())
    let answers = try answers(to: Array(repeating: yes, count: Self.processes))
    try expectOneEffect(answers.map { $0["result"]?["structuredContent"] })
  }

  @Test func onePlanThatWasShownIsOneWrite() throws {
    let refused = try servers[0].call("create_task", Self.create)
    #expect(refused["error"]?["data"]?["code"] == "confirmation_required")
    var arguments = Self.create
    arguments["idempotency_key"] = try #require(refused["error"]?["data"]?["plan"]?["plan_id"])
    let request: JSONValue = [
      "jsonrpc": "2.0", "id": 1, "method": "create_task", "params": arguments,
    ]
    let lines = Array(repeating: request.canonicalString, count: Self.processes)
    try expectOneEffect(try answers(to: lines).map { $0["result"] })
  }

  @Test func aNoIsKeptForEveryProcessAndAfterARestart() throws {
    let state = try question()
    let no = try servers[1].ask(Self.answered("decline", state))
    #expect(no["result"]?["structuredContent"]?["code"] == "declined")
    servers[1].kill()
    for server in servers where server !== servers[1] {
      let yes = try server.ask(Self.answered("accept", state))
      #expect(yes["result"]?["structuredContent"]?["code"] == "confirmation_refused")
      #expect(try server.finish() == 0)
    }
    let later = try ServerProcess(["--store", folder.store])
    let yes = try later.ask(Self.answered("accept", state))
    #expect(yes["result"]?["structuredContent"]?["code"] == "confirmation_refused")
    #expect(try later.finish() == 0)
    #expect(try StoreInspection(folder.store).taskNames == [])
  }

  @Test func ofAYesAndANoAtOnceOneCounts() throws {
    let state = try question()
    let lines = (0..<Self.processes).map { number in
      Self.answered(number % 2 == 0 ? "accept" : "decline", state)
    }
    let results = try answers(to: lines).map { $0["result"]?["structuredContent"] }
    try end()
    let isDone = try StoreInspection(folder.store).taskNames == ["Confirmed"]
    for (number, result) in results.enumerated() {
      let refusal: JSONValue = number % 2 == 0 ? "confirmation_refused" : "declined"
      #expect(isDone ? result?["operation"] != nil : result?["code"] == refusal)
    }
    let executed = results.count { $0?["operation"]?["status"] == "executed" }
    #expect(executed == (isDone ? 1 : 0))
    #expect(try StoreInspection(folder.store).taskNames.count == executed)
  }
}
