import APICore
import JSON
import Ledger
import Testing

@testable import Tools

/// A person is asked once about all items of a call that need a yes.
@Suite struct BulkQuestionTests {
  private let world: ExampleWorld
  private let tools: ToolRunner

  init() throws {
    world = try ExampleWorld()
    var policy = Policy()
    policy.confirmed = ["create_task"]
    tools = world.tools(under: policy)
  }

  private static let yes: JSONValue = ["action": "accept", "content": ["confirm": true]]

  private func call(
    _ arguments: JSONValue, by tool: String = "create_tasks", answer: JSONValue? = nil,
    state: String? = nil
  ) throws -> Result<ToolOutput, ToolError> {
    let answers = answer.map { ["confirm": $0] as JSONObject } ?? [:]
    let call = ToolCall(
      name: tool, arguments: try #require(try world.filled(arguments).object),
      dialogue: Dialogue(canAsk: true, answers: answers, state: state))
    return try #require(tools.call(call))
  }

  private func refusal(_ result: Result<ToolOutput, ToolError>) throws -> ToolError {
    try #require(throws: ToolError.self) { try result.get() }
  }

  private func tasks(_ names: String..., key: JSONValue? = "party-tasks-1") -> JSONValue {
    var arguments: JSONValue = [
      "tasks": .array(names.map { ["list_id": "$list", "name": .string($0)] })
    ]
    arguments["idempotency_key"] = key
    return arguments
  }

  private func taskCount() throws -> Int {
    let found = try world.answer("search_tasks", ["list_ids": [.string(try world.id("list"))]])
    return (found["tasks"]?.array ?? []).count
  }

  @Test("One yes is to all that was shown")
  func yes() throws {
    let asked = try refusal(try call(tasks("Cake", "Candles")))
    let question = try #require(asked.question)
    for words in ["2 of its 2 changes need a yes", "1. ", "Cake", "2. ", "Candles"] {
      #expect(question.message.contains(words), "\(question.message)")
    }
    #expect(try taskCount() == world.taskCount)
    let done = try call(tasks("Cake", "Candles"), answer: Self.yes, state: question.state).get()
    #expect(done.structured["counts"] == ["executed": 2], "\(done.structured.canonicalString)")
    let again = try call(tasks("Cake", "Candles"), answer: Self.yes, state: question.state).get()
    #expect(again.structured["counts"] == ["replayed": 2])
    #expect(try taskCount() == world.taskCount + 2)
  }

  @Test("A no is to all of them, and its state is good for nothing any more")
  func no() throws {
    let state = try #require(try refusal(try call(tasks("Cake", "Candles"))).question?.state)
    let declined = try refusal(
      try call(tasks("Cake", "Candles"), answer: ["action": "decline"], state: state))
    #expect(declined.code == .declined)
    let late = try refusal(
      try call(tasks("Cake", "Candles"), answer: Self.yes, state: state))
    #expect(late.code == .confirmationRefused)
    #expect(try taskCount() == world.taskCount)
  }

  @Test("What is added after the question was put is asked about first")
  func added() throws {
    let state = try #require(try refusal(try call(tasks("Cake"))).question?.state)
    let asked = try refusal(
      try call(tasks("Cake", "Fireworks"), answer: Self.yes, state: state))
    #expect(asked.question?.message.contains("1 of its 2 changes needs a yes") == true)
    #expect(asked.question?.message.contains("Fireworks") == true)
    #expect(asked.question?.message.contains("Cake") == false)
    #expect(try taskCount() == world.taskCount + 1)
  }

  @Test("A state that is not the question's is a yes to nothing")
  func otherState() throws {
    let state = try #require(try refusal(try call(tasks("Cake", "Candles"))).question?.state)
    let parts = state.split(separator: " ").map { $0.split(separator: ":") }
    // The yes to one thing, given for another.
    let crossed = "\(parts[0][0]):\(parts[1][1]) \(parts[1][0]):\(parts[0][1])"
    let cut = String("\(parts[0][0]):\(parts[0][1])".dropLast(3))
    for wrong in [crossed, cut, "\(parts[0][0]):", "nonsense", ":::"] {
      let error = try refusal(try call(tasks("Cake"), answer: Self.yes, state: wrong))
      #expect([.confirmationRefused, .confirmationRequired].contains(error.code), "\(wrong)")
    }
    #expect(try taskCount() == world.taskCount)
  }

  @Test("A host that gives no answer back is asked twice, and not a third time")
  func unusable() throws {
    let first = try #require(try refusal(try call(tasks("Cake", "Candles"))).question?.state)
    let accept: JSONValue = ["action": "accept"]
    let second = try refusal(try call(tasks("Cake", "Candles"), answer: accept, state: first))
    let state = try #require(second.question?.state)
    #expect(state.hasSuffix(Question.secondMark))
    let last = try call(tasks("Cake", "Candles"), answer: accept, state: state).get()
    #expect(last.structured["counts"] == ["refused": 2])
    #expect(try taskCount() == world.taskCount)
    // The answer to the second is taken.
    let done = try call(tasks("Cake", "Candles"), answer: Self.yes, state: state).get()
    #expect(done.structured["counts"] == ["executed": 2])
  }

  @Test("Without a key it is not put: what needed no yes would be done again")
  func withoutKey() throws {
    let output = try call(tasks("Cake", "Candles", key: nil)).get()
    #expect(output.structured["counts"] == ["refused": 2])
    let notice = try #require(output.structured["notice"]?.string)
    #expect(notice.contains("call again with an `idempotency_key`"), "\(notice)")
  }

  @Test("All that was made is taken back with one yes")
  func undo() throws {
    let logged = try world.answer(
      "log_time",
      try world.filled(["task_id": "$task", "duration": "1h", "start": "2026-11-24T09:00:00Z"]))
    let time = try #require(logged["operation"]?["operation_id"])
    let comment = try world.answer(
      "post_comment", ["task_id": .string(try world.id("task")), "comment_text": "Made"])
    let operations: JSONValue = [
      "operation_ids": [time, try #require(comment["operation"]?["operation_id"])]
    ]
    let asked = try refusal(try call(operations, by: "undo_operations"))
    let question = try #require(asked.question)
    let done = try call(
      operations, by: "undo_operations", answer: Self.yes, state: question.state
    ).get()
    #expect(done.structured["counts"] == ["executed": 2], "\(done.structured.canonicalString)")
  }

  @Test("What is too much to read is said to be cut")
  func long() throws {
    let names = (1...25).map { "Guest \($0) " + String(repeating: "and family ", count: 60) }
    let arguments: JSONValue = [
      "tasks": .array(names.map { ["list_id": "$list", "name": .string($0)] }),
      "idempotency_key": "guests-1",
    ]
    let message = try #require(try refusal(try call(arguments)).question?.message)
    #expect(message.contains("25 of its 25"))
    #expect(message.contains("Not all of them are shown here whole"))
    #expect(message.utf8.count < 12_000)
  }
}
