import APICore
import JSON
import SQLite
import Testing

@testable import EmbeddedBackend

/// Threads, and comments on Lists, as answers of the real service bring them.
@Suite struct ImportThreadTests {
  private let workspace: PartsWorkspace

  init() throws { workspace = try PartsWorkspace() }

  @discardableResult
  private func run(_ values: JSONValue...) throws -> ImportReport {
    try WorkspaceImport(
      store: workspace.store, clock: workspace.clock, ids: SeededIDSource(seed: 3)
    ).run(values)
  }

  private func comment(
    _ id: String, _ text: String, at date: String, replies: JSONValue? = nil
  ) -> JSONValue {
    var comment: JSONValue = [
      "id": .string(id), "comment": [["text": .string(text)]], "comment_text": .string(text),
      "user": ["id": 183, "username": "Grace Hopper"], "date": .string(date),
    ]
    comment["reply_count"] = replies
    return comment
  }

  private func asked(_ path: String, _ comments: JSONValue...) -> JSONValue {
    [
      "request": ["method": "GET", "uri": .string("https://api.clickup.com/api/v2/\(path)")],
      "response": ["status": 200, "body": ["comments": .array(comments)]],
    ]
  }

  private func deleted(_ id: String) -> JSONValue {
    [
      "request": [
        "method": "DELETE", "uri": .string("https://api.clickup.com/api/v2/comment/\(id)"),
      ],
      "response": ["status": 200, "body": [:]],
    ]
  }

  private func texts(_ route: Route, _ path: [String: String]) throws -> [String?] {
    let answer = try workspace.read(route, path)
    return (answer["comments"]?.array ?? []).map { $0["comment_text"]?.string }
  }

  @Test func aThreadComesInWhicheverFileIsFirst() throws {
    let task = ImportTests.task("86a")
    let page = asked("task/86a/comment", comment("77", "Asked", at: "1500", replies: "3"))
    // Of three the recording holds two; one is said to be older than what it answers.
    let thread = asked(
      "comment/77/reply", comment("78", "Yes", at: "1600"), comment("79", "No", at: "1400"))
    let report = try run(thread, page, task)
    #expect(report[.comments] == .init(created: 3))
    #expect(report.notKept == ["thread replies": 1])
    #expect(try texts(.getThreadedComments, ["comment_id": "77"]) == ["Yes", "No"])
    let listed = try workspace.read(.getTaskComments, ["task_id": "86a"])["comments"]
    #expect(listed?.array?.count == 1 && listed?[0]?["reply_count"] == 2)
    // What stands is known without the recording of the thread.
    let again = try run(page, asked("comment/77/reply", comment("78", "Yes!", at: "1600")))
    #expect(again[.comments] == .init(updated: 1, unchanged: 1))
    #expect(again.notKept == ["thread replies": 1])
    #expect(try texts(.getThreadedComments, ["comment_id": "77"]) == ["Yes!", "No"])
  }

  @Test func whatTheyAnswerMustBeThere() throws {
    let report = try run(
      ImportTests.task("86a"), asked("comment/77/reply", comment("78", "Yes", at: "1600")))
    #expect(report[.comments] == .init(skipped: 1))
    #expect(report.reasons[.comments]?.keys.first?.contains("replies to is not known") == true)
    // One that was deleted takes its thread with it, whatever answers still hold.
    let gone = try run(
      asked("task/86a/comment", comment("77", "Asked", at: "1500")), deleted("77"),
      asked("comment/77/reply", comment("78", "Yes", at: "1600")))
    #expect(gone[.comments].removed == 1)
    #expect(try texts(.getTaskComments, ["task_id": "86a"]) == [])
    let later = try run(asked("comment/77/reply", comment("78", "Yes", at: "1600")))
    #expect(later.reasons[.comments]?.keys.first?.contains("DELETE") == true)
  }

  @Test func whatWasDeletedHereStaysSo() throws {
    let page = asked("task/86a/comment", comment("77", "Asked", at: "1500"))
    let thread = asked("comment/77/reply", comment("78", "Yes", at: "1600"))
    try run(ImportTests.task("86a"), page, thread)
    try workspace.write(.deleteComment, ["comment_id": "77"])
    let report = try run(page, thread)
    #expect(report[.comments] == .init(skipped: 2))
    #expect(report.reasons[.comments]?.keys.allSatisfy { $0.contains("deleted here") } == true)
  }

  @Test func commentsOnAListComeIn() throws {
    let page = asked("list/700/comment", comment("80", "Plan", at: "1500", replies: 1))
    let thread = asked("comment/80/reply", comment("81", "Fine", at: "1600"))
    let report = try run(page, thread, ImportTests.task("86a"))
    #expect(report[.comments] == .init(created: 2) && report.notKept.isEmpty)
    #expect(try texts(.getListComments, ["list_id": "700"]) == ["Plan"])
    #expect(try texts(.getThreadedComments, ["comment_id": "80"]) == ["Fine"])
    #expect(try texts(.getTaskComments, ["task_id": "86a"]) == [])
    let elsewhere = try run(asked("list/799/comment", comment("82", "Plan", at: "1500")))
    #expect(elsewhere.reasons[.comments]?.keys.first?.contains("List it is on") == true)
    let views = try run(asked("view/3c-1/comment", comment("83", "Plan", at: "1500")))
    #expect(views.notKept == ["comments on views": 1])
  }
}
