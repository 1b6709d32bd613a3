import APICore
import JSON
import SQLite
import Testing

@testable import Tools

/// Which task a text means, beside what `TaskNameTests` asks of every tool.
@Suite("Which task a text means")
struct TaskByNameTests {
  private func task(_ name: String, _ world: ExampleWorld) throws -> String {
    try world.make(name, .createTask, ["list_id": try world.id("list")], ["name": .string(name)])
  }

  private func found(_ text: String, _ world: ExampleWorld) throws -> JSONValue? {
    try world.answer("get_task", ["task_id": .string(text)])["id"]
  }

  @Test("With words around an address the whole text is a name too", arguments: [false, true])
  func wordsAroundAnAddress(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let id = try world.id("task")
    let text = "Review https://app.clickup.com/t/\(id)"
    #expect(try found(text, world) == .string(id))
    let other = try task(text, world)
    let error = try world.refusal(
      "post_comment", ["task_id": .string(text), "comment_text": "Which?"])
    #expect(error.code == .ambiguous)
    #expect(error.message.contains(id) && error.message.contains(other))
    // The address alone does not count as a name.
    #expect(try found("<https://app.clickup.com/t/\(id)>", world) == .string(id))
    // Its own task is one task, by either.
    try world.swapNames(other, id)
    #expect(try found(text, world) == .string(id))
  }

  @Test(
    "A name that looks like an ID is found where there is no such ID", arguments: [false, true])
  func looksLikeAnID(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    for name in ["Q3", "Sprint-14", "budget", "phase2", "86zzzzzzz", "🚀", "a/t/b7"] {
      let id = try task(name, world)
      #expect(try found(name, world) == .string(id), "\(name)")
    }
    let id = try world.id("other_task")
    try world.store.write { transaction throws(SQLiteError) in
      try transaction.connection.execute(
        "UPDATE tasks SET custom_id = 'SPRINT-14' WHERE id = ?", [.text(id)])
    }
    // There is such an ID now, and it counts before a name.
    #expect(try found("sprint-14", world) == .string(id))
  }

  @Test("Closed ones and subtasks are found, archived ones are not", arguments: [false, true])
  func hidden(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let (closed, archived) = (try task("All done", world), try task("Put away", world))
    let below = try task("Below it", world)
    try world.store.write { transaction throws(SQLiteError) in
      for statement in [
        "UPDATE tasks SET archived = 1 WHERE id = '\(archived)'",
        "UPDATE tasks SET parent = '\(closed)', top_level_parent = '\(closed)' WHERE id = '\(below)'",
      ] { try transaction.connection.execute(statement) }
    }
    _ = try world.answer(
      "update_task", ["task_id": .string(closed), "status": "complete"])
    #expect(try found("all done", world) == .string(closed))
    #expect(try found("below it", world) == .string(below))
    let error = try world.refusal("get_task", ["task_id": "Put away"])
    #expect(error.message.contains("the whole name of one that is not archived"))
    #expect(!error.message.contains(archived))
    #expect(try found(archived, world) == .string(archived))
  }

  @Test("A Custom Field's value names tasks, and holds its plan to them")
  func fieldValue() throws {
    let world = try ExampleWorld()
    let field = JSONValue.string(try world.id("field_tasks"))
    var call: JSONValue = [
      "task_id": .string(try world.id("other_task")), "field_id": field,
      "value": ["add": ["launch page"], "rem": ["Announce"]],
    ]
    call["dry_run"] = true
    let answer = try world.answer("set_custom_field", call)
    let (task, gone) = (try world.id("task"), try world.id("waiting_task"))
    #expect(
      answer["plan"]?["request"]?["body"]?["value"]
        == ["add": [.string(task)], "rem": [.string(gone)]])
    #expect(answer["notice"]?.string?.contains(task) == true)
    let other = try self.task("Elsewhere", world)
    try world.swapNames(task, other)
    call["dry_run"] = nil
    call["idempotency_key"] = try #require(answer["plan"]?["plan_id"])
    #expect(throws: ToolError.self) { try world.call("set_custom_field", call).get() }
    call["idempotency_key"] = nil
    call["value"] = ["add": ["launch nothing"]]
    #expect(try world.refusal("set_custom_field", call).code == .notFound)
  }

  @Test("A name of another Workspace is not one of this")
  func anotherWorkspace() throws {
    let world = try ExampleWorld()
    try world.addAnotherWorkspace()
    let tools = world.tools(inWorkspace: try world.id("workspace"))
    let call = ToolCall(name: "get_task", arguments: ["task_id": "Not ours"])
    let error = try #require(throws: ToolError.self) { try #require(tools.call(call)).get() }
    #expect(error.code == .notFound)
    #expect(!error.message.contains(try world.id("their_task")))
  }

  // MARK: - Pages

  private struct Page {
    var ids: [String] = []
    var hasMore = false
  }

  /// Resolves `Call Mei` where the backend answers these pages, each behind the one before.
  private func resolve(_ pages: Page...) throws -> (found: Result<String, ToolError>, reads: Int) {
    var reads = 0
    let reader = WorkspaceReader(
      workspaceID: "901", read: { _ throws(APIError) in ["spaces": []] },
      search: { query throws(APIError) in
        guard reads < pages.count, query.after?.row == (reads == 0 ? nil : Int64(reads * 100))
        else { throw APIError(status: nil, code: nil, message: "\(query)") }
        let page = pages[reads]
        reads += 1
        return TaskPage(
          tasks: page.ids.map { ["id": .string($0), "name": "Call Mei"] }, hasMore: page.hasMore,
          examined: 1_000, end: TaskQuery.Position(key: .null, row: Int64(reads * 100)))
      })
    let name = TaskByName(text: "call mei", argument: "task_id", workspace: reader)
    do throws(ToolError) { return (.success(try name.found()), reads) } catch {
      return (.failure(error), reads)
    }
  }

  @Test("One on the first page may be two on the second")
  func secondPage() throws {
    let (found, _) = try resolve(Page(ids: ["86a"], hasMore: true), Page(ids: ["86b"]))
    let error = try #require(throws: ToolError.self) { try found.get() }
    #expect(error.code == .ambiguous)
    #expect(error.message.contains("86a") && error.message.contains("86b"))
    #expect(try resolve(Page(ids: ["86a"], hasMore: true), Page()).found.get() == "86a")
    #expect(try resolve(Page(hasMore: true), Page(ids: ["86b"])).found.get() == "86b")
  }

  @Test("A task that moved from one page to the next is one task")
  func movedBetweenPages() throws {
    let (found, _) = try resolve(Page(ids: ["86a"], hasMore: true), Page(ids: ["86a"]))
    #expect(try found.get() == "86a")
    #expect(try resolve(Page(ids: ["86a", "86a"])).found.get() == "86a")
  }

  @Test("Where more tasks are there than are looked at, one is not taken, and it is said why")
  func undecided() throws {
    let (found, reads) = try resolve(
      Page(ids: ["86a"], hasMore: true), Page(hasMore: true), Page(ids: ["86b"]))
    let error = try #require(throws: ToolError.self) { try found.get() }
    #expect(error.code == .ambiguous && reads == 2)
    for words in ["fits \"Call Mei\" (86a", "the 2000 that are looked at", "`search_tasks`"] {
      #expect(error.message.contains(words), "\(error.message)")
    }
    let (none, _) = try resolve(Page(hasMore: true), Page(hasMore: true))
    let missing = try #require(throws: ToolError.self) { try none.get() }
    #expect(missing.code == .notFound)
    #expect(missing.message.contains("one of the 2000 newest"), "\(missing.message)")
    // Two are enough to know.
    #expect(try resolve(Page(ids: ["86a", "86b"], hasMore: true)).reads == 1)
  }
}
