import APICore
import JSON
import Testing

@testable import Tools

@Suite("What else an argument is called")
struct ArgumentAliasTests {
  private static func reader(_ tool: String) throws -> ArgumentReader {
    let file = try #require(SchemaFiles.all.first { $0.name == tool })
    return try ArgumentReader(
      tool: tool, schema: try file.definition().inputSchema,
      clearings: file.entry.tool.clearings)
  }

  struct Word: Sendable, CustomTestStringConvertible {
    let tool: String
    let word: String
    let argument: String
    var value: JSONValue = "1"
    var testDescription: String { "\(tool).\(word)" }
  }

  private static func word(
    _ tool: String, _ word: String, _ argument: String
  ) -> Word {
    Word(tool: tool, word: word, argument: argument)
  }

  static let understood: [Word] = [
    word("get_task", "task", "task_id"), word("get_task", "id", "task_id"),
    word("get_task", "taskId", "task_id"), word("log_time", "task_name", "task_id"),
    word("search_tasks", "list", "list_ids"), word("search_tasks", "list_id", "list_ids"),
    word("search_tasks", "assignee", "assignees"), word("search_tasks", "status", "statuses"),
    word("search_tasks", "assignee_ids", "assignees"),
    word("search_tasks", "priority", "priorities"), word("search_tasks", "tag", "tags"),
    word("search_tasks", "due_before", "due_date_lt"),
    word("search_tasks", "created_after", "date_created_gt"),
    word("create_task", "title", "name"), word("create_task", "due", "due_date"),
    word("create_task", "list", "list_id"), word("post_comment", "comment", "comment_text"),
    word("post_comment", "text", "comment_text"), word("delete_comment", "comment", "comment_id"),
    word("set_custom_field", "field_name", "field_id"),
    word("set_custom_field", "custom_field", "field_id"),
    word("list_time_entries", "from", "start_date"), word("list_time_entries", "to", "end_date"),
    word("list_time_entries", "user", "assignee"), word("log_time", "from", "start"),
    word("update_task", "add_assignee", "assignees_add"),
    word("update_task", "remove_assignees", "assignees_remove"),
  ]

  @Test("A word that can be one argument only is that one, and it is said", arguments: understood)
  func isTheArgument(_ word: Word) throws {
    let reader = try Self.reader(word.tool)
    func accepted(_ name: String) throws -> JSONObject? {
      // What is missing besides is refused either way.
      do { return try reader.read([name: word.value]) } catch {
        #expect(!error.message.contains("is not an argument"), "\(error.message)")
        return nil
      }
    }
    #expect(try accepted(word.word) == accepted(word.argument))
    var remarks: [String] = []
    let example = try #require(
      SchemaFiles.all.first { $0.name == word.tool }?.definition().examples.first?.object)
    var given = example
    given[word.argument] = nil
    given[word.word] = word.value
    _ = try reader.read(given, remarks: &remarks)
    #expect(remarks == ["`\(word.word)` was read as `\(word.argument)`"])
  }

  static let unclear: [Word] = [
    // To have them besides those who are there, or instead.
    word("update_task", "assignee", ""), word("update_task", "assignees", ""),
    // Its text, or its ID.
    word("update_comment", "comment", ""),
    // Of its creator, or of those it is assigned to.
    word("search_tasks", "user", ""), word("create_task", "user", ""),
    // Its new name, or which task it is.
    word("update_task", "task_name", ""), word("create_task", "task_name", ""),
    // No ID of a task is chosen by who makes it.
    word("create_task", "id", ""), word("set_custom_field", "id", ""),
    word("update_task", "date", ""), word("search_tasks", "due_date", ""),
    word("create_task", "from", ""), word("create_tasks", "list", ""),
  ]

  @Test("A word that can be several, or none, is refused", arguments: unclear)
  func isRefused(_ word: Word) throws {
    let reader = try Self.reader(word.tool)
    let error = try #require(throws: ToolError.self) { try reader.read([word.word: "1"]) }
    #expect(error.message.contains("\"\(word.word)\" is not an argument of"), "\(error.message)")
  }

  @Test(
    "So is one beside the argument, and two for one",
    arguments: [
      ["task": "1", "task_id": "2"], ["task": "1", "task_id": "1"], ["task": "1", "id": "1"],
    ] as [JSONObject])
  func twice(_ arguments: JSONObject) throws {
    let reader = try Self.reader("get_task")
    let error = try #require(throws: ToolError.self) { try reader.read(arguments) }
    #expect(error.message.contains("\"task\" is not an argument of `get_task`"))
  }

  @Test(
    "It is the same change: the key is the same, and only the call that said it otherwise is told")
  func sameChange() throws {
    let world = try ExampleWorld()
    let task = JSONValue.string(try world.id("task"))
    let first = try world.answer(
      "update_task", ["task": task, "title": "New", "idempotency_key": "another-word-1"])
    #expect(
      first["notice"] == "`task` was read as `task_id`; `title` was read as `name`", "\(first)")
    let again = try world.answer(
      "update_task", ["task_id": task, "name": "New", "idempotency_key": "another-word-1"])
    #expect(again["operation"]?["status"] == "replayed" && again["notice"] == nil, "\(again)")
  }
}

@Suite("What a refusal says besides")
struct ArgumentAdviceTests {
  private func refusal(_ tool: String, _ arguments: JSONValue) throws -> String {
    try ExampleWorld().refusal(tool, arguments).message
  }

  @Test(
    "What does what was asked for, or that nothing does",
    arguments: [
      ("log_time", "date", "`yesterday 9am`"), ("log_time", "minutes", "`45m`"),
      ("search_tasks", "completed", "`date_updated_gt`"), ("search_tasks", "due_date", "`has_no`"),
      ("update_task", "list", "`move_task` moves it"),
      ("update_task", "assignee", "`assignees_add`"),
    ])
  func advice(tool: String, word: String, words: String) throws {
    let message = try refusal(tool, .object([word: "1"]))
    #expect(message.contains("\"\(word)\" is not an argument of `\(tool)`: "), "\(message)")
    #expect(message.contains(words) && message.contains("; accepted are `"), "\(message)")
  }

  @Test("What is accepted is said once")
  func once() throws {
    let message = try refusal("search_tasks", ["first": 1, "second": 2, "third": 3])
    #expect(message.matches(of: /[Aa]ccepted are/).count == 1, "\(message)")
  }

  @Test("What is missing, with what it is")
  func missing() throws {
    let task = try refusal("create_task", ["name": "New"])
    #expect(task.contains("`list_id` is required: List ID, name or path"), "\(task)")
    let field = try refusal("search_tasks", ["custom_fields": [["field_id": "Stage"]]])
    #expect(field.contains("operator` is required: one of =, ==, <"), "\(field)")
    let items = try refusal("create_tasks", ["tasks": ["Buy coffee"]])
    #expect(items.contains(#"write {"list_id": …, "name": …}"#), "\(items)")
  }

  @Test("Which statuses end a task")
  func statuses() throws {
    let world = try ExampleWorld()
    let error = try world.refusal(
      "update_task", try world.filled(["task_id": "$task", "status": "closed"]))
    #expect(error.message.contains("\"complete\" (closed)"), "\(error.message)")
  }

  @Test("Nobody has other names", arguments: ["none", "nobody", "unassigned"])
  func nobody(word: String) throws {
    let world = try ExampleWorld()
    let answer = try world.answer("search_tasks", ["assignees": [.string(word)]])
    #expect(answer["tasks"]?.array?.count == world.taskCount)
  }

  @Test("A status that nobody has, with the nearest, and words that nothing has")
  func nothingFound() throws {
    let world = try ExampleWorld()
    let status = try world.answer("search_tasks", ["statuses": ["in progres"]])["notice"]?.string
    #expect(status?.contains("did you mean \"in progress\"? statuses are") == true)
    let words = try world.answer("search_tasks", ["query": "lanuch pgae"])["notice"]?.string
    #expect(words?.contains("has all the words of `query`") == true)
  }

  @Test("The time of one is not that of a task")
  func ownTime() throws {
    let world = try ExampleWorld()
    func notice(_ arguments: JSONValue) throws -> JSONValue? {
      try world.answer("list_time_entries", try world.filled(arguments))["notice"]
    }
    let own = "this is only your own time of the last 30 days: `assignee` names others"
    #expect(try notice(["task_id": "$task"]) == .string(own))
    #expect(try notice([:]) == nil)
    #expect(try notice(["task_id": "$task", "assignee": "$user"]) == nil)
  }
}
