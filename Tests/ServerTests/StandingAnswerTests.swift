import JSON
import TestSupport
import Testing

@testable import Server

/// What is kept instead of being written anew is, byte for byte, what would be written anew: in each
/// revision and dialect, for each identifier, whatever was asked before.
@Suite struct StandingAnswerTests {
  private static let identity = ServerIdentity(
    version: "1.0.0", websiteURL: "https://example.com")
  /// As they stand in requests, escapes and line ends of Unicode among them.
  private static let ids: [JSONValue] = [0, -9, .integer(.max), "", "a\"b\\\n", "\u{2028}é\u{85}"]

  /// A request, and whose answer to what it must be.
  private struct Asked {
    let line: String
    let id: JSONValue
    let face: any Face
    let answer: StandingAnswer
  }

  private static func face(_ revision: MCPRevision) -> MCPFace {
    MCPFace(mcp: revision, identity: identity, toolNames: [], prompts: Prompts(toolNames: []))
  }

  private static func request(_ id: JSONValue, _ method: String, _ params: JSONValue?) -> String {
    var request: JSONValue = ["jsonrpc": "2.0", "id": id, "method": .string(method)]
    request["params"] = params
    return request.lineString
  }

  private static func modern(_ more: JSONObject = [:]) -> JSONValue {
    let meta: JSONObject = [
      MetaKey.protocolVersion: .string(MCPRevision.y2026m07.name),
      MetaKey.clientCapabilities: [:],
    ]
    return .object(more.merging(["_meta": .object(meta)]) { _, new in new })
  }

  /// Everything that a client of `revision` can ask for, the other dialects beside it.
  private static func requests(_ revision: MCPRevision, id: JSONValue) -> [Asked] {
    let now = face(.y2026m07)
    let direct = DirectFace(identity: identity)
    return [
      Asked(
        line: request(id, "initialize", ["protocolVersion": .string(revision.name)]), id: id,
        face: face(revision), answer: .handshake),
      Asked(
        line: request(id, "tools/list", nil), id: id, face: face(revision), answer: .tools),
      Asked(
        line: request(id, "rpc.discover", [:]), id: id, face: direct, answer: .tools),
      Asked(
        line: request(id, "tools/list", ["cursor": nil, "_meta": ["a": 1]]), id: id,
        face: face(revision), answer: .tools),
      Asked(
        line: request(id, "tools/list", modern(["cursor": nil])), id: id, face: now,
        answer: .tools),
      Asked(
        line: request(id, "server/discover", modern()), id: id, face: now, answer: .discovery),
    ]
  }

  /// The answer as one object that is written whole.
  private static func fresh(_ asked: Asked) -> [UInt8] {
    let result = asked.face.result(asked.answer, SampleTools().definitions)
    let answer: JSONValue = ["jsonrpc": "2.0", "id": asked.id, "result": result]
    return answer.lineBytes
  }

  @Test(arguments: MCPRevision.legacy)
  func eachAnswerIsWhatWouldBeWritten(revision: MCPRevision) throws {
    let conversation = Conversation()
    for id in Self.ids {
      for asked in Self.requests(revision, id: id) {
        try conversation.send(asked.line)
        let sent = try #require(conversation.exchanges.last?.sent)
        #expect(sent.map(\.bytes) == [Self.fresh(asked)], "\(asked.line)")
      }
    }
  }

  /// One conversation, every revision in turn.
  @Test func revisionsAreKeptApart() throws {
    let conversation = Conversation()
    for revision in MCPRevision.legacy + MCPRevision.legacy.reversed() {
      for asked in Self.requests(revision, id: 1) {
        try conversation.send(asked.line)
        #expect(conversation.exchanges.last?.sent.map(\.bytes) == [Self.fresh(asked)])
      }
    }
    let lists = Set(
      MCPRevision.legacy.map { Self.face($0).result(.tools, SampleTools().definitions) })
    #expect(lists.count == 3)  // Two of the four revisions have the same members.
  }

  /// What is asked wrongly is refused as ever, and nothing that was asked changes what is kept.
  @Test func parametersStillCount() throws {
    let conversation = Conversation()
    let list = Self.request(1, "tools/list", nil)
    let first = try conversation.answer(list)
    for params in [["cursor": "x"], ["cursor": 0], [1]] as [JSONValue] {
      for (method, params) in [
        ("tools/list", params), ("tools/list", params.object.map { Self.modern($0) } ?? params),
      ] {
        let answer = try conversation.answer(Self.request(2, method, params))
        #expect(answer["error"]?["code"] == -32602, "\(params)")
        #expect(answer["id"] == 2)
      }
    }
    #expect(try conversation.answer(Self.request(3, "rpc.discover", [1]))["error"] != nil)
    #expect(try conversation.answer(list) == first)
    try conversation.send(#"{"jsonrpc":"2.0","method":"tools/list"}"#)
    #expect(conversation.exchanges.last?.sent.isEmpty == true)
  }

  @Test func aBatchHoldsThemTwice() throws {
    let conversation = Conversation()
    let asked = [0, 1].map { id in
      Asked(
        line: Self.request(id, "tools/list", nil), id: id, face: Self.face(.y2025m03),
        answer: .tools)
    }
    try conversation.send("[\(asked.map(\.line).joined(separator: ","))]")
    #expect(
      conversation.exchanges.last?.sent.map(\.bytes)
        == [
          Array("[".utf8) + Self.fresh(asked[0]) + Array(",".utf8) + Self.fresh(asked[1])
            + Array("]".utf8)
        ])
  }
}
