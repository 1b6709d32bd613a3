import APICore
import JSON
import SQLite
import Testing

@testable import EmbeddedBackend

/// What an import does with things that stand already, in whichever order it is told of them.
@Suite struct ImportNewsTests {
  private let workspace: PartsWorkspace

  init() throws { workspace = try PartsWorkspace() }

  private func run(_ values: JSONValue...) throws -> ImportReport {
    try Self.importing(workspace).run(values)
  }

  private static func importing(_ workspace: PartsWorkspace) -> WorkspaceImport {
    WorkspaceImport(store: workspace.store, clock: workspace.clock, ids: SeededIDSource(seed: 3))
  }

  private func task(_ id: String, _ members: JSONObject = [:]) -> JSONValue {
    ImportTests.task(id, members)
  }

  private func status(_ members: JSONObject) -> JSONValue {
    let standard: JSONObject = [
      "id": "sc700_abc", "status": "doing", "color": "#111111", "type": "custom", "orderindex": 1,
    ]
    return .object(standard.merging(members) { $1 })
  }

  @Test func aKnownStatusTakesWhatIsNewer() throws {
    _ = try run(task("86a"))
    let renamed = status([
      "status": "Backlog", "color": "#222222", "type": "done", "orderindex": 4,
    ])
    let report = try run(task("86b", ["status": renamed, "date_updated": "3000"]))
    #expect(report[.statuses].updated == 1)
    #expect(try workspace.shown("86a")["status"] == renamed)
    let older = try run(task("86c", ["status": status([:]), "date_updated": "2500"]))
    #expect(older[.statuses].updated == 0)
    #expect(try workspace.shown("86a")["status"]?["status"] == "Backlog")
  }

  @Test func twoStatusesExchangeTheirNames() throws {
    let other = status(["id": "sc700_def", "status": "waiting"])
    _ = try run(task("86a"), task("86b", ["status": other]))
    _ = try run(
      task("86a", ["status": status(["status": "waiting"]), "date_updated": "3000"]),
      task(
        "86b", ["status": status(["id": "sc700_def", "status": "doing"]), "date_updated": "3000"]))
    #expect(try workspace.shown("86a")["status"]?["status"] == "waiting")
    #expect(try workspace.shown("86b")["status"]?["status"] == "doing")
  }

  @Test func aKnownPersonTakesWhatIsNewer() throws {
    _ = try run(task("86a"))
    let person: JSONValue = [
      "id": 183, "username": "Grace B. Hopper", "email": "hopper@example.com",
    ]
    let report = try run(
      task("86b", ["creator": person, "assignees": [], "date_updated": "3000"]))
    #expect(report[.people].updated == 1)
    _ = try run(task("86c", ["date_updated": "2500"]))
    let creator = try workspace.shown("86a")["creator"]
    #expect(creator?["username"] == "Grace B. Hopper")
    #expect(creator?["email"] == "hopper@example.com")
    // A list of members has no date: it says what is at the time of asking.
    _ = try run([
      "teams": [
        [
          "id": "555", "name": "Acme",
          "members": [
            [
              "user": [
                "id": 183, "username": "Grace", "email": "grace@example.org", "role": 1,
              ]
            ]
          ],
        ]
      ]
    ])
    #expect(try workspace.shown("86a")["creator"]?["email"] == "grace@example.org")
  }

  @Test func anAddressThatIsNotKnownIsFilledInByOlderAnswers() throws {
    _ = try run(task("86a", ["creator": ["id": 190], "date_updated": "3000"]))
    _ = try run(
      task("86b", ["creator": ["id": 190, "username": "Ada", "email": "ada@example.com"]]))
    let creator = try workspace.shown("86a")["creator"]
    #expect(creator?["username"] == "Ada" && creator?["email"] == "ada@example.com")
  }

  private func comment(_ members: JSONObject) -> JSONValue {
    let standard: JSONObject = [
      "id": "77", "comment_text": "hello", "comment": [["text": "hello"]], "date": "1500",
      "user": ["id": 183, "username": "Grace Hopper"],
      "assignee": ["id": 183, "username": "Grace Hopper"], "resolved": false,
    ]
    return [
      "request": ["method": "GET", "uri": "https://api.clickup.com/api/v2/task/86a/comment"],
      "response": [
        "status": 200, "body": ["comments": [.object(standard.merging(members) { $1 })]],
      ],
    ]
  }

  @Test func aKnownCommentIsBroughtUpToDate() throws {
    _ = try run(task("86a"), comment([:]))
    let report = try run(
      comment(["comment_text": "edited", "comment": [["text": "edited"]], "resolved": true]))
    #expect(report[.comments] == .init(updated: 1))
    let shown = try workspace.read(.getTaskComments, ["task_id": "86a"])["comments"]?[0]
    #expect(shown?["comment_text"] == "edited" && shown?["resolved"] == true)
  }

  @Test func answersOfOneMomentAreAddedUp() throws {
    let poor = task("86a", ["markdown_description": nil, "priority": nil, "tags": []])
    let fields: JSONValue = [
      ["id": "f1", "name": "Size", "type": "number", "type_config": [:], "value": "8"]
    ]
    _ = try run(poor)
    let report = try run(task("86a", ["custom_fields": fields]))
    #expect(report[.tasks] == .init(updated: 1))
    #expect(try run(poor)[.tasks] == .init(unchanged: 1))
    let shown = try workspace.read(
      .getTask, ["task_id": "86a"], query: ["include_markdown_description": ["true"]])
    #expect(shown["markdown_description"] == "**plain** words")
    #expect(shown["priority"]?["priority"] == "high")
    #expect(shown["tags"]?[0]?["name"] == "red")
    #expect(shown["custom_fields"]?[0]?["value"] == "8")
  }

  /// Every order of these ends the same, in one import and in an import each.
  @Test(arguments: [true, false]) func theOrderOfTheInputChangesNothing(isTogether: Bool) throws {
    let newest: JSONObject = [
      "status": status(["status": "backlog"]), "date_updated": "3000", "priority": nil, "tags": [],
      "parent": "86b",
    ]
    let values: [JSONValue] = [
      task("86a", ["status": status(["status": "to do"]), "markdown_description": nil]),
      task("86a", ["tags": []]), task("86a", newest),
      task("86b", ["date_updated": "2500", "creator": ["id": 183, "username": "G. H."]]),
    ]
    var outcomes: Set<String> = []
    for order in Self.permutations(values) {
      let workspace = try PartsWorkspace()
      let importing = Self.importing(workspace)
      for part in isTogether ? [order] : order.map({ [$0] }) { _ = try importing.run(part) }
      let shown = try ["86a", "86b"].map { try workspace.shown($0).canonicalString }
      outcomes.insert(shown.joined(separator: "\n"))
    }
    #expect(outcomes.count == 1)
    let only = outcomes.first ?? ""
    #expect(only.contains("backlog") && !only.contains("\"to do\""))
  }

  private static func permutations(_ values: [JSONValue]) -> [[JSONValue]] {
    guard values.count > 1 else { return [values] }
    return values.indices.flatMap { index in
      var others = values
      let first = others.remove(at: index)
      return permutations(others).map { [first] + $0 }
    }
  }
}
