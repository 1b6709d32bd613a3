import APICore
import JSON
import Testing

@testable import Tools

@Suite("Threads, and comments on Lists") struct ThreadToolTests {
  private func reply(_ text: String, _ world: ExampleWorld) throws -> JSONValue {
    try world.answer(
      "reply_to_comment",
      world.filled([
        "task_id": "$task", "comment_id": "$comment", "comment_text": .string(text),
        "allow_duplicate": true,
      ]))
  }

  @Test("The service answers a reply with nothing, and its ID is found", arguments: [false, true])
  func answeredWithNothing(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let call = try world.filled([
      "task_id": "$task", "comment_id": "$comment", "comment_text": "Yes",
      "idempotency_key": "said-yes-1",
    ])
    let first = try world.answer("reply_to_comment", call)
    let other = try reply("Yes", world)
    let thread = try world.read(.getThreadedComments, ["comment_id": try world.id("comment")])
    let ids = (thread["comments"]?.array ?? []).map { $0["id"] }
    #expect(ids == [other["id"], first["id"]] && ids[0] != ids[1])
    #expect(first["operation"]?["remote_id"] == first["id"])
    #expect(first["operation"]?["status"] == "executed" && first["date"] != nil)
    #expect(first["reply_to"] == .string(try world.id("comment")))
    let again = try world.answer("reply_to_comment", call)
    #expect(again["id"] == first["id"] && again["operation"]?["replayed"] == true)
    #expect(world.watch.problems == [])
  }

  @Test("A thread is shown page by page, the newest first", arguments: [false, true])
  func pages(isLive: Bool) throws {
    let world = try ExampleWorld(commentCount: 30, isLive: isLive)
    for (tool, arguments, member, text) in [
      ("list_replies", ["comment_id": "$list_comment"], "replies", "Reply"),
      ("get_list_comments", ["list_id": "$inbox"], "comments", "List comment"),
    ] as [(String, JSONValue, String, String)] {
      var call = try world.filled(arguments)
      let first = try world.answer(tool, call)
      #expect(first["has_more"] == true && first[member]?.array?.count == 25)
      call["cursor"] = first["cursor"]
      let second = try world.answer(tool, call)
      #expect(second["has_more"] == false && second["cursor"] == nil)
      let texts = [first, second].flatMap { $0[member]?.array ?? [] }.map { $0["comment_text"] }
      #expect(texts == (1...30).reversed().map { .string("\(text) \($0)") })
    }
    let listed = try world.answer("get_list_comments", world.filled(["list_id": "$inbox"]))
    #expect(listed["comments"]?[0]?["reply_count"] == 30)
    #expect(listed["comments"]?[1]?["reply_count"] == nil)
  }

  @Test("In whichever order the service answers a thread")
  func order() throws {
    let replies = (1...40).map { number -> JSONValue in
      // Some in the same millisecond: then the ID decides.
      ["id": .string("\(100 + number)"), "date": .string("\(number / 3)")]
    }
    let reader = WorkspaceReader(
      workspaceID: "9",
      read: { request throws(APIError) in
        #expect(request == ReadRequest(.getThreadedComments, path: ["comment_id": "7"]))
        return ["comments": .array(replies.shuffled())]
      }, search: { _ throws(APIError) in TaskPage(tasks: [], hasMore: false) })
    let first = try CommentPage(of: .replies(to: "7"), reading: reader)
    let second = try CommentPage(of: .replies(to: "7"), after: first.next, reading: reader)
    #expect(first.comments + second.comments == replies.reversed())
    #expect(first.comments.count == 25 && second.next == nil)
  }

  @Test("A long reply is read to its end", arguments: [false, true])
  func longText(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let text = String(repeating: "Read on. ", count: 3_000)
    _ = try reply(text, world)
    var call = try world.filled(["comment_id": "$comment"])
    var read = ""
    repeat {
      let page = try world.answer("list_replies", call)
      read += page["replies"]?[0]?["comment_text"]?.string ?? ""
      call["cursor"] = page["replies"]?[0]?["cut"]?["cursor"]
    } while call["cursor"] != nil
    #expect(read == text)
  }

  @Test("Who answered meanwhile is not lost with what is undone", arguments: [false, true])
  func answeredMeanwhile(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let posted = try world.answer(
      "post_comment", world.filled(["task_id": "$task", "comment_text": "Right?"]))
    let id = try #require(posted["id"])
    let changed = try world.operation(
      "update_comment", ["task_id": "$task", "comment_id": id, "comment_text": "Is it right?"])
    _ = try world.answer(
      "reply_to_comment",
      world.filled(["task_id": "$task", "comment_id": id, "comment_text": "Yes"]))
    // Words are put back whatever was answered.
    #expect(try world.undo(changed)["differs"] == nil)
    let operation = try #require(posted["operation"]?["operation_id"])
    let error = try world.refusal("undo_operation", ["operation_id": operation])
    #expect(error.message.contains("`reply_count`"), "\(error.message)")
  }

  @Test("Nor what was said of a List that is undone")
  func commentedList() throws {
    let world = try ExampleWorld()
    let made = try world.answer(
      "create_list", world.filled(["space_id": "$space", "name": "Ideas"]))
    let operation = try #require(made["operation"]?["operation_id"])
    try world.change(
      .createListComment, ["list_id": try #require(made["id"]?.string)], ["comment_text": "Mine"])
    let error = try world.refusal("undo_operation", ["operation_id": operation])
    #expect(error.message.contains("`comments`"), "\(error.message)")
  }

  @Test("A yes counts what was answered, and what was said of Lists", arguments: [false, true])
  func consequences(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    _ = try reply("One", world)
    _ = try reply("Two", world)
    func counted(_ tool: String, _ arguments: JSONValue) throws -> JSONValue? {
      try world.refusal(tool, world.filled(arguments)).plan?["consequences"]
    }
    let before = try counted("delete_list", ["list_id": "$list"])
    #expect(before?["replies"] == 2)
    _ = try world.answer(
      "post_list_comment", world.filled(["list_id": "$list", "comment_text": "Plan"]))
    let after = try counted("delete_list", ["list_id": "$list"])
    let comments = Int64(world.commentCount)
    #expect(before?["comments"]?.integer == comments && after?["comments"]?.integer == comments + 1)
    #expect(
      try counted("delete_folder", ["folder_id": "$folder"])?["comments"]?.integer == comments + 1)
    #expect(
      try counted("delete_comment", ["task_id": "$task", "comment_id": "$comment"]) == [
        "replies": 2
      ])
    let reply: JSONValue = [
      "list_id": "$inbox", "comment_id": "$list_comment", "reply_id": "$reply",
    ]
    #expect(try counted("delete_comment", reply) == nil)
  }

  @Test("A List whose thread grew since the plan is not deleted")
  func grown() throws {
    let world = try ExampleWorld()
    let call = try world.filled(["list_id": "$list"])
    let plan = try world.refusal("delete_list", call).plan?["plan_id"]
    _ = try reply("Wait!", world)
    var confirmed = call
    confirmed["idempotency_key"] = plan
    let error = try world.refusal("delete_list", confirmed)
    #expect(error.message.contains("has changed since; nothing was executed"), "\(error.message)")
    let renewed = try world.refusal("delete_list", call).plan
    #expect(renewed?["plan_id"] != plan && renewed?["consequences"]?["replies"] == 1)
  }

  static let wrong: [WrongCall] = [
    (
      "reply_to_comment", ["comment_id": "$comment", "comment_text": "x"], .invalidArguments,
      "exactly one of `task_id`"
    ),
    (
      "reply_to_comment",
      ["task_id": "$task", "list_id": "$inbox", "comment_id": "$comment", "comment_text": "x"],
      .invalidArguments, "exactly one of `task_id`"
    ),
    (
      "reply_to_comment",
      ["list_id": "$inbox", "comment_id": "$comment", "comment_text": "x"], .notFound,
      "one of the comments of the List \"Team Space / Inbox\""
    ),
    (
      "reply_to_comment", ["list_id": "$inbox", "comment_id": "$reply", "comment_text": "x"],
      .notFound, "and replies are not among them; nothing was changed; `get_list_comments`"
    ),
    (
      "reply_to_comment", ["task_id": "$task", "comment_id": "$comment", "comment_text": " "],
      .invalidArguments, "`comment_text` is empty"
    ),
    (
      "delete_comment",
      ["list_id": "$inbox", "comment_id": "$list_comment", "reply_id": "$comment"], .notFound,
      "one of the replies to \"List comment 1\" of Jane Doe"
    ),
    (
      "update_comment",
      ["list_id": "$inbox", "comment_id": "$list_comment", "reply_id": "1", "resolved": true],
      .notFound, "`list_replies` shows them"
    ),
    ("list_replies", ["comment_id": "1/reply"], .notFound, "\"1/reply\" is not the ID"),
    (
      "post_list_comment", ["list_id": "$inbox", "comment_text": ""], .invalidArguments, "is empty"
    ),
    ("get_list_comments", ["list_id": "Nowhere"], .notFound, "\"Nowhere\" is not a List"),
  ]

  @Test(arguments: wrong)
  func refuses(_ wrong: WrongCall) throws { try ExampleWorld().expectRefusal(of: wrong) }
}
