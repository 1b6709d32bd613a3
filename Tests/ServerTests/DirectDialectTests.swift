import APICore
import JSON
import TestSupport
import Testing
import Tools

/// Plain JSON-RPC: the method is the tool's name.
@Suite struct DirectDialectTests {
  @Test func aToolAnswersWithItsStructure() throws {
    let answer = try Conversation().answer(Say.request("add_note", ["text": "milk"]))
    #expect(
      answer == [
        "jsonrpc": "2.0", "id": 1,
        "result": ["id": "1", "text": "milk", "operation": ["status": "executed"]],
      ])
  }

  @Test func aFailureIsAnErrorWithEverythingInItsData() throws {
    let answer = try Conversation().answer(Say.request("break_note", id: "b"))
    #expect(
      answer == [
        "jsonrpc": "2.0", "id": "b",
        "error": [
          "code": 1103, "message": "`text` differs from the first call; use a new key",
          "data": [
            "code": "key_conflict",
            "violations": SampleTools.violations,
            "retry": ["safe": true, "same_key": false, "after_ms": 1500],
            "operation": ["status": "conflict"],
          ],
        ],
      ])
  }

  @Test(arguments: [["milk"], "milk", 1] as [JSONValue])
  func parametersAreAnObject(_ params: JSONValue) throws {
    let conversation = Conversation()
    let answer = try conversation.answer(Say.request("add_note", params))
    #expect(answer["error"]?["code"] == -32602)
    #expect(conversation.tools.calls.isEmpty)
  }

  @Test func whatStandsBesideTheArgumentsIsTakenOut() throws {
    let conversation = Conversation()
    try conversation.send(
      Say.request(
        "add_note",
        [
          "text": "milk", "idempotency_key": "inner-key", "idempotencyKey": "outer-key",
          "_meta": ["taskledger/idempotency-key": "meta-key", "other": 1],
        ]))
    let call = try #require(conversation.tools.calls.first)
    #expect(call.arguments == ["text": "milk", "idempotency_key": "inner-key"])
    #expect(call.outerKeys == ["meta-key", "outer-key"])
  }

  @Test func keysBesideTheArgumentsAreFoundInMCPToo() throws {
    let conversation = Conversation()
    let params: JSONValue = [
      "name": "add_note", "arguments": ["text": "milk"], "idempotencyKey": "outer-key",
      "_meta": ["taskledger/idempotency-key": "meta-key"],
    ]
    try conversation.send(Say.request("tools/call", params))
    #expect(conversation.tools.calls.first?.outerKeys == ["meta-key", "outer-key"])
  }

  @Test(
    arguments: [
      ["text": "milk", "idempotencyKey": 12_345_678],
      ["text": "milk", "_meta": ["taskledger/idempotency-key": true]],
      ["text": "milk", "_meta": "key"],
    ] as [JSONValue])
  func aKeyThatIsNoStringIsRefusedAndNotPassedOver(_ params: JSONValue) throws {
    let conversation = Conversation()
    #expect(try conversation.answer(Say.request("add_note", params))["error"]?["code"] == -32602)
    #expect(conversation.tools.notes.isEmpty)
  }

  @Test(arguments: [nil, ""] as [JSONValue])
  func aKeyThatSaysNothingIsNone(_ key: JSONValue) throws {
    let conversation = Conversation()
    let meta: JSONValue = ["taskledger/idempotency-key": key]
    try conversation.send(
      Say.request("add_note", ["text": "milk", "idempotencyKey": key, "_meta": meta]),
      Say.request(
        "tools/call",
        [
          "name": "add_note", "arguments": ["text": "milk"], "idempotencyKey": key, "_meta": meta,
        ]))
    #expect(conversation.tools.calls.map(\.outerKeys) == [[], []])
  }

  @Test func whatUnicodeCallsALineEndIsEscaped() throws {
    let conversation = Conversation()
    let text = "a\u{2028}b\u{2029}c\u{85}d é € \u{2027}"
    try conversation.send(
      Say.request("add_note", ["text": .string(text)]), Say.request("no_\u{2028}tool"))
    for line in conversation.exchanges.flatMap(\.sent) {
      let written = String(decoding: line.bytes, as: UTF8.self)
      #expect(!written.unicodeScalars.contains { [0x85, 0x2028, 0x2029].contains($0.value) })
      #expect(written.contains(#"\u2028"#))
    }
    let answered = try JSONValue.parse(try #require(conversation.exchanges.first?.sent.first).bytes)
    #expect(answered["result"]?["text"] == .string(text))
  }

  @Test func aNotificationIsCarriedOutAndNotAnswered() throws {
    let conversation = Conversation()
    #expect(try conversation.send(Say.notification("add_note", ["text": "milk"])).isEmpty)
    #expect(conversation.tools.notes == ["milk"])
    #expect(try conversation.send(Say.notification("add_note", ["milk"])).isEmpty)
    #expect(try conversation.send(Say.notification("break_note")).isEmpty)
    #expect(try conversation.send(Say.notification("no_tool")).isEmpty)
    #expect(conversation.tools.notes == ["milk"])
  }

  @Test func anUnknownMethodIsToldTheNearestTool() throws {
    let error = try Conversation().answer(Say.request("add_notes"))["error"]
    #expect(error?["code"] == -32601)
    #expect(error?["message"] == "Method not found: add_notes; did you mean add_note?")
  }

  @Test func discoverDescribesEveryTool() throws {
    let conversation = Conversation()
    let result = try #require(try conversation.answer(Say.request("rpc.discover"))["result"])
    #expect(result["openrpc"]?.string?.hasPrefix("1.") == true)
    #expect(result["info"]?["version"] == "1.0.0")
    let methods = try #require(result["methods"]?.array)
    #expect(methods.compactMap { $0["name"]?.string } == conversation.tools.names)
    let add = try #require(methods.first { $0["name"] == "add_note" })
    #expect(add["paramStructure"] == "by-name")
    #expect(
      add["params"] == [
        [
          "name": "text", "required": true, "description": "Text",
          "schema": ["type": "string", "description": "Text"],
        ]
      ])
    #expect(add["result"]?["schema"] == ["type": "object"])
    #expect(add["examples"]?[0]?["params"] == [["name": "text", "value": "buy milk"]])
  }

  @Test func discoverDescribesEveryError() throws {
    let result = try #require(try Conversation().answer(Say.request("rpc.discover"))["result"])
    for code in ErrorCode.allCases {
      let error = result["components"]?["errors"]?[code.rawValue]
      #expect(error?["code"] == .integer(code.number))
      #expect(error?["message"] == .string("\(code.meaning); \(code.step)"))
      let reference: JSONValue = ["$ref": .string("#/components/errors/\(code.rawValue)")]
      #expect(result["methods"]?[0]?["errors"]?.array?.contains(reference) == true)
    }
  }
}
