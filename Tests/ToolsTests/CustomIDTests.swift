import JSON
import SQLite
import Testing

@testable import Tools

/// A task called by its custom ID, beside what `NamingArgumentTests` asks of every tool.
@Suite struct CustomIDTests {
  private let world: ExampleWorld
  private let task: JSONValue

  init() throws {
    world = try ExampleWorld()
    let id = try world.id("task")
    task = .string(id)
    try world.store.write { transaction throws(SQLiteError) in
      try transaction.connection.execute(
        "UPDATE tasks SET custom_id = 'DEV-42' WHERE id = ?", [.text(id)])
    }
  }

  @Test func commentsAreListedAndPosted() throws {
    let posted = try world.answer("post_comment", ["task_id": "DEV-42", "comment_text": "Here"])
    #expect(posted["task_id"] == task)
    let comments = try world.answer("list_comments", ["task_id": "DEV-42"])["comments"]
    #expect(comments?.array?.count == 2)
    #expect(comments?[0]?["id"] == posted["id"])
  }

  @Test func commentsGoOnPageByPage() throws {
    for number in 1...25 {
      _ = try world.answer(
        "post_comment", ["task_id": "DEV-42", "comment_text": .string("More \(number)")])
    }
    let first = try world.answer("list_comments", ["task_id": "DEV-42"])
    let second = try world.answer(
      "list_comments", ["task_id": "DEV-42", "cursor": try #require(first["cursor"])])
    #expect(second["comments"]?.array?.count == 1)
  }

  @Test func timeIsLoggedAndListed() throws {
    let logged = try world.answer("log_time", ["task_id": "DEV-42", "duration": "1h"])
    #expect(logged["task_id"] == task)
    let entries = try world.answer("list_time_entries", ["task_id": "DEV-42"])["time_entries"]
    #expect(entries?.array?.count == 3)
    #expect(entries?.array?.allSatisfy { $0["task_id"] == task } == true)
  }
}
