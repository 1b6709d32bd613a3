import APICore
import JSON
import Ledger
import Testing

@testable import Tools

@Suite("A yes before a deletion")
struct ConfirmationTests {
  let world: ExampleWorld

  init() throws { world = try ExampleWorld() }

  private func call(
    _ tool: String, _ arguments: JSONValue, _ dialogue: Dialogue
  ) throws -> Result<ToolOutput, ToolError> {
    let members = try #require(arguments.object)
    return try #require(
      world.tools.call(ToolCall(name: tool, arguments: members, dialogue: dialogue)))
  }

  private func refusal(
    _ tool: String, _ arguments: JSONValue, _ dialogue: Dialogue
  ) throws -> ToolError {
    try #require(throws: ToolError.self) { try call(tool, arguments, dialogue).get() }
  }

  private func deletion(key: String? = nil) throws -> JSONValue {
    var arguments: JSONValue = ["list_id": .string(try world.id("list"))]
    arguments["idempotency_key"] = key.map(JSONValue.string)
    return arguments
  }

  private func question(_ arguments: JSONValue) throws -> Question {
    let error = try refusal("delete_list", arguments, Dialogue(canAsk: true))
    #expect(error.code == .confirmationRequired)
    #expect(error.plan == nil)
    return try #require(error.question)
  }

  private func answer(_ answer: JSONValue, _ state: String) -> Dialogue {
    Dialogue(canAsk: true, answers: ["confirm": answer], state: state)
  }

  private static let yes: JSONValue = ["action": "accept", "content": ["confirm": true]]

  private func expectThere() throws {
    #expect(try world.read(.getList, ["list_id": try world.id("list")])["name"] == "Roadmap")
  }

  @Test("A person is shown what is deleted and what goes with it")
  func asks() throws {
    let list = try world.id("list")
    let question = try question(try deletion())
    let wouldGo =
      "\(world.taskCount) tasks, \(world.commentCount) comments, 1 checklist and 2h of logged time "
      + "would go with it"
    #expect(question.message.contains(wouldGo))
    #expect(question.message.contains("Roadmap (\(list))"))
    #expect(question.message.hasSuffix("Let the agent do this?"))
    try expectThere()
  }

  @Test("Where nobody can be asked, the plan is shown with the plan_id that is the yes")
  func shows() throws {
    let error = try refusal("delete_list", try deletion(key: "my-own-key"), .none)
    #expect(error.code == .confirmationRequired)
    #expect(error.question == nil)
    let plan = try #require(error.plan)
    #expect(
      plan["consequences"] == [
        "tasks": .integer(Int64(world.taskCount)), "comments": .integer(Int64(world.commentCount)),
        "checklists": 1, "logged_time": "2h",
      ])
    #expect(plan["request"]?["method"] == "DELETE")
    let planID = try #require(plan["plan_id"]?.string)
    #expect(error.message.contains(planID))
    #expect(error.details["plan"] == plan)
    try expectThere()
    let done = try call("delete_list", try deletion(key: planID), .none).get()
    #expect(done.structured["deleted"] == true)
    #expect(done.structured["operation"]?["key_source"] == "plan")
    let again = try call("delete_list", try deletion(key: planID), .none).get()
    #expect(again.structured["operation"]?["replayed"] == true)
  }

  /// What somebody else does between the question and the yes, by what it is.
  enum Change: CaseIterable {
    case listRenamed, taskRenamed, taskReplaced, commentReplaced
  }

  @Test(
    "A yes is to what was shown: after a change of it, or of what goes with it, it does nothing",
    arguments: Change.allCases, [false, true])
  func changed(_ change: Change, isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let list = try world.id("list")
    let arguments: JSONObject = ["list_id": .string(list)]
    func delete(_ key: JSONValue?) throws -> ToolOutput? {
      var arguments = arguments
      arguments["idempotency_key"] = key
      return try world.tools.call(ToolCall(name: "delete_list", arguments: arguments))?.get()
    }
    let shown = try #require(throws: ToolError.self) { try delete(nil) }
    let task = ["task_id": try world.id("task")]
    switch change {
    case .listRenamed: try world.change(.updateList, ["list_id": list], ["name": "Payroll"])
    case .taskRenamed: try world.change(.updateTask, task, ["name": "Salaries"])
    case .taskReplaced:
      try world.change(.deleteTask, ["task_id": try world.id("other_task")], [:])
      try world.change(.createTask, ["list_id": list], ["name": "Salaries"])
    case .commentReplaced:
      let comment = try world.read(.getTaskComments, task)["comments"]?[0]?["id"]?.identifier
      try world.change(.deleteComment, ["comment_id": try #require(comment)], [:])
      try world.change(.createTaskComment, task, ["comment_text": "Keep this!"])
    }
    let error = try #require(throws: ToolError.self) { try delete(shown.plan?["plan_id"]) }
    #expect(error.code == .planRefused)
    #expect(error.message.contains("changed since"))
    #expect(try world.read(.getList, ["list_id": list])["id"]?.identifier == list)
    // What is shown anew can be agreed to.
    let again = try #require(throws: ToolError.self) { try delete(nil) }
    #expect(try delete(again.plan?["plan_id"])?.structured["deleted"] == true)
  }

  @Test("A yes is carried out once", arguments: [nil, "my-own-key"])
  func yes(key: String?) throws {
    let state = try question(try deletion(key: key)).state
    for status in ["executed", "replayed", "replayed"] {
      let output = try call("delete_list", try deletion(key: key), answer(Self.yes, state)).get()
      #expect(output.structured["operation"]?["status"]?.string == status)
    }
    // Done is done: the question is not put again.
    if key != nil {
      let output = try call("delete_list", try deletion(key: key), Dialogue(canAsk: true)).get()
      #expect(output.structured["operation"]?["status"] == "replayed")
    }
  }

  @Test(
    "A no, in whatever form, changes nothing and is final",
    arguments: [
      ["action": "decline"], ["action": "cancel"],
      ["action": "accept", "content": ["confirm": false]],
      ["action": "decline", "content": ["confirm": true]],
    ] as [JSONValue])
  func no(_ reply: JSONValue) throws {
    let state = try question(try deletion()).state
    let error = try refusal("delete_list", try deletion(), answer(reply, state))
    #expect(error.code == .declined)
    #expect(error.message.contains("nothing was changed"))
    let yes = try refusal("delete_list", try deletion(), answer(Self.yes, state))
    #expect(yes.code == .confirmationRefused)
    #expect(yes.message.contains("has answered with no"))
    try expectThere()
    // Only this question is over; the user may be asked another.
    let other = try question(try deletion()).state
    #expect(throws: Never.self) {
      try call("delete_list", try deletion(), answer(Self.yes, other)).get()
    }
  }

  @Test("A no that comes after the yes is told that it is too late")
  func late() throws {
    let state = try question(try deletion()).state
    _ = try call("delete_list", try deletion(), answer(Self.yes, state)).get()
    let output = try call("delete_list", try deletion(), answer(["action": "decline"], state)).get()
    #expect(output.structured["operation"]?["replayed"] == true)
    #expect(output.sentence?.hasPrefix("Already done at") == true)
  }

  @Test("A no that cannot be kept is a no, and says what is open")
  func unkept() throws {
    let refusal = LedgerRefusal(
      code: .ledgerBusy, message: "busy", retry: .init(isSafe: true, sameKey: true))
    let tools = ToolRunner(
      ToolCatalogue.entries, ledger: TableLedger(refusal: refusal), clock: ManualClock(0))
    let result = tools.call(
      ToolCall(
        name: "delete_list", arguments: ["list_id": "1"],
        dialogue: answer(["action": "decline"], "question_0")))
    let error = try #require(throws: ToolError.self) { try result?.get() }
    #expect(error.code == .declined)
    #expect(error.message.contains("could not be kept (`ledger_busy`)"))
  }

  @Test(
    "What is not an answer is asked again",
    arguments: [
      [:], "accept", ["action": "accept"], ["action": "ACCEPT", "content": ["confirm": true]],
      ["action": "accept", "content": ["confirm": "true"]],
      ["action": "accept", "content": ["confirm": 1]],
      ["action": "accept", "content": ["yes": true]],
      ["content": ["confirm": true]], .null,
    ] as [JSONValue])
  func asksAgain(_ reply: JSONValue) throws {
    let state = try question(try deletion()).state
    let error = try refusal("delete_list", try deletion(), answer(reply, state))
    #expect(error.question.map { $0.state != state } == true)
    let stateless = Dialogue(canAsk: true, answers: ["confirm": Self.yes])
    #expect(try refusal("delete_list", try deletion(), stateless).question != nil)
    let elsewhere = Dialogue(canAsk: true, answers: ["other": Self.yes], state: state)
    #expect(try refusal("delete_list", try deletion(), elsewhere).question != nil)
    try expectThere()
  }

  @Test(
    "What is not an answer a second time ends in the plan, and is not a yes",
    arguments: [
      ["action": "accept"], ["action": "accept", "content": [:]],
      ["action": "accept", "content": nil], [:], nil,
    ] as [JSONValue?])
  func endsWithThePlan(_ reply: JSONValue?) throws {
    func unusable(_ state: String) -> Dialogue {
      Dialogue(canAsk: true, answers: reply.map { ["confirm": $0] } ?? [:], state: state)
    }
    let first = try question(try deletion()).state
    let second = try #require(
      try refusal("delete_list", try deletion(), unusable(first)).question?.state)
    let end = try refusal("delete_list", try deletion(), unusable(second))
    #expect(end.code == .confirmationRequired)
    #expect(end.question == nil)
    let plan = try #require(end.plan)
    #expect(plan["request"]?["method"] == "DELETE")
    #expect(plan["consequences"]?["tasks"] == .integer(Int64(world.taskCount)))
    #expect(plan["request_state"] == nil && plan["plan_id"] == nil)
    #expect(end.message.contains("nothing was changed"))
    try expectThere()
    // The second question can still be answered.
    let done = try call("delete_list", try deletion(), answer(Self.yes, second)).get()
    #expect(done.structured["deleted"] == true)
    let again = try call("delete_list", try deletion(), answer(Self.yes, second)).get()
    #expect(again.structured["operation"]?["status"] == "replayed")
  }

  @Test("A no to the question that was put twice is final")
  func noToTheSecond() throws {
    let first = try question(try deletion()).state
    let unusable = answer(["action": "accept"], first)
    let second = try #require(
      try refusal("delete_list", try deletion(), unusable).question?.state)
    let no = answer(["action": "decline"], second)
    #expect(try refusal("delete_list", try deletion(), no).code == .declined)
    let yes = try refusal("delete_list", try deletion(), answer(Self.yes, second))
    #expect(yes.code == .confirmationRefused)
    try expectThere()
  }

  @Test("What the model can make itself is not a yes where a person can be asked")
  func planIsNoYes() throws {
    var arguments = try deletion()
    arguments["dry_run"] = true
    let plan = try call("delete_list", arguments, Dialogue(canAsk: true)).get().structured["plan"]
    let planID = try #require(plan?["plan_id"]?.string)
    let error = try refusal("delete_list", try deletion(key: planID), Dialogue(canAsk: true))
    #expect(error.question != nil)
    let forged = try refusal(
      "delete_list", try deletion(), answer(Self.yes, planID))
    #expect(forged.code == .confirmationRefused)
    try expectThere()
  }

  @Test("A yes to fewer comments is not a yes to more")
  func changed() throws {
    let state = try question(try deletion()).state
    _ = try world.answer(
      "post_comment", ["task_id": .string(try world.id("task")), "comment_text": "Wait!"])
    let error = try refusal("delete_list", try deletion(), answer(Self.yes, state))
    #expect(error.code == .confirmationRefused)
    #expect(error.message.contains("changed since"))
    try expectThere()
  }
}
