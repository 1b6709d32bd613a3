import JSON
import TestSupport
import Testing

/// Arguments that are JSON and that no value holds, in a request that can be read (SEP-1303).
@Suite struct UnreadableArgumentTests {
  /// What stands where the arguments do, and what the answer names.
  static let arguments: [(String, String, String)] = [
    (#"{"text":"a\ud800"}"#, "/text", "half of a surrogate pair"),
    (#"{"text":1e400}"#, "/text", "greater than a 64-bit double"),
    (#"{"other":1,"text":12345678901234567890}"#, "/text", "does not fit 64 bits"),
    (#"{"text":"a","text":"b"}"#, "/text", "stands twice"),
    (#"{"text":{"a":1,"a":2},"b":1}"#, "/text", "stands twice"),
    (
      "{\"text\":\(String(repeating: "[", count: 200))\(String(repeating: "]", count: 200))}",
      "/text", "levels deep"
    ),
  ]

  private func line(_ method: String, _ params: String, id: String = #""id":7,"#) -> String {
    #"{"jsonrpc":"2.0",\#(id)"method":"\#(method)","params":\#(params)}"#
  }

  @Test(arguments: arguments)
  func theModelSeesIt(arguments: String, pointer: String, words: String) throws {
    let conversation = Conversation()
    let stateless =
      #""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","#
      + #""io.modelcontextprotocol/clientCapabilities":{}},"#
    for meta in ["", stateless] {
      let answer = try conversation.answer(
        line("tools/call", #"{\#(meta)"name":"add_note","arguments":\#(arguments)}"#))
      #expect(answer["id"] == 7)
      #expect(answer["result"]?["isError"] == true)
      let error = answer["result"]?["structuredContent"]
      #expect(error?["code"] == "invalid_arguments")
      #expect(error?["violations"]?[0]?["pointer"]?.string == pointer)
      #expect(error?["message"]?.string?.contains(words) == true)
      #expect(error?["message"]?.string?.contains("`add_note` was not run") == true)
    }
    #expect(conversation.tools.calls.isEmpty)
  }

  @Test(arguments: arguments)
  func aScriptGetsTheSameAsAnError(arguments: String, pointer: String, words: String) throws {
    let conversation = Conversation()
    let error = try conversation.answer(line("add_note", arguments))["error"]
    #expect(error?["code"] == -32602)
    #expect(error?["data"]?["code"] == "invalid_arguments")
    #expect(error?["data"]?["violations"]?[0]?["pointer"]?.string == pointer)
    #expect(error?["message"]?.string?.contains(words) == true)
    #expect(try conversation.send(line("add_note", arguments, id: "")).isEmpty)
    #expect(conversation.tools.calls.isEmpty)
  }

  @Test func inABatchTheOthersAreServed() throws {
    let conversation = Conversation()
    let broken = line("add_note", #"{"text":"\ud800"}"#)
    let whole = line("add_note", #"{"text":"milk"}"#, id: #""id":8,"#)
    let answers = try conversation.answer("[\(broken),\(whole)]").array
    #expect(answers?.map { $0["id"] } == [7, 8])
    #expect(answers?[0]["error"]?["code"] == -32602)
    #expect(answers?[1]["result"]?["text"] == "milk")
    #expect(conversation.tools.notes == ["milk"])
  }

  @Test(
    arguments: [
      #"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"a\ud800","arguments":{}}}"#,
      #"{"jsonrpc":"2.0","id":7,"method":"tools/list","params":{"cursor":"\ud800"}}"#,
      #"{"jsonrpc":"2.0","id":7,"method":"tools/list","params":{"arguments":{"a":1e400}}}"#,
      #"{"jsonrpc":"2.0","id":7,"method":"initialize","params":{"arguments":{"a":1e400}}}"#,
      #"{"jsonrpc":"2.0","id":7,"method":"add_note","params":{},"params":{}}"#,
      #"{"jsonrpc":"2.0","id":7,"method":"tools/call","x":1e400,"params":{"arguments":{"a":1e400}}}"#,
    ])
  func aRequestThatCannotBeReadIsRefused(line: String) throws {
    let conversation = Conversation()
    let answer = try conversation.answer(line)
    #expect(answer["id"] == 7)
    #expect(answer["error"]?["code"] == -32600)
    #expect(conversation.tools.calls.isEmpty)
  }

  @Test func anUnknownToolIsStillUnknown() throws {
    let answer = try Conversation().answer(
      line("tools/call", #"{"name":"no_tool","arguments":{"a":1e400}}"#))
    #expect(answer["error"]?["code"] == -32602)
    #expect(answer["error"]?["message"]?.string?.contains("Unknown tool") == true)
  }
}
