import APICore
import JSON
import Testing

@Suite struct TaskContractTests {
  @Test(arguments: ContractSubject.all)
  func aTaskIsCreatedReadChangedAndDeleted(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let user = try workspace.userID()
    let task = try workspace.createTask(
      "Write the plan",
      [
        "description": "First draft", "status": "In Progress", "priority": 2,
        "assignees": [.integer(user)], "due_date": 1_769_500_000_000, "due_date_time": true,
        "start_date": "1769400000000", "start_date_time": true, "time_estimate": 3_600_000,
        "points": 2.5, "notify_all": true,
      ])
    #expect(task["description"] == "First draft")
    #expect(task["text_content"] == "First draft")
    #expect(task["status"]?["status"] == "in progress")
    #expect(
      task["priority"]
        == ["id": "2", "priority": "high", "color": "#f8ae00", "orderindex": "2"])
    #expect(task["assignees"]?[0]?["id"] == .integer(user))
    #expect(task["watchers"]?.array?.count == 1)
    #expect(task["creator"]?["id"] == .integer(user))
    #expect(task["due_date"] == "1769500000000")
    #expect(task["start_date"] == "1769400000000")
    #expect(task["time_estimate"] == 3_600_000)
    #expect(task["points"] == 2.5)
    #expect(task["date_created"] == "1769421601000")
    #expect(task["date_updated"] == task["date_created"])
    #expect(task["attachments"] == nil)
    let read = try workspace.getTask(task)
    #expect(read["attachments"] == [])
    for (name, value) in task.object ?? [:] { #expect(read[name] == value, "\(name)") }
    let changed = try workspace.updateTask(
      task,
      ["name": "Write it", "priority": nil, "due_date": nil, "points": nil, "status": "To Do"]
    )
    #expect(changed["name"] == "Write it")
    #expect(changed["status"]?["status"] == "to do")
    for cleared in ["priority", "due_date", "points"] {
      #expect(changed[cleared] == .null, "\(cleared)")
    }
    #expect(changed["description"] == "First draft")
    #expect(changed["date_updated"] == "1769421602000")
    #expect(try workspace.getTask(task) == changed)
    let path = ["task_id": try workspace.id(task)]
    #expect(try workspace.send(.deleteTask, path) == .null)
    expectRefusal(404, "ITEM_015", saying: "Task") { _ = try workspace.getTask(task) }
    expectRefusal(404, "ITEM_015") { try workspace.send(.deleteTask, path) }
  }

  /// Nothing but `name` is needed; what is not named is as the service leaves it.
  @Test(arguments: ContractSubject.anywhere)
  func aTaskBeginsEmpty(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let task = try workspace.createTask("a")
    #expect(task["status"]?["status"] == "to do")
    #expect(task["description"] == "")
    let empty = [
      "assignees", "tags", "custom_fields", "dependencies", "linked_tasks", "checklists",
    ]
    for name in empty { #expect(task[name] == [], "\(name)") }
    let none = [
      "custom_id", "parent", "top_level_parent", "priority", "due_date", "start_date", "points",
      "time_estimate", "date_closed", "date_done",
    ]
    for name in none { #expect(task[name] == .null, "\(name)") }
    #expect(task["time_spent"] == 0)
    #expect(task["custom_item_id"] == 0)
    #expect(task["project"] == task["folder"])
  }

  @Test(arguments: ContractSubject.all)
  func closingSetsItsDates(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let task = try workspace.createTask("a")
    let closed = try workspace.updateTask(task, ["status": "COMPLETE"])
    #expect(closed["date_closed"] == "1769421602000")
    #expect(closed["date_done"] == "1769421602000")
    let renamed = try workspace.updateTask(task, ["name": "b", "status": "complete"])
    #expect(renamed["date_closed"] == "1769421602000")
    let reopened = try workspace.updateTask(task, ["status": "in progress"])
    #expect(reopened["date_closed"] == .null)
    #expect(reopened["date_done"] == .null)
    let born = try workspace.createTask("c", ["status": "complete"])
    #expect(born["date_closed"] == born["date_created"])
  }

  /// Done is not closed: such a task is still listed.
  @Test(arguments: ContractSubject.all)
  func doneSetsOnlyItsDate(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let list = try workspace.send(
      .createSpaceList, ["space_id": workspace.spaceID()],
      ["name": "L", "statuses": ["new", ["status": "fixed", "type": "done"], "released"]])
    let task = try workspace.createTask("a", in: try workspace.id(list))
    let done = try workspace.updateTask(task, ["status": "fixed"])
    #expect(done["date_done"] == done["date_updated"])
    #expect(done["date_closed"] == .null)
    #expect(try workspace.teamNames() == ["a"])
    let closed = try workspace.updateTask(task, ["status": "released"])
    #expect(closed["date_done"] == done["date_done"])
    #expect(closed["date_closed"] == closed["date_updated"])
    #expect(try workspace.teamNames() == [])
  }

  @Test(arguments: ContractSubject.anywhere)
  func aDescriptionIsClearedByASpaceAndKeptByNothing(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let task = try workspace.createTask("a", ["description": "text"])
    #expect(try workspace.updateTask(task, ["description": ""])["description"] == "text")
    #expect(try workspace.updateTask(task, ["description": " "])["description"] == "")
  }

  @Test(arguments: ContractSubject.all)
  func markdownIsReadBackOnlyWhenAskedFor(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let task = try workspace.createTask(
      "a",
      [
        "description": "ignored",
        "markdown_content": "# Plan\n- **one**\n- [two](https://x.example)",
      ]
    )
    #expect(task["description"] == "Plan\none\ntwo")
    #expect(task["markdown_description"] == nil)
    let asked = try workspace.getTask(task, ["include_markdown_description": ["true"]])
    #expect(asked["markdown_description"] == "# Plan\n- **one**\n- [two](https://x.example)")
    let plain = try workspace.updateTask(task, ["description": "plain"])
    #expect(plain["description"] == "plain")
    let page = try workspace.get(
      .getTasks, ["list_id": workspace.listID()], ["include_markdown_description": ["true"]])
    #expect(page["tasks"]?[0]?["markdown_description"] == "plain")
  }

  /// 04:00 in Berlin of the day that the instant falls in there.
  @Test(arguments: ContractSubject.all)
  func aDateWithoutATimeIsStoredAtFourOClock(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    // 2026-01-27T12:00:00+01:00 and 2026-07-01T23:30:00+02:00
    let task = try workspace.createTask(
      "a", ["due_date": 1_769_511_600_000, "start_date": 1_782_941_400_000])
    #expect(task["due_date"] == "1769482800000")  // 2026-01-27T04:00:00+01:00
    #expect(task["start_date"] == "1782871200000")  // 2026-07-01T04:00:00+02:00
  }

  @Test(arguments: ContractSubject.anywhere)
  func assigneesAreAddedAndRemoved(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let user = JSONValue.integer(try workspace.userID())
    let task = try workspace.createTask("a")
    let added = try workspace.updateTask(task, ["assignees": ["add": [user, user], "rem": []]])
    #expect(added["assignees"]?.array?.map { $0["id"] } == [user])
    let removed = try workspace.updateTask(task, ["assignees": ["rem": [user]]])
    #expect(removed["assignees"] == [])
    #expect(removed["watchers"]?.array?.map { $0["id"] } == [user])
    let unwatched = try workspace.updateTask(task, ["watchers": ["add": [], "rem": [user]]])
    #expect(unwatched["watchers"] == [])
  }

  /// Other clients ran into it: a flat array is answered with success and makes watchers.
  @Test(arguments: ContractSubject.anywhere)
  func aFlatArrayOfAssigneesMakesWatchers(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let user = JSONValue.integer(try workspace.userID())
    let task = try workspace.createTask("a")
    _ = try workspace.updateTask(task, ["watchers": ["rem": [user]]])
    let changed = try workspace.updateTask(task, ["assignees": [user]])
    #expect(changed["assignees"] == [])
    #expect(changed["watchers"]?.array?.map { $0["id"] } == [user])
  }

  /// The service answers 200 and does nothing.
  @Test(arguments: ContractSubject.all)
  func unknownMembersOfABodyAreIgnored(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let task = try workspace.createTask("a", ["titel": "b"])
    let before = try workspace.getTask(task)
    let bodies: [JSONValue] = [
      ["duedate": 1], ["tags": ["x"]], ["custom_fields": [["id": "x"]]], ["parent": nil], [:],
    ]
    for body in bodies { #expect(try workspace.updateTask(task, body) == before) }
  }

  @Test(arguments: ContractSubject.all)
  func subtasksStandBelowTasksOfTheirList(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let parent = try workspace.createTask("parent")
    let parentID = JSONValue.string(try workspace.id(parent))
    let child = try workspace.createTask("child", ["parent": parentID])
    let childID = JSONValue.string(try workspace.id(child))
    let grandchild = try workspace.createTask("grandchild", ["parent": childID])
    #expect(child["parent"] == parentID)
    #expect(child["top_level_parent"] == parentID)
    #expect(grandchild["parent"] == childID)
    #expect(grandchild["top_level_parent"] == parentID)
    let read = try workspace.getTask(parent, ["include_subtasks": ["true"]])
    #expect(read["subtasks"]?.array?.map { $0["name"] } == ["child", "grandchild"])
    #expect(try workspace.getTask(parent)["subtasks"] == nil)
    #expect(try workspace.names() == ["parent"])
    #expect(try workspace.names(["subtasks": ["true"]]) == ["grandchild", "child", "parent"])
    let found = try workspace.teamNames(["parent": [try workspace.id(parent)]])
    #expect(found == ["child"])
    try workspace.send(.deleteTask, ["task_id": try workspace.id(parent)])
    #expect(try workspace.names(["subtasks": ["true"]]) == [])
  }

  @Test(arguments: ContractSubject.all)
  func aTaskMovesBelowAnotherButNeverBelowItself(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let one = try workspace.createTask("one")
    let two = try workspace.createTask("two")
    let oneID = JSONValue.string(try workspace.id(one))
    let twoID = JSONValue.string(try workspace.id(two))
    let below = try workspace.createTask("below", ["parent": oneID])
    #expect(try workspace.updateTask(one, ["parent": twoID])["parent"] == twoID)
    #expect(try workspace.getTask(below)["top_level_parent"] == twoID)
    for target in [oneID, .string(try workspace.id(below))] {
      expectRefusal(400, "INPUT_003", saying: "below itself") {
        _ = try workspace.updateTask(one, ["parent": target])
      }
    }
    expectRefusal(404, "ITEM_015", saying: "`parent`") {
      _ = try workspace.updateTask(one, ["parent": "86zzzzzzz"])
    }
    let list = try workspace.send(
      .createSpaceList, ["space_id": workspace.spaceID()], ["name": "Other"])
    expectRefusal(400, "ITEM_137") {
      _ = try workspace.createTask("c", ["parent": twoID], in: workspace.id(list))
    }
  }

  @Test(arguments: ContractSubject.all)
  func subtasksNestSevenDeep(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    var task = try workspace.createTask("0")
    for depth in 1...7 {
      task = try workspace.createTask("\(depth)", ["parent": .string(try workspace.id(task))])
    }
    expectRefusal(400, "INPUT_003", saying: "7 deep") {
      _ = try workspace.createTask("8", ["parent": .string(workspace.id(task))])
    }
    let other = try workspace.createTask("other")
    _ = try workspace.createTask("below", ["parent": .string(workspace.id(other))])
    let sixth = try #require(try workspace.getTask(task)["parent"])
    expectRefusal(400, "INPUT_003", saying: "7 deep") {
      _ = try workspace.updateTask(other, ["parent": sixth])
    }
  }

  static let refusals: [(JSONValue, String, String)] = [
    ([:], "INPUT_005", "`name`"),
    (["name": ""], "INPUT_005", "`name`"),
    (["name": "a", "status": "nope"], "CRTSK_001", "`to do`, `in progress`, `complete`"),
    (["name": "a", "priority": 0], "INPUT_003", "`priority`"),
    (["name": "a", "priority": "high"], "INPUT_003", "`priority`"),
    (["name": "a", "due_date": "2024-01-01"], "INPUT_003", "`due_date`"),
    (["name": "a", "due_date": 1, "due_date_time": "yes"], "INPUT_003", "`due_date_time`"),
    (["name": "a", "time_estimate": -1], "INPUT_003", "`time_estimate`"),
    (["name": "a", "points": "many"], "INPUT_003", "`points`"),
    (["name": "a", "assignees": [1]], "INPUT_003", "user 1"),
    (["name": "a", "assignees": "me"], "INPUT_003", "`assignees`"),
    (["name": "a", "group_assignees": ["x"]], "INPUT_003", "user group `x`"),
  ]

  /// A refused write leaves nothing behind.
  @Test(arguments: ContractSubject.all, refusals)
  func whatIsWrongIsRefused(
    _ subject: ContractSubject, _ refusal: (body: JSONValue, code: String, words: String)
  ) throws {
    let workspace = try subject.open()
    expectRefusal(400, refusal.code, saying: refusal.words) {
      try workspace.send(.createTask, ["list_id": workspace.listID()], refusal.body)
    }
    #expect(try workspace.names(["subtasks": ["true"], "include_closed": ["true"]]) == [])
  }

  @Test(arguments: ContractSubject.all)
  func routesThatDoNotExistAreRefused(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    expectRefusal(404, "APP_001") { _ = try workspace.get(Route(.get, "/nowhere")) }
    expectRefusal(404, "APP_001") { try workspace.send(Route(.post, "/nowhere")) }
    // What writes is not read, nor the reverse, on whichever side that is noticed.
    let task = ["task_id": try workspace.id(workspace.createTask("a"))]
    #expect(throws: APIError.self) { try workspace.send(.getUser) }
    #expect(throws: APIError.self) { try workspace.get(.deleteTask, task) }
    #expect(try workspace.names() == ["a"])
  }

  @Test(arguments: ContractSubject.all)
  func aCustomIDNeedsItsWorkspace(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let query = ["custom_task_ids": ["true"]]
    expectRefusal(400, "INPUT_003", saying: "`team_id`") {
      _ = try workspace.get(.getTask, ["task_id": "DEV-1"], query)
    }
    expectRefusal(404, "ITEM_015", isUnknown: true) {
      _ = try workspace.get(
        .getTask, ["task_id": "DEV-1"],
        query.merging(["team_id": [try workspace.workspaceID()]]) { $1 })
    }
  }
}
