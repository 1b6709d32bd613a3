import APICore
import JSON
import SQLite
import TestSupport
import Testing

@testable import EmbeddedBackend

/// Words are found in Custom Fields, tags and checklists, and not where they no longer stand.
@Suite struct SearchedSidesTests {
  private let workspace: PartsWorkspace

  init() throws { workspace = try PartsWorkspace() }

  /// Whether `query` finds the one task, first by what is not indexed and then by the index.
  private func isFound(_ query: String) throws -> Bool {
    let before = try workspace.names(query)
    try workspace.store.write { transaction throws(SQLiteError) in
      try SearchIndex.bringUpToDate(on: transaction.connection)
    }
    let after = try workspace.names(query)
    #expect(before == after, "\(query)")
    return after == ["Task"]
  }

  private func set(_ value: JSONValue, _ field: JSONValue, of task: String) throws {
    try workspace.write(
      .setFieldValue, ["task_id": task, "field_id": try #require(field["id"]?.string)],
      body: ["value": value])
  }

  @Test(
    arguments: [
      ("text", [:], "Halvorsen & Søn", "soen", "halvorsen søn"),
      ("short_text", [:], "Größe 7", "klein", "grosse"),
      ("email", [:], "kari@halvorsen.no", "ola", "kari@halvorsen.no"),
      ("phone", [:], "+47 22 33 44 55", "66", "22 33"),
      ("url", [:], "https://halvorsen.no/orders", "invoices", "halvorsen.no/orders"),
      ("number", [:], 12_500, "13", "12500"),
      ("currency", ["currency_type": "EUR"], 99.5, "100", "99.5"),
      (
        "location", [:],
        ["location": ["lat": 59.9, "lng": 10.7], "formatted_address": "Storgata 1, Oslo"],
        "bergen", "oslo storgata"
      ),
    ] as [(String, JSONValue, JSONValue, String, String)])
  func aValueIsFound(
    _ type: String, _ configuration: JSONValue, _ value: JSONValue, _ other: String, _ query: String
  ) throws {
    let task = try workspace.task("Task")
    let field = try workspace.field(type, configuration)
    try set(value, field, of: task)
    #expect(try isFound(query) && isFound("task \(query)") && !isFound(other))
    try workspace.write(
      .removeFieldValue, ["task_id": task, "field_id": try #require(field["id"]?.string)])
    #expect(try !isFound(query))
  }

  @Test func anOptionIsFoundByItsNameNow() throws {
    let task = try workspace.task("Task")
    let options: JSONValue = ["options": [["name": "Signed"], ["name": "Lost"]]]
    let choice = try workspace.field("drop_down", options, name: "Stage")
    let labels = try workspace.field("labels", ["options": [["label": "Blau"], ["label": "Rot"]]])
    try set(0, choice, of: task)
    let ids = labels["type_config"]?["options"]?.array?.compactMap { $0["id"] } ?? []
    try set(.array(ids), labels, of: task)
    #expect(try isFound("signed") && !isFound("lost") && isFound("rot blau"))
    try set(1, choice, of: task)
    #expect(try !isFound("signed") && isFound("lost"))
    try workspace.store.write { transaction throws(SQLiteError) in
      try transaction.connection.execute(
        "UPDATE fields SET type_config = replace(type_config, 'Lost', 'Dropped')")
    }
    #expect(try !isFound("lost") && isFound("dropped"))
    try workspace.store.write { transaction throws(SQLiteError) in
      try transaction.connection.execute("DELETE FROM fields WHERE type = 'drop_down'")
    }
    #expect(try !isFound("dropped") && isFound("rot"))
  }

  @Test func tagsAreFound() throws {
    let task = try workspace.task("Task", ["tags": ["Weihnachten"]])
    #expect(try isFound("weihn"))
    try workspace.write(
      .updateSpaceTag, ["space_id": workspace.spaceID, "tag_name": "weihnachten"],
      body: ["tag": ["name": "Ostern"]])
    #expect(try !isFound("weihn") && isFound("ostern task"))
    try workspace.write(.removeTaskTag, ["task_id": task, "tag_name": "ostern"])
    #expect(try !isFound("ostern"))
    try workspace.write(.addTaskTag, ["task_id": task, "tag_name": "ostern"])
    #expect(try isFound("ostern"))
    try workspace.write(.deleteSpaceTag, ["space_id": workspace.spaceID, "tag_name": "ostern"])
    #expect(try !isFound("ostern"))
  }

  @Test func checklistsAreFound() throws {
    let task = try workspace.task("Task")
    let made = try workspace.write(
      .createChecklist, ["task_id": task], body: ["name": "Packing"])["checklist"]
    let checklist = ["checklist_id": try #require(made?["id"]?.string)]
    let items = try workspace.write(
      .createChecklistItem, checklist, body: ["name": "Passport"])["checklist"]?["items"]
    let item = try #require(items?[0]?["id"]?.string)
    #expect(try isFound("packing passport"))
    try workspace.write(.updateChecklist, checklist, body: ["name": "Luggage"])
    try workspace.write(
      .updateChecklistItem, checklist.merging(["checklist_item_id": item]) { $1 },
      body: ["name": "Visa"])
    #expect(try !isFound("packing") && !isFound("passport") && isFound("luggage visa"))
    try workspace.write(.deleteChecklist, checklist)
    #expect(try !isFound("luggage") && !isFound("visa"))
  }

  @Test func whatIsImportedIsFound() throws {
    func run(_ option: String, _ chosen: JSONValue, updated: String) throws {
      let field: JSONValue = [
        "id": "f1", "name": "Stage", "type": "drop_down",
        "type_config": [
          "options": [
            ["id": "o1", "name": .string(option), "orderindex": 0],
            ["id": "o2", "name": "Other", "orderindex": 1],
          ]
        ], "value": chosen,
      ]
      _ = try WorkspaceImport(
        store: workspace.store, clock: workspace.clock, ids: SeededIDSource(seed: 3)
      ).run([
        ImportTests.task(
          "86a", ["name": "Task", "custom_fields": [field], "date_updated": .string(updated)])
      ])
    }
    func count(_ query: String) throws -> Int {
      try workspace.store.read { connection throws(SQLiteError) in
        try connection.row(
          "SELECT count(*) FROM search_texts WHERE search_texts MATCH ?", [.text(query)]
        ) { Int($0.integer(0)) } ?? 0
      }
    }
    try run("Signed", 0, updated: "2000")
    #expect(try count("signed") == 1)
    try run("Agreed", 0, updated: "3000")
    #expect(try count("signed") == 0 && count("agreed") == 1)
    try run("Agreed", 1, updated: "4000")
    #expect(try count("agreed") == 0 && count("other") == 1)
  }

  /// A foreign key that sets off what is noted already must not fail.
  @Test func whatIsNotedAlreadyMayChangeAgain() throws {
    let task = try workspace.task("Task", ["tags": ["Weihnachten", "Winter"]])
    let made = try workspace.write(
      .createChecklist, ["task_id": task], body: ["name": "Packing"])["checklist"]
    let checklist = ["checklist_id": try #require(made?["id"]?.string)]
    for name in ["Passport", "Visa"] {
      try workspace.write(.createChecklistItem, checklist, body: ["name": .string(name)])
    }
    try set("Halvorsen", try workspace.field("text"), of: task)
    _ = try isFound("task")
    for isIndexed in [true, false] {
      if !isIndexed { try workspace.write(.addTaskTag, ["task_id": task, "tag_name": "more"]) }
      for (old, new) in [("weihnachten", "ostern"), ("ostern", "weihnachten")] {
        try workspace.write(
          .updateSpaceTag, ["space_id": workspace.spaceID, "tag_name": old],
          body: ["tag": ["name": .string(new)]])
      }
    }
    try workspace.write(.deleteChecklist, checklist)
    for tag in ["weihnachten", "winter"] {
      try workspace.write(.deleteSpaceTag, ["space_id": workspace.spaceID, "tag_name": tag])
    }
    try workspace.store.write { transaction throws(SQLiteError) in
      try transaction.connection.execute("DELETE FROM fields")
    }
    #expect(try isFound("task") && isFound("more"))
    #expect(try !isFound("visa") && !isFound("winter") && !isFound("halvorsen"))
    try workspace.write(.deleteTask, ["task_id": task])
    #expect(try !isFound("task"))
  }

  // MARK: - Where the words stand

  private func matches(_ text: String) throws -> [[TaskMatch]] {
    var query = TaskQuery(workspaceID: workspace.workspaceID)
    query.text = text
    query.showsMatches = true
    return try workspace.backend.search(query).matches
  }

  private func comment(_ text: String, on task: String) throws {
    workspace.clock.advance(by: 1_000)
    try workspace.write(
      .createTaskComment, ["task_id": task],
      body: ["comment_text": .string(text), "notify_all": false])
  }

  @Test func aCommentIsNamedWithWhoWroteIt() throws {
    let task = try workspace.task("Task")
    for text in ["Vendor called", "We are BLOCKED by the vendor", "Fine again"] {
      try comment(text, on: task)
    }
    for _ in 1...2 {
      let match = try #require(try matches("vendor blocked").first?.first)
      guard case .comment(let comment?) = match.place else {
        Issue.record("\(match)")
        return
      }
      #expect(match.text == "We are BLOCKED by the vendor")
      #expect(
        comment.user != nil && comment.date.rawValue == workspace.clock.now().rawValue - 1_000)
      #expect(try isFound("vendor"))
    }
    // Of several the newest, and no comment where nobody asked.
    #expect(try matches("vendor").first?.first?.text == "We are BLOCKED by the vendor")
    #expect(try matches("") == [])
  }

  @Test func ofManyCommentsOnlyTheNewestAreLookedThrough() throws {
    let task = try workspace.task("Task")
    try comment("the oldest one", on: task)
    for number in 1..<MatchReading.mostComments { try comment("c\(number)", on: task) }
    #expect(try matches("oldest").first?.first?.text == "the oldest one")
    try comment("one more", on: task)
    #expect(try matches("oldest") == [[TaskMatch(place: .comment(nil), text: nil)]])
    #expect(try matches("task oldest").first?.map(\.place) == [.name, .comment(nil)])
  }

  // MARK: - What is left out

  private func hidden(
    _ text: String?, _ change: (inout TaskQuery) -> Void = { _ in }
  ) throws -> [HiddenTasks] {
    var query = TaskQuery(workspaceID: workspace.workspaceID)
    query.text = text
    query.showsMatches = true
    change(&query)
    let page = try workspace.backend.search(query)
    return page.hidden
  }

  @Test func whatIsLeftOutIsCounted() throws {
    let task = try workspace.task("Plan")
    for name in ["Plan A", "Plan B"] {
      let closed = try workspace.task(name)
      try workspace.write(.updateTask, ["task_id": closed], body: ["status": "complete"])
    }
    let below = try workspace.task("Plan below", ["parent": .string(task)])
    let kept = try workspace.task("Plan kept")
    try workspace.write(.updateTask, ["task_id": kept], body: ["archived": true])
    for isIndexed in [false, true] {
      if isIndexed { _ = try isFound("plan") }
      #expect(
        try hidden("plan") == [
          HiddenTasks(reasons: [.closed], count: 2), HiddenTasks(reasons: [.subtask], count: 1),
          HiddenTasks(reasons: [.archived], count: 1),
        ])
      #expect(
        try hidden("plan") {
          ($0.includesClosed, $0.includesSubtasks) = (true, true)
        } == [HiddenTasks(reasons: [.archived], count: 1)])
      #expect(try hidden("other") == [])
      #expect(
        try hidden(nil) == [
          HiddenTasks(reasons: [.closed], count: 2), HiddenTasks(reasons: [.subtask], count: 1),
          HiddenTasks(reasons: [.archived], count: 1),
        ], "without words it is said as well")
      #expect(try hidden(nil) { $0.offset = 1 } == [], "the first page says it")
      #expect(try hidden("plan") { $0.offset = 1 } == [], "the first page says it")
      #expect(try hidden("plan") { $0.showsMatches = false } == [])
    }
    try workspace.write(.updateTask, ["task_id": below], body: ["status": "complete"])
    try workspace.write(.deleteTask, ["task_id": kept])
    #expect(
      try hidden("below") == [HiddenTasks(reasons: [.closed, .subtask], count: 1)])
  }

  @Test func amongTooManyNothingIsCounted() throws {
    let closed = try workspace.task("Done")
    try workspace.write(.updateTask, ["task_id": closed], body: ["status": "complete"])
    for number in 1...999 { _ = try workspace.task("Open \(number)") }
    #expect(try hidden(nil) == [HiddenTasks(reasons: [.closed], count: 1)])
    _ = try workspace.task("One more")
    #expect(try hidden(nil) == [])
    #expect(try hidden("done") == [HiddenTasks(reasons: [.closed], count: 1)])
  }

  @Test func anEmptyListSaysWhatItHides() throws {
    let closed = try workspace.task("Done")
    try workspace.write(.updateTask, ["task_id": closed], body: ["status": "complete"])
    #expect(try hidden(nil) == [HiddenTasks(reasons: [.closed], count: 1)])
    #expect(try hidden(nil) { $0.statuses = ["to do"] } == [])
  }

  @Test func noMoreAreCountedThanThat() throws {
    for _ in 0...(HiddenTasks.mostCounted + 5) {
      let closed = try workspace.task("Done")
      try workspace.write(.updateTask, ["task_id": closed], body: ["status": "complete"])
    }
    #expect(
      try hidden("done") == [
        HiddenTasks(reasons: [.closed], count: HiddenTasks.mostCounted + 1)
      ])
  }
}
