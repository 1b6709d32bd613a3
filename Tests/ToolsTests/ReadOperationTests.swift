import APICore
import EmbeddedBackend
import JSON
import Ledger
import Testing

@testable import Tools

@Suite("Any read of the published API") struct ReadOperationTests {
  /// Every read that the embedded workspace answers, but those of one thing whose ID is made by a
  /// call of its own.
  static let served = PublishedOperation.all.filter { operation in
    operation.read.map(EmbeddedBackend.routes.contains) == true
      && Set(operation.pathNames).isSubset(
        of: OperationPlaces.names.union(["team_id", "team_Id", "workspace_id"]))
  }

  @Test("Each is asked for as the document says, on both backends", arguments: [false, true])
  func all(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    #expect(Self.served.count > 15)
    for operation in Self.served {
      var arguments: JSONObject = ["operation": .string(operation.id)]
      for name in operation.pathNames where OperationPlaces.names.contains(name) {
        arguments[name] = .string("$\(name.dropLast(3))")
      }
      let answer = try world.answer(
        "read_operation", world.filled(.object(arguments)))
      #expect(answer["request"] == .string("GET \(operation.path)"))
      #expect(answer["answer"]?.object != nil, "\(operation.id)")
    }
    #expect(world.watch.problems == [])
  }

  @Test("What it shows is the service's own answer", arguments: [false, true])
  func answer(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let task = try world.id("task")
    let shown = try world.answer(
      "read_operation", ["operation": "gettask", "task_id": .string(task)])
    let own = try world.reader().read(.getTask, path: ["task_id": task])
    #expect(shown["answer"]?["id"] == own["id"] && shown["answer"]?["name"] == own["name"])
    #expect(shown["answer"]?["team_id"] == own["team_id"])
    #expect(shown["request"] == "GET /v2/task/{task_id}")
  }

  private static func refusal(_ arguments: JSONObject) throws -> ToolError {
    let world = try ExampleWorld()
    let call = ToolCall(
      name: "read_operation", arguments: try world.filled(.object(arguments)).object ?? [:])
    switch try #require(world.tools.call(call)) {
    case .success(let output):
      throw ToolError(.internalError, "answered \(output.structured.canonicalString)")
    case .failure(let error): return error
    }
  }

  @Test(
    "What is wrong is said with what would do",
    arguments: [
      (["operation": "GetTaks"], "did you mean `GetTask`"),
      (["operation": "nonsense"], "publishes no operation \"nonsense\""),
      (["operation": "CreateTask", "list_id": "$list"], "`create_task`"),
      (["operation": "CreateGoal"], "no tool of taskledger does it"),
      (["operation": "GetTask"], "needs `task_id`"),
      (["operation": "GetView"], "needs `parameters/view_id`"),
      (["operation": "GetGoals", "list_id": "$list"], "takes no \"list_id\""),
      (
        ["operation": "GetTasks", "list_id": "$list", "parameters": ["archive": true]],
        "did you mean `archived`"
      ),
      (
        ["operation": "GetTasks", "list_id": "$list", "parameters": ["due_date_gt": "first"]],
        "must be a whole number"
      ),
      (
        ["operation": "GetTasks", "list_id": "$list", "parameters": ["include_closed": "maybe"]],
        "must be true or false"
      ),
      (
        ["operation": "GetTasks", "list_id": "$list", "parameters": ["statuses": [["to do"]]]],
        "must be an array of texts"
      ),
      (["operation": "GetSpaces", "parameters": ["team_id": "1"]], "is another Workspace"),
      (
        ["operation": "GetTask", "task_id": "$task", "parameters": ["custom_task_ids": true]],
        "takes no \"custom_task_ids\""
      ),
      (["operation": "GetGoals"], "is not answered here"),
      (["operation": "GetTask", "task_id": "nothing-of-it"], "`task_id`"),
    ] as [(JSONObject, String)])
  func refused(arguments: JSONObject, words: String) throws {
    let refusal = try Self.refusal(arguments)
    #expect(refusal.message.contains(words), "\(refusal.message)")
    #expect(!refusal.message.contains("was changed"), "nothing is ever changed here")
  }

  @Test("All that is wrong is said at once")
  func severalProblems() throws {
    let refusal = try Self.refusal([
      "operation": "GetTasks", "list_id": "$list",
      "parameters": ["due_date_gt": "x", "archive": true, "workspace_id": 7],
    ])
    #expect(refusal.violations.count == 3)
  }

  @Test("Values are written as the service reads them")
  func wire() throws {
    let tasks = try #require(PublishedOperation.all.first { $0.id == "GetTasks" })
    let request = try OperationRequest(
      tasks, found: ["list_id": "7"],
      given: [
        "page": "2", "archived": true, "statuses": ["to do", "done"], "assignees": "9",
        "custom_fields": [["field_id": "a", "operator": "=", "value": "b"]],
        "include_closed": .null, "team_id": "1",
      ], workspaceID: "1")
    #expect(request.path == ["list_id": "7"])
    #expect(
      request.query == [
        "page": ["2"], "archived": ["true"], "statuses[]": ["to do", "done"],
        "assignees[]": ["9"],
        "custom_fields": [#"[{"field_id":"a","operator":"=","value":"b"}]"#],
      ])
    let bulk = try #require(PublishedOperation.all.first { $0.id == "GetFilteredTeamTasks" })
    let filtered = try OperationRequest(
      bulk, found: [:], given: ["list_ids": ["7"], "space_ids[]": .null],
      workspaceID: "1"
    ).query
    #expect(filtered == ["list_ids[]": ["7"]])
  }

  // MARK: What it must not be a way around

  private static func context(denying tools: Set<String> = []) -> ToolContext {
    ToolContext(
      workspaceID: "9", userID: "1", timeZone: .gmt, clock: ManualClock(0),
      tool: "read_operation", arguments: [:], deniedTools: tools)
  }

  private static func run(
    _ arguments: JSONValue, workspaces: Int = 1, answering answer: JSONValue = [:]
  ) throws -> JSONValue {
    let reader = WorkspaceReader(
      workspaceID: "9",
      read: { request throws(APIError) in
        guard request.route == .getWorkspaces else { return answer }
        return ["teams": .array((0..<workspaces).map { ["id": .string("\(9 + $0)")] })]
      }, search: { _ throws(APIError) in TaskPage(tasks: [], hasMore: false) })
    return try ReadOperation.run(
      try JSONValueDecoder().decode(ReadOperation.Arguments.self, from: arguments), context(),
      reading: reader)
  }

  @Test("No secret is shown, wherever it stands")
  func secrets() throws {
    let answer = try Self.run(
      ["operation": "GetWebhooks"],
      answering: ["webhooks": [["id": "4b", "secret": "O94IM25S7PXBPYTMNXLLET230SRP0S89"]]])
    #expect(answer["answer"] == ["webhooks": [["id": "4b", "secret": "(left out)"]]])
  }

  @Test("An array is shown as one")
  func array() throws {
    let answer = try Self.run(
      ["operation": "getDocPagesPublic", "parameters": ["doc_id": "8cdu22c-13153"]],
      answering: [["id": "p1", "name": "Plan"]])
    #expect(answer["items"] == [["id": "p1", "name": "Plan"]] && answer["answer"] == nil)
  }

  @Test("Where the token sees several Workspaces, nothing is read of which none is known")
  func severalWorkspaces() throws {
    let view: JSONValue = ["operation": "GetView", "parameters": ["view_id": "3c-105"]]
    let answer: JSONValue = ["view": ["id": "3c-105"]]
    #expect(try Self.run(view, answering: answer)["answer"] == answer)
    let refusal = try #require(throws: ToolError.self) {
      try Self.run(view, workspaces: 2, answering: answer)
    }
    #expect(refusal.message.contains("does not say to which Workspace"))
    let goals: JSONValue = ["operation": "GetGoals"]
    #expect(try Self.run(goals, workspaces: 2, answering: ["goals": []])["answer"] != nil)
    let bulk: JSONValue = [
      "operation": "GetBulkTasks'TimeinStatus", "parameters": ["task_ids": "86a"],
    ]
    #expect(throws: ToolError.self) { try Self.run(bulk, workspaces: 2) }
  }

  @Test("What a policy denies is not read this way either")
  func policy() throws {
    let world = try ExampleWorld()
    let layers = PolicyLayers([
      PolicyLayers.Layer(
        "policy.json", try Policy(parsing: #"{"tools": {"deny": ["list_members"]}}"#))
    ])
    let selection = try Toolsets(toolsets: ["core", "api"], policy: layers).selection()
    let tools = world.tools(selection)
    func call(_ operation: String) throws -> ToolOutput {
      let arguments = try world.filled(["operation": .string(operation), "list_id": "$list"])
      let call = ToolCall(name: "read_operation", arguments: arguments.object ?? [:])
      return try #require(tools.call(call)).get()
    }
    #expect(throws: Never.self) { try call("GetTasks") }
    let refusal = try #require(throws: ToolError.self) { try call("GetListMembers") }
    #expect(refusal.code == .policyDenied && refusal.message.contains("`list_members`"))
  }

  @Test("It is switched on by its toolset's name or its own alone")
  func toolset() throws {
    func isOn(_ toolsets: Toolsets) throws -> Bool {
      try toolsets.selection().shown.contains { $0.name == "read_operation" }
    }
    #expect(try !isOn(Toolsets(toolsets: ["all"])))
    #expect(try isOn(Toolsets(toolsets: ["all", "api"])))
    #expect(try isOn(Toolsets(toolsets: ["api"])))
    #expect(try isOn(Toolsets(toolsets: ["none"], tools: ["read_operation"])))
  }
}
