import APICore
import JSON
import TestSupport
import Testing
import Tools

@testable import Server

/// Lines that came together.
@Suite struct GroupTests {
  @Test func aGroupIsAnsweredInOrderAndSharesOneCommit() throws {
    let conversation = Conversation()
    let answers = try conversation.send(
      Say.request("add_note", id: 1, ["text": "a"]), Say.request("ping", id: 2),
      Say.call("add_note", id: 3, ["text": "b"]))
    #expect(answers.map { $0["id"] } == [1, 2, 3])
    #expect(conversation.tools.notes == ["a", "b"])
    #expect(conversation.tools.groups == 1)
  }

  @Test func aGroupWithoutCallsOpensNothing() throws {
    let conversation = Conversation()
    try conversation.send(Say.initialize(), Say.request("tools/list"), Say.request("ping"))
    #expect(conversation.tools.groups == 0)
  }

  @Test func nothingIsNothing() throws {
    #expect(try Conversation().send([ReceivedLine]()).isEmpty)
  }

  @Test func aSharedCommitThatFailsAnswersEveryCall() throws {
    let conversation = Conversation()
    conversation.tools.failCommits(with: ToolError(.ledgerUnavailable, "the disk is full"))
    let answers = try conversation.send(
      Say.request("add_note", id: 1, ["text": "a"]), Say.request("ping", id: 2),
      Say.call("add_note", id: 3, ["text": "b"]), Say.call("no_tool", id: 4),
      Say.notification("add_note", ["text": "c"]),
      "[\(Say.request("add_note", id: 5, ["text": "d"]))]")
    try #require(answers.count == 5)
    #expect(answers[0]["error"]?["data"]?["code"] == "ledger_unavailable")
    #expect(answers[1]["result"] == [:])
    #expect(answers[2]["result"]?["isError"] == true)
    #expect(answers[2]["result"]?["structuredContent"]?["code"] == "ledger_unavailable")
    #expect(answers[4][0]?["error"]?["data"]?["code"] == "ledger_unavailable")
  }

  @Test func moreThanAThousandRequestsAreServedInParts() throws {
    let conversation = Conversation()
    let lines = (0..<2_500).map { Say.request("get_note", id: .integer($0)) }
    let answers = try conversation.send(lines)
    #expect(answers.map { $0["id"] } == (0..<2_500).map { .integer($0) })
    #expect(conversation.tools.groups == 3)
  }

  @Test func handshakeAndCallsInOneGroup() throws {
    let conversation = Conversation()
    let answers = try conversation.send(
      Say.initialize("2024-11-05"), Say.notification("notifications/initialized"),
      Say.request("tools/list", id: 1))
    #expect(answers.count == 2)
    #expect(answers[1]["result"]?["tools"]?[0]?["title"] == nil)
  }
}

@Suite struct CancellationTests {
  @Test func aCancelledRequestIsNeitherBegunNorAnswered() throws {
    let conversation = Conversation()
    let answers = try conversation.send(
      Say.call("add_note", id: 1, ["text": "a"]), Say.call("add_note", id: "1", ["text": "b"]),
      Say.request("add_note", id: 2, ["text": "c"]), Say.cancel(1), Say.cancel(2))
    #expect(answers.map { $0["id"] } == ["1"])
    #expect(conversation.tools.notes == ["b"])
  }

  @Test func aCancellationMeansNothingForWhatComesLater() throws {
    let conversation = Conversation()
    #expect(try conversation.send(Say.cancel(1), Say.request("ping", id: 1)).count == 1)
    #expect(try conversation.send(Say.cancel(1)).isEmpty)
    #expect(try conversation.send(Say.request("ping", id: 1)).count == 1)
  }

  @Test func initializeCannotBeCancelled() throws {
    #expect(try Conversation().send(Say.initialize(id: 1), Say.cancel(1)).count == 1)
  }

  @Test(arguments: [nil, ["requestId": nil], ["requestId": [1]], [1], "1"] as [JSONValue?])
  func aMalformedCancellationIsIgnored(_ params: JSONValue?) throws {
    let conversation = Conversation()
    let answers = try conversation.send(
      Say.request("ping", id: 1), Say.notification("notifications/cancelled", params))
    #expect(answers.count == 1)
  }

  @Test func withinABatchToo() throws {
    let conversation = Conversation()
    let batch = "[\(Say.request("ping", id: 1)),\(Say.request("ping", id: 2)),\(Say.cancel(1))]"
    #expect(try conversation.answer(batch).array?.map { $0["id"] } == [2])
    #expect(try conversation.send("[\(Say.request("ping", id: 1))]", Say.cancel(1)).isEmpty)
  }
}

@Suite struct ExchangeTests {
  @Test func aRequestThatNeverBeganIsObservedAsCancelled() throws {
    let conversation = Conversation()
    try conversation.send(
      Say.request("ping", id: 1), Say.request("ping", id: 2), Say.cancel(1), Say.cancel(3))
    #expect(conversation.exchanges.map(\.isCancelled) == [true, false, false, false])
    #expect(conversation.exchanges.map { $0.servedAt == nil } == [true, false, true, true])
  }

  @Test func eachLineIsObservedWithItsAnswersAndItsTime() throws {
    let conversation = Conversation()
    try conversation.send(
      Say.request("ping", id: 1), Say.notification("x"), Say.modern("tools/list", id: 2),
      "[\(Say.request("get_note", id: 3)),\(Say.request("get_note", id: 4))]", "{")
    let exchanges = conversation.exchanges
    #expect(exchanges.map(\.sent.count) == [1, 0, 1, 1, 1])
    let start = Milliseconds(1_700_000_000_000)
    #expect(
      exchanges.map(\.servedAt) == [start + 1000, nil, start + 2000, start + 3000, nil])
    #expect(exchanges[0].received == .line(Array(Say.request("ping", id: 1).utf8)))
    #expect(exchanges.map { $0.sent.first?.method } == ["ping", nil, "tools/list", nil, nil])
    #expect(
      exchanges.map { $0.sent.first?.revision } == [
        "2025-11-25", nil, "2026-07-28", nil, "2025-11-25",
      ])
  }
}
