import Foundation
import JSON
import TestSupport
import Testing

@testable import Server

/// Whatever comes in ends in a clear error, and the next request is served as if nothing had been.
@Suite struct HostileInputTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let line: ReceivedLine
    let code: Int64
    let id: JSONValue?

    init(_ name: String, _ code: Int64, id: JSONValue? = nil, _ bytes: [UInt8]) {
      (testDescription, self.code, self.id, line) = (name, code, id, .line(bytes))
    }

    init(_ name: String, _ code: Int64, id: JSONValue? = nil, _ text: String) {
      self.init(name, code, id: id, Array(text.utf8))
    }

    init(overlong limitBytes: Int) {
      (testDescription, code, id) = ("over-long line", -32600, nil)
      line = .overlong(limitBytes: limitBytes)
    }
  }

  static func ping(_ params: String) -> String {
    #"{"jsonrpc":"2.0","id":7,"method":"ping","params":\#(params)}"#
  }

  static func nested(_ depth: Int, _ open: String, _ close: String) -> String {
    String(repeating: open, count: depth) + String(repeating: close, count: depth)
  }

  static let noJSON = [
    Row("no UTF-8", -32700, Array(ping(#"{"a":""#).utf8) + [0xFF, 0xFE] + Array(#""}}"#.utf8)),
    Row("cut UTF-8", -32700, Array(ping(#"{"a":""#).utf8) + [0xE2, 0x82]),
    Row(
      "overlong UTF-8", -32700, Array(ping(#"{"a":""#).utf8) + [0xC0, 0xAF] + Array(#""}}"#.utf8)),
    Row("NUL byte", -32700, [0]),
    Row("NUL within", -32700, ping("{\"a\":\"\0\"}")),
    Row("byte order mark", -32700, "\u{FEFF}" + ping("{}")),
    Row("UTF-16", -32700, Array(ping("{}").utf8).flatMap { [$0, 0] }),
    Row("trailing comma", -32700, ping("{},")),
    Row("two messages in a line", -32700, ping("{}") + ping("{}")),
    Row("comment", -32700, ping("{} /* no */")),
    Row("NaN", -32700, ping(#"{"a":NaN}"#)),
    Row("half a message", -32700, #"{"jsonrpc":"2.0","id":7,"me"#),
    Row("HTTP", -32700, "GET / HTTP/1.1"),
    Row("unclosed nesting", -32700, ping(String(repeating: "[", count: 100_000))),
  ]

  static let noRequest = [
    Row("10,000 arrays", -32600, id: 7, ping(nested(10_000, "[", "]"))),
    Row("10,000 objects", -32600, id: 7, ping(nested(10_000, #"{"a":["#, "]}"))),
    Row("129 levels", -32600, id: 7, ping(nested(128, "[", "]"))),
    Row("a batch too deep", -32600, nested(10_000, "[", "]")),
    Row("duplicate members", -32600, id: 7, ping(#"{"a":1,"a":1}"#)),
    Row("members alike but for normalization", -32600, id: 7, ping("{\"é\":1,\"e\u{301}\":1}")),
    Row("two identifiers", -32600, #"{"jsonrpc":"2.0","id":1,"id":1,"method":"ping"}"#),
    Row("two methods", -32600, id: 1, #"{"jsonrpc":"2.0","id":1,"method":"a","method":"b"}"#),
    // JSON by its grammar, but no text (https://www.rfc-editor.org/rfc/rfc8259#section-8.2).
    Row("lone surrogate", -32600, id: 7, ping(#"{"a":"\uD800"}"#)),
    Row("surrogates swapped", -32600, id: 7, ping(#"{"a":"\uDC00\uD800"}"#)),
    Row("1e400", -32600, id: 7, ping(#"{"a":1e400}"#)),
    Row(
      "a number of 400 digits", -32600, id: 7, ping("{\"a\":\(String(repeating: "9", count: 400))}")
    ),
    Row("id null", -32600, #"{"jsonrpc":"2.0","id":null,"method":"ping"}"#),
    Row("id with a fraction", -32600, #"{"jsonrpc":"2.0","id":0.5,"method":"ping"}"#),
    Row(
      "id beyond 64 bits", -32600, #"{"jsonrpc":"2.0","id":18446744073709551616,"method":"ping"}"#),
    Row("a scalar", -32600, "true"),
    Row(overlong: 16 << 20),
  ]

  @Test(arguments: noJSON + noRequest)
  func endsInAClearError(_ row: Row) throws {
    let conversation = Conversation()
    let answers = try conversation.send([
      row.line, .line(Array(Say.request("ping", id: "next").utf8)),
    ])
    try #require(answers.count == 2)
    // A batch is answered as one, also where nothing in it can be read.
    let answer = try #require(answers[0].array?.first ?? answers[0])
    #expect(answer["error"]?["code"] == .integer(row.code))
    #expect(answer["id"] == row.id)
    let message = try #require(answer["error"]?["message"]?.string)
    // Where it is wrong is said once.
    #expect(!message.isEmpty && message.components(separatedBy: "(byte ").count <= 2)
    #expect(answers[1] == ["jsonrpc": "2.0", "id": "next", "result": [:]])
  }

  @Test(arguments: [
    #"{"jsonrpc":"2.0","id":7,"method":"get_note","params":{"id":"\u0000"}}"#,
    #"{"jsonrpc":"2.0","id":7,"method":"get_note","params":{"id":"\uD83D\uDE00"}}"#,
    " \t{ \"jsonrpc\" : \"2.0\" , \"id\":7,\"method\":\"get_note\",\"params\":{\"id\":\"a\"} } ",
  ])
  func whatIsUnusualButRightIsServed(_ line: String) throws {
    let answer = try Conversation().answer(line)
    #expect(answer["id"] == 7)
    #expect(answer["result"]?["note"]?.string?.isEmpty == false)
  }

  @Test func aLevelLessThanTooDeepIsServed() throws {
    let answer = try Conversation().answer(
      Say.request("get_note").replacing("}", with: #","params":{"id":"#)
        + Self.nested(126, "[", "]") + "}}")
    #expect(answer["result"] != nil)
  }

  @Test func aLongLineIsServed() throws {
    let text = String(repeating: "é", count: 500_000)
    let answer = try Conversation().answer(Say.request("get_note", ["id": .string(text)]))
    #expect(answer["result"] == ["note": .string(text)])
  }

  @Test func anEndlessNameIsNeitherEchoedNorCompared() throws {
    let name = String(repeating: "get_note", count: 500_000)
    for line in [Say.request(name), Say.call(name), Say.modern(name)] {
      let message = try Conversation().answer(line)["error"]?["message"]?.string
      #expect(try #require(message).count < 200)
    }
  }

  @Test func responsesAreIgnored() throws {
    let conversation = Conversation()
    let answers = try conversation.send(
      #"{"jsonrpc":"2.0","id":1,"result":{}}"#,
      #"{"jsonrpc":"2.0","id":null,"error":{"code":-1,"message":"m"}}"#)
    #expect(answers.isEmpty)
  }
}
