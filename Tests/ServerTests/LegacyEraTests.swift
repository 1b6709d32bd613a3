import JSON
import TestSupport
import Testing

/// The four revisions that begin with `initialize`, and what is served without one.
@Suite struct LegacyEraTests {
  static let revisions = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"]

  @Test(arguments: revisions)
  func initializeEchoesAKnownRevision(_ revision: String) throws {
    let conversation = Conversation()
    let answer = try conversation.answer(Say.initialize(.string(revision)))
    #expect(answer["id"] == 0)
    let result = try #require(answer["result"])
    #expect(result["protocolVersion"] == .string(revision))
    #expect(result["capabilities"] == ["tools": [:]])
    #expect(result["serverInfo"]?["name"] == "taskledger")
    #expect((result["serverInfo"]?["title"] != nil) == (revision >= "2025-06-18"))
    #expect((result["serverInfo"]?["websiteUrl"] != nil) == (revision >= "2025-11-25"))
    #expect(result["instructions"]?.string?.isEmpty == false)
    #expect(result["resultType"] == nil)
    #expect(try conversation.send(Say.notification("notifications/initialized")).isEmpty)
  }

  @Test(arguments: ["1900-01-01", "2026-07-28", "", 7, nil, ["2025-06-18"]] as [JSONValue])
  func initializeIsNeverRefused(_ revision: JSONValue) throws {
    let answer = try Conversation().answer(Say.initialize(revision))
    #expect(answer["result"]?["protocolVersion"] == "2025-11-25")
  }

  @Test func initializeWithoutParametersIsAnswered() throws {
    let answer = try Conversation().answer(Say.request("initialize"))
    #expect(answer["result"]?["protocolVersion"] == "2025-11-25")
  }

  @Test(arguments: revisions)
  func toolsHaveTheMembersOfTheRevision(_ revision: String) throws {
    let conversation = Conversation()
    try conversation.send(Say.initialize(.string(revision)))
    let result = try #require(try conversation.answer(Say.request("tools/list"))["result"])
    #expect(result["ttlMs"] == nil && result["resultType"] == nil)
    let tools = try #require(result["tools"]?.array)
    #expect(tools.count == 5)
    for tool in tools {
      var members: Set = ["name", "description", "inputSchema"]
      if revision >= "2025-03-26" { members.insert("annotations") }
      if revision >= "2025-06-18" { members.formUnion(["title", "outputSchema"]) }
      #expect(tool.object.map { Set($0.keys) } == members)
    }
  }

  @Test(arguments: revisions)
  func structureIsGivenWhereTheRevisionHasIt(_ revision: String) throws {
    let conversation = Conversation()
    try conversation.send(Say.initialize(.string(revision)))
    let result = try #require(try conversation.answer(Say.call("get_note", ["id": "7"]))["result"])
    #expect(result["content"] == [["type": "text", "text": #"{"note":"7"}"#]])
    #expect((result["structuredContent"] == ["note": "7"]) == (revision >= "2025-06-18"))
    #expect(result["isError"] == nil && result["resultType"] == nil)
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let line: String
    let pointer: String
    let value: JSONValue
    var testDescription: String { line }

    init(_ line: String, _ pointer: String, _ value: JSONValue) {
      (self.line, self.pointer, self.value) = (line, pointer, value)
    }
  }

  /// Answered the same before, without and after a handshake.
  static let rows = [
    Row(Say.request("ping"), "/result", [:]),
    Row(Say.request("ping", id: 0), "/id", 0),
    Row(Say.request("ping", id: "0"), "/id", "0"),
    Row(Say.request("ping", id: 9_007_199_254_740_993), "/id", 9_007_199_254_740_993),
    Row(Say.request("resources/list"), "/result", ["resources": []]),
    Row(Say.request("resources/templates/list"), "/result", ["resourceTemplates": []]),
    Row(Say.request("prompts/list"), "/result", ["prompts": []]),
    Row(Say.request("logging/setLevel", ["level": "debug"]), "/error/code", -32601),
    Row(Say.request("resources/read", ["uri": "x"]), "/error/code", -32601),
    Row(Say.request("completion/complete"), "/error/code", -32601),
    Row(Say.request("server/discover"), "/error/code", -32602),
    Row(Say.request("tools/list", ["cursor": "x"]), "/error/code", -32602),
    Row(Say.request("tools/list", ["cursor": nil]), "/result/tools/0/name", "get_note"),
    Row(Say.request("tools/list", []), "/error/code", -32602),
    Row(Say.call("no_tool"), "/error/code", -32602),
    Row(Say.call("get_note", []), "/error/code", -32602),
    Row(Say.call("get_note", nil), "/result/structuredContent/note", nil),
    Row(Say.request("tools/call", ["name": "get_note"]), "/result/structuredContent/note", nil),
    Row(Say.request("tools/call", ["name": "get_note", "_meta": 1]), "/error/code", -32602),
    Row(
      Say.request("tools/lost"), "/error/message", "Method not found: tools/lost"),
  ]

  @Test(arguments: rows)
  func isAnswered(_ row: Row) throws {
    let pointer = try #require(JSONPointer(row.pointer))
    let fresh = Conversation()
    #expect(try fresh.answer(row.line)[pointer] == row.value)
    #expect(try fresh.answer(row.line)[pointer] == row.value)
    let greeted = Conversation()
    try greeted.send(Say.initialize(), Say.notification("notifications/initialized"))
    #expect(try greeted.answer(row.line)[pointer] == row.value)
  }
}

/// One stream, both eras: what was said before decides nothing but the legacy revision.
@Suite struct EraMatrixTests {
  struct Step: Sendable {
    let line: String
    /// Pointer into the answer, and what stands there.
    let pointer: String
    let value: JSONValue
  }

  static let steps = [
    Step(
      line: Say.modern("server/discover"), pointer: "/result/supportedVersions",
      value: ["2026-07-28"]),
    Step(line: Say.modern("tools/list"), pointer: "/result/resultType", value: "complete"),
    Step(
      line: Say.modern("tools/call", ["name": "get_note"]), pointer: "/result/resultType",
      value: "complete"),
    Step(
      line: Say.initialize("2025-06-18"), pointer: "/result/protocolVersion", value: "2025-06-18"),
    Step(line: Say.request("ping"), pointer: "/result", value: [:]),
    Step(
      line: Say.request("tools/list"), pointer: "/result/tools/0/title",
      value: "Title of get_note"),
    Step(line: Say.request("get_note", ["id": "1"]), pointer: "/result", value: ["note": "1"]),
    Step(
      line: Say.initialize("2025-11-25"), pointer: "/result/protocolVersion", value: "2025-11-25"),
  ]

  /// Every order of two, with every first step once more at the end.
  @Test(arguments: steps.indices, steps.indices)
  func eachStepIsAnsweredAfterEachOther(first: Int, second: Int) throws {
    let conversation = Conversation()
    for index in [first, second, first] {
      let step = Self.steps[index]
      let pointer = try #require(JSONPointer(step.pointer))
      #expect(try conversation.answer(step.line)[pointer] == step.value)
    }
  }

  @Test func theNegotiatedRevisionStays() throws {
    let conversation = Conversation()
    try conversation.send(Say.initialize("2024-11-05"))
    try conversation.send(Say.modern("server/discover"))
    let answer = try conversation.answer(Say.request("tools/list"))
    #expect(answer["result"]?["tools"]?[0]?["title"] == nil)
  }
}
