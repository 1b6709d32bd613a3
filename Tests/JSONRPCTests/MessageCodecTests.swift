import JSON
import Testing

@testable import JSONRPC

/// One line in, one message out: the table of what is served, ignored and refused.
@Suite struct MessageCodecTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let line: String
    /// "request ID METHOD", "notification METHOD", "response", or "CODE ID".
    let decoded: String
    var testDescription: String { line }

    init(_ line: String, _ decoded: String) { (self.line, self.decoded) = (line, decoded) }
  }

  static let rows = [
    Row(#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#, "request 1 ping"),
    Row(#"{"jsonrpc":"2.0","id":0,"method":"ping"}"#, "request 0 ping"),
    Row(#"{"jsonrpc":"2.0","id":-7,"method":"ping"}"#, "request -7 ping"),
    Row(#"{"jsonrpc":"2.0","id":"","method":"ping"}"#, #"request "" ping"#),
    Row(#"{"jsonrpc":"2.0","id":"1","method":"ping"}"#, #"request "1" ping"#),
    Row(
      #"{"jsonrpc":"2.0","id":9007199254740993,"method":"ping"}"#, "request 9007199254740993 ping"),
    Row(#"{"jsonrpc":"2.0","id":1.0,"method":"ping"}"#, "request 1 ping"),
    Row(#"{"jsonrpc":"2.0","id":1,"method":"","params":{}}"#, "request 1 "),
    Row(#"{"jsonrpc":"2.0","id":1,"method":"ping","result":{}}"#, "request 1 ping"),
    Row(#"{"jsonrpc":"2.0","method":"n"}"#, "notification n"),
    Row(#"{"jsonrpc":"2.0","id":1,"result":{}}"#, "response"),
    Row(#"{"jsonrpc":"2.0","id":1,"result":null}"#, "response"),
    Row(#"{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":"m"}}"#, "response"),
    Row(#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, "-32600 -"),
    Row(#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#, "-32600 -"),
    Row(#"{"jsonrpc":"2.0","id":true,"method":"ping"}"#, "-32600 -"),
    Row(#"{"jsonrpc":"2.0","id":[1],"method":"ping"}"#, "-32600 -"),
    Row(#"{"jsonrpc":"2.0","id":{},"method":"ping"}"#, "-32600 -"),
    Row(#"{"jsonrpc":"2.0","id":1e300,"method":"ping"}"#, "-32600 -"),
    Row(#"{"jsonrpc":"2.0","id":1,"method":1,"params":"bar"}"#, "-32600 1"),
    Row(#"{"jsonrpc":"2.0","id":1,"method":null}"#, "-32600 1"),
    Row(#"{"jsonrpc":"2.0","method":1}"#, "-32600 -"),
    Row(#"{"jsonrpc":"2.0","id":"a"}"#, #"-32600 "a""#),
    Row(#"{"foo":"boo"}"#, "-32600 -"),
    Row(#"{"id":3,"method":"ping"}"#, "-32600 3"),
    Row(#"{"jsonrpc":"1.0","id":3,"method":"ping"}"#, "-32600 3"),
    Row(#"{"jsonrpc":2.0,"id":3,"method":"ping"}"#, "-32600 3"),
    Row(#"{"method":"n"}"#, "-32600 -"),
    Row("1", "-32600 -"),
    Row("null", "-32600 -"),
    Row(#""ping""#, "-32600 -"),
    Row("[]", "-32600 -"),
    Row("{", "-32700 -"),
    Row("{} {}", "-32700 -"),
    Row(#"{"jsonrpc":"2.0","method":"foobar,"params":"bar","baz]"#, "-32700 -"),
  ]

  @Test(arguments: rows)
  func single(_ row: Row) throws {
    guard case .single(let message) = MessageCodec.decode(Array(row.line.utf8)) else {
      Issue.record("decoded as a batch")
      return
    }
    #expect(Self.text(message) == row.decoded)
  }

  static func text(_ message: Message) -> String {
    switch message {
    case .request(let id, let call): "request \(id.json.canonicalString) \(call.method)"
    case .notification(let call): "notification \(call.method)"
    case .response: "response"
    case .invalid(let error, let id): "\(error.code) \(id?.json.canonicalString ?? "-")"
    }
  }

  @Test func bytesThatAreNoUTF8AreAParseError() {
    let line = Array(#"{"jsonrpc":"2.0","id":1,"method":""#.utf8) + [0xFF] + Array(#""}"#.utf8)
    guard case .single(.invalid(let error, nil)) = MessageCodec.decode(line) else {
      Issue.record("decoded")
      return
    }
    #expect(error.code == -32700)
  }

  @Test func aBatchIsDecodedElementByElement() {
    let line = #"[{"jsonrpc":"2.0","id":1,"method":"ping"},1,{"jsonrpc":"2.0","method":"n"},[]]"#
    guard case .batch(let messages) = MessageCodec.decode(Array(line.utf8)) else {
      Issue.record("no batch")
      return
    }
    #expect(
      messages.map(Self.text) == ["request 1 ping", "-32600 -", "notification n", "-32600 -"])
  }

  @Test(arguments: [(1_000, true), (1_001, false)])
  func aBatchHoldsAThousandElements(count: Int, isServed: Bool) {
    let line = "[" + Array(repeating: "1", count: count).joined(separator: ",") + "]"
    switch MessageCodec.decode(Array(line.utf8)) {
    case .batch(let messages): #expect(isServed && messages.count == count)
    case .single(.invalid(let error, nil)):
      #expect(!isServed && error.code == -32600 && error.message.contains("1001"))
    case .single: Issue.record("neither")
    }
  }
}

@Suite struct RequestRefusedByTheScanTests {
  /// JSON, but beyond a limit or ambiguous: refused with the identifier, which the caller waits
  /// for.
  static let lines = [
    #"{"jsonrpc":"2.0","id":7,"method":"ping","params":\#(nested(200))}"#,
    #"{"jsonrpc":"2.0","params":\#(nested(10_000)),"method":"ping","id":7}"#,
    #"{"jsonrpc":"2.0","id":7,"method":"ping","params":[],"method":"ping"}"#,
  ]

  static func nested(_ depth: Int) -> String {
    String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
  }

  @Test(arguments: lines)
  func isAnsweredWithItsIdentifier(_ line: String) {
    guard case .single(.invalid(let error, let id)) = MessageCodec.decode(Array(line.utf8)) else {
      Issue.record("decoded")
      return
    }
    #expect(error.code == -32600)
    #expect(id == .integer(7))
  }

  @Test func anIdentifierThatStandsTwiceIsNotUsed() {
    let line = #"{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}"#
    guard case .single(.invalid(let error, let id)) = MessageCodec.decode(Array(line.utf8)) else {
      Issue.record("decoded")
      return
    }
    #expect(error.code == -32600)
    #expect(id == nil)
  }
}

@Suite struct EncodingTests {
  @Test func aResultIsCanonical() {
    #expect(
      text(MessageCodec.response(to: .integer(0), .success(.value(["b": 1, "a": "é"]))))
        == #"{"id":0,"jsonrpc":"2.0","result":{"a":"é","b":1}}"#)
  }

  @Test func anErrorKeepsTheTypeOfTheIdentifier() {
    let error = RPCError(code: -32601, message: "m", data: ["d": nil])
    #expect(
      text(MessageCodec.response(to: .string("0"), .failure(error)))
        == #"{"error":{"code":-32601,"data":{"d":null},"message":"m"},"id":"0","jsonrpc":"2.0"}"#)
  }

  @Test func anErrorWithoutIdentifierHasNoMemberForIt() {
    #expect(
      text(MessageCodec.response(to: nil, .failure(.parseError("x"))))
        == #"{"error":{"code":-32700,"message":"Parse error: x"},"jsonrpc":"2.0"}"#)
  }

  @Test func aNotificationHasNoIdentifier() {
    #expect(
      text(MessageCodec.notification("n", params: ["a": 1]))
        == #"{"jsonrpc":"2.0","method":"n","params":{"a":1}}"#)
  }

  @Test func answersOfABatchAreOneArray() {
    #expect(text(MessageCodec.batch([Array("1".utf8), Array("2".utf8)])) == "[1,2]")
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}

@Suite struct CallTests {
  @Test func absentAndNullParametersAreNone() throws {
    #expect(try Call(method: "m").members().isEmpty)
    #expect(try Call(method: "m", params: .null).members().isEmpty)
    #expect(try Call(method: "m", params: ["a": 1]).members() == ["a": 1])
  }

  @Test(arguments: [[1], "text", 1, true] as [JSONValue])
  func parametersAreGivenByName(_ params: JSONValue) {
    #expect(throws: RPCError.self) { try Call(method: "m", params: params).members() }
  }
}
