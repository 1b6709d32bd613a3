import APICore
import JSON
import Ledger
import Testing

@testable import Tools

@Suite("A plan that is shown keeps the bound of answers")
struct ConfirmationSizeTests {
  /// Four bytes each, so that a count of characters and one of bytes differ.
  static let text = String(repeating: "\u{1F600}", count: 60_000)

  private static func tools(_ world: ExampleWorld) -> ToolRunner {
    var policy = Policy()
    policy.confirmed = ["all_writes"]
    let ids = SeededIDSource(seed: 99)
    return ToolRunner(
      ToolCatalogue.entries,
      ledger: Ledger(
        store: world.store, backend: world.backend, clock: world.clock, ids: ids, secrets: ids,
        policy: PolicyLayers([PolicyLayers.Layer("policy.json", policy)])), clock: world.clock)
  }

  @Test("A long text is cut where it is shown, and written whole after the yes")
  func longText() throws {
    let world = try ExampleWorld()
    let tools = Self.tools(world)
    var arguments: JSONObject = [
      "list_id": .string(try world.id("list")), "name": "Long", "description": .string(Self.text),
    ]
    func call() throws -> ToolOutput? {
      try tools.call(ToolCall(name: "create_task", arguments: arguments))?.get()
    }
    let error = try #require(throws: ToolError.self) { try call() }
    #expect(error.code == .confirmationRequired)
    #expect(error.json.size <= 100_000)
    let plan = try #require(error.plan)
    let notice = try #require(plan["notice"]?.string)
    #expect(notice.contains("texts are cut at"), "\(notice)")
    #expect(notice.hasSuffix("what would be sent is not cut, and the yes is to all of it"))
    #expect(plan["request"]?["path"]?.string?.hasSuffix("/task") == true)
    arguments["idempotency_key"] = plan["plan_id"]
    let made = try #require(try call()).structured
    let task = try world.read(.getTask, ["task_id": try #require(made["id"]?.string)])
    #expect(task["description"]?.string == Self.text)
  }

  @Test("What is changed comes first, and nothing is hidden without a word")
  func hidden() throws {
    let world = try ExampleWorld()
    let task = try world.id("task")
    let blanks = String(repeating: "\n", count: 300)
    let arguments: JSONObject = [
      "task_id": .string(task), "archived": true, "due_date": "2027-01-04", "due_date_time": false,
      "name": .string("Short\(blanks) and a tail"), "points": 3, "priority": "high",
      "start_date": "2027-01-03", "start_date_time": false, "time_estimate": "2h",
      "description": .string(String(repeating: "word ", count: 100)),
      "assignees_add": [.string(try world.id("user"))], "assignees_remove": [],
      "status": "complete", "expected_version": "1",
    ]
    func message(_ names: Set<String>) throws -> String {
      let error = try #require(throws: ToolError.self) {
        try Self.tools(world).call(
          ToolCall(name: "update_task", arguments: arguments.filter { names.contains($0.key) })
        )?.get()
      }
      #expect(error.code == .confirmationRequired)
      return error.message
    }
    let few = try message(["task_id", "archived", "name"])
    #expect(few.contains("would be run with `task_id` \"") && few.contains("(\(task))"))
    #expect(few.contains("`name` \"Short and a tail\" (white space shortened)"))
    #expect(!few.contains("Not all of it is shown"))
    let long = try message(["task_id", "description"])
    #expect(long.contains("(white space shortened; 99 more characters are not shown)"))
    #expect(long.contains("Not all of it is shown here: look at the whole call"))
    let many = try message(Set(arguments.keys).subtracting(["expected_version", "description"]))
    #expect(many.contains("would be run with `task_id` \""))
    #expect(many.contains("and 1 more. Not all of it is shown here"))
  }

  @Test("Whatever is in it, it fits, and what a yes is given with is whole")
  func anything() {
    let many = JSONValue.object(
      JSONObject(
        uniqueKeysWithValues: (0..<3_000).map { ("\($0)\(Self.text.prefix(50))", .bool(true)) }))
    for body in [
      .string(Self.text), .array(Array(repeating: .string("\u{1}"), count: 90_000)), many,
    ] as [JSONValue] {
      var error = ToolError(.confirmationRequired, String(repeating: "\u{1}", count: 9_000))
      error.operation = ["operation_id": "op_1"]
      error.plan = ["plan_id": "plan_1", "expires_at": "soon", "request": ["body": body]]
      let shown = error.shortened
      #expect(shown.json.size <= 100_000)
      #expect(shown.plan?["plan_id"] == "plan_1" && shown.plan?["expires_at"] == "soon")
      #expect(shown.plan?["notice"]?.string?.isEmpty == false)
    }
  }

  @Test("A plan that fits is shown as it is")
  func short() {
    var error = ToolError(.confirmationRequired, "x")
    error.plan = ["plan_id": "plan_1"]
    #expect(error.shortened.plan == ["plan_id": "plan_1"])
  }
}
