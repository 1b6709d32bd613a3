import JSON
import TestSupport
import Testing

@testable import Server

@Suite struct ProgressTests {
  static func call(token: JSONValue?, _ tool: String = "count_notes") -> String {
    var meta: JSONValue = [:]
    meta["progressToken"] = token
    return Say.request("tools/call", ["name": .string(tool), "_meta": meta])
  }

  @Test(arguments: ["abc", "1", 1, 0] as [JSONValue])
  func isToldUnderTheTokenWithItsType(_ token: JSONValue) throws {
    let conversation = Conversation(clockStep: 100)
    #expect(try conversation.answer(Self.call(token: token))["result"] != nil)
    let lines = try conversation.early()
    #expect(lines.map { $0["params"]?["progressToken"] } == Array(repeating: token, count: 4))
    #expect(lines.map { $0["params"]?["progress"] } == [1, 2, 3, 4])
    #expect(lines.map { $0["params"]?["total"] } == [4, 4, 4, 4])
    #expect(lines.first?["params"]?["message"] == "step 1")
    #expect(lines.first?["method"] == "notifications/progress")
  }

  @Test(arguments: [nil, .null, 1.5, ["a"]] as [JSONValue?])
  func nothingIsToldWithoutAToken(_ token: JSONValue?) throws {
    let conversation = Conversation(clockStep: 100)
    #expect(try conversation.answer(Self.call(token: token))["result"] != nil)
    #expect(try conversation.early().isEmpty)
  }

  @Test func atMostTenASecondAndTheLast() throws {
    let conversation = Conversation(clockStep: 0)
    try conversation.send(Self.call(token: "t"))
    #expect(try conversation.early().map { $0["params"]?["progress"] } == [1, 4])
  }

  @Test func theFirstRevisionHasNoMessage() throws {
    let conversation = Conversation(clockStep: 100)
    try conversation.send(Say.initialize("2024-11-05"))
    try conversation.send(Self.call(token: "t"))
    let lines = try conversation.early()
    #expect(lines.count == 4)
    #expect(lines.allSatisfy { $0["params"]?["message"] == nil })
  }

  @Test func isObservedAheadOfTheAnswer() throws {
    let conversation = Conversation(clockStep: 100)
    try conversation.send(Self.call(token: "t"))
    let methods = conversation.exchanges.first?.sent.map(\.method)
    #expect(
      methods == Array(repeating: "notifications/progress", count: 4) + ["tools/call"])
  }

  @Test func onlyIncreasesAndNeverFollowsTheAnswer() throws {
    let conversation = Conversation(clockStep: 100)
    try conversation.send(Self.call(token: "t"))
    let reporter = try #require(conversation.tools.calls.first?.progress)
    reporter.report(5)
    #expect(try conversation.early().count == 4)
  }
}

@Suite struct ProgressStreamTests {
  @Test func whatDoesNotIncreaseIsNotTold() throws {
    let lines = Lines()
    let stream = ProgressStream(
      to: ProgressTarget(token: .integer(1), hasMessage: true), clock: lines.clock,
      send: lines.add)
    for value in [2, 1, 2, .nan, .infinity, 3] as [Double] {
      stream.reporter.report(value)
      lines.clock.advance(by: 1000)
    }
    stream.finish()
    #expect(try lines.progress() == [2, 3])
  }

  @Test func whatWasHeldBackIsToldAtTheEnd() throws {
    let lines = Lines()
    let stream = ProgressStream(
      to: ProgressTarget(token: .integer(1), hasMessage: true), clock: lines.clock,
      send: lines.add)
    for value in 1...5 { stream.reporter.report(Double(value)) }
    lines.clock.advance(by: 100)
    stream.reporter.report(5.5)
    stream.reporter.report(6)
    #expect(try lines.progress() == [1, 5.5])
    stream.finish()
    stream.finish()
    #expect(try lines.progress() == [1, 5.5, 6])
  }
}
