import APICore
import JSON
import SQLite
import Testing

@testable import EmbeddedBackend

/// What an import adds, takes away, and names because there is no place for it.
@Suite struct ImportCompletenessTests {
  private let workspace: PartsWorkspace

  init() throws { workspace = try PartsWorkspace() }

  private func run(_ values: JSONValue...) throws -> ImportReport {
    try WorkspaceImport(
      store: workspace.store, clock: workspace.clock, ids: SeededIDSource(seed: 3)
    ).run(values)
  }

  private func task(_ id: String, _ members: JSONObject = [:]) -> JSONValue {
    ImportTests.task(id, members)
  }

  private func exchange(_ method: String, _ path: String, _ body: JSONValue, status: Int64 = 200)
    -> JSONValue
  {
    [
      "request": [
        "method": .string(method), "uri": .string("https://api.clickup.com/api/v2/\(path)"),
      ],
      "response": ["status": .integer(status), "body": body],
    ]
  }

  private func list(_ statuses: JSONValue) -> JSONValue {
    [
      "id": "700", "name": "Backlog", "folder": ["id": "600", "name": "hidden", "hidden": true],
      "space": ["id": "500"], "override_statuses": true, "statuses": statuses,
      "priority": [
        "priority": "high", "color": "#f8ae00",
      ], "due_date": "99000", "status": ["status": "red"],
    ]
  }

  @Test func aListWithoutAClosedStatusIsCompleted() throws {
    let report = try run(task("86a"))
    #expect(report.supplied.values.reduce(0, +) == 2)
    let said = report.supplied.keys.filter { $0.contains("`complete`") }
    #expect(said.count == 1 && said[0].contains("GET /list/"))
    try workspace.write(.updateTask, ["task_id": "86a"], body: ["status": "complete"])
    #expect(try workspace.shown("86a")["status"]?["type"] == "closed")
    #expect(try run(task("86a")).supplied.isEmpty)
    // The answer that names the List's own statuses mends it, for the closed task as well.
    let own: JSONValue = [
      ["id": "sc700_o", "status": "complete", "type": "open", "orderindex": 0, "color": "#111"],
      ["id": "sc700_z", "status": "shipped", "type": "closed", "orderindex": 9, "color": "#111"],
    ]
    _ = try run(list(own))
    #expect(try workspace.shown("86a")["status"]?["status"] == "shipped")
    let shown = try workspace.read(.getList, ["list_id": "700"])
    #expect(
      shown["statuses"]?.array?.compactMap { $0["status"]?.string }
        == ["complete", "doing", "shipped"])
    #expect(shown["due_date"] == "99000" && shown["priority"]?["priority"] == "high")
    #expect(shown["status"]?["status"] == "red")
  }

  private func entry(_ id: String, _ duration: Int64) -> JSONValue {
    [
      "id": .string(id), "task": ["id": "86a"], "wid": "555", "start": "1000",
      "user": ["id": 183, "username": "Grace Hopper"], "billable": true,
      "end": .string(String(1000 + duration)), "duration": .string(String(duration)),
      "description": "thinking", "tags": [], "source": "clickup", "at": "5000",
    ]
  }

  @Test func timeThatWasSpentIsShownOnce() throws {
    _ = try run(task("86a", ["time_spent": 7_200_000]))
    #expect(try workspace.shown("86a")["time_spent"] == 7_200_000)
    // Entries are part of the sum, whether they come after it or before.
    let report = try run(["data": [entry("91", 3_600_000)]])
    #expect(report[.timeEntries] == .init(created: 1))
    #expect(try workspace.shown("86a")["time_spent"] == 7_200_000)
    _ = try run(task("86a", ["time_spent": 9_000_000, "date_updated": "3000"]))
    #expect(try workspace.shown("86a")["time_spent"] == 9_000_000)
    #expect(try run(["data": [entry("91", 3_600_000)]])[.timeEntries] == .init(unchanged: 1))
    try workspace.write(
      .createTimeEntry, ["team_Id": "555"],
      body: ["tid": "86a", "start": 1_000_000, "duration": 60_000])
    #expect(try workspace.shown("86a")["time_spent"] == 9_060_000)
  }

  @Test func whatHasNoPlaceIsNamedWithItsCount() throws {
    let rich = task(
      "86a",
      [
        "attachments": [["id": "a1"]], "locations": [["name": "One"], ["name": "Two"]],
        "group_assignees": [["id": "g1"]],
      ])
    let comment: JSONValue = [
      "id": "77", "comment_text": "hello", "date": "1500", "reply_count": 3,
      "user": ["id": 183, "username": "Grace Hopper"],
    ]
    let report = try run(
      rich, rich, exchange("GET", "task/86a/comment", ["comments": [comment]]))
    #expect(
      report.notKept == [
        "attachments": 1, "further Lists of tasks": 2, "group assignees": 1,
        "thread replies": 3,
      ])
  }

  @Test func aRecordedDeleteDeletes() throws {
    let entries: JSONValue = ["data": [entry("91", 60_000)]]
    _ = try run(task("86a"), task("86b"), task("86c", ["parent": "86b"]), entries)
    let report = try run(
      exchange("DELETE", "task/86b", "", status: 204),
      exchange("DELETE", "task/86a/tag/RED", [:]),
      exchange("DELETE", "team/555/time_entries/91", ["data": [entry("91", 60_000)]]),
      exchange("DELETE", "task/86a", ["err": "no", "ECODE": "X"], status: 401))
    #expect(report[.tasks] == .init(removed: 1))
    #expect(report[.tags] == .init(removed: 1))
    #expect(report[.timeEntries] == .init(removed: 1))
    #expect(try workspace.shown("86a")["tags"] == [])
    #expect(refusal { () throws(APIError) in _ = try workspace.shown("86b") }?.status == 404)
    // Subtasks go with the task, and no answer brings back what is gone.
    #expect(refusal { () throws(APIError) in _ = try workspace.shown("86c") }?.status == 404)
    let again = try run(task("86b", ["date_updated": "9000"]))
    #expect(again[.tasks] == .init(skipped: 1))
    #expect(again.reasons[.tasks]?.keys.first?.contains("DELETE") == true)
  }

  @Test func deletionDoesNotDependOnTheOrder() throws {
    let report = try run(exchange("DELETE", "task/86a", "", status: 204), task("86a"))
    #expect(report[.tasks] == .init(removed: 1))
    #expect(refusal { () throws(APIError) in _ = try workspace.shown("86a") }?.status == 404)
  }

  static let reasons: [(JSONValue, String)] = [
    (7, "single value"), ([:], "it is empty"), (["err": "x", "ECODE": "Y"], "refused a request"),
    (["goals": []], "no place here for `goals`"),
    (["comments": [["id": "7"]]], "which task or List it is on"),
    (["fields": [["id": "f"]]], "where it is offered"),
    (["members": [["id": 1]]], "in which List they are"),
    (["tasks": [["id": "1", "name": "n"]]], "a task has no `status.status`"),
    (["id": "1", "name": "n"], "for a task no `status.status`"),
    (["weather": "fine"], "no answer of ClickUp is known by `weather`"),
  ]

  @Test(arguments: reasons)
  func whatCannotBeUsedIsGivenItsTrueReason(value: JSONValue, reason: String) throws {
    let report = try run(value)
    #expect(!report.hasContent)
    let reasons = report.reasons.values.flatMap(\.keys)
    #expect(reasons.count == 1 && reasons.first?.contains(reason) == true, "\(reasons)")
  }

  /// Told from the leaf up or from the top down: no deeper than seven.
  @Test(arguments: [true, false])
  func aChainIsCutAtTheDepthThatSubtasksMayHave(isLeafFirst: Bool) throws {
    var chain: [JSONValue] = []
    for index in 0..<20 {
      let parent: JSONValue = index == 0 ? .null : .string("86x\(99 + index)")
      let date = isLeafFirst ? 5000 - index : 5000 + index
      chain.append(
        task("86x\(100 + index)", ["parent": parent, "date_updated": .string("\(date)")]))
    }
    let report = try run(["tasks": .array(chain)])
    #expect(
      report.reasons[.tasks] == [
        "it would stand more than 7 deep, so that it stands without a parent": 2
      ])
    let tops = try (0..<20).map { try workspace.shown("86x\(100 + $0)")["top_level_parent"] }
    #expect(tops[7] == "86x100" && tops[8] == .null && tops[9] == "86x108" && tops[16] == .null)
  }

  /// Once quadratic: 4,000 in one chain took minutes.
  @Test(.timeLimit(.minutes(1))) func aLongChainIsPlacedInTimeThatGrowsWithIt() throws {
    let chain: [JSONValue] = (1...4_000).map { index in
      let members: JSONObject = [
        "parent": .string("86y\(index + 1)"), "assignees": [], "tags": [],
      ]
      return task("86y\(index)", members)
    }
    let report = try run(["tasks": .array(chain)])
    #expect(report[.tasks].created == 4_000)
  }
}
