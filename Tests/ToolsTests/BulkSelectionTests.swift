import APICore
import JSON
import Ledger
import LiveBackend
import Testing

@testable import Tools

/// A change of all tasks that a search finds.
@Suite struct BulkSelectionTests {
  private let launches: JSONValue = ["list_ids": ["$list"], "query": "launch"]

  private func update(
    _ world: ExampleWorld, where filters: JSONValue, count: Int64?, to change: JSONValue,
    key: JSONValue? = "launch-work-1", isDryRun: Bool = false
  ) throws -> Result<ToolOutput, ToolError> {
    var arguments: JSONValue = ["where": filters, "change": change]
    arguments["expected_count"] = count.map(JSONValue.integer)
    arguments["idempotency_key"] = key
    if isDryRun { arguments["dry_run"] = true }
    return try world.call("update_tasks", try world.filled(arguments))
  }

  private func refusal(_ result: Result<ToolOutput, ToolError>) throws -> ToolError {
    try #require(throws: ToolError.self) { try result.get() }
  }

  private func status(_ task: String, _ world: ExampleWorld) throws -> JSONValue? {
    try world.read(.getTask, ["task_id": try world.id(task)])["status"]?["status"]
  }

  @Test("As many as were meant are changed, and a repeated call changes none again")
  func changed() throws {
    for isLive in [false, true] {
      let world = try ExampleWorld(isLive: isLive)
      // They are not found by this any more once they are changed.
      var open = launches
      open["statuses"] = ["to do"]
      let change: JSONValue = ["status": "in progress"]
      let done = try update(world, where: open, count: 2, to: change).get().structured
      #expect(done["counts"] == ["executed": 2], "\(done.canonicalString)")
      let ids = Set((done["results"]?.array ?? []).compactMap { $0["id"]?.string })
      #expect(ids == [try world.id("task"), try world.id("other_task")])
      #expect(try status("task", world) == "in progress")
      #expect(try status("waiting_task", world) == "to do")
      let again = try update(world, where: open, count: 2, to: change).get().structured
      #expect(again["counts"] == ["replayed": 2], "\(again.canonicalString)")
      #expect(Set((again["results"]?.array ?? []).compactMap { $0["id"]?.string }) == ids)
    }
  }

  @Test("Half done, it goes on with those that are left")
  func goesOn() throws {
    let line = LossyLine(losing: .put)
    let world = try ExampleWorld(isLive: true, between: { line.behind($0) })
    var open = launches
    open["statuses"] = ["to do"]
    line.lose(2)
    let cut = try update(world, where: open, count: 2, to: ["status": "in progress"]).get()
    #expect(cut.structured["counts"] == ["executed": 1, "unclear": 1])
    line.restore()
    let rest = try update(world, where: open, count: 2, to: ["status": "in progress"]).get()
    #expect(rest.structured["counts"] == ["replayed": 2], "\(rest.structured.canonicalString)")
    #expect(try status("task", world) == "in progress")
    #expect(try status("other_task", world) == "in progress")
  }

  @Test("Not as many as was said: none is changed, and they are named", arguments: [nil, 1, 3])
  func otherCount(count: Int64?) throws {
    let world = try ExampleWorld()
    let error = try refusal(
      try update(world, where: launches, count: count, to: ["priority": "high"]))
    #expect(error.code == .invalidArguments)
    for words in [
      "finds 2 tasks", "Launch page", "Launch mail", "nothing was changed", "`expected_count`: 2",
    ] { #expect(error.message.contains(words), "\(error.message)") }
    let task = try world.read(.getTask, ["task_id": try world.id("task")])
    #expect(task["priority"] == .null)
  }

  @Test("One more that matches meanwhile is not changed unseen")
  func oneMore() throws {
    let world = try ExampleWorld()
    var open = launches
    open["statuses"] = ["to do"]
    _ = try update(world, where: open, count: 2, to: ["status": "in progress"]).get()
    try world.make(
      "late_task", .createTask, ["list_id": try world.id("list")], ["name": "Launch party"])
    let error = try refusal(
      try update(world, where: open, count: 2, to: ["status": "in progress"]))
    #expect(error.message.contains("finds 3 tasks, not 2"), "\(error.message)")
    #expect(error.message.contains("2 of them changed under this key before"))
    #expect(try status("late_task", world) == "to do")
    let all = try update(world, where: open, count: 3, to: ["status": "in progress"]).get()
    #expect(all.structured["counts"] == ["executed": 1, "replayed": 2])
  }

  @Test("A dry run says which, without a count")
  func dryRun() throws {
    let world = try ExampleWorld()
    let plan = try update(
      world, where: launches, count: nil, to: ["priority": "high"], key: nil, isDryRun: true
    ).get().structured
    #expect(plan["counts"] == ["would_execute": 2])
    let rows = plan["results"]?.array ?? []
    #expect(Set(rows.compactMap { $0["name"]?.string }) == ["Launch page", "Launch mail"])
    #expect(rows.allSatisfy { $0["id"]?.string != nil })
    let error = try refusal(
      try update(
        world, where: launches, count: 5, to: ["priority": "high"], key: nil, isDryRun: true))
    #expect(error.message.contains("finds 2 tasks, not 5"))
  }

  @Test("More than can be changed at once are none")
  func tooMany() throws {
    let world = try ExampleWorld()
    for number in 0..<101 {
      try world.make(
        "many", .createTask, ["list_id": try world.id("list")],
        ["name": .string("Parcel \(number)")])
    }
    let error = try refusal(
      try update(world, where: ["query": "parcel"], count: 100, to: ["priority": "low"]))
    #expect(error.message.contains("finds more than 100 tasks"), "\(error.message)")
  }

  @Test("What is wrong in it is said before anything is changed")
  func wrong() throws {
    let world = try ExampleWorld()
    let cases: [(JSONValue, String)] = [
      (["change": ["priority": "low"]], "it is not said which tasks are meant"),
      (
        ["where": [:], "task_ids": [], "change": ["priority": "low"]], "it is not said which tasks"
      ),
      (
        ["where": ["query": "launch"], "task_ids": ["$task"], "change": ["priority": "low"]],
        "both say which tasks are meant"
      ),
      (["where": ["query": "zebra"], "change": ["priority": "low"]], "finds no task"),
      (["where": ["queri": "launch"], "change": ["priority": "low"]], "queri"),
      (
        ["where": ["list_ids": ["Nowhere"]], "expected_count": 1, "change": ["priority": "low"]],
        "Nowhere"
      ),
      (
        ["where": ["query": "launch"], "expected_count": 2, "change": ["priority": "highest"]],
        "highest"
      ),
      (
        ["where": ["limit": 5, "query": "launch"], "expected_count": 2, "change": ["points": 1]],
        "limit"
      ),
    ]
    for (arguments, words) in cases {
      let error = try world.refusal("update_tasks", try world.filled(arguments))
      #expect(error.message.contains(words), "\(error.message)")
      #expect([.invalidArguments, .notFound].contains(error.code), "\(error.code)")
    }
  }

  @Test("Where no search is allowed, none is made")
  func searchIsHidden() throws {
    let world = try ExampleWorld()
    let tools = world.tools(without: "search_tasks", because: "the policy denies it")
    let arguments: JSONValue = [
      "where": ["query": "launch"], "expected_count": 2, "change": ["priority": "low"],
    ]
    let call = ToolCall(name: "update_tasks", arguments: try #require(arguments.object))
    let error = try refusal(try #require(tools.call(call)))
    #expect(error.code == .policyDenied)
    #expect(error.message.contains("`search_tasks` is switched off"))
  }
}
