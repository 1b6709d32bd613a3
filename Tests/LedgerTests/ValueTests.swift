import APICore
import Foundation
import Hashing
import JSON
import Testing

@testable import Ledger

@Suite("Keys")
struct IdempotencyKeyTests {
  @Test(
    "What a key may be",
    arguments: ["ship-1-0", "12345679", "A.b_c:d-9", String(repeating: "ab", count: 64)])
  func accepted(text: String) throws {
    #expect(try IdempotencyKey(text).text == text)
  }

  @Test(
    "What it may not be, and why",
    arguments: [
      ("", "has 0 characters"), ("short-1", "has 7 characters"),
      (String(repeating: "ab", count: 64) + "c", "has 129 characters"),
      ("with space", "character"), ("ünïcode-key", "character"), ("new\nline-key", "character"),
      ("slash/slash", "character"), ("nul\u{0}nul-nul", "character"),
    ])
  func malformed(text: String, words: String) throws {
    let error = try #require(throws: IdempotencyKey.InvalidKey.self) { try IdempotencyKey(text) }
    #expect(error.code == .invalidKey)
    #expect(error.message.contains(words))
    #expect(error.message.contains("8 to 128 of A-Z a-z 0-9 . _ : -"))
    #expect(error.message.contains("nothing was done"))
  }

  @Test(
    "Sample values are refused as such, in any spelling",
    arguments: [
      "123e4567-e89b-12d3-a456-426614174000", "123E4567E89B12D3A456426614174000",
      "550e8400-e29b-41d4-a716-446655440000", "00000000-0000-0000-0000-000000000000",
      "test", "TEST-KEY", "your-key-here", "Your_Idempotency_Key", "idempotency_key", "<your-key>",
      "xxxxxxxx", "12345678", "string",
    ])
  func placeholders(text: String) throws {
    let error = try #require(throws: IdempotencyKey.InvalidKey.self) { try IdempotencyKey(text) }
    #expect(error.code == .placeholderKey)
    #expect(error.message.contains("\"\(text)\""))
    #expect(error.message.contains("make a key of your own"))
  }

  @Test("Case matters")
  func caseMatters() throws {
    #expect(try IdempotencyKey("Ship-1-0") != IdempotencyKey("ship-1-0"))
  }
}

@Suite("Fingerprints")
struct FingerprintTests {
  private func text(_ arguments: JSONValue, tool: String = "t", secret: UInt8 = 1) -> String {
    Fingerprint(tool: tool, arguments: arguments, secret: [secret]).text
  }

  @Test("A keyed digest of the canonical text, so that it survives a new version of the program")
  func form() {
    let canonical = #"{"arguments":{"a":1,"b":[true,null]},"tool":"t"}"#
    #expect(text(["b": [true, nil], "a": 1]) == HMAC.sha256(canonical.utf8, key: [1]).hex)
  }

  @Test("Equal for equal meaning, different for anything else")
  func meaning() {
    let one = text(["a": 1, "b": ["x", "y"]])
    #expect(one.utf8.count == 64)
    #expect(one == text(["b": ["x", "y"], "a": JSONValue(1.0)]))
    let others: [String] = [
      text(["a": 1, "b": ["y", "x"]]), text(["a": "1", "b": ["x", "y"]]),
      text(["a": true, "b": ["x", "y"]]), text(["a": 1, "b": ["x", "y"], "c": nil]),
      text(["a": 1]), text(["a": 1, "b": ["x", "y"]], tool: "u"),
      text(["a": 1, "b": ["x", "y"]], secret: 2), text(["a": .integer(.max)]),
      text(["a": .integer(.max - 1)]),
    ]
    #expect(Set(others + [one]).count == others.count + 1)
  }
}

@Suite("Small parts of the ledger")
struct ValueTests {
  @Test(
    "Where arguments differ",
    arguments: [
      (["a": 1], ["a": 1], []),
      (["a": 1], ["a": 2], ["a"]),
      (["a": 1], ["b": 1], ["a", "b"]),
      (["a": nil], [:], ["a"]),
      (["a": ["b": ["c": 1, "d": 1]]], ["a": ["b": ["c": 2, "d": 1]]], ["a/b/c"]),
      (["a": [1, 2, 3]], ["a": [1, 5, 3]], ["a/1"]),
      (["a": [1, 2]], ["a": [1]], ["a"]),
      (["a": [1]], ["a": ["0": 1]], ["a"]),
    ] as [(JSONValue, JSONValue, [String])])
  func difference(left: JSONValue, right: JSONValue, paths: [String]) {
    #expect(ArgumentDifference.paths(left, right) == paths)
    #expect(ArgumentDifference.paths(right, left) == paths)
  }

  @Test("A conflict names eight differences and counts the rest")
  func manyDifferences() throws {
    let bench = try Bench()
    try bench.ledger.run(Call(key: "ship-1-0", arguments: [:]))
    let many = (0..<11).map { (String(format: "a%02d", $0), JSONValue.integer(1)) }
    let refusal = try bench.ledger.refusal(
      Call(key: "ship-1-0", arguments: .object(JSONObject(uniqueKeysWithValues: many))))
    #expect(refusal.message.contains("`a00`, `a01`"))
    #expect(refusal.message.contains("`a07` and 3 more;"))
  }

  @Test(
    "The ID that a write is remembered by",
    arguments: [
      (Route.createTask, ["list_id": "1"], ["id": "86a", "name": "n"], "task 86a"),
      (.updateTask, ["task_id": "86a"], ["id": "86a"], "task 86a"),
      (.createTaskComment, ["task_id": "86a"], ["id": 458, "date": 1], "comment 458"),
      (.createTimeEntry, ["team_Id": "90"], ["data": ["id": "77"]], "time_entry 77"),
      (.createTimeEntry, ["team_Id": "90"], ["id": "77"], "time_entry 77"),
      (.createListField, ["list_id": "1"], ["field": ["id": "f-1"]], "field f-1"),
      (.setFieldValue, ["task_id": "86a", "field_id": "f-1"], [:], "task 86a"),
      (.deleteTask, ["task_id": "86a"], nil, "task 86a"),
      (.deleteTimeEntry, ["team_id": "90", "timer_id": "77"], [:], "time_entry 77"),
      (.getWorkspaces, [:], [:], nil),
    ] as [(Route, [String: String], JSONValue, String?)])
  func remoteID(route: Route, path: [String: String], answer: JSONValue, expected: String?) {
    let remote = RemoteID.of(answer, for: WriteRequest(route, path: path))
    #expect(remote.map { "\($0.type) \($0.id)" } == expected)
  }

  @Test("Base32 comes back as it was, and no other text is read as the same", arguments: 0...20)
  func base32(length: Int) {
    let ids = SeededIDSource(seed: UInt64(length))
    let bytes = (0..<length).map { _ in UInt8(truncatingIfNeeded: ids.next()) }
    let text = Base32.encode(bytes)
    #expect(Base32.decode(text) == bytes)
    for other in [text + "0", text + "!", text + "I", "0" + text] {
      #expect(Base32.decode(other) != bytes)
    }
  }

  @Test("Refusals end without a full stop, and say that nothing was executed")
  func words() throws {
    let row = LedgerRow(
      operationID: "op_1", scope: Bench.scope, key: "ship-1-0", keySource: .client, tool: "t",
      fingerprint: "", arguments: "", request: "", output: nil, firstExecutedAt: 0, moment: 0)
    let refusals: [LedgerRefusal] = [
      .conflict(row, "ship-1-0", ["a"]), .conflict(row, "ship-1-0", nil),
      .expired(row, "ship-1-0"), .plan("is old"), .busy("locked"), .unavailable("full"),
    ]
    for refusal in refusals + [.unknown("broken")] {
      #expect(!refusal.message.hasSuffix("."))
    }
    for refusal in refusals { #expect(refusal.message.contains("nothing was executed")) }
    #expect(LedgerRefusal.unknown("broken").message.contains("it may have happened"))
    #expect(!LedgerRefusal.unknown("broken").retry.isSafe)
  }
}
