import APICore
import JSON
import Testing

@testable import Tools

@Suite struct GetOperationTests {
  @Test func aDoneWriteIsFoundByKeyAndByID() throws {
    let world = try ExampleWorld()
    let (key, id) = (try world.id("key"), try world.id("operation"))
    let byKey = try world.answer("get_operation", ["idempotency_key": .string(key)])
    #expect(byKey["state"] == "done")
    #expect(byKey["tool"] == "post_comment")
    #expect(byKey["operation_id"]?.string == id)
    #expect(byKey["idempotency_key"]?.string == key)
    #expect(byKey["output"]?["comment_text"] == "Kept")
    #expect(byKey["remote_id"] == byKey["output"]?["id"])
    #expect(byKey["first_executed_at"]?.string?.hasPrefix("2026-11-25T12:") == true)
    #expect(try world.answer("get_operation", ["operation_id": .string(id)]) == byKey)
  }

  @Test func aKeyThatWasNeverSentIsSafeToSend() throws {
    let world = try ExampleWorld()
    let answer = try world.answer("get_operation", ["idempotency_key": "never-sent-1"])
    #expect(
      answer == [
        "state": "not_found", "idempotency_key": "never-sent-1",
        "next_step": "no write under this key has happened: it is safe to send it",
      ])
  }

  @Test func anUnknownOperationSaysHowToLookOn() throws {
    let world = try ExampleWorld()
    let answer = try world.answer("get_operation", ["operation_id": "op_unknown"])
    #expect(answer["state"] == "not_found")
    #expect(answer["next_step"]?.string?.contains("idempotency_key") == true)
  }

  /// A refused write leaves its key free.
  @Test func aRefusedWriteIsNotFound() throws {
    let world = try ExampleWorld()
    _ = try world.refusal(
      "post_comment",
      ["task_id": "86zzz", "comment_text": "x", "idempotency_key": "refused-write-1"])
    let answer = try world.answer("get_operation", ["idempotency_key": "refused-write-1"])
    #expect(answer["state"] == "not_found")
  }

  static let wrong: [(arguments: JSONValue, code: ErrorCode, words: String)] = [
    ([:], .invalidArguments, "exactly one"),
    (
      ["idempotency_key": "some-key-1", "operation_id": "op_1"], .invalidArguments, "exactly one"
    ),
    (["idempotency_key": "short"], .invalidKey, "8"),
    (["key": "some-key-1"], .invalidArguments, "`idempotency_key`"),
  ]

  @Test(arguments: wrong)
  func refuses(_ example: (arguments: JSONValue, code: ErrorCode, words: String)) throws {
    let error = try ExampleWorld().refusal("get_operation", example.arguments)
    #expect(error.code == example.code, "\(error.message)")
    #expect(error.message.contains(example.words), "\(error.message)")
  }
}
