import APICore
import Foundation
import JSON
import Testing

@testable import Tools

/// `search_tasks` over a backend that has no text index, and so looks at a bounded number of tasks.
@Suite struct SearchExtentTests {
  private static let task: JSONValue = ["id": "a", "name": "Found"]
  private static let place = TaskQuery.Position(key: "a", row: 7)
  private static let end = TaskQuery.Position(key: "z", row: 999)

  @Test("A task is found by its ID though it is closed", arguments: [false, true])
  func closedByID(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let id = try world.id("other_task")
    _ = try world.answer("update_task", ["task_id": .string(id), "status": "complete"])
    let found = try world.answer("search_tasks", ["query": .string(id)])
    #expect(found["tasks"]?.array?.map { $0["id"] } == [.string(id)])
  }

  private func context(_ arguments: JSONValue) throws -> ToolContext {
    ToolContext(
      workspaceID: "9", userID: "1", timeZone: try #require(TimeZone(identifier: "UTC")),
      clock: ManualClock(0), tool: "search_tasks", arguments: arguments)
  }

  /// What the tool answers where the backend answers `page`; and where the next page begins.
  private func search(_ page: TaskPage) throws -> (answer: JSONValue, next: TaskQuery?) {
    let arguments: JSONValue = ["query": "words"]
    var queries: [TaskQuery] = []
    func run(_ arguments: JSONValue) throws -> JSONValue {
      let reader = WorkspaceReader(
        workspaceID: "9", read: { _ throws(APIError) in [:] },
        search: { query throws(APIError) in
          queries.append(query)
          return page
        })
      return try SearchTasks.run(
        JSONValueDecoder().decode(SearchTasks.Arguments.self, from: arguments),
        context(arguments), reading: reader)
    }
    let answer = try run(arguments)
    guard let cursor = answer["cursor"] else { return (answer, nil) }
    _ = try run(["query": "words", "cursor": cursor])
    return (answer, queries.last)
  }

  @Test func whatWasLookedAtIsSaid() throws {
    let (answer, _) = try search(TaskPage(tasks: [Self.task], hasMore: false, examined: 42))
    let notice = try #require(answer["notice"]?.string)
    #expect(
      notice.contains("42 tasks were looked at, comments and checklists were not; that was all"))
  }

  @Test func moreThanIsLookedAtAtOnceIsGoneOnWith() throws {
    for tasks in [[], [Self.task]] {
      let (answer, next) = try search(
        TaskPage(
          tasks: tasks, hasMore: true, places: tasks.map { _ in Self.place }, examined: 1_000,
          end: Self.end))
      #expect(answer["notice"]?.string?.contains("go on with `cursor`") == true)
      #expect(answer["has_more"] == true)
      #expect(next?.after == Self.end)
    }
  }

  @Test func aFullPageIsGoneOnWithBehindItsLastTask() throws {
    let (answer, next) = try search(
      TaskPage(tasks: [Self.task], hasMore: true, places: [Self.place], examined: 8))
    #expect(next?.after == Self.place)
    #expect(answer["notice"]?.string?.contains("that was all") == false)
  }

  @Test func anIndexNeedsNoNotice() throws {
    let (answer, _) = try search(TaskPage(tasks: [Self.task], hasMore: false))
    #expect(answer["notice"] == nil)
  }
}
