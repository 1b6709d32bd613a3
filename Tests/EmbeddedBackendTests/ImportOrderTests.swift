import APICore
import JSON
import SQLite
import Testing

@testable import EmbeddedBackend

/// What an import makes of things that come in parts, and in whichever order: what waits for
/// another task, and what came or went at a time that the task's own date does not tell.
@Suite struct ImportOrderTests {
  private let workspace: PartsWorkspace

  init() throws { workspace = try PartsWorkspace() }

  @discardableResult
  private func run(_ values: JSONValue..., into other: PartsWorkspace? = nil) throws
    -> ImportReport
  {
    let workspace = other ?? self.workspace
    return try WorkspaceImport(
      store: workspace.store, clock: workspace.clock, ids: SeededIDSource(seed: 3)
    ).run(values)
  }

  private func task(_ id: String, _ members: JSONObject = [:]) -> JSONValue {
    ImportTests.task(id, members)
  }

  /// - Parameter second: of the minute in which everything happens here.
  private func exchange(
    _ method: String, _ path: String, _ body: JSONValue, at second: Int64? = nil
  ) -> JSONValue {
    var response: JSONValue = ["status": 200, "body": body]
    if let second {
      let date = "Mon, 26 Jan 2026 20:34:\(second < 10 ? "0" : "")\(second) GMT"
      response["headers"] = ["date": .string(date)]
    }
    return [
      "request": [
        "method": .string(method), "uri": .string("https://api.clickup.com/api/v2/\(path)"),
      ],
      "response": response,
    ]
  }

  /// 20:34:00 of that day.
  private static let minute: Int64 = 1_769_459_640_000

  private func date(_ second: Int64) -> JSONValue {
    .string(String(Self.minute + second * 1_000))
  }

  private static let dependency: JSONValue = [
    "task_id": "86b", "depends_on": "86a", "type": 1, "date_created": "9", "userid": "183",
  ]
  private static let link: JSONValue = [
    "task_id": "86b", "link_id": "86a", "date_created": "9", "userid": "183",
  ]

  private func related(_ id: String) -> JSONValue {
    task(id, ["dependencies": [Self.dependency], "linked_tasks": [Self.link]])
  }

  // MARK: What waits

  @Test func whatNamesATaskThatIsNotThereWaitsForIt() throws {
    let first = try run(
      task(
        "86b", ["parent": "86a", "dependencies": [Self.dependency], "linked_tasks": [Self.link]]))
    #expect(first[.dependencies].skipped == 1 && first[.links].skipped == 1)
    try run(task("86other"))
    let second = try run(task("86a"))
    #expect(second[.dependencies].created == 1 && second[.links].created == 1)
    let shown = try workspace.shown("86b")
    #expect(shown["parent"] == "86a" && shown["top_level_parent"] == "86a")
    #expect(shown["dependencies"]?[0]?["depends_on"] == "86a")
    #expect(shown["linked_tasks"]?[0]?["link_id"] == "86a")
    let waiting = try workspace.store.read { connection throws(SQLiteError) in
      try connection.row("SELECT count(*) FROM import_pending") { $0.integer(0) }
    }
    #expect(waiting == 0)
  }

  @Test func whatATaskNoLongerSaysDoesNotWait() throws {
    try run(
      task(
        "86b", ["parent": "86a", "dependencies": [Self.dependency], "linked_tasks": [Self.link]]))
    try run(task("86b", ["date_updated": "3000"]))
    try run(task("86a"))
    let shown = try workspace.shown("86b")
    #expect(shown["parent"] == .null && shown["dependencies"] == [] && shown["linked_tasks"] == [])
  }

  @Test func aParentThatWasGivenMeanwhileStays() throws {
    try run(task("86b", ["parent": "86a"]), task("86c"))
    try workspace.write(.updateTask, ["task_id": "86b"], body: ["parent": "86c"])
    try run(task("86a"))
    #expect(try workspace.shown("86b")["parent"] == "86c")
  }

  // MARK: What was taken away here

  @Test func whatWasTakenAwayHereDoesNotComeBackWithWhatIsOlder() throws {
    let pages = [related("86a"), related("86b")]
    for page in pages { try run(page) }
    try workspace.write(.removeTaskTag, ["task_id": "86a", "tag_name": "red"])
    try workspace.write(
      .deleteDependency, ["task_id": "86b"], query: ["depends_on": ["86a"]])
    try workspace.write(.deleteTaskLink, ["task_id": "86a", "links_to": "86b"])
    for page in pages { try run(page) }
    for id in ["86a", "86b"] {
      let shown = try workspace.shown(id)
      #expect(shown["dependencies"] == [] && shown["linked_tasks"] == [], "\(id)")
    }
    #expect(try workspace.shown("86a")["tags"] == [])
    #expect(try workspace.shown("86b")["tags"]?[0]?["name"] == "red")
    // What was said after that is newer.
    let later = String(workspace.clock.now().rawValue + 1)
    for id in ["86a", "86b"] {
      var page = related(id)
      page["date_updated"] = .string(later)
      try run(page)
    }
    let shown = try workspace.shown("86a")
    #expect(shown["tags"]?[0]?["name"] == "red")
    #expect(shown["dependencies"]?.array?.count == 1 && shown["linked_tasks"]?.array?.count == 1)
  }

  @Test func whatWasAddedHereStaysWhereSomethingOlderLacksIt() throws {
    try run(task("86a"), task("86b"))
    try workspace.write(.addTaskTag, ["task_id": "86a", "tag_name": "blue"])
    try workspace.write(.addDependency, ["task_id": "86b"], body: ["depends_on": "86a"])
    try workspace.write(.addTaskLink, ["task_id": "86a", "links_to": "86b"])
    let green: JSONValue = [["name": "red"], ["name": "green"]]
    try run(task("86a", ["tags": green]))
    try run(task("86a", ["tags": green, "date_updated": "3000"]), task("86b"))
    let shown = try workspace.shown("86a")
    let names = Set((shown["tags"]?.array ?? []).compactMap { $0["name"]?.string })
    #expect(names == ["red", "green", "blue"])
    #expect(shown["dependencies"]?.array?.count == 1 && shown["linked_tasks"]?.array?.count == 1)
  }

  // MARK: Lists besides its own

  private func placed(_ members: JSONObject = [:]) -> JSONValue {
    let standing: JSONObject = ["locations": [["id": "702", "name": "Sprint"]]]
    return task("86a", standing.merging(members) { $1 })
  }

  private func locations() throws -> [String] {
    (try workspace.shown("86a")["locations"]?.array ?? []).compactMap { $0["id"]?.string }
  }

  @Test("A further List that comes in later is waited for") func laterList() throws {
    let report = try run(placed())
    #expect(report.reasons[.tasks]?.keys.first?.contains("a further List") == true)
    #expect(report.notKept == [:])
    #expect(try locations() == [])
    try run(task("86c"), task("86b", ["list": ["id": "702", "name": "Sprint"]]))
    #expect(try locations() == ["702"])
    #expect(try run(placed())[.tasks] == .init(unchanged: 1))
  }

  @Test("A newer answer without it takes it out, and its own List is none of them")
  func goneFromList() throws {
    try run(task("86b", ["list": ["id": "702", "name": "Sprint"]]), placed())
    #expect(try locations() == ["702"])
    try run(task("86a", ["date_updated": "3000", "locations": []]))
    #expect(try locations() == [])
    try run(placed(["date_updated": "4000"]))
    #expect(try locations() == ["702"])
    // It was moved there.
    try run(placed(["date_updated": "5000", "list": ["id": "702", "name": "Sprint"]]))
    #expect(try locations() == [])
  }

  @Test("What was done here is not undone by what is older") func placesDoneHere() throws {
    try run(task("86b", ["list": ["id": "702", "name": "Sprint"]]), placed())
    let path = ["task_id": "86a", "list_id": "702"]
    try workspace.write(.removeTaskFromList, path)
    try run(placed(["date_updated": "3000"]))
    #expect(try locations() == [])
    try workspace.write(.addTaskToList, path)
    try run(task("86a", ["date_updated": "4000", "locations": []]))
    #expect(try locations() == ["702"])
  }

  @Test func aTagThatTheSpaceLostOrRenamedDoesNotComeBackOnItsTasks() throws {
    let tags: JSONValue = [["name": "red"], ["name": "green"]]
    try run(task("86a", ["tags": tags]))
    try workspace.write(.deleteSpaceTag, ["space_id": "500", "tag_name": "red"])
    try workspace.write(
      .updateSpaceTag, ["space_id": "500", "tag_name": "green"],
      body: ["tag": ["name": "lime"]])
    try run(task("86a", ["tags": tags]))
    #expect(try workspace.shown("86a")["tags"]?.array?.compactMap { $0["name"] } == ["lime"])
  }

  // MARK: What recordings say was taken away

  /// - Returns: names of the tags after each order of the values, in an import each and in one.
  private func tags(after values: [JSONValue]) throws -> Set<[String]> {
    var outcomes: Set<[String]> = []
    for order in [values, values.reversed()] {
      for parts in [[order], order.map { [$0] }] {
        let workspace = try PartsWorkspace()
        for part in parts { try run(.array(part), into: workspace) }
        let tags = try workspace.shown("86a")["tags"]?.array ?? []
        outcomes.insert(tags.compactMap { $0["name"]?.string }.sorted())
      }
    }
    return outcomes
  }

  @Test func anOlderDeleteTakesNothingFromANewerAnswer() throws {
    let removal = exchange("DELETE", "task/86a/tag/red", [:], at: 20)
    let newer = task("86a", ["date_updated": date(30)])
    let older = task("86a", ["date_updated": date(10)])
    #expect(try tags(after: [newer, removal]) == [["red"]])
    #expect(try tags(after: [older, removal]) == [[]])
    // A task's date may be older than the answer that shows it.
    let asked = exchange("GET", "task/86a", older, at: 40)
    #expect(try tags(after: [asked, removal]) == [["red"]])
    let askedBefore = exchange("GET", "task/86a", older, at: 15)
    #expect(try tags(after: [askedBefore, removal]) == [[]])
    // It was answered within the second that its header names.
    let sameSecond = task(
      "86a", ["date_updated": .string(String(Self.minute + 20_700))])
    #expect(try tags(after: [sameSecond, removal]) == [[]])
  }

  @Test func anOlderDeleteOfAValueADependencyOrALinkTakesNothingEither() throws {
    let field: JSONValue = [
      "id": "f1", "name": "Size", "type": "number", "type_config": [:], "value": "8",
    ]
    func page(_ id: String, _ second: Int64) -> JSONValue {
      var page = related(id)
      page["custom_fields"] = [field]
      page["date_updated"] = date(second)
      return page
    }
    let removals = [
      exchange("DELETE", "task/86a/field/f1", [:], at: 20),
      exchange("DELETE", "task/86a/dependency?dependency_of=86b", [:], at: 20),
      exchange("DELETE", "task/86a/link/86b", [:], at: 20),
    ]
    for (second, isThere) in [(30, true), (10, false)] as [(Int64, Bool)] {
      for isFirst in [true, false] {
        let workspace = try PartsWorkspace()
        let pages = [page("86a", second), page("86b", second)]
        for values in isFirst ? [pages, removals] : [removals, pages] {
          try run(.array(values), into: workspace)
        }
        let shown = try workspace.shown("86a")
        let value = shown["custom_fields"]?[0]?["value"]
        let name = "\(second) \(isFirst)"
        #expect((value == "8") == isThere, "\(name)")
        #expect((shown["dependencies"]?.array?.count == 1) == isThere, "\(name)")
        #expect((shown["linked_tasks"]?.array?.count == 1) == isThere, "\(name)")
      }
    }
    let report = try run(
      page("86a", 30), page("86b", 30), removals[0], removals[1], removals[2])
    for kind in [ImportReport.Kind.fields, .dependencies, .links] {
      #expect(report.reasons[kind] == ["a DELETE that is older than what stands here": 1])
    }
  }

  // MARK: What is read

  /// As the live backend reads an answer: one odd value does not hide the others.
  @Test func whatIsOddInAFileDoesNotHideTheRest() throws {
    let text = """
      {"tasks":[
      {"id":"86a","name":"Half \\ud800","name":"Half \\ud83d","status":{"status":"to do",\
      "type":"open"},"date_created":"1","date_updated":"2000","points":99999999999999999999999,\
      "team_id":"555","list":{"id":"700","name":"L"},"folder":{"id":"600","hidden":true},\
      "space":{"id":"500"}},
      {"id":"86b","name":"Whole","status":{"status":"to do","type":"open"},"date_created":"1",\
      "date_updated":"2000","team_id":"555","list":{"id":"700","name":"L"},\
      "folder":{"id":"600","hidden":true},"space":{"id":"500"}}]}
      """
    let values = try ImportText.values(Array(text.utf8), file: "odd.json")
    let report = try run(.array(values))
    #expect(report[.tasks] == .init(created: 2))
    #expect(try workspace.shown("86a")["name"] == "Half \u{FFFD}")
    #expect(try workspace.shown("86b")["name"] == "Whole")
    #expect(throws: ImportTextError.self) {
      try ImportText.values(Array("{\"tasks\":[}".utf8), file: "broken.json")
    }
  }
}
