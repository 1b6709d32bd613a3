import TestSupport
import JSON
import Testing
import Tools

/// Questions in the middle of a call: https://modelcontextprotocol.io/specification/2026-07-28.
@Suite struct ElicitationTests {
  private static func call(
    capabilities: JSONValue = ["elicitation": [:]], _ more: JSONValue = [:]
  ) -> String {
    var params: JSONValue = ["name": "drop_note", "arguments": [:]]
    for (name, value) in more.object ?? [:] { params[name] = value }
    var meta = Say.meta
    meta["io.modelcontextprotocol/clientCapabilities"] = capabilities
    return Say.modern("tools/call", params, meta: meta)
  }

  @Test func aQuestionIsAFormWithAState() throws {
    let result = try #require(try Conversation().answer(Self.call())["result"])
    #expect(result["resultType"] == "input_required")
    #expect(result["requestState"] == "question_1")
    #expect(result["isError"] == nil && result["content"] == nil)
    #expect(result["_meta"]?["io.modelcontextprotocol/serverInfo"]?["name"] == "taskledger")
    let request = try #require(result["inputRequests"]?["confirm"])
    #expect(request["method"] == "elicitation/create")
    #expect(request["params"]?["mode"] == "form")
    #expect(request["params"]?["message"] == "All 3 notes go. Let the agent do this?")
    let schema = request["params"]?["requestedSchema"]
    #expect(schema?["type"] == "object")
    #expect(schema?["required"] == ["confirm"])
    #expect(schema?["properties"]?["confirm"]?["type"] == "boolean")
    #expect(schema?["properties"]?["confirm"]?["default"] == false)
  }

  /// Undeclared is not to be asked for; then the error is an ordinary result.
  @Test(
    arguments: [
      (["elicitation": [:]], true), (["elicitation": ["form": [:]]], true),
      (["elicitation": ["form": [:], "url": [:]]], true), (["elicitation": ["url": [:]]], false),
      (["elicitation": true], false), (["elicitation": .null], false), (["roots": [:]], false),
      ([:], false),
    ] as [(JSONValue, Bool)])
  func onlyWhoCanAskIsAsked(_ capabilities: JSONValue, _ canAsk: Bool) throws {
    let conversation = Conversation()
    let result = try #require(
      try conversation.answer(Self.call(capabilities: capabilities))["result"])
    #expect(conversation.tools.calls.last?.dialogue.canAsk == canAsk)
    #expect((result["resultType"] == "input_required") == canAsk)
    #expect((result["isError"] == true) == !canAsk)
  }

  @Test func theAnswerReachesTheTool() throws {
    let conversation = Conversation()
    let answers: JSONValue = [
      "confirm": ["action": "accept", "content": ["confirm": true]],
      "unknown": ["action": "cancel"],
    ]
    _ = try conversation.answer(
      Self.call(["inputResponses": answers, "requestState": "question_1"]))
    let dialogue = try #require(conversation.tools.calls.last?.dialogue)
    #expect(dialogue.answers == answers.object)
    #expect(dialogue.state == "question_1")
  }

  @Test(
    arguments: [
      ["inputResponses": []], ["inputResponses": "yes"], ["inputResponses": 1],
      ["requestState": 1], ["requestState": []], ["requestState": [:]],
    ] as [JSONValue])
  func whatCannotBeAnAnswerIsRefused(_ more: JSONValue) throws {
    let conversation = Conversation()
    #expect(try conversation.answer(Self.call(more))["error"]?["code"] == -32602)
    #expect(conversation.tools.calls.isEmpty)
  }

  @Test func theOtherDialectsCannotBeAsked() throws {
    let conversation = Conversation()
    let answered: JSONValue = [
      "name": "drop_note", "arguments": [:], "requestState": "question_1",
      "inputResponses": ["confirm": ["action": "accept", "content": ["confirm": true]]],
    ]
    for line in [Say.request("tools/call", answered), Say.request("drop_note", [:])] {
      let answer = try conversation.answer(line)
      #expect(answer["result"]?["isError"] == true || answer["error"]?["code"] == 1311)
      #expect(conversation.tools.calls.last?.dialogue.canAsk == false)
      #expect(conversation.tools.calls.last?.dialogue.state == nil)
    }
  }
}
