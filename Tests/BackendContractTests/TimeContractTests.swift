import APICore
import JSON
import Testing

@Suite struct TimeContractTests {
  private func team(_ workspace: ContractWorkspace, _ entry: String? = nil) throws
    -> [String: String]
  {
    let id = try workspace.workspaceID()
    var path = ["team_id": id, "team_Id": id]
    path["timer_id"] = entry
    return path
  }

  private func log(
    _ workspace: ContractWorkspace, _ members: JSONObject
  ) throws -> JSONValue {
    let answer = try workspace.send(.createTimeEntry, team(workspace), .object(members))
    return try #require(answer["data"])
  }

  private func list(_ workspace: ContractWorkspace, _ query: [String: [String]] = [:]) throws
    -> [JSONValue]
  {
    try workspace.get(.getTimeEntries, team(workspace), query)["data"]?.array ?? []
  }

  @Test(arguments: ContractSubject.all)
  func aLoggedEntryHasTheRecordedTypes(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let task = try workspace.createTask("Task")
    let id = try workspace.id(task)
    let start = ContractWorkspace.start.rawValue - 3_600_000
    let entry = try log(
      workspace,
      [
        "start": .integer(start), "duration": 1_800_000, "tid": .string(id), "billable": true,
        "description": "Work", "tags": [["name": "deep"], ["name": "deep"]],
      ])
    #expect(entry["start"] == .integer(start))
    #expect(entry["end"] == .string(String(start + 1_800_000)))
    #expect(entry["duration"] == 1_800_000)
    #expect(entry["at"] == .integer(workspace.clock.now().rawValue))
    #expect(entry["billable"] == true && entry["description"] == "Work")
    #expect(entry["task"]?["id"] == .string(id))
    #expect(entry["task"]?["status"]?["status"] == "to do")
    #expect(entry["wid"] == .string(try workspace.workspaceID()))
    #expect(entry["user"]?["timezone"] == "Europe/Berlin")
    #expect(entry["tags"]?.array?.map { $0["name"] } == ["deep"])
    #expect(entry["task_location"] == [:])
    let listed = try #require(try list(workspace).first)
    #expect(listed["start"] == .string(String(start)))
    #expect(listed["duration"] == "1800000")
    #expect(listed["task_location"]?["list_id"] == .string(try workspace.listID()))
    #expect(listed["source"] == "api")
    let shown = try workspace.getTask(task)
    #expect(shown["time_spent"] == 1_800_000)
    #expect(shown["date_updated"] == .string(workspace.clock.now().wire))

    let deleted = try workspace.send(
      .deleteTimeEntry, team(workspace, entry["id"]?.string))["data"]
    #expect(deleted?[0]?["id"] == entry["id"] && deleted?[0]?["duration"] == "1800000")
    #expect(try workspace.getTask(task)["time_spent"] == 0)
    expectRefusal(404, "ITEM_015") {
      try workspace.send(.deleteTimeEntry, team(workspace, entry["id"]?.string))
    }
  }

  @Test(arguments: ContractSubject.all)
  func oneTimerRunsAtATime(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let task = try workspace.createTask("Task")
    let tid = task["id"] ?? .null
    #expect(try workspace.get(.getRunningTimeEntry, team(workspace)) == ["data": nil])
    let first = try workspace.send(.startTimeEntry, team(workspace), ["tid": tid])["data"]
    #expect((first?["duration"]?.integer ?? 0) < 0)
    #expect(first?["end"] == nil)
    workspace.clock.advance(by: 5_000)
    let current = try workspace.get(.getRunningTimeEntry, team(workspace))["data"]
    #expect(current?["duration"] == -5_000)
    #expect(try workspace.getTask(task)["time_spent"] == 0)

    let second = try workspace.send(.startTimeEntry, team(workspace), ["tid": tid])["data"]
    #expect(second?["id"] != first?["id"])
    #expect(try workspace.getTask(task)["time_spent"] == 6_000)
    workspace.clock.advance(by: 1_000)
    let stopped = try workspace.send(.stopTimeEntry, team(workspace))["data"]
    #expect(stopped?["id"] == second?["id"])
    #expect(stopped?["duration"] == 2_000)
    #expect(stopped?["start"]?.string != nil && stopped?["end"]?.integer != nil)
    #expect(try workspace.getTask(task)["time_spent"] == 8_000)
    expectRefusal(400, "INPUT_003", saying: "no timer is running") {
      try workspace.send(.stopTimeEntry, team(workspace))
    }
  }

  @Test(arguments: ContractSubject.all)
  func theListIsTheCallersOwnOfThirtyDays(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let task = try workspace.createTask("Task", ["tags": ["red"]])
    let now = ContractWorkspace.start.rawValue
    let day: Int64 = 86_400_000
    for (name, age) in [("old", 31), ("recent", 29), ("new", 1)] {
      _ = try log(
        workspace,
        [
          "start": .integer(now - Int64(age) * day), "duration": 1_000,
          "description": .string(name), "billable": .bool(age == 1),
          "tid": age == 29 ? .null : task["id"] ?? .null,
        ])
    }
    func names(_ query: [String: [String]] = [:]) throws -> [String?] {
      try list(workspace, query).map { $0["description"]?.string }
    }
    #expect(try names() == ["new", "recent"])
    #expect(try names(["start_date": ["0"]]) == ["new", "recent", "old"])
    #expect(
      try names(["start_date": ["0"], "end_date": [String(now - 2 * day)]]) == ["recent", "old"])
    #expect(try names(["task_id": [try workspace.id(task)]]) == ["new"])
    #expect(try names(["list_id": [try workspace.listID()]]) == ["new"])
    #expect(try names(["space_id": [try workspace.spaceID()]]) == ["new"])
    #expect(try names(["folder_id": ["1"]]) == [])
    #expect(try names(["assignee": ["42"]]) == [])
    #expect(try names(["assignee": ["42, \(try workspace.userID())"]]) == ["new", "recent"])
    #expect(try names(["is_billable": ["true"]]) == ["new"])
    #expect(try names(["is_billable": ["false"]]) == ["recent"])
    let full = try list(
      workspace, ["include_task_tags": ["true"], "include_location_names": ["true"]])
    #expect(full.first?["task_tags"]?[0]?["name"] == "red")
    #expect(full.first?["task_location"]?["list_name"] == "Inbox")
    expectRefusal(400, "INPUT_003", saying: "only one of") {
      _ = try names(["list_id": ["1"], "space_id": ["1"]])
    }
    expectRefusal(400, "INPUT_003", saying: "`assignee`") { _ = try names(["assignee": ["x"]]) }
  }

  @Test(arguments: ContractSubject.all)
  func anEntryIsChanged(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let task = try workspace.createTask("Task")
    let entry = try log(
      workspace, ["start": 1_000, "stop": 3_000, "tags": [["name": "a"], ["name": "b"]]])
    let path = try team(workspace, entry["id"]?.string)
    func change(_ body: JSONValue) throws -> JSONValue? {
      try workspace.send(.updateTimeEntry, path, body)["data"]
    }
    let moved = try change(["start": 2_000, "end": 9_000, "tid": task["id"] ?? .null])
    #expect(moved?["duration"] == "7000" && moved?["task"]?["id"] == task["id"])
    #expect(try change(["duration": 500])?["end"] == "2500")
    func tags(_ action: String?, _ name: String) throws -> [String?] {
      var body: JSONValue = ["tags": [["name": .string(name)]]]
      if let action { body["tag_action"] = .string(action) }
      return try change(body)?["tags"]?.array?.map { $0["name"]?.string } ?? []
    }
    #expect(try tags("add", "c") == ["a", "b", "c"])
    #expect(try tags("remove", "a") == ["b", "c"])
    #expect(try tags(nil, "d") == ["d"])
    let read = try workspace.get(.getTimeEntry, path)["data"]
    #expect(read?["tags"]?[0]?["name"] == "d" && read?["end"] == "2500")
    for (body, words) in [
      (["start": 5], "together"), (["end": 5], "together"),
      (["start": 9, "end": 5], "before"), (["tags": [["name": "x"]], "tag_action": "no"], "tag_"),
      (["duration": -5], "before"),
    ] as [(JSONValue, String)] {
      expectRefusal(400, "INPUT_003", saying: words) { _ = try change(body) }
    }
  }

  @Test(arguments: ContractSubject.all)
  func wrongTimesAreRefused(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    for body in [
      [:], ["start": 5], ["start": 5, "duration": -1], ["start": 5, "end": 4],
      ["start": -1, "duration": 1], ["start": .integer(.max), "duration": .integer(.max)],
      ["start": 1, "duration": 1, "assignee": 42], ["start": 1, "duration": 1, "tags": [["x": 1]]],
    ] as [JSONObject] {
      let error = #expect(throws: APIError.self) { _ = try log(workspace, body) }
      #expect(error?.status == 400, "\(body)")
    }
    #expect(throws: APIError.self) {
      _ = try log(workspace, ["start": 1, "duration": 1, "tid": "none"])
    }
    #expect(try list(workspace, ["start_date": ["0"]]) == [])
  }

  @Test(arguments: ContractSubject.all)
  func theOlderRoutesOfATaskStillWork(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let task = try workspace.id(workspace.createTask("Task"))
    let path = ["task_id": task]
    let made = try workspace.send(.trackTime, path, ["start": 1_000, "end": 4_000, "time": 1])
    let id = try #require(made["id"]?.string)
    try workspace.send(.trackTime, path, ["time": 500])
    let shown = try workspace.get(.getTrackedTime, path)["data"]
    #expect(shown?[0]?["time"] == 3_500)
    #expect(shown?[0]?["user"]?["id"] == .integer(try workspace.userID()))
    #expect(shown?[0]?["intervals"]?.array?.map { $0["time"] } == ["500", "3000"])
    let interval = ["task_id": task, "interval_id": id]
    #expect(
      try workspace.send(.editTrackedTime, interval, ["start": 1_000, "end": 2_000]) == [:])
    #expect(try workspace.get(.getTrackedTime, path)["data"]?[0]?["time"] == 1_500)
    #expect(try workspace.send(.deleteTrackedTime, interval) == [:])
    #expect(try workspace.get(.getTrackedTime, path)["data"]?[0]?["time"] == 500)
    expectRefusal(404, "ITEM_015") { try workspace.send(.deleteTrackedTime, interval) }
    expectRefusal(400, "INPUT_003", saying: "`time`") {
      try workspace.send(.trackTime, path, [:])
    }
  }
}
