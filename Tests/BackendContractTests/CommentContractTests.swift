import APICore
import JSON
import Testing

@Suite struct CommentContractTests {
  @Test(arguments: ContractSubject.all)
  func aCommentIsAnsweredAsRecorded(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let user = JSONValue.integer(try workspace.userID())
    let task = ["task_id": try workspace.id(workspace.createTask("Task"))]
    let posted = try workspace.send(
      .createTaskComment, task, ["comment_text": "First", "notify_all": true])
    let id = try #require(posted["id"]?.integer, "a number when posted")
    #expect(posted["hist_id"]?.string?.count == 19)
    #expect(posted["date"] == .integer(workspace.clock.now().rawValue))
    let version = posted["version"]
    #expect(version?["object_id"] == .string(String(id)))
    #expect(version?["data"]?["context"]?["root_parent_type"] == 1)
    #expect(version?["data"]?["context"]?["audit_context"]?["userid"] == user)
    #expect(version?["traceparent"]?.string?.count == 19)
    #expect(version?["master_id"] == 31)
    for name in ["version", "event_publish_time", "date_created"] {
      #expect(version?[name]?.integer != nil, "\(name)")
    }
    let listed = try #require(
      try workspace.get(.getTaskComments, task)["comments"]?[0]?.object)
    #expect(listed["id"] == .string(String(id)), "a string when listed")
    #expect(listed["comment"] == [["text": "First"]])
    #expect(listed["comment_text"] == "First")
    #expect(listed["user"]?["id"] == user)
    #expect(listed["assignee"] == .null && listed["group_assignee"] == .null)
    #expect(listed["resolved"] == nil && listed["assigned_by"] == nil)
    #expect(listed["reply_count"] == 0 && listed["reactions"] == [])
    #expect(listed["date"] == .string(workspace.clock.now().wire))
  }

  @Test(arguments: ContractSubject.anywhere)
  func anAssignedCommentSaysBySayingResolved(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let user = JSONValue.integer(try workspace.userID())
    let task = ["task_id": try workspace.id(workspace.createTask("Task"))]
    try workspace.send(.createTaskComment, task, ["comment_text": "Do it", "assignee": user])
    try workspace.send(.createTaskComment, task, ["comment_text": "Or not", "assignee": nil])
    let comments = try workspace.get(.getTaskComments, task)["comments"]
    #expect(comments?[1]?["resolved"] == false)
    #expect(comments?[1]?["assignee"]?["id"] == user)
    #expect(comments?[1]?["assigned_by"]?["id"] == user)
    #expect(comments?[0]?["assignee"] == .null)
  }

  @Test(arguments: ContractSubject.all)
  func blocksAreKeptAndReadAsText(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let user = JSONValue.integer(try workspace.userID())
    let task = ["task_id": try workspace.id(workspace.createTask("Task"))]
    let blocks: JSONValue = [
      ["text": "Hello ", "attributes": ["bold": true]],
      ["type": "tag", "user": ["id": user]],
      ["text": "\n", "attributes": ["list": ["list": "bullet"]]],
    ]
    try workspace.send(.createTaskComment, task, ["comment": blocks])
    let comment = try workspace.get(.getTaskComments, task)["comments"]?[0]
    #expect(comment?["comment"] == blocks)
    #expect(comment?["comment_text"] == "Hello @Jane Doe\n")
  }

  @Test(arguments: ContractSubject.all)
  func twentyFiveAtATimeNewestFirst(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let task = ["task_id": try workspace.id(workspace.createTask("Task"))]
    for index in 1...60 {
      // Some in the same millisecond: then the ID decides.
      if index.isMultiple(of: 3) { workspace.clock.advance(by: -1_000) }
      try workspace.send(
        .createTaskComment, task, ["comment_text": .string("\(index)")])
    }
    var seen: [String] = []
    var query: [String: [String]] = [:]
    var sizes: [Int] = []
    while true {
      let page = try workspace.get(.getTaskComments, task, query)["comments"]?.array ?? []
      sizes.append(page.count)
      seen += page.compactMap { $0["id"]?.string }
      guard let last = page.last else { break }
      query = ["start": [last["date"]?.string ?? ""], "start_id": [last["id"]?.string ?? ""]]
    }
    #expect(sizes == [25, 25, 10, 0])
    #expect(Set(seen).count == 60)
    expectRefusal(400, "INPUT_003", saying: "used together") {
      _ = try workspace.get(.getTaskComments, task, ["start": ["1"]])
    }
  }

  @Test(arguments: ContractSubject.all)
  func anEmptyOrWrongCommentIsRefused(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let task = ["task_id": try workspace.id(workspace.createTask("Task"))]
    for (body, words) in [
      ([:], "comment_text"), (["comment_text": " \n"], "empty"), (["comment": []], "empty"),
      (["comment": [["bold": true]]], "comment[0]"),
      (["comment": [["text": "a", "attributes": 1]]], "attributes"),
      (["comment": [["type": "tag", "user": ["id": 42]]]], "comment[0].user.id"),
      (["comment_text": "a", "assignee": 42], "42"), (["comment_text": 1], "comment_text"),
    ] as [(JSONValue, String)] {
      let error = #expect(throws: APIError.self) {
        try workspace.send(.createTaskComment, task, body)
      }
      #expect(error?.status == 400)
      #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }
    #expect(try workspace.get(.getTaskComments, task) == ["comments": []])
    expectRefusal(404, "ITEM_015", isUnknown: true) {
      try workspace.send(.createTaskComment, ["task_id": "none"], ["comment_text": "a"])
    }
  }

  @Test(arguments: ContractSubject.all)
  func aCommentIsChangedInWhatIsGiven(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let task = ["task_id": try workspace.id(workspace.createTask("Task"))]
    let user = JSONValue.integer(try workspace.userID())
    let bold: JSONValue = [["text": "First", "attributes": ["bold": true]]]
    let made = try workspace.send(.createTaskComment, task, ["comment": bold])
    let comment = ["comment_id": try #require(made["id"]?.integer.map(String.init))]
    func change(_ body: JSONValue) throws -> JSONValue {
      #expect(try workspace.send(.updateComment, comment, body) == [:])
      return try workspace.get(.getTaskComments, task)["comments"]?[0] ?? .null
    }
    var now = try change(["assignee": user, "resolved": true])
    #expect(now["comment"] == bold && now["assignee"]?["id"] == user && now["resolved"] == true)
    #expect(now["assigned_by"]?["id"] == user)
    now = try change(["comment_text": "Second", "assignee": user, "resolved": false])
    #expect(now["comment"] == [["text": "Second"]] && now["comment_text"] == "Second")
    #expect(now["resolved"] == false && now["date"]?.identifier == made["date"]?.identifier)
    now = try change(["assignee": nil, "resolved": true])
    #expect(now["assignee"] == JSONValue.null && now["resolved"] == nil)
    // Nothing of it is left for whoever it is given to next.
    now = try change(["assignee": user])
    #expect(now["resolved"] == false && now["comment_text"] == "Second")
  }

  @Test(arguments: ContractSubject.all)
  func aWrongChangeOfACommentIsRefused(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let task = ["task_id": try workspace.id(workspace.createTask("Task"))]
    let made = try workspace.send(.createTaskComment, task, ["comment_text": "First"])
    let comment = ["comment_id": try #require(made["id"]?.integer.map(String.init))]
    let before = try workspace.get(.getTaskComments, task)
    for (body, words) in [
      (["comment_text": " "], "empty"), (["comment_text": 1], "comment_text"),
      (["assignee": 42], "42"), (["assignee": "Jane"], "assignee"),
      (["comment_text": "x", "resolved": "yes"], "resolved"),
    ] as [(JSONValue, String)] {
      let error = #expect(throws: APIError.self) {
        try workspace.send(.updateComment, comment, body)
      }
      #expect(error?.status == 400)
      #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }
    #expect(try workspace.get(.getTaskComments, task) == before)
    for id in ["1", "none"] {
      expectRefusal(404, "ITEM_015", saying: "Comment") {
        try workspace.send(.updateComment, ["comment_id": id], ["comment_text": "x"])
      }
    }
  }

  @Test(arguments: ContractSubject.all)
  func aCommentIsDeletedOnce(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let task = ["task_id": try workspace.id(workspace.createTask("Task"))]
    let first = try workspace.send(.createTaskComment, task, ["comment_text": "First"])
    try workspace.send(.createTaskComment, task, ["comment_text": "Second"])
    let comment = ["comment_id": try #require(first["id"]?.integer.map(String.init))]
    #expect(try workspace.send(.deleteComment, comment) == [:])
    let left = try workspace.get(.getTaskComments, task)["comments"]?.array ?? []
    #expect(left.map { $0["comment_text"] } == ["Second"])
    for path in [comment, ["comment_id": "1"], ["comment_id": "none"]] {
      expectRefusal(404, "ITEM_015", saying: "Comment") {
        try workspace.send(.deleteComment, path)
      }
    }
    #expect(try workspace.get(.getTaskComments, task)["comments"]?.array?.count == 1)
  }
}
