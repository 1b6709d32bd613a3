import APICore
import JSON
import Testing

/// Replies to comments, and comments on Lists.
@Suite struct ThreadContractTests {
  /// The ID of a new comment.
  private func comment(
    _ text: String, by route: Route = .createTaskComment, _ path: [String: String],
    in workspace: ContractWorkspace
  ) throws -> String {
    let made = try workspace.send(route, path, ["comment_text": .string(text)])
    return try #require(made["id"]?.integer.map(String.init))
  }

  private func texts(_ answer: JSONValue) -> [String?] {
    (answer["comments"]?.array ?? []).map { $0["comment_text"]?.string }
  }

  @Test(arguments: ContractSubject.all)
  func repliesStandInTheirThreadAlone(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let user = JSONValue.integer(try workspace.userID())
    let task = ["task_id": try workspace.id(workspace.createTask("Task"))]
    let first = ["comment_id": try comment("First", task, in: workspace)]
    let other = ["comment_id": try comment("Other", task, in: workspace)]
    #expect(try workspace.get(.getThreadedComments, first) == ["comments": []])
    try workspace.send(.createThreadedComment, first, ["comment_text": "One", "notify_all": true])
    try workspace.send(.createThreadedComment, first, ["comment_text": "Two", "assignee": user])
    let thread = try workspace.get(.getThreadedComments, first)
    #expect(texts(thread) == ["Two", "One"])
    let reply = try #require(thread["comments"]?[0])
    #expect(reply["id"]?.string?.hasPrefix("90150") == true, "a string as in every list")
    #expect(reply["date"] == .string(workspace.clock.now().wire))
    #expect(reply["user"]?["id"] == user && reply["assignee"]?["id"] == user)
    #expect(reply["resolved"] == false && reply["reply_count"] == 0)
    #expect(try workspace.get(.getThreadedComments, other) == ["comments": []])
    let page = try workspace.get(.getTaskComments, task)
    #expect(texts(page) == ["Other", "First"])
    #expect(page["comments"]?.array?.map { $0["reply_count"] } == [0, 2])
  }

  /// The document shows `{}`, which the live service is taken at its word for.
  @Test func theEmbeddedWorkspaceSaysWhichReplyItMade() throws {
    for subject in ContractSubject.all {
      let workspace = try subject.open()
      let list = ["list_id": try workspace.listID()]
      let first = ["comment_id": try comment("First", by: .createListComment, list, in: workspace)]
      let made = try workspace.send(.createThreadedComment, first, ["comment_text": "One"])
      let id = try workspace.get(.getThreadedComments, first)["comments"]?[0]?["id"]?.identifier
      let isEmbedded = subject.testDescription == ContractSubject.embedded.testDescription
      #expect(made["id"]?.identifier == (isEmbedded ? id : nil))
    }
  }

  @Test(arguments: ContractSubject.all)
  func aReplyIsChangedAndDeletedAsAComment(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let task = ["task_id": try workspace.id(workspace.createTask("Task"))]
    let first = ["comment_id": try comment("First", task, in: workspace)]
    for text in ["One", "Two"] {
      try workspace.send(.createThreadedComment, first, ["comment_text": .string(text)])
    }
    func thread() throws -> JSONValue { try workspace.get(.getThreadedComments, first) }
    let ids = (try thread()["comments"]?.array ?? []).compactMap { $0["id"]?.identifier }
    try workspace.send(.updateComment, ["comment_id": ids[0]], ["comment_text": "Second"])
    #expect(texts(try thread()) == ["Second", "One"])
    try workspace.send(.deleteComment, ["comment_id": ids[1]])
    #expect(texts(try thread()) == ["Second"])
    #expect(try workspace.get(.getTaskComments, task)["comments"]?[0]?["reply_count"] == 1)
    // Replies have no thread of their own.
    expectRefusal(400, "INPUT_003", saying: "is a reply") {
      try workspace.send(.createThreadedComment, ["comment_id": ids[0]], ["comment_text": "x"])
    }
    // They go with what they answer.
    try workspace.send(.deleteComment, first)
    for route in [Route.updateComment, .deleteComment, .createThreadedComment] {
      expectRefusal(404, "ITEM_015", saying: "Comment") {
        try workspace.send(route, ["comment_id": ids[0]], ["comment_text": "x"])
      }
    }
    expectRefusal(404, "ITEM_015", saying: "Comment") {
      _ = try workspace.get(.getThreadedComments, first)
    }
  }

  @Test(arguments: ContractSubject.all)
  func commentsOfAListAreAnsweredAsRecorded(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let user = JSONValue.integer(try workspace.userID())
    let id = try workspace.listID()
    let list = ["list_id": id]
    let posted = try workspace.send(
      .createListComment, list,
      ["comment_text": "Plan", "assignee": nil, "notify_all": true])
    #expect(posted["hist_id"]?.string?.count == 36, "a UUID, and a number for a task")
    let data = posted["version"]?["data"]
    #expect(data?["context"]?["root_parent_type"] == 6)
    #expect(data?["relationships"]?[1]?["object_type"] == "list")
    #expect(data?["relationships"]?[1]?["object_id"] == .string(id))
    try workspace.send(.createListComment, list, ["comment_text": "Do it", "assignee": user])
    let listed = try workspace.get(.getListComments, list)
    #expect(texts(listed) == ["Do it", "Plan"])
    #expect(listed["comments"]?[0]?["assigned_by"]?["id"] == user)
    #expect(listed["comments"]?[1]?["id"]?.identifier == posted["id"]?.identifier)
    #expect(listed["comments"]?[1]?["resolved"] == nil)
    // Neither in its tasks nor in another List.
    let task = try workspace.createTask("Task")
    #expect(
      try workspace.get(.getTaskComments, ["task_id": workspace.id(task)]) == ["comments": []])
    let next = try workspace.send(
      .createSpaceList, ["space_id": workspace.spaceID()], ["name": "Next"])
    #expect(
      try workspace.get(.getListComments, ["list_id": workspace.id(next)]) == ["comments": []])
    expectRefusal(404, "ITEM_015", saying: "List", isUnknown: true) {
      _ = try workspace.get(.getListComments, ["list_id": "901599999999"])
    }
    expectRefusal(404, "ITEM_015", saying: "List", isUnknown: true) {
      try workspace.send(
        .createListComment, ["list_id": "901599999999"], ["comment_text": "x"])
    }
  }

  @Test(arguments: ContractSubject.all)
  func theyArePagedAndGoWithTheirList(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let made = try workspace.send(
      .createSpaceList, ["space_id": workspace.spaceID()], ["name": "Next"])
    let list = ["list_id": try workspace.id(made)]
    for number in 1...30 {
      _ = try comment("\(number)", by: .createListComment, list, in: workspace)
    }
    let page = try workspace.get(.getListComments, list)["comments"]?.array ?? []
    let last = try #require(page.last)
    #expect(page.count == 25 && last["comment_text"] == "6")
    let query = ["start": [last["date"]?.string ?? ""], "start_id": [last["id"]?.string ?? ""]]
    let rest = try workspace.get(.getListComments, list, query)
    #expect(texts(rest) == ["5", "4", "3", "2", "1"])
    try workspace.send(.deleteList, list)
    let id = try #require(last["id"]?.identifier)
    expectRefusal(404, "ITEM_015", saying: "Comment") {
      try workspace.send(.updateComment, ["comment_id": id], ["comment_text": "x"])
    }
  }
}
