import APICore
import JSON
import Ledger
import LiveBackend
import TestSupport
import Testing

@testable import Tools

/// What a bulk tool adds to the tool that it runs: keys of the items, and when it stops.
@Suite struct BulkToolTests {
  private static func tasks(_ names: String...) -> JSONValue {
    .array(names.map { ["list_id": "$list", "name": .string($0)] })
  }

  private static func counts(_ output: ToolOutput) -> JSONValue? { output.structured["counts"] }

  private func make(
    _ tasks: JSONValue, key: JSONValue? = "party-tasks-1", in world: ExampleWorld,
    with tools: ToolRunner? = nil
  ) throws -> ToolOutput {
    var arguments: JSONValue = ["tasks": tasks]
    arguments["idempotency_key"] = key
    let filled = try #require(try world.filled(arguments).object)
    let result = (tools ?? world.tools).call(ToolCall(name: "create_tasks", arguments: filled))
    return try #require(result).get()
  }

  private func taskCount(_ world: ExampleWorld) throws -> Int {
    let found = try world.answer("search_tasks", ["list_ids": [.string(try world.id("list"))]])
    return (found["tasks"]?.array ?? []).count
  }

  @Test("An item is known by what it says, wherever it stands", arguments: [false, true])
  func order(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let first = try make(Self.tasks("A", "B", "C"), in: world)
    #expect(Self.counts(first) == ["executed": 3])
    let again = try make(Self.tasks("C", "A", "D"), in: world)
    #expect(Self.counts(again) == ["executed": 1, "replayed": 2])
    #expect(again.structured["results"]?[0]?["id"] == first.structured["results"]?[2]?["id"])
    #expect(again.structured["results"]?[1]?["id"] == first.structured["results"]?[0]?["id"])
    #expect(try taskCount(world) == world.taskCount + 4)
    let other = try make(Self.tasks("A"), key: "party-tasks-2", in: world)
    #expect(Self.counts(other) == ["executed": 1])
  }

  @Test("A lost answer stops it, and the same call makes only what is missing")
  func lostAnswer() throws {
    let line = LossyLine()
    let world = try ExampleWorld(isLive: true, between: { line.behind($0) })
    line.lose(2)
    let cut = try make(Self.tasks("A", "B", "C"), in: world)
    let statuses = cut.structured["results"]?.array?.map { $0["status"]?.string ?? "" }
    #expect(statuses == ["executed", "unclear", "not_tried"], "\(cut.structured.canonicalString)")
    let notice = try #require(cut.structured["notice"]?.string)
    #expect(notice.contains("call again with the same arguments and key"))
    #expect(cut.sentence?.hasPrefix("Of 3: 1 done now, 1 unclear, 1 not tried.") == true)
    line.restore()
    let done = try make(Self.tasks("A", "B", "C"), in: world)
    #expect(
      Self.counts(done) == ["executed": 1, "replayed": 2], "\(done.structured.canonicalString)")
    #expect(line.made == 3)
    #expect(try taskCount(world) == world.taskCount + 3)
  }

  @Test("A budget that is used up stops it")
  func budget() throws {
    let world = try ExampleWorld()
    // What made the world was written an hour ago.
    world.clock.advance(by: 3_600_000)
    var policy = Policy()
    policy.budget = WriteBudget([.writesPerHour: 2])
    let tools = world.tools(under: policy)
    let output = try make(Self.tasks("A", "B", "C", "D"), in: world, with: tools)
    #expect(Self.counts(output) == ["executed": 2, "refused": 1, "not_tried": 1])
    #expect(output.structured["results"]?[2]?["code"] == "budget_exhausted")
    #expect(
      try make(Self.tasks("A", "B"), in: world, with: tools).structured["counts"] == ["replayed": 2]
    )
  }

  @Test("A budget of items a call is of the whole call", arguments: [false, true])
  func itemsPerCall(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    var policy = Policy()
    policy.budget = WriteBudget([.itemsPerCall: 2])
    let tools = world.tools(under: policy)
    let error = try #require(throws: ToolError.self) {
      try make(Self.tasks("A", "B", "C"), in: world, with: tools)
    }
    #expect(error.code == .policyDenied)
    #expect(error.message.contains("this call touches 3 things at once"))
    #expect(error.message.contains("divide it into several calls"))
    let planned = try #require(throws: ToolError.self) {
      var arguments = try world.filled(["tasks": Self.tasks("A", "B", "C")])
      arguments["dry_run"] = true
      let call = ToolCall(name: "create_tasks", arguments: try #require(arguments.object))
      return try #require(tools.call(call)).get()
    }
    #expect(planned.code == .policyDenied)
    #expect(try taskCount(world) == world.taskCount)
    let two = try make(Self.tasks("A", "B"), in: world, with: tools)
    #expect(Self.counts(two) == ["executed": 2])
  }

  @Test("What all items are refused for is said once")
  func saidOnce() throws {
    let world = try ExampleWorld()
    let arguments = try world.filled(
      ["task_ids": ["$task", "$other_task"], "change": ["status": "nowhere"]])
    guard case .failure(let error) = try world.call("update_tasks", arguments) else {
      Issue.record("done")
      return
    }
    #expect(error.code == .invalidArguments)
    #expect(error.message.contains("is not a status of the List"))
  }

  @Test("A call that is not wanted any more is left between two items")
  func cancelled() throws {
    let world = try ExampleWorld()
    let mark = CancellationMark()
    let context = CallContext(deadline: Milliseconds(.max), cancellation: mark)
    let output = try CallContext.$current.withValue(context) {
      let arguments = try world.filled(["tasks": Self.tasks("A", "B", "C")])
      let call = ToolCall(
        name: "create_tasks", arguments: try #require(arguments.object),
        progress: ProgressReporter { done, total, _ in
          #expect(total == 3)
          if done == 1 { mark.set() }
        })
      return try #require(world.tools.call(call)).get()
    }
    #expect(Self.counts(output) == ["executed": 2, "not_tried": 1])
  }

  @Test("What is said beside the items is not said in them")
  func saidTwice() throws {
    let world = try ExampleWorld()
    let arguments = try world.filled(
      ["task_ids": ["$task"], "change": ["task_id": "$other_task", "status": "complete"]])
    guard case .failure(let error) = try world.call("update_tasks", arguments) else {
      Issue.record("done")
      return
    }
    #expect(error.code == .invalidArguments)
    #expect(error.message.contains("`/change`: `task_id` is said beside it"))
  }

  @Test("Items alike are refused in each form that the tool reads as one")
  func alike() throws {
    let world = try ExampleWorld()
    let arguments = try world.filled(
      [
        "tasks": [
          ["list_id": "$list", "name": "A", "priority": 2],
          ["list_id": "$list", "name": "A", "priority": "2"],
        ]
      ])
    guard case .failure(let error) = try world.call("create_tasks", arguments) else {
      Issue.record("done")
      return
    }
    #expect(error.message.contains("`/tasks/1` is the same as `/tasks/0`"))
    #expect(try taskCount(world) == world.taskCount)
  }

  @Test("Keys of items fit beside the longest key of a call")
  func longestKey() throws {
    let world = try ExampleWorld()
    let key = String(repeating: "party-3.", count: 16)
    let longest = try make(Self.tasks("A"), key: .string(String(key.prefix(111))), in: world)
    #expect(Self.counts(longest) == ["executed": 1])
    let error = try #require(throws: ToolError.self) {
      try make(Self.tasks("A"), key: .string(String(key.prefix(112))), in: world)
    }
    #expect(error.code == .invalidKey)
  }

  // MARK: A yes

  @Test("What needs a yes is written with the plan of each item alone")
  func plans() throws {
    var policy = Policy()
    policy.confirmed = ["create_task"]
    let world = try ExampleWorld()
    let tools = world.tools(under: policy)
    let asked = try make(Self.tasks("A", "B"), key: nil, in: world, with: tools)
    let plans = try #require(asked.structured["results"]?.array).compactMap { $0["plan_id"] }
    #expect(plans.count == 2)
    #expect(asked.structured["notice"]?.string?.contains("`plan_ids`") == true)
    func call(_ plans: [JSONValue], dialogue: Dialogue = .none) throws -> ToolOutput {
      let arguments = try world.filled(
        ["tasks": Self.tasks("A", "B"), "plan_ids": .array(plans)])
      let call = ToolCall(
        name: "create_tasks", arguments: try #require(arguments.object), dialogue: dialogue)
      return try #require(tools.call(call)).get()
    }
    // Where a person can be asked, a model's plan is not a yes.
    let unasked = try #require(throws: ToolError.self) {
      try call(plans, dialogue: Dialogue(canAsk: true))
    }
    #expect(unasked.question != nil)
    #expect(throws: ToolError.self) { try call(plans.reversed()) }
    #expect(throws: ToolError.self) { try call(["any-key-1", "any-key-2"]) }
    #expect(throws: ToolError.self) { try call([plans[0]]) }
    #expect(try taskCount(world) == world.taskCount)
    #expect(Self.counts(try call(plans)) == ["executed": 2])
    #expect(Self.counts(try call(plans)) == ["replayed": 2])
    #expect(try taskCount(world) == world.taskCount + 2)
  }

  // MARK: Calling again

  @Test("The key of an item is not one of a call")
  func keyOfItem() throws {
    let world = try ExampleWorld()
    let first = try make(Self.tasks("A"), in: world)
    let id = try #require(first.structured["results"]?[0]?["operation_id"])
    let found = try world.answer("get_operation", ["operation_id": id])
    let key = try #require(found["idempotency_key"]?.string)
    #expect(key.hasPrefix("party-tasks-1."))
    for key in [key, "auto:abcdefgh12345"] {
      let error = try #require(throws: ToolError.self) {
        try make(Self.tasks("A"), key: .string(key), in: world)
      }
      #expect(error.code == .invalidKey && error.message.contains("is the key of one item"))
    }
    #expect(try taskCount(world) == world.taskCount + 1)
  }

  @Test("Where a repeated call would do it again, nobody is told to repeat it")
  func withoutKey() throws {
    func notice(_ arguments: JSONValue, _ tool: String) throws -> String {
      let world = try ExampleWorld()
      world.clock.advance(by: 3_600_000)
      var policy = Policy()
      policy.budget = WriteBudget([.writesPerHour: 1])
      let filled = try world.filled(arguments)
      let call = ToolCall(name: tool, arguments: try #require(filled.object))
      let output = try #require(world.tools(under: policy).call(call)).get()
      #expect(Self.counts(output) == ["executed": 1, "refused": 1, "not_tried": 1])
      return try #require(output.structured["notice"]?.string)
    }
    let three = Self.tasks("A", "B", "C")
    let same = "call again with the same arguments"
    #expect(try notice(["tasks": three], "create_tasks").contains("\(same) within 10 minutes"))
    #expect(
      try notice(["tasks": three, "idempotency_key": "three-tasks"], "create_tasks")
        .contains("\(same) and key"))
    for (arguments, tool): (JSONValue, String) in [
      (["tasks": three, "allow_duplicate": true], "create_tasks"),
      (
        [
          "task_ids": ["$task", "$other_task", "$waiting_task"], "change": ["priority": "low"],
          "plan_ids": [],
        ], "update_tasks"
      ),
    ] {
      let words = try notice(arguments, tool)
      #expect(words.contains("those executed would be done once more"), "\(words)")
      #expect(!words.contains(same))
    }
  }

  @Test("A call whose time is nearly up begins no other item")
  func timeIsUp() throws {
    let world = try ExampleWorld()
    let context = CallContext(deadline: UptimeClock().now() + 5_000)
    let output = try CallContext.$current.withValue(context) {
      try make(Self.tasks("A", "B"), in: world)
    }
    #expect(Self.counts(output) == ["executed": 1, "not_tried": 1])
  }

  @Test("What was undone since is said of a replay")
  func undoneSince() throws {
    let world = try ExampleWorld()
    let first = try make(Self.tasks("A", "B"), in: world)
    let id = try #require(first.structured["results"]?[0]?["operation_id"])
    _ = try world.answer("undo_operation", ["operation_id": id])
    let again = try make(Self.tasks("A", "B"), in: world)
    #expect(Self.counts(again) == ["replayed": 2])
    #expect(again.structured["results"]?[0]?["operation"]?["undone_by"] != nil)
    #expect(again.structured["results"]?[1]?["operation"] == nil)
    #expect(again.structured["notice"]?.string?.contains("more to be known") == true)
  }

  // MARK: Policy

  @Test("It is off where the tool that it runs is denied, and runs one that is only not chosen")
  func denied() throws {
    var policy = Policy()
    policy.deniedTools = ["create_task"]
    let layers = PolicyLayers([PolicyLayers.Layer("policy.json", policy)])
    let denied = try Toolsets(toolsets: ["all"], policy: layers).selection()
    #expect(
      denied.hidden["create_tasks"]
        == "it runs `create_task`, and there the policy denies it (`policy.json`)")
    #expect(denied.hidden["update_tasks"] == nil)

    let alone = try Toolsets(toolsets: ["none"], tools: ["create_tasks"]).selection()
    #expect(alone.shown.map(\.name) == ["create_tasks"])
    let world = try ExampleWorld()
    #expect(Self.counts(try make(Self.tasks("A"), in: world)) == ["executed": 1])
    let ledger = TableLedger()
    let tools = ToolRunner(
      alone.shown, hidden: alone.hidden, ledger: ledger, clock: ManualClock(0))
    let call = ToolCall(
      name: "create_tasks", arguments: ["tasks": [["list_id": "111", "name": "Ship"]]])
    _ = try #require(tools.call(call)).get()
    #expect(ledger.written.map(\.intent.tool) == ["create_task"])
  }

  @Test("A yes is asked for by the tool that it runs")
  func confirmed() throws {
    var policy = Policy()
    policy.confirmed = ["create_tasks"]
    let layers = PolicyLayers([PolicyLayers.Layer("policy.json", policy)])
    let error = try #require(throws: Toolsets.SelectionError.self) {
      try Toolsets(policy: layers).selection()
    }
    #expect(error.message.contains("`create_tasks` runs `create_task`"))

    policy.confirmed = ["create_task"]
    let world = try ExampleWorld()
    let output = try make(Self.tasks("A", "B"), in: world, with: world.tools(under: policy))
    #expect(Self.counts(output) == ["refused": 2])
    #expect(output.structured["results"]?[0]?["code"] == "confirmation_required")
    #expect(try taskCount(world) == world.taskCount)
  }
}
