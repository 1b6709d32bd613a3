import APICore
import JSON
import SQLite
import Testing

@testable import EmbeddedBackend

/// Checklists as answers of the real service bring them.
@Suite struct ImportChecklistTests {
  private let workspace: PartsWorkspace

  init() throws { workspace = try PartsWorkspace() }

  @discardableResult
  private func run(_ values: JSONValue...) throws -> ImportReport {
    try WorkspaceImport(
      store: workspace.store, clock: workspace.clock, ids: SeededIDSource(seed: 3)
    ).run(values)
  }

  private func item(_ id: String, _ name: String, _ members: JSONObject = [:]) -> JSONValue {
    let standard: JSONObject = [
      "id": .string(id), "name": .string(name), "orderindex": nil, "assignee": nil,
      "group_assignee": nil, "resolved": false, "parent": nil, "date_created": "1500",
      "start_date": nil, "start_date_time": false, "due_date": nil, "due_date_time": false,
      "sent_due_date_notif": nil, "children": [],
    ]
    return .object(standard.merging(members) { $1 })
  }

  private func checklist(_ name: String, _ items: [JSONValue]) -> JSONValue {
    [
      "id": "c1", "task_id": "86a", "name": .string(name), "date_created": "1400",
      "orderindex": 6, "creator": 183, "resolved": 0, "unresolved": 1, "items": .array(items),
    ]
  }

  private func task(_ checklists: [JSONValue], updated: Int64 = 2_000) -> JSONValue {
    ImportTests.task(
      "86a",
      ["checklists": .array(checklists), "date_updated": .string(String(updated))])
  }

  /// As it was recorded, at this second.
  private func exchange(
    _ method: String, _ path: String, _ body: JSONValue, at second: Int
  ) -> JSONValue {
    [
      "request": [
        "method": .string(method), "uri": .string("https://api.clickup.com/api/v2/\(path)"),
      ],
      "response": [
        "status": 200, "body": body,
        "headers": ["Date": [.string("Thu, 01 Jan 1970 00:00:0\(second) GMT")]],
      ],
    ]
  }

  private func shown() throws -> JSONValue {
    try workspace.shown("86a")["checklists"] ?? .null
  }

  @Test func theyComeInAsTheyAreShown() throws {
    let person: JSONValue = [
      "id": 183, "username": "Grace Hopper", "email": "grace@example.com", "color": "#595d66",
      "initials": "GH", "profilePicture": nil,
    ]
    let child = item("i2", "Child", ["parent": "i1", "resolved": true, "due_date": "9000"])
    let whole = checklist(
      "Steps", [item("i1", "Parent", ["assignee": person, "children": [child]])])
    let report = try run(task([whole]))
    #expect(report[.checklists] == .init(created: 1) && report.notKept.isEmpty)
    var expected = whole
    expected["resolved"] = 1
    #expect(try shown() == [expected])
    #expect(try run(task([whole]))[.checklists] == .init(unchanged: 1))
    // Children by their IDs, and themselves beside.
    let byID = checklist(
      "Steps", [child, item("i1", "Parent", ["assignee": person, "children": ["i2"]])])
    #expect(try run(task([byID], updated: 3_000))[.checklists].unchanged == 1)
    #expect(try shown() == [expected])
  }

  @Test func theNewerAnswerStands() throws {
    let two = checklist("Steps", [item("i1", "One"), item("i2", "Two")])
    let one = checklist("Steps again", [item("i1", "First")])
    for order in [[2_000, 3_000], [3_000, 2_000]] as [[Int64]] {
      let other = try ImportChecklistTests()
      for date in order { try other.run(other.task(date == 2_000 ? [two] : [one], updated: date)) }
      let names = try other.shown()[0]
      #expect(names?["name"] == "Steps again" && names?["items"]?.array?.count == 1)
    }
    // Of the same moment one adds to the other.
    try run(task([one]))
    try run(task([two]))
    #expect(try shown()[0]?["name"] == "Steps again")
    #expect(try shown()[0]?["items"]?.array?.compactMap { $0["name"] } == ["First", "Two"])
    try run(task([], updated: 4_000))
    #expect(try shown() == [])
  }

  @Test func whatAWriteWasAnsweredWithComesInToo() throws {
    let early = checklist("Early", [item("i1", "One")])
    let late = checklist("Late", [item("i1", "One"), item("i2", "Two")])
    try run(
      exchange("POST", "checklist/c1/checklist_item", ["checklist": late], at: 5),
      task([early], updated: 4_000),
      exchange("PUT", "checklist/c1/checklist_item/i1", ["checklist": early], at: 2))
    #expect(try shown()[0]?["name"] == "Late" && shown()[0]?["items"]?.array?.count == 2)
    let report = try run(["checklist": ["id": "c9", "task_id": "86none", "name": "x"]])
    #expect(report[.checklists] == .init(skipped: 1))
  }

  @Test func whatWasDeletedStaysAway() throws {
    let whole = checklist("Steps", [item("i1", "One"), item("i2", "Two")])
    let report = try run(
      task([whole]), exchange("DELETE", "checklist/c1/checklist_item/i1", [:], at: 3))
    #expect(report[.checklists].removed == 1)
    try run(task([whole], updated: 5_000))
    #expect(try shown()[0]?["items"]?.array?.compactMap { $0["id"] } == ["i2"])
    try run(exchange("DELETE", "checklist/c1", [:], at: 6))
    try run(
      task([whole], updated: 9_000),
      exchange("POST", "checklist/c1/checklist_item", ["checklist": whole], at: 9))
    #expect(try shown() == [])
  }

  /// A change here is one of the task, so that what was read before it says nothing any more.
  @Test func whatWasChangedHereIsNotUndone() throws {
    let whole = checklist("Steps", [item("i1", "One")])
    try run(task([whole]))
    try workspace.write(.updateChecklist, ["checklist_id": "c1"], body: ["name": "Mine"])
    try run(
      task([whole], updated: 3_000),
      exchange("POST", "checklist/c1/checklist_item", ["checklist": whole], at: 3))
    #expect(try shown()[0]?["name"] == "Mine")
    try workspace.write(.deleteChecklist, ["checklist_id": "c1"], body: [:])
    let report = try run(
      task([whole], updated: 3_000),
      exchange("POST", "checklist/c1/checklist_item", ["checklist": whole], at: 3))
    #expect(report[.checklists].skipped == 1)
    #expect(try shown() == [])
  }

  @Test func anItemThatWasDeletedHereStaysAway() throws {
    let whole = checklist(
      "Steps",
      [
        item("i1", "One", ["children": [item("i2", "Below", ["parent": "i1"])]]),
        item("i3", "Three"),
      ])
    try run(task([whole]))
    try workspace.write(
      .deleteChecklistItem, ["checklist_id": "c1", "checklist_item_id": "i1"], body: [:])
    try run(
      task([whole], updated: 2_000),
      exchange("POST", "checklist/c1/checklist_item", ["checklist": whole], at: 2))
    #expect(try shown()[0]?["items"]?.array?.compactMap { $0["id"] } == ["i3"])
  }

  @Test func anOlderAnswerMovesNothing() throws {
    let nested = checklist(
      "Steps", [item("i1", "One", ["children": [item("i2", "Two", ["parent": "i1"])]])])
    try run(task([nested]))
    func move(_ id: String, below parent: JSONValue) throws {
      try workspace.write(
        .updateChecklistItem, ["checklist_id": "c1", "checklist_item_id": id],
        body: ["parent": parent])
    }
    try move("i2", below: nil)
    try run(task([nested], updated: 2_000))
    #expect(try shown()[0]?["items"]?.array?.compactMap { $0["id"] } == ["i1", "i2"])
    try move("i1", below: "i2")
    try run(task([nested], updated: 2_000))
    #expect(try shown()[0]?["items"]?.array?.compactMap { $0["id"] } == ["i2"])
    #expect(try shown()[0]?["items"]?[0]?["children"]?[0]?["id"] == "i1")
  }

  @Test func anItemThatMovedToAnotherChecklistComesWithItsTask() throws {
    let child = item("i2", "Child", ["parent": "i1"])
    try run(task([checklist("Steps", [item("i1", "Parent", ["children": [child]])])]))
    var other = checklist("Other", [item("i1", "Parent")])
    other["id"] = "c2"
    let report = try run(task([other, checklist("Steps", [item("i2", "Child")])], updated: 3_000))
    #expect(report[.tasks].skipped == 0, "\(report)")
    let lists = try shown().array ?? []
    #expect(lists.count == 2)
    for list in lists {
      #expect(list["items"]?.array?.compactMap { $0["id"] } == [list["id"] == "c2" ? "i1" : "i2"])
    }
  }
}
