import APICore
import JSON
import Synchronization
import Testing

@testable import Tools

@Suite("Tasks are created and changed as asked, or it is said")
struct TaskWriteTests {
  private let world: ExampleWorld

  init() throws { world = try ExampleWorld() }

  private func answer(_ tool: String, _ arguments: JSONValue) throws -> JSONValue {
    try world.answer(tool, try world.filled(arguments))
  }

  private func refusal(_ tool: String, _ arguments: JSONValue) throws -> ToolError {
    try world.refusal(tool, try world.filled(arguments))
  }

  @Test("A task with everything is stored with everything")
  func everything() throws {
    let created = try answer(
      "create_task",
      [
        "list_id": "studio/product/roadmap", "name": "Ship", "description": "All of it",
        "status": "IN PROGRESS", "priority": "high", "assignees": ["$user"], "tags": ["Release"],
        "due_date": "2026-12-01", "start_date": "2026-11-26T09:00", "time_estimate": "1h 30m",
        "points": 3, "links_to": "$other_task",
        "custom_fields": [
          ["id": "$field_drop_down", "value": "blue"],
          ["id": "$field_date", "value": "2026-12-24"],
          ["id": "$field_labels", "value": ["Red", "Blue"]],
          ["id": "$field_users", "value": ["add": ["$user"]]],
        ],
      ])
    #expect(created["differs"] == nil)
    #expect(created["due_date"] == "2026-12-01")
    #expect(
      created["understood"] == [
        "due_date": "Tuesday 2026-12-01, no time (Europe/Berlin)",
        "start_date": "Thursday 2026-11-26 09:00:00 (Europe/Berlin)", "time_estimate": "1h 30m",
      ])
    let task = try world.answer("get_task", ["task_id": try #require(created["id"])])
    #expect(task["status"] == "in progress" && task["priority"] == "high")
    #expect(task["description"] == "All of it" && task["tags"] == ["release"])
    #expect(task["start_date"] == "2026-11-26T09:00:00+01:00" && task["time_estimate"] == "1h 30m")
    #expect(task["assignees"]?[0]?["username"] == "Jane Doe" && task["points"] == 3)
    #expect(task["linked_tasks"] == [.string(try world.id("other_task"))])
    let fields = Dictionary(
      (task["custom_fields"]?.array ?? []).compactMap { field in
        field["type"]?.string.map { ($0, field["value"]?.string) }
      }, uniquingKeysWith: { first, _ in first })
    #expect(fields["drop_down"] == "Blue" && fields["labels"] == "Red, Blue")
    #expect(fields["date"] == "2026-12-24")
    #expect(fields["users"] == "Jane Doe (\(try world.id("user")))")
  }

  @Test("Everything that is wrong is said at once")
  func severalProblems() throws {
    let error = try refusal(
      "create_task",
      [
        "list_id": "$list", "name": "x", "status": "doing", "assignees": ["5"], "parent": "zzz",
        "custom_fields": [["id": "nope", "value": 1], ["id": "$field_number", "value": "many"]],
      ])
    #expect(error.code == .invalidArguments)
    let pointers = error.violations.compactMap { $0["pointer"]?.string }
    #expect(
      pointers == [
        "/status", "/assignees", "/parent", "/custom_fields/0/id", "/custom_fields/1/value",
      ])
    #expect(error.message.contains("its statuses are"))
    let texts = try refusal(
      "create_task",
      [
        "list_id": "Nowhere", "name": " ", "priority": "none", "due_date": "soon",
        "time_estimate": "5",
      ])
    #expect(
      texts.violations.compactMap { $0["pointer"]?.string } == [
        "/list_id", "/name", "/priority", "/due_date", "/time_estimate",
      ])
  }

  @Test(
    "Arguments that contradict each other are refused",
    arguments: [
      (["description": "a", "markdown_content": "b"], "/markdown_content"),
      (["due_date_time": true], "/due_date_time"),
      (["due_date": "2026-12-01", "due_date_time": true], "/due_date"),
      (["due_date": "none", "due_date_time": true], nil),
      (["parent": "none"], "/parent"), (["parent": "$task"], "/parent"),
      (["assignees_add": ["$user"], "assignees_remove": ["$user"]], "/assignees_remove"),
      ([:], nil),
    ] as [(JSONValue, String?)])
  func contradictions(arguments: JSONValue, pointer: String?) throws {
    var arguments = arguments
    arguments["task_id"] = "$task"
    if arguments["due_date"] == "none" {
      // Clearing needs no time of day, and says so by succeeding.
      #expect(try answer("update_task", arguments)["due_date"] == nil)
      return
    }
    let error = try refusal("update_task", arguments)
    #expect(error.code == .invalidArguments)
    #expect(error.violations.first?["pointer"]?.string == pointer)
  }

  @Test("Only what is given changes, and none clears")
  func clearing() throws {
    let full = try answer(
      "update_task",
      [
        "task_id": "$task", "priority": 1, "due_date": "2026-12-01T17:00",
        "start_date": "2026-11-30",
        "time_estimate": "2h", "description": "text", "assignees_add": ["$user"],
      ])
    #expect(full["differs"] == nil)
    #expect(full["priority"] == "urgent" && full["due_date"] == "2026-12-01T17:00:00+01:00")
    let cleared = try answer(
      "update_task",
      [
        "task_id": "$task", "priority": "none", "due_date": "None", "time_estimate": "none",
        "description": "", "assignees_remove": ["$user"],
      ])
    #expect(cleared["differs"] == nil)
    #expect(cleared["priority"] == nil && cleared["due_date"] == nil)
    #expect(cleared["start_date"] == "2026-11-30" && cleared["assignees"] == nil)
    let task = try answer("get_task", ["task_id": "$task"])
    #expect(task["description"] == nil && task["time_estimate"] == nil)
    #expect(task["name"] == "Launch page")
  }

  @Test("Points are set, cleared, and told apart from 0", arguments: [false, true])
  func points(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let task = ["task_id": try world.id("task")]
    func update(_ points: JSONValue) throws -> JSONValue {
      try world.answer("update_task", world.filled(["task_id": "$task", "points": points]))
    }
    for (given, stored) in [
      (5, 5), ("none", nil), ("2.5", 2.5), (0, 0), (nil, nil), (3.0, 3), ("NONE", nil),
    ] as [(JSONValue, JSONValue)] {
      let answer = try update(given)
      #expect(answer["differs"] == nil, "\(answer)")
      let shown = try world.read(.getTask, task)["points"] ?? .null
      #expect(shown.number == stored.number && shown.isNull == stored.isNull, "\(given)")
    }
    for wrong in ["many", "[]", "NaN", "1e999"] {
      let error = try world.refusal(
        "update_task", world.filled(["task_id": "$task", "points": .string(wrong)]))
      #expect(error.violations.map { $0["pointer"] } == ["/points"], "\(error.message)")
      #expect(error.message.contains("or none to clear it"), "\(error.message)")
    }
    #expect(world.watch.problems == [])
  }

  @Test("Tags in another notation are the same tags", arguments: [false, true])
  func tags(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let created = try world.answer(
      "create_task",
      world.filled([
        "list_id": "$list", "name": "New", "tags": ["BUG ", "\tTwo Words", "ÉTÉ"],
      ]))
    #expect(created["differs"] == nil, "\(created)")
    #expect(created["tags"] == ["bug", "two words", "été"])
    let error = try world.refusal(
      "create_task", world.filled(["list_id": "$list", "name": "New", "tags": ["a", " "]]))
    #expect(error.violations.map { $0["pointer"] } == ["/tags/1"], "\(error.message)")
  }

  @Test("A day without a time is the same day, east and west of Greenwich")
  func days() throws {
    for text in ["2026-12-01", "2026-12-01T23:30", "2026-12-01T00:10"] {
      let created = try answer(
        "create_task",
        [
          "list_id": "$list", "name": .string(text), "due_date": .string(text),
          "due_date_time": false, "allow_duplicate": true,
        ])
      #expect(created["due_date"] == "2026-12-01")
      #expect(created["differs"] == nil)
    }
  }

  @Test("Replay and conflict go through the pipeline")
  func keys() throws {
    let arguments: JSONValue = [
      "list_id": "$list", "name": "Once", "due_date": 1_795_604_400_000,
      "idempotency_key": "only-once-1",
    ]
    let first = try answer("create_task", arguments)
    // The same after coercion: the number is the text of its digits.
    var again = arguments
    again["due_date"] = "1795604400000"
    let second = try answer("create_task", again)
    #expect(second["operation"]?["replayed"] == true)
    #expect(second["id"] == first["id"])
    again["name"] = "Twice"
    #expect(try refusal("create_task", again).code == .keyConflict)
  }

  @Test("A parent is of the same List")
  func parents() throws {
    let tree = try answer("get_workspace", [:])
    let inbox = try #require(tree["spaces"]?[0]?["lists"]?[0]?["id"])
    let error = try refusal(
      "create_task", ["list_id": inbox, "name": "Sub", "parent": "$task"])
    #expect(error.message.contains("must be in the List of its parent"))
    let sub = try answer("create_task", ["list_id": "$list", "name": "Sub", "parent": "$task"])
    #expect(sub["parent"] == .string(try world.id("task")))
  }
}

@Suite("Tasks are found and read")
struct TaskReadTests {
  private let world: ExampleWorld

  init() throws { world = try ExampleWorld(commentCount: 26, hasFieldValues: false) }

  private func answer(_ tool: String, _ arguments: JSONValue) throws -> JSONValue {
    try world.answer(tool, try world.filled(arguments))
  }

  @Test("Pages follow each other without loss or repetition")
  func pages() throws {
    var seen: [String] = []
    var arguments: JSONValue = ["list_ids": ["$list_name"], "limit": 1, "order_by": "created"]
    while true {
      let page = try answer("search_tasks", arguments)
      seen += (page["tasks"]?.array ?? []).compactMap { $0["id"]?.string }
      #expect((page["cursor"] != nil) == (page["has_more"] == true))
      guard let cursor = page["cursor"], seen.count <= world.taskCount else { break }
      arguments["cursor"] = cursor
    }
    #expect(seen.count == world.taskCount && Set(seen).count == world.taskCount)
  }

  @Test("Filters are understood as the other arguments are")
  func filters() throws {
    _ = try answer(
      "update_task",
      [
        "task_id": "$task", "due_date": "2026-12-01", "assignees_add": ["$user"],
        "status": "in progress",
      ])
    _ = try answer(
      "set_custom_field",
      ["task_id": "$task", "field_id": "$field_drop_down", "value": "Blue"])
    let found = { (arguments: JSONValue) in
      try self.answer("search_tasks", arguments)["tasks"]?.array?.map { $0["id"]?.string } ?? []
    }
    let task = try world.id("task")
    #expect(try found(["assignees": ["$user"]]) == [task])
    #expect(try found(["statuses": ["In Progress"]]) == [task])
    #expect(try found(["query": "launch page"]) == [task])
    #expect(try found(["due_date_gt": "2026-11-30", "due_date_lt": "2026-12-02"]) == [task])
    #expect(try found(["due_date_gt": "2026-12-01"]) == [])
    #expect(try found(["due_date_lt": "2026-12-01"]) == [])
    for value in ["Blue", "$option_drop_down"] as [JSONValue] {
      let condition: JSONValue = ["field_id": "$field_drop_down", "operator": "=", "value": value]
      let tasks = try found(["list_ids": ["$list"], "custom_fields": [condition]])
      #expect(tasks == (value == "Blue" ? [task] : []))
    }
  }

  @Test(
    "What would silently find nothing is refused",
    arguments: [
      (["space_ids": ["1"]], "/space_ids"), (["folder_ids": ["1"]], "/folder_ids"),
      (["list_ids": ["Nowhere"]], "/list_ids"), (["assignees": ["Joan"]], "/assignees"),
      (["list_ids": ["$list"], "statuses": ["doing"]], "/statuses"),
      (["due_date_gt": "soon"], "/due_date_gt"), (["cursor": "x"], "/cursor"),
      (
        ["custom_fields": [["field_id": "$field_number", "operator": "=", "value": 1]]],
        "/custom_fields/0/field_id"
      ),
      (
        [
          "list_ids": ["$list"],
          "custom_fields": [["field_id": "$field_labels", "operator": "=", "value": "Red"]],
        ], "/custom_fields/0/operator"
      ),
      (
        [
          "list_ids": ["$list"],
          "custom_fields": [["field_id": "$field_number", "operator": "=", "value": "0x10"]],
        ], "/custom_fields/0/value"
      ),
      (
        [
          "list_ids": ["$list"],
          "custom_fields": [["field_id": "$field_number", "operator": "="]],
        ], "/custom_fields/0/value"
      ),
      (
        [
          "list_ids": ["$list"],
          "custom_fields": [["field_id": "$field_location", "operator": "=", "value": "x"]],
        ], "/custom_fields/0/field_id"
      ),
    ] as [(JSONValue, String)])
  func refusals(arguments: JSONValue, pointer: String) throws {
    let error = try world.refusal("search_tasks", try world.filled(arguments))
    #expect(error.violations.map { $0["pointer"] } == [.string(pointer)], "\(error.message)")
  }

  @Test("A status that no Space has is pointed out when nothing is found")
  func unknownStatus() throws {
    let page = try answer("search_tasks", ["statuses": ["doing"]])
    #expect(page["tasks"] == [])
    #expect(page["notice"]?.string?.contains(#"List has the status "doing""#) == true)
    let repeated = try answer("search_tasks", ["statuses": ["doing", "Doing", "doing", "stuck"]])
    #expect(
      repeated["notice"]?.string?.contains(#"List has the status "doing", "stuck"; "#) == true)
    #expect(try answer("search_tasks", ["statuses": ["complete"]])["notice"] == nil)
  }

  @Test("One task with its subtasks and comments, texts cut where they are long")
  func oneTask() throws {
    let long = String(repeating: "long ", count: 6_000)
    _ = try answer("update_task", ["task_id": "$task", "description": .string(long)])
    for number in 1...3 {
      _ = try answer(
        "create_task",
        ["list_id": "$list", "name": .string("Sub \(number)"), "parent": "$task"])
    }
    let task = try answer(
      "get_task", ["task_id": "$task", "include_subtasks": true, "include_comments": true])
    #expect(task["subtasks"]?.array?.count == 3)
    #expect(task["comments"]?.array?.count == 25)
    #expect(task["description"]?.string?.count == TextReading.oneLimit)
    #expect(task["notice"]?.string?.contains("is shown in part") == true)
    #expect(task.canonicalString.count <= ResultLimit.characters)
    let plain = try answer("get_task", ["task_id": "$other_task"])
    #expect(plain["subtasks"] == nil && plain["comments"] == nil && plain["notice"] == nil)
  }

  @Test("The Workspace to the depth that is asked for, with progress")
  func workspace() throws {
    let spaces = try answer("get_workspace", ["depth": "spaces"])
    #expect(spaces["spaces"]?.array?.count == 2)
    #expect(spaces["spaces"]?[0]?["lists"] == nil && spaces["spaces"]?[0]?["folders"] == nil)
    #expect(spaces["user"]?["username"] == "Jane Doe")
    let branch = try answer("get_workspace", ["container_id": "$folder"])
    #expect(branch["spaces"]?.array?.count == 1)
    #expect(branch["spaces"]?[0]?["folders"]?[0]?["lists"]?[0]?["name"] == "Roadmap")
    let missing = try world.refusal("get_workspace", ["container_id": "999"])
    #expect(missing.violations[0]["pointer"] == "/container_id")
    let steps = Mutex<[String]>([])
    let progress = ProgressReporter { done, total, message in
      steps.withLock { $0.append("\(done)/\(total ?? 0) \(message ?? "")") }
    }
    _ = world.tools.call(ToolCall(name: "get_workspace", arguments: [:], progress: progress))
    #expect(
      steps.withLock { $0 } == ["1.0/2.0 read Space 1 of 2", "2.0/2.0 read Space 2 of 2"])
  }

  @Test("A Workspace too large for one answer is shown less deep, and says so")
  func largeWorkspace() throws {
    var answers = TableLedger.workspace
    let lists = (0..<3_000).map { number -> JSONValue in
      ["id": .string("\(9_000 + number)"), "name": .string("A List with number \(number)")]
    }
    answers["/space/2/list"] = ["lists": .array(lists)]
    let runner = ToolRunner(
      ToolCatalogue.entries, ledger: TableLedger(answers), clock: ManualClock(0))
    let result = try #require(
      runner.call(ToolCall(name: "get_workspace", arguments: [:]))
    ).get().structured
    #expect(result["spaces"]?[1]?["lists"] == nil)
    #expect(result["spaces"]?[0]?["folders"]?[0]?["name"] == "Website")
    #expect(result["notice"]?.string?.contains("only folders are shown") == true)
  }
}
