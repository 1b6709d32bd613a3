import Foundation
import JSON
import Testing

/// What is put where it does not belong.
enum Canary: String, CaseIterable {
  case token, json, lines, url, base64
  /// A secret that has no looks: whoever sent it may read it in the answer, and nobody else.
  case word

  /// Those that are known for a secret wherever they stand.
  static let secrets: [Canary] = [.token, .json, .lines, .url, .base64]

  /// In the form of a personal token.
  private static let secret = "pk_4242_CANARYCANARYCANARYCANARY"

  var text: String {
    switch self {
    case .token: Self.secret
    case .json: "{\"authorization\": \"\(Self.secret)\"}"
    case .lines: "first\nsecond: \(Self.secret)\nthird"
    case .url: "https://agent:CANARYCANARYCANARY@example.com/hook"
    case .base64: Data("agent:\(Self.secret)".utf8).base64EncodedString()
    case .word: "CANARYCANARYcanary"
    }
  }

  /// What is looked for: also a part of it is too much.
  var trace: String {
    switch self {
    case .base64: String(text.dropFirst(12).prefix(16))
    default: "CANARYCANARY"
    }
  }
}

/// Input with a canary in every place where something can stand.
struct Poison {
  let canary: String

  init(_ canary: Canary) { self.canary = canary.text }

  /// As it stands in JSON.
  private var quoted: String { JSONValue.string(canary).canonicalString }

  static func request(_ method: String, _ params: JSONValue) -> String {
    let message: JSONValue = [
      "jsonrpc": "2.0", "id": 1, "method": .string(method), "params": params,
    ]
    return message.canonicalString
  }

  static let meta: JSONValue = [
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": ["elicitation": [:]],
  ]

  /// A value of the type that a schema asks for, with the canary wherever a text can be.
  func poisoned(_ schema: JSONValue) -> JSONValue {
    switch schema["type"]?.string {
    case "integer", "number": 1
    case "boolean": true
    case "array": [poisoned(schema["items"] ?? [:])]
    case "object":
      .object((schema["properties"]?.object ?? [canary: [:]]).mapValues(poisoned))
    default: .string(canary)
    }
  }

  func tools(_ directory: TemporaryDirectory) throws -> [JSONValue] {
    let run = try RedactionTests.run(
      ["--toolsets", "all"], [Poison.request("tools/list", [:])], in: directory)
    let answer = try JSONValue.parse(try #require(run.lines.first))
    return try #require(answer["result"]?["tools"]?.array)
  }

  /// Every argument of every tool: alone, all at once, in the wrong place, as a name.
  func calls(_ directory: TemporaryDirectory) throws -> [String] {
    var lines: [String] = []
    for tool in try tools(directory) {
      let name = try #require(tool["name"]?.string)
      let properties = try #require(tool["inputSchema"]?["properties"]?.object)
      var all = JSONValue.object(properties.mapValues(poisoned))
      if properties["dry_run"] != nil { all["dry_run"] = true }
      var unknown = all
      unknown[canary] = .string(canary)
      var calls: [JSONValue] = [all, unknown]
      // What would go through is asked for as a dry run: it must leave nothing behind.
      let rehearsed: JSONValue = properties["dry_run"] != nil ? ["dry_run": true] : [:]
      for argument in properties.keys.sorted() where argument != "dry_run" {
        var call = rehearsed
        call[argument] = .string(canary)
        calls.append(call)
      }
      for call in calls {
        lines.append(Poison.request(name, call))
        lines.append(Poison.request("tools/call", ["name": .string(name), "arguments": call]))
        lines.append(
          Poison.request(
            "tools/call", ["name": .string(name), "arguments": call, "_meta": Poison.meta]))
      }
    }
    return lines
  }

  /// Everything around the arguments.
  var envelopes: [String] {
    var meta = Poison.meta
    meta[canary] = .string(canary)
    meta["io.modelcontextprotocol/clientInfo"] = ["name": .string(canary)]
    var version = Poison.meta
    version["io.modelcontextprotocol/protocolVersion"] = .string(canary)
    let task: JSONValue = ["list_id": "Nowhere", "name": "x"]
    let outer: JSONValue = ["taskledger/idempotency-key": .string(canary + "?")]
    var lines = [
      Poison.request(canary, [:]), Poison.request("tools/\(canary)", [:]),
      Poison.request("tools/call", ["name": .string(canary)]),
      Poison.request("tools/call", ["name": "get_task", "arguments": .string(canary)]),
      Poison.request("tools/call", [canary: .string(canary)]),
      Poison.request("tools/list", ["cursor": .string(canary)]),
      Poison.request("tools/list", ["_meta": version]),
      Poison.request("tools/list", ["_meta": meta]),
      Poison.request("initialize", ["protocolVersion": .string(canary), canary: .string(canary)]),
      Poison.request("tools/call", ["name": "create_task", "arguments": task, "_meta": outer]),
      Poison.request(
        "create_task",
        ["list_id": "Nowhere", "name": "x", "idempotencyKey": .string(canary + "?")]),
      canary, "{\(quoted):", "{\"jsonrpc\":\(quoted),\"id\":1,\"method\":\"ping\"}",
      "[\(quoted)]", quoted, "{\(quoted):1,\(quoted):2}",
      "{\"jsonrpc\":\"2.0\",\"method\":\(quoted)}",
      "{\"jsonrpc\":\"2.0\",\"id\":\(quoted),\"method\":\"nowhere\"}",
      "{\"jsonrpc\":\"2.0\",\"id\":[\(quoted)],\"method\":\"nowhere\"}",
    ]
    for more in [
      ["requestState": .string(canary), "inputResponses": [canary: .string(canary)]],
      [
        "requestState": .string(canary),
        "inputResponses": ["confirm": ["action": "accept", "content": ["confirm": true]]],
      ],
      ["requestState": [.string(canary)]], ["inputResponses": .string(canary)],
    ] as [JSONValue] {
      var params: JSONValue = [
        "name": "delete_list", "arguments": ["list_id": "1"], "_meta": Poison.meta,
      ]
      for (name, value) in more.object ?? [:] { params[name] = value }
      lines.append(Poison.request("tools/call", params))
    }
    return lines
  }
}
