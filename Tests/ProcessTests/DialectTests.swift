import Foundation
import JSON
import TestSupport
import Testing

/// How hosts open a conversation, with the real binary over real pipes.
@Suite struct DialectTests {
  static let create: JSONValue = [
    "list_id": "Inbox", "name": "Ship 1.0", "idempotency_key": "ship-one-point-zero",
  ]

  /// What a host loads into each conversation, where nobody chose other tools.
  static let longestList = 24_000

  @Test func theListOfTheStatelessEraIsNoLonger() throws {
    let server = try ServerProcess()
    let list = try server.ask(Say.modern("tools/list"))["result"]
    #expect(list?["resultType"] == "complete")
    #expect(try #require(list).canonicalString.count <= Self.longestList)
    #expect(try server.finish() == 0)
  }

  @Test(arguments: ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"])
  func aRevisionThatShakesHands(_ revision: String) throws {
    let folder = try TemporaryDirectory()
    let server = try ServerProcess(["--store", folder.store])
    #expect(try server.ask(Say.request("ping", id: "early"))["result"] == [:])
    let hello = try server.ask(Say.initialize(.string(revision)))
    #expect(hello["id"] == 0)
    #expect(hello["result"]?["protocolVersion"] == .string(revision))
    // Asked for before the host says that it is ready.
    #expect(try server.ask(Say.request("ping"))["result"] == [:])
    try server.send(Say.notification("notifications/initialized"))
    let tools = try server.ask(Say.request("tools/list"))["result"]
    #expect(tools?["tools"]?.array?.isEmpty == false && tools?["resultType"] == nil)
    #expect(try #require(tools).canonicalString.count <= Self.longestList)
    for sentence in ["Done (op_", "Already done"] {
      let result = try server.ask(Say.call("create_task", Self.create))["result"]
      #expect(result?["isError"] == nil)
      #expect((result?["structuredContent"] != nil) == (revision >= "2025-06-18"))
      #expect(result?["content"]?[1]?["text"]?.string?.contains(sentence) == true)
    }
    let batch = try server.ask("[\(Say.request("ping", id: 1)),\(Say.request("ping", id: 2))]")
    #expect((batch.array?.count == 2) == (revision == "2025-03-26"))
    #expect((batch["error"]?["code"] == -32600) == (revision != "2025-03-26"))
    #expect(try server.finish() == 0)
  }

  @Test func anUnknownRevisionIsAnsweredWithTheNewest() throws {
    let server = try ServerProcess()
    let hello = try server.ask(Say.initialize("1900-01-01"))
    #expect(hello["result"]?["protocolVersion"] == "2025-11-25")
    #expect(try server.finish() == 0)
  }

  enum Opening: String, CaseIterable {
    case discover, modern, initialize, direct

    func ask(_ server: ServerProcess) throws {
      switch self {
      case .discover:
        let answer = try server.ask(Say.modern("server/discover", id: "d"))
        #expect(answer["result"]?["supportedVersions"] == ["2026-07-28"])
      case .modern:
        let answer = try server.ask(
          Say.modern("tools/call", ["name": "create_task", "arguments": DialectTests.create]))
        #expect(answer["result"]?["resultType"] == "complete")
        #expect(answer["result"]?["structuredContent"]?["name"] == "Ship 1.0")
      case .initialize:
        let answer = try server.ask(Say.initialize("2025-06-18"))
        #expect(answer["result"]?["protocolVersion"] == "2025-06-18")
        let call = try server.ask(Say.call("create_task", DialectTests.create))
        #expect(call["result"]?["structuredContent"]?["name"] == "Ship 1.0")
      case .direct:
        let answer = try server.call("create_task", DialectTests.create)
        #expect(answer["result"]?["name"] == "Ship 1.0")
      }
    }
  }

  /// Probes and fallbacks: whichever came first in one process, the other is served too.
  @Test(arguments: Opening.allCases)
  func everyOpeningIsServedAfter(_ first: Opening) throws {
    let folder = try TemporaryDirectory()
    let server = try ServerProcess(["--store", folder.store])
    try first.ask(server)
    for next in Opening.allCases { try next.ask(server) }
    try first.ask(server)
    #expect(try server.finish() == 0)
    #expect(try AtMostOnceTests.tasks(in: folder.store).count == 1)
  }

  /// Some hosts start a second process for the probe while the first one serves.
  @Test func twoProcessesAtOnceAnswerEachTheirOwn() throws {
    let folder = try TemporaryDirectory()
    let servers = try (0..<2).map { _ in try ServerProcess(["--store", folder.store]) }
    try servers[0].send(Say.initialize())
    try servers[1].send(Say.modern("server/discover", id: "probe"))
    let probe = try JSONValue.parse(try #require(try servers[1].line()))
    #expect(probe["id"] == "probe" && probe["result"]?["resultType"] == "complete")
    for number in 1...5 {
      for (index, server) in servers.enumerated() {
        let task: JSONValue = ["list_id": "Inbox", "name": "Task \(number) of \(index)"]
        try server.send(Say.call("create_task", id: .integer(Int64(number)), task))
      }
    }
    #expect(try JSONValue.parse(try #require(try servers[0].line()))["id"] == 0)
    for number in 1...5 {
      for (index, server) in servers.enumerated() {
        let answer = try JSONValue.parse(try #require(try server.line()))
        #expect(answer["id"] == .integer(Int64(number)))
        let name = answer["result"]?["structuredContent"]?["name"]
        #expect(name == .string("Task \(number) of \(index)"))
      }
    }
    #expect(try servers[1].finish() == 0)
    // The end of one is nothing to the other.
    #expect(try servers[0].ask(Say.request("ping"))["result"] == [:])
    #expect(try servers[0].finish() == 0)
    #expect(try AtMostOnceTests.tasks(in: folder.store).count == 10)
  }

  /// What every other test here relies on: an answer that nobody asked for is noticed.
  @Test func anAnswerToNothingIsNoticed() {
    let watch = WireWatch()
    let answer = #"{"id":1,"jsonrpc":"2.0","result":{}}"#
    #expect(!watch.problems(in: answer).isEmpty)
    watch.sent(Array((Say.request("ping") + "\n").utf8))
    #expect(watch.problems(in: answer).isEmpty)
    #expect(!watch.problems(in: answer).isEmpty)
    #expect(!watch.problems(in: "taskledger 0.1.0").isEmpty)
  }

  @Test func identifiersComeBackAsTheyWere() throws {
    let server = try ServerProcess()
    let identifiers: [JSONValue] = [
      0, "0", "", -1, 9_007_199_254_740_993, .integer(.max), .integer(.min), "é 😀\u{0}\n",
    ]
    for id in identifiers {
      #expect(
        try server.ask(Say.request("ping", id: id)) == ["id": id, "jsonrpc": "2.0", "result": [:]])
    }
    #expect(try server.finish() == 0)
  }
}

/// Bytes that no client should send: each is answered, and the next request served.
@Suite struct HostileBytesTests {
  static let ping = Array(#"{"jsonrpc":"2.0","id":7,"method":"ping"}"#.utf8)

  static let rows: [(name: String, bytes: [UInt8], code: Int64)] = [
    ("no UTF-8", [0xFF, 0xFE, 0xFD], -32700),
    (
      "Latin-1 in a string",
      Array(#"{"jsonrpc":"2.0","id":1,"method":""#.utf8) + [0xE9, 0x22, 0x7D], -32700
    ),
    ("NUL", [0], -32700),
    ("UTF-16", ping.flatMap { [$0, 0] }, -32700),
    ("a carriage return alone between two", ping + [0x0D] + ping, -32700),
    ("100,000 levels", [UInt8](repeating: UInt8(ascii: "["), count: 100_000), -32700),
    (
      "10,000 closed levels",
      [UInt8](repeating: UInt8(ascii: "["), count: 10_000)
        + [UInt8](repeating: UInt8(ascii: "]"), count: 10_000), -32600
    ),
  ]

  @Test(arguments: rows.indices)
  func endsInAClearErrorAndTheNextIsServed(row: Int) throws {
    let (_, bytes, code) = Self.rows[row]
    let server = try ServerProcess()
    try server.send(bytes: bytes + [0x0A])
    let answer = try JSONValue.parse(try #require(try server.line()))
    // A batch is answered as one, also where nothing in it can be read.
    let refused = answer.array?.first ?? answer
    #expect(refused["error"]?["code"] == .integer(code))
    #expect(refused["id"] == nil)
    #expect(try server.ask(Say.request("ping"))["result"] == [:])
    #expect(try server.finish() == 0)
  }

  @Test func aLineOfAMegabyteIsServed() throws {
    let folder = try TemporaryDirectory()
    let server = try ServerProcess(["--store", folder.store])
    let text = String(repeating: "é", count: 500_000)
    #expect(try server.ask(Say.request("ping", ["text": .string(text)]))["result"] == [:])
    let made = try server.call(
      "create_task",
      ["list_id": "Inbox", "name": "Long", "description": .string(String(text.prefix(100_000)))])
    #expect(made["result"]?["id"] != nil)
    // As long as the line may be, the argument may not.
    let refused = try server.call(
      "create_task", ["list_id": "Inbox", "name": "Longer", "description": .string(text)])
    #expect(refused["error"]?["code"] == -32602)
    #expect(refused.canonicalBytes.count < 2_000)
    #expect(try server.finish() == 0)
  }
}
