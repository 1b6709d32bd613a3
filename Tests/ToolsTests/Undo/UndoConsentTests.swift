import APICore
import JSON
import Ledger
import Testing

@testable import Tools

@Suite("An undoing is held against the same rules as any other write")
struct UndoConsentTests {
  let world: ExampleWorld

  init() throws { world = try ExampleWorld() }

  static let creations: [(tool: String, arguments: JSONValue, words: String)] = [
    ("create_task", ["list_id": "$list", "name": "New"], "'New'"),
    ("create_list", ["folder_id": "$folder", "name": "Later"], "'Later'"),
    ("create_folder", ["space_id": "$space", "name": "Later"], "'Later'"),
    ("create_space", ["name": "Later"], "'Later'"),
    ("post_comment", ["task_id": "$task", "comment_text": "Soon"], "'Soon'"),
    ("log_time", ["task_id": "$task", "duration": "1h", "description": "Work"], "'Work'"),
  ]

  @Test("What deletes needs a yes, and says what it deletes", arguments: creations)
  func creation(_ example: (tool: String, arguments: JSONValue, words: String)) throws {
    let before = try WorldSnapshot(of: world)
    let operation = try world.operation(example.tool, example.arguments)
    let done = try WorldSnapshot(of: world)
    let error = try world.refusal("undo_operation", ["operation_id": operation])
    #expect(error.code == .confirmationRequired)
    #expect(error.message.contains("undoing it "), "\(error.message)")
    #expect(error.message.contains(example.words), "\(error.message)")
    #expect(error.plan?["request"]?["method"] == "DELETE")
    #expect(try WorldSnapshot(of: world).differences(from: done) == [])
    let dialogue = Dialogue(canAsk: true)
    let call = ToolCall(
      name: "undo_operation", arguments: ["operation_id": operation], dialogue: dialogue)
    let asked = try #require(throws: ToolError.self) { try world.tools.call(call)?.get() }
    #expect(asked.question?.message.contains("undoing it ") == true)
    #expect(try WorldSnapshot(of: world).differences(from: done) == [])
    let answer = Dialogue(
      canAsk: true,
      answers: ["confirm": ["action": "accept", "content": ["confirm": true]]],
      state: asked.question?.state)
    let yes = ToolCall(
      name: "undo_operation", arguments: ["operation_id": operation], dialogue: answer)
    let output = try #require(try world.tools.call(yes)?.get())
    #expect(output.structured["operation"]?["status"] == "executed")
    #expect(try WorldSnapshot(of: world).differences(from: before) == [])
  }

  @Test("What puts old values back needs none")
  func change() throws {
    let operation = try world.operation("update_task", ["task_id": "$task", "name": "New"])
    let output = try world.call("undo_operation", ["operation_id": operation]).get()
    #expect(output.structured["operation"]?["status"] == "executed")
  }

  @Test("Nor does what takes a value or a relation away, but where the policy says deletions")
  func smallDeletions() throws {
    let task = JSONValue.string(try world.id("waiting_task"))
    let other = JSONValue.string(try world.id("blocking_task"))
    let dependency: JSONValue = ["task_id": task, "depends_on": other]
    var policy = Policy()
    policy.confirmed = ["deletions"]
    let strict = tools(under: policy)
    let call = ToolCall(name: "remove_dependency", arguments: dependency.object ?? [:])
    let error = try #require(throws: ToolError.self) { try strict.call(call)?.get() }
    #expect(error.code == .confirmationRequired)
    #expect(throws: Never.self) { try world.call("remove_dependency", dependency).get() }
    let field = JSONValue.string(try world.id("field_number"))
    let cleared: JSONValue = ["task_id": task, "field_id": field, "clear": true]
    #expect(throws: Never.self) { try world.call("set_custom_field", cleared).get() }
  }

  private func tools(in list: String) -> ToolRunner {
    var policy = Policy()
    policy.territories = [Territory(lists: [list])]
    return tools(under: policy)
  }

  private func tools(under policy: Policy) -> ToolRunner {
    let ids = SeededIDSource(seed: 99)
    return ToolRunner(
      ToolCatalogue.entries,
      ledger: Ledger(
        store: world.store, backend: world.backend, clock: world.clock, ids: ids, secrets: ids,
        policy: PolicyLayers([PolicyLayers.Layer("policy.json", policy)])), clock: world.clock)
  }

  @Test("A comment is where its task is now")
  func commentInScope() throws {
    let operation = try world.operation(
      "post_comment", ["task_id": "$task", "comment_text": "Soon"])
    let arguments: JSONObject = ["operation_id": operation]
    let list = try world.id("list")
    func refusal(in list: String) throws -> ToolError {
      let call = ToolCall(name: "undo_operation", arguments: arguments)
      return try #require(throws: ToolError.self) { try tools(in: list).call(call)?.get() }
    }
    let denied = try refusal(in: "1")
    #expect(denied.code == .policyDenied)
    #expect(denied.message.contains("task \(try world.id("task")) in List \(list)"))
    let allowed = try refusal(in: list)
    #expect(allowed.code == .confirmationRequired)
    let confirmed: JSONObject = [
      "operation_id": operation, "idempotency_key": allowed.plan?["plan_id"] ?? "",
    ]
    let yes = ToolCall(name: "undo_operation", arguments: confirmed)
    let outside = try #require(throws: ToolError.self) { try tools(in: "1").call(yes)?.get() }
    #expect(outside.code == .policyDenied)
    let output = try #require(try tools(in: list).call(yes)?.get())
    #expect(output.structured["operation"]?["status"] == "executed")
  }
}
