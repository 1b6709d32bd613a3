import JSON
import TestSupport
import Testing

@Suite struct BatchTests {
  static func batch(_ lines: String...) -> String { "[\(lines.joined(separator: ","))]" }

  @Test func aBatchIsAnsweredAsOneArray() throws {
    let line = Self.batch(
      Say.request("add_note", id: 1, ["text": "a"]), Say.notification("add_note", ["text": "b"]),
      Say.request("get_note", id: "2", ["id": "7"]), "1", Say.request("no_method", id: 3))
    let conversation = Conversation()
    let answers = try #require(try conversation.answer(line).array)
    #expect(answers.map { $0["id"] } == [1, "2", nil, 3])
    #expect(answers[1]["result"] == ["note": "7"])
    #expect(answers[2]["error"]?["code"] == -32600)
    #expect(answers[3]["error"]?["code"] == -32601)
    #expect(conversation.tools.notes == ["a", "b"])
    #expect(conversation.tools.groups == 1)
  }

  @Test func aBatchOfNotificationsIsAnsweredWithNothing() throws {
    let line = Self.batch(Say.notification("add_note", ["text": "a"]), Say.notification("x"))
    let conversation = Conversation()
    #expect(try conversation.send(line).isEmpty)
    #expect(conversation.tools.notes == ["a"])
  }

  @Test(arguments: ["[1]", "[[]]", "[null]", #"[{"jsonrpc":"2.0","id":null,"method":"ping"}]"#])
  func anElementThatIsNoRequestIsAnsweredInAnArray(_ line: String) throws {
    let conversation = Conversation()
    let answers = try conversation.answer(line).array
    #expect(answers?.map { $0["error"]?["code"] } == [-32600])
    // An error without an identifier, in an array, is none of any revision of MCP.
    #expect(conversation.exchanges[0].sent.map(\.revision) == [nil])
  }

  @Test func anEmptyBatchIsOneError() throws {
    #expect(try Conversation().answer("[]")["error"]?["code"] == -32600)
  }

  @Test func aBatchOfMoreThanAThousandIsOneError() throws {
    let line =
      "[" + Array(repeating: Say.request("ping"), count: 1_001).joined(separator: ",") + "]"
    let conversation = Conversation()
    #expect(try conversation.answer(line)["error"]?["code"] == -32600)
    #expect(
      try conversation.answer(
        "[" + Array(repeating: Say.request("ping"), count: 1_000).joined(separator: ",") + "]"
      ).array?.count == 1_000)
  }

  @Test(arguments: LegacyEraTests.revisions)
  func afterAHandshakeOnlyOneRevisionHasBatches(_ revision: String) throws {
    let conversation = Conversation()
    try conversation.send(Say.initialize(.string(revision)))
    let line = Self.batch(Say.request("tools/list"), Say.call("add_note", id: 2, ["text": "a"]))
    let answer = try conversation.answer(line)
    if revision == "2025-03-26" {
      #expect(answer.array?.count == 2)
      #expect(conversation.tools.notes == ["a"])
    } else {
      #expect(answer["error"]?["code"] == -32600)
      #expect(answer["id"] == nil)
      #expect(conversation.tools.notes.isEmpty)
    }
  }

  @Test func requestsThatNameTheirRevisionAreRefusedInABatch() throws {
    let conversation = Conversation()
    let line = Self.batch(
      Say.request("add_note", ["text": "a"]), Say.modern("tools/list", id: 2))
    #expect(try conversation.answer(line)["error"]?["code"] == -32600)
    #expect(conversation.tools.notes.isEmpty)
  }

  @Test func initializeIsRefusedInABatchAndAgreesOnNothing() throws {
    let conversation = Conversation()
    let answers = try conversation.answer(
      Self.batch(Say.initialize("2024-11-05", id: 1), Say.request("ping", id: 2)))
    #expect(answers[0]?["error"]?["code"] == -32600)
    #expect(answers[1]?["result"] == [:])
    let tools = try conversation.answer(Say.request("tools/list"))["result"]?["tools"]
    #expect(tools?[0]?["title"] != nil)
  }
}
