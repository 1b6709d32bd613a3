import APICore
import JSON
import Testing

@Suite struct TaskPageContractTests {
  @Test(arguments: ContractSubject.all)
  func aPageHoldsAHundredTasksNewestFirst(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let list = try workspace.listID()
    #expect(try workspace.get(.getTasks, ["list_id": list]) == ["tasks": [], "last_page": true])
    for number in 1...201 { _ = try workspace.createTask("\(number)", in: list) }
    let sizes = try (0...3).map { page in
      let answer = try workspace.get(.getTasks, ["list_id": list], ["page": ["\(page)"]])
      return (answer["tasks"]?.array?.count ?? -1, answer["last_page"] ?? .null)
    }
    #expect(sizes.map(\.0) == [100, 100, 1, 0])
    #expect(sizes.map(\.1) == [false, false, true, true])
    #expect(try workspace.names(["page": ["0"]]).first == "201")
    #expect(try workspace.names(["page": ["2"]]) == ["1"])
    #expect(try workspace.names(["page": ["0"], "reverse": ["true"]]).first == "1")
    let pages = try (0...2).flatMap { try workspace.teamNames(["page": ["\($0)"]]) }
    #expect(Set(pages).count == 201)
  }

  @Test(arguments: ContractSubject.anywhere)
  func exactlyAHundredAreTheLastPage(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let list = try workspace.listID()
    for number in 1...100 { _ = try workspace.createTask("\(number)", in: list) }
    #expect(try workspace.get(.getTasks, ["list_id": list])["last_page"] == true)
  }

  @Test(arguments: ContractSubject.all)
  func ordersAreWhatTheyAreCalled(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let none = try workspace.createTask("none")
    _ = try workspace.createTask("late", ["due_date": 2_000_000_000_000])
    _ = try workspace.createTask("early", ["due_date": 1_000_000_000_000])
    _ = try workspace.updateTask(none, ["priority": 1])
    #expect(try workspace.names() == ["early", "late", "none"])
    #expect(try workspace.names(["order_by": ["created"]]) == ["early", "late", "none"])
    #expect(try workspace.names(["order_by": ["updated"]]) == ["none", "early", "late"])
    #expect(try workspace.names(["order_by": ["due_date"]]) == ["late", "early", "none"])
    #expect(
      try workspace.names(["order_by": ["due_date"], "reverse": ["true"]])
        == ["early", "late", "none"])
    let ids = try workspace.get(
      .getTasks, ["list_id": workspace.listID()], ["order_by": ["id"], "reverse": ["true"]])
    let sorted = (ids["tasks"]?.array ?? []).compactMap { $0["id"]?.string }
    #expect(sorted.count == 3 && sorted == sorted.sorted())
  }

  @Test(arguments: ContractSubject.all)
  func closedAndArchivedTasksAreLeftOut(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    _ = try workspace.createTask("open")
    _ = try workspace.createTask("closed", ["status": "complete"])
    _ = try workspace.createTask("archived", ["archived": true])
    #expect(try workspace.names() == ["open"])
    #expect(try workspace.names(["include_closed": ["true"]]) == ["closed", "open"])
    // As seen: archived tasks only, and a closed status that is named is found without more.
    #expect(try workspace.names(["archived": ["true"]]) == ["archived"])
    #expect(try workspace.names(["statuses[]": ["Complete"]]) == ["closed"])
    #expect(try workspace.names(["include_timl": ["true"]]) == ["open"])
    let list = try workspace.get(.getList, ["list_id": workspace.listID()])
    #expect(list["task_count"] == 1)
  }

  /// Three tasks that differ in everything, and which of them each filter finds.
  static let filters: [([String: [String]], [String])] = [
    ([:], ["c", "b", "a"]),
    (["statuses[]": ["To Do"]], ["c", "a"]),
    (["statuses[]": ["to do", "IN PROGRESS"]], ["c", "b", "a"]),
    (["statuses": ["in progress"]], ["b"]),
    (["statuses[]": ["no such"]], []),
    (["assignees[]": ["{user}"]], ["a"]),
    (["assignees[]": ["{user}", "1"]], ["a"]),
    (["assignees[]": ["1"]], []),
    (["watchers[]": ["{user}"]], ["c", "b"]),
    (["due_date_gt": ["1769500000000"]], ["c"]),
    (["due_date_lt": ["1769600000000"]], ["b"]),
    (["due_date_gt": ["1769499999999"], "due_date_lt": ["1769600000001"]], ["c", "b"]),
    (["date_created_gt": ["1769421601000"]], ["c", "b"]),
    (["date_created_lt": ["1769421602000"]], ["a"]),
    (["date_updated_gt": ["1769421603000"]], ["a"]),
    (["date_updated_lt": ["1769421603000"]], ["b"]),
    (["date_done_gt": ["0"], "include_closed": ["true"]], ["d"]),
    (["date_done_lt": ["0"], "include_closed": ["true"]], []),
    (["custom_items[]": ["1"]], ["c"]),
    (["custom_items[]": ["0", "1"]], ["c", "b", "a"]),
    (["subtasks": ["true"], "statuses[]": ["to do"]], ["e", "c", "a"]),
  ]

  @Test(arguments: ContractSubject.all, filters)
  func filtersFindWhatTheySay(
    _ subject: ContractSubject, _ filter: (query: [String: [String]], names: [String])
  ) throws {
    let workspace = try subject.open()
    let user = JSONValue.integer(try workspace.userID())
    let a = try workspace.createTask("a", ["assignees": [user]])
    _ = try workspace.createTask(
      "b",
      ["status": "in progress", "due_date": 1_769_500_000_000, "due_date_time": true])
    _ = try workspace.createTask(
      "c", ["custom_item_id": 1, "due_date": 1_769_600_000_000, "due_date_time": true])
    _ = try workspace.createTask("d", ["status": "complete"])
    _ = try workspace.createTask("e", ["parent": .string(workspace.id(a))])
    _ = try workspace.updateTask(a, ["watchers": ["rem": [user]]])
    let query = filter.query.mapValues { values in
      values.map { $0 == "{user}" ? user.canonicalString : $0 }
    }
    #expect(try workspace.names(query) == filter.names)
    #expect(try workspace.teamNames(query) == filter.names)
  }

  /// As recorded of a Space's tag: "Test Tag" is kept as "test tag".
  @Test(arguments: ContractSubject.all)
  func tagsAreKeptAndFoundInLowerCaseWithoutEnds(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let task = try workspace.createTask("a", ["tags": ["BUG ", "bug", " Two Words\t"]])
    #expect(task["tags"]?.array?.map { $0["name"] } == ["bug", "two words"])
    for name in ["bug", " Bug", "BUG "] {
      #expect(try workspace.names(["tags[]": [name]]) == ["a"], "\(name)")
      #expect(try workspace.teamNames(["tags[]": [name]]) == ["a"], "\(name)")
    }
    _ = try workspace.send(
      .removeTaskTag, ["task_id": workspace.id(task), "tag_name": "TWO WORDS "])
    #expect(try workspace.getTask(task)["tags"]?.array?.map { $0["name"] } == ["bug"])
  }

  @Test(arguments: ContractSubject.all)
  func teamTasksAreOfListsFoldersAndSpaces(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let folder = try workspace.send(
      .createFolder, ["space_id": workspace.spaceID()], ["name": "F"])
    let folderID = try workspace.id(folder)
    let list = try workspace.send(.createFolderList, ["folder_id": folderID], ["name": "L"])
    let listID = try workspace.id(list)
    let space = try workspace.send(
      .createSpace, ["team_id": workspace.workspaceID()], ["name": "S"])
    let spaceID = try workspace.id(space)
    let far = try workspace.send(.createSpaceList, ["space_id": spaceID], ["name": "Far"])
    _ = try workspace.createTask("inbox")
    _ = try workspace.createTask("folder", in: listID)
    _ = try workspace.createTask("far", in: try workspace.id(far))
    #expect(try workspace.teamNames() == ["far", "folder", "inbox"])
    #expect(try workspace.teamNames(["list_ids[]": [listID]]) == ["folder"])
    let inbox = try workspace.listID()
    #expect(try workspace.teamNames(["list_ids[]": [listID, inbox]]) == ["folder", "inbox"])
    #expect(try workspace.teamNames(["project_ids[]": [folderID]]) == ["folder"])
    #expect(try workspace.teamNames(["folder_ids[]": [folderID]]) == ["folder"])
    #expect(try workspace.teamNames(["space_ids[]": [spaceID]]) == ["far"])
    #expect(
      try workspace.teamNames(["space_ids[]": [spaceID], "list_ids[]": [listID]]) == [])
    expectRefusal(404, "SHARD_031") {
      _ = try workspace.get(.getTeamTasks, ["team_Id": "99999999"])
    }
  }

  static let refusals: [([String: [String]], String)] = [
    (["page": ["-1"]], "`page`"),
    (["page": ["99999999999"]], "`page`"),
    (["page": ["one"]], "`page`"),
    (["order_by": ["closed"]], "`order_by`"),
    (["subtasks": ["perhaps"]], "`subtasks`"),
    (["assignees[]": ["me"]], "`assignees[]`"),
    (["due_date_gt": ["tomorrow"]], "`due_date_gt`"),
  ]

  @Test(arguments: ContractSubject.all, refusals)
  func whatCannotBeReadIsRefused(
    _ subject: ContractSubject, _ refusal: (query: [String: [String]], words: String)
  ) throws {
    let workspace = try subject.open()
    expectRefusal(400, "INPUT_003", saying: refusal.words) {
      _ = try workspace.names(refusal.query)
    }
  }
}
