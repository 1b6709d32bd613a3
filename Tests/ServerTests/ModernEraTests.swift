import JSON
import TestSupport
import Testing

/// The checklist of the stateless revision: only what a request carries decides.
@Suite struct ModernEraTests {
  @Test func discoverNamesWhatIsSpoken() throws {
    let result = try #require(
      try Conversation().answer(Say.modern("server/discover", id: "d"))["result"])
    #expect(result["resultType"] == "complete")
    #expect(result["supportedVersions"] == ["2026-07-28"])
    #expect(result["capabilities"] == ["tools": [:]])
    #expect(try #require(result["ttlMs"]?.integer) >= 0)
    #expect(result["cacheScope"] == "private")
    let server = try #require(result["_meta"]?["io.modelcontextprotocol/serverInfo"])
    #expect(server["name"] == "taskledger")
    #expect(server["version"] == "1.0.0")
    #expect(server["title"] == "taskledger: ClickUp tools with a write ledger")
    #expect(server["websiteUrl"] == "https://example.com")
    #expect(server["icons"]?[0]?["src"]?.string?.hasPrefix("data:image/svg+xml;base64,") == true)
    let instructions = try #require(result["instructions"]?.string)
    #expect(instructions.count <= 2_000)
    #expect(instructions.contains("The key names the one real-world change you intend"))
  }

  @Test func toolsAreListedWithCacheHints() throws {
    let conversation = Conversation()
    let result = try #require(try conversation.answer(Say.modern("tools/list"))["result"])
    #expect(result["resultType"] == "complete")
    #expect(result["ttlMs"]?.integer != nil)
    #expect(result["cacheScope"] == "private")
    #expect(result["tools"] == .array(conversation.tools.definitions.map(\.listed)))
    #expect(try conversation.answer(Say.modern("tools/list"))["result"] == result)
    #expect(try Conversation().answer(Say.modern("tools/list"))["result"] == result)
  }

  @Test func aCallIsAnsweredWhole() throws {
    let params: JSONValue = ["name": "add_note", "arguments": ["text": "milk"]]
    let result = try #require(
      try Conversation().answer(Say.modern("tools/call", params))["result"])
    #expect(result["resultType"] == "complete")
    #expect(result["structuredContent"]?["text"] == "milk")
    #expect(result["isError"] == nil)
    #expect(result["ttlMs"] == nil)
    #expect(
      result["_meta"] == [
        "io.modelcontextprotocol/serverInfo": ["name": "taskledger", "version": "1.0.0"]
      ])
    #expect(
      result["content"] == [
        [
          "type": "text",
          "text": #"{"id":"1","operation":{"status":"executed"},"text":"milk"}"#,
        ],
        ["type": "text", "text": "Executed once: note 1 was added."],
      ])
  }

  struct Refused: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let line: String
    let code: Int64

    init(_ name: String, _ code: Int64, _ line: String) {
      (testDescription, self.code, self.line) = (name, code, line)
    }
  }

  static let version = "io.modelcontextprotocol/protocolVersion"
  static let capabilities = "io.modelcontextprotocol/clientCapabilities"

  static let badMeta = [
    Refused("discover without _meta", -32602, Say.request("server/discover", id: "r")),
    Refused("discover with empty _meta", -32602, Say.modern("server/discover", id: "r", meta: [:])),
    Refused("version no string", -32602, list(meta: changed(version, to: 20_260_728))),
    Refused("version null", -32602, list(meta: changed(version, to: .null))),
    Refused("no clientCapabilities", -32602, list(meta: changed(capabilities, to: nil))),
    Refused("clientCapabilities no object", -32602, list(meta: changed(capabilities, to: []))),
    Refused("_meta no object", -32602, Say.modern("server/discover", id: "r", meta: 1)),
    Refused("version of the past", -32022, list(meta: changed(version, to: "2025-11-25"))),
    Refused(
      "version unheard of", -32022,
      Say.modern("server/discover", id: "r", meta: changed(version, to: "1900-01-01"))),
  ]

  static let badMethods = [
    "initialize", "ping", "logging/setLevel", "resources/subscribe", "resources/unsubscribe",
    "resources/list", "resources/templates/list", "prompts/list", "subscriptions/listen",
    "tools/lost", "get_note", "rpc.discover", "",
  ].map { Refused("method \($0)", -32601, Say.modern($0, id: "r")) }

  static let badParams = [
    Refused("a cursor", -32602, Say.modern("tools/list", id: "r", ["cursor": "2"])),
    Refused("an empty cursor", -32602, Say.modern("tools/list", id: "r", ["cursor": ""])),
    Refused("an unknown tool", -32602, call(["name": "get_notes"])),
    Refused("no tool", -32602, call([:])),
    Refused("a tool that is not a string", -32602, call(["name": 1])),
    Refused("arguments by position", -32602, call(["name": "get_note", "arguments": ["1"]])),
    Refused("arguments as text", -32602, call(["name": "get_note", "arguments": "{}"])),
    Refused("a key that is not a string", -32602, call(["name": "add_note", "idempotencyKey": 1])),
  ]

  private static func list(meta: JSONValue) -> String {
    Say.modern("tools/list", id: "r", meta: meta)
  }

  private static func call(_ params: JSONValue) -> String {
    Say.modern("tools/call", id: "r", params)
  }

  private static func changed(_ key: String, to value: JSONValue?) -> JSONValue {
    var meta = Say.meta
    meta[key] = value
    return meta
  }

  @Test(arguments: badMeta + badMethods + badParams)
  func isRefused(_ row: Refused) throws {
    let conversation = Conversation()
    let answer = try conversation.answer(row.line)
    #expect(answer["error"]?["code"] == .integer(row.code))
    #expect(answer["id"] == "r")
    #expect(answer["result"] == nil)
    #expect(conversation.tools.calls.allSatisfy { $0.name == "get_notes" })
  }

  @Test func aToolCalledAsAMethodIsToldHowToolsAreCalled() throws {
    let error = try Conversation().answer(Say.modern("get_note", id: "r"))["error"]
    #expect(
      error?["message"]?.string
        == #"Method not found: get_note is a tool; call it with the method `tools/call` and "#
        + #"`params` {"name": "get_note", "arguments": {…}}"#)
  }

  @Test func anUnknownVersionIsToldWhatIsSpoken() throws {
    let line = Self.list(meta: Self.changed(Self.version, to: "1900-01-01"))
    let error = try #require(try Conversation().answer(line)["error"])
    #expect(error["data"] == ["supported": ["2026-07-28"], "requested": "1900-01-01"])
  }

  @Test func anUnknownToolIsToldTheNearest() throws {
    let error = try Conversation().answer(Say.modern("tools/call", ["name": "get_notes"]))["error"]
    #expect(error?["message"] == "Unknown tool: get_notes; did you mean get_note?")
  }

  @Test func unknownMetaAndAMissingClientInfoDoNotMatter() throws {
    var meta = Say.meta
    meta["claudecode/toolUseId"] = "toolu_1"
    meta["io.modelcontextprotocol/logLevel"] = "debug"
    let answers = try Conversation().send(Say.modern("tools/list", meta: meta))
    #expect(answers.count == 1)
    #expect(answers.first?["result"] != nil)
  }
}
