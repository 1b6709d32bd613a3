import APICore
import Foundation
import JSON
import SQLite
import Testing

@testable import EmbeddedBackend

@Suite struct ImportTests {
  private let workspace: PartsWorkspace

  init() throws { workspace = try PartsWorkspace() }

  private func run(_ values: JSONValue...) throws -> ImportReport {
    try WorkspaceImport(
      store: workspace.store, clock: workspace.clock, ids: SeededIDSource(seed: 3)
    ).run(values)
  }

  /// A task as the real API shows one, in a List outside any Folder.
  static func task(_ id: String, _ members: JSONObject = [:]) -> JSONValue {
    let person: JSONValue = [
      "id": 183, "username": "Grace Hopper", "email": "grace@example.com", "color": "#595d66",
      "initials": "GH", "profilePicture": nil,
    ]
    let standard: JSONObject = [
      "id": .string(id), "name": .string("Task \(id)"), "text_content": "plain words",
      "description": "plain words", "markdown_description": "**plain** words",
      "status": [
        "id": "sc700_abc", "status": "doing", "color": "#111111", "type": "custom",
        "orderindex": 1,
      ],
      "orderindex": "12.5", "date_created": "1000", "date_updated": "2000", "creator": person,
      "assignees": [person], "watchers": [], "priority": ["id": "2", "priority": "high"],
      "due_date": "5000", "points": 3, "time_estimate": 60_000, "archived": false,
      "tags": [["name": "red", "tag_fg": "#000000", "tag_bg": "#ff0000"]], "parent": nil,
      "custom_fields": [], "dependencies": [], "linked_tasks": [], "team_id": "555",
      "list": ["id": "700", "name": "Backlog"],
      "folder": ["id": "600", "name": "hidden", "hidden": true], "space": ["id": "500"],
    ]
    return .object(standard.merging(members) { $1 })
  }

  @Test func aTaskComesInWithAllThatItSpeaksOf() throws {
    let report = try run(["tasks": [Self.task("86a")], "last_page": true])
    #expect(report[.tasks] == .init(created: 1))
    for kind in [
      ImportReport.Kind.workspaces, .people, .spaces, .folders, .lists, .statuses, .tags,
    ] {
      #expect(report[kind].created == 1, "\(kind)")
    }
    let shown = try workspace.shown("86a")
    let expected: JSONObject = [
      "name": "Task 86a", "text_content": "plain words", "orderindex": "12.5",
      "date_created": "1000", "date_updated": "2000", "due_date": "5000", "points": 3,
      "time_estimate": 60_000, "team_id": "555",
      "status": [
        "id": "sc700_abc", "status": "doing", "color": "#111111", "type": "custom",
        "orderindex": 1,
      ],
      "list": ["id": "700", "name": "Backlog", "access": true], "space": ["id": "500"],
    ]
    for (name, value) in expected { #expect(shown[name] == value, "\(name)") }
    #expect(shown["assignees"]?[0]?["username"] == "Grace Hopper")
    #expect(shown["priority"]?["priority"] == "high")
    #expect(shown["tags"]?[0]?["tag_bg"] == "#ff0000")
    #expect(try workspace.read(.getList, ["list_id": "700"])["override_statuses"] == true)
    var query = TaskQuery(workspaceID: "555")
    query.text = "plain"
    #expect(try workspace.backend.search(query).tasks.count == 1)
  }

  @Test func whatIsImportedCanBeWorkedOn() throws {
    _ = try run(Self.task("86a"))
    try workspace.write(.updateTask, ["task_id": "86a"], body: ["name": "Renamed"])
    #expect(try workspace.shown("86a")["name"] == "Renamed")
    let lists = try workspace.read(.getSpaceLists, ["space_id": "500"])
    #expect(lists["lists"]?[0]?["name"] == "Backlog")
  }

  @Test func aSecondImportChangesNothing() throws {
    let pages: JSONValue = ["tasks": [Self.task("86a"), Self.task("86b")]]
    _ = try run(pages)
    let before = try workspace.shown("86a")
    let again = try run(pages)
    #expect(again[.tasks] == .init(unchanged: 2))
    for count in again.counts.values { #expect(count.created == 0 && count.updated == 0) }
    #expect(try workspace.shown("86a") == before)
  }

  @Test func theNewerOneWins() throws {
    _ = try run(Self.task("86a"))
    let older = try run(Self.task("86a", ["name": "Older", "date_updated": "1500"]))
    #expect(older[.tasks] == .init(unchanged: 1))
    #expect(try workspace.shown("86a")["name"] == "Task 86a")
    let newer = try run(
      Self.task("86a", ["name": "Newer", "date_updated": "2500", "tags": [], "assignees": []]))
    #expect(newer[.tasks] == .init(updated: 1))
    let shown = try workspace.shown("86a")
    #expect(shown["name"] == "Newer" && shown["tags"] == [] && shown["assignees"] == [])
  }

  @Test func parentsAndDependenciesComeInAnyOrder() throws {
    let dependency: JSONValue = [
      "task_id": "86c", "depends_on": "86p", "type": 1, "date_created": "9", "userid": "183",
    ]
    let link: JSONValue = [
      "task_id": "86c", "link_id": "86g", "date_created": "9", "userid": "183",
    ]
    let report = try run([
      Self.task("86g", ["parent": "86c"]),
      Self.task(
        "86c", ["parent": "86p", "dependencies": [dependency], "linked_tasks": [link]]),
      Self.task("86p", ["dependencies": [dependency]]),
    ])
    #expect(report[.tasks] == .init(created: 3))
    #expect(report[.dependencies] == .init(created: 1))
    #expect(report[.links] == .init(created: 1))
    let grandchild = try workspace.shown("86g")
    #expect(grandchild["parent"] == "86c" && grandchild["top_level_parent"] == "86p")
    #expect(grandchild["linked_tasks"]?[0]?["link_id"] == "86c")
    #expect(try workspace.shown("86p")["dependencies"]?[0]?["task_id"] == "86c")
    #expect(try workspace.shown("86c")["dependencies"]?[0]?["depends_on"] == "86p")

    _ = try run(Self.task("86c", ["date_updated": "3000"]))
    let freed = try workspace.shown("86c")
    #expect(freed["parent"] == nil || freed["parent"] == .null)
    #expect(freed["dependencies"] == [] && freed["linked_tasks"] == [])
    #expect(try workspace.shown("86g")["top_level_parent"] == "86c")
  }

  @Test func fieldsComeInWithTheirValues() throws {
    let options: JSONValue = [
      "options": [
        ["id": "o1", "name": "One", "orderindex": 0], ["id": "o2", "name": "Two", "orderindex": 1],
      ]
    ]
    let fields: JSONValue = [
      ["id": "f1", "name": "Choice", "type": "drop_down", "type_config": options, "value": 1],
      ["id": "f2", "name": "Size", "type": "number", "type_config": [:], "value": "8"],
      ["id": "f3", "name": "Who", "type": "users", "type_config": [:], "value": [["id": 184]]],
      ["id": "f4", "name": "New kind", "type": "button", "type_config": [:], "value": ["x": 1]],
      ["id": "f5", "name": "Empty", "type": "text", "type_config": [:]],
    ]
    let report = try run(Self.task("86a", ["custom_fields": fields]))
    #expect(report[.fields] == .init(created: 5))
    let shown = try #require(try workspace.shown("86a")["custom_fields"]?.array)
    let values = Dictionary(
      shown.map { ($0["id"]?.string ?? "", $0["value"]) }, uniquingKeysWith: { $1 })
    #expect(values["f1"] == 1)
    #expect(values["f2"] == "8")
    #expect(values["f3"]??[0]?["id"] == 184)
    #expect(values["f4"] == ["x": 1])
    #expect(values["f5"] == .some(nil))
    var query = TaskQuery(workspaceID: "555")
    query.fieldFilters = [.init(fieldID: "f1", operation: "=", value: "o2")]
    #expect(try workspace.backend.search(query).tasks.count == 1)
  }

  @Test func aStatusIsKnownByItsIDUnderANewName() throws {
    _ = try run(Self.task("86a"))
    let status: JSONValue = ["id": "sc700_abc", "status": "renamed", "type": "custom"]
    let report = try run(Self.task("86b", ["status": status]))
    #expect(report[.tasks] == .init(created: 1))
    #expect(try workspace.shown("86b")["status"]?["id"] == "sc700_abc")
  }

  @Test func requiredFieldsAreCheckedWhereAskedFor() throws {
    let field: JSONValue = [
      "id": "f1", "name": "Size", "type": "number", "type_config": [:], "required": true,
    ]
    _ = try run(Self.task("86a", ["custom_fields": [field]]))
    var body: JSONValue = ["name": "New", "check_required_custom_fields": true]
    let error = refusal { () throws(APIError) in
      try workspace.write(.createTask, ["list_id": "700"], body: body)
    }
    #expect(error?.message == "`custom_fields` must set what is required here: Size")
    body["custom_fields"] = [["id": "f1", "value": 5]]
    let created = try workspace.write(.createTask, ["list_id": "700"], body: body)
    #expect(created["custom_fields"]?[0]?["value"] == "5")
  }

  @Test func whatCannotBeUsedIsLeftOutWithAReason() throws {
    let report = try run(
      [
        "tasks": [
          Self.task("86a"), Self.task("86b", ["space": nil]), ["id": "x"],
          Self.task("86d", ["name": ""]), Self.task("86e", ["parent": "86gone"]),
        ]
      ],
      7, ["something": "else"])
    #expect(report[.tasks].created == 2)
    #expect(
      report.reasons[.tasks] == [
        "it has no `space.id` that is a number": 1, "it has no `name`": 1,
        "its parent has not come in; until an import brings it, it stands without one": 1,
      ])
    #expect(report[.others].skipped == 3)
    #expect(refusal { () throws(APIError) in _ = try workspace.shown("86b") }?.status == 404)
  }

  @Test func recordingsSayWhereThingsBelong() throws {
    let comment: JSONValue = [
      "id": "77", "comment": [["text": "hello there"]], "comment_text": "hello there",
      "user": ["id": 183, "username": "Grace Hopper"], "date": "1500",
    ]
    let space: JSONValue = [
      "id": "500", "name": "Engineering", "features": [:],
      "statuses": [["id": "p500_a", "status": "open", "type": "open", "orderindex": 0]],
    ]
    let report = try run([
      exchange("https://api.clickup.com/api/v2/task/86a/comment?x=1", ["comments": [comment]]),
      exchange("https://api.clickup.com/api/v2/team/555/space", ["spaces": [space]]),
      exchange("https://api.clickup.com/api/v2/list/700/task", ["tasks": [Self.task("86a")]]),
      exchange("https://api.clickup.com/api/v2/task/1", ["err": "no", "ECODE": "X"], status: 401),
      exchange("https://api.clickup.com/api/v2/task/86a/tag/red", [:]),
    ])
    #expect(report[.comments] == .init(created: 1))
    #expect(report[.others].skipped == 0)
    let comments = try workspace.read(.getTaskComments, ["task_id": "86a"])
    #expect(comments["comments"]?[0]?["comment_text"] == "hello there")
    #expect(try workspace.read(.getSpace, ["space_id": "500"])["name"] == "Engineering")
    var query = TaskQuery(workspaceID: "555")
    query.text = "hello"
    #expect(try workspace.backend.search(query).tasks.count == 1)
  }

  private func exchange(_ uri: String, _ body: JSONValue, status: Int64 = 200) -> JSONValue {
    [
      "request": ["method": "GET", "uri": .string(uri)],
      "response": ["status": .integer(status), "body": body],
    ]
  }

  @Test func progressReachesItsTotal() throws {
    let tasks = (1...600).map { Self.task("86x\($0)") }
    var seen: [Int] = []
    _ = try WorkspaceImport(
      store: workspace.store, clock: workspace.clock, ids: SeededIDSource(seed: 3)
    ).run([.array(tasks)]) { done, total in
      #expect(total == 600)
      seen.append(done)
    }
    #expect(seen == [250, 500, 600])
  }

  /// Every recording there is, twice.
  @Test(.enabled(if: recordings != nil)) func realAnswersComeIn() throws {
    let folder = URL(fileURLWithPath: try #require(Self.recordings))
    var values: [JSONValue] = []
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    for file in files.sorted(by: { $0.path < $1.path }) where file.pathExtension == "json" {
      values += try ImportText.values(Array(Data(contentsOf: file)), file: file.lastPathComponent)
    }
    let store = workspace.store
    let importing = WorkspaceImport(
      store: store, clock: workspace.clock, ids: SeededIDSource(seed: 3))
    let first = try importing.run(values)
    #expect(first[.tasks].created > 10)
    #expect(first[.tasks].skipped == 0, "\(first.reasons)")
    #expect(first[.lists].created > 3 && first[.folders].created > 3)
    let again = try importing.run(values)
    for (kind, count) in again.counts { #expect(count.created == 0, "\(kind)") }
    var query = TaskQuery(workspaceID: "90152245421")
    query.text = "google calendar"
    #expect(try workspace.backend.search(query).tasks.isEmpty == false)
  }

  private static let recordings = ProcessInfo.processInfo.environment["TASKLEDGER_SHARED"].map {
    "\($0)/data/clickup/recorded"
  }
}

@Suite struct ImportTextTests {
  private func values(_ text: String) throws(ImportTextError) -> [JSONValue] {
    try ImportText.values(Array(text.utf8), file: "page.jsonl")
  }

  @Test func oneValueOrOneALine() throws {
    #expect(try values("{\"tasks\": []}") == [["tasks": []]])
    #expect(try values("{\n\"tasks\":\n []}\n") == [["tasks": []]])
    #expect(try values("{\"a\": 1}\r\n\n[2]\n") == [["a": 1], [2]])
  }

  /// However the pieces of a file fall.
  @Test(arguments: [1, 2, 3, 7, 100])
  func aTextIsReadInPieces(size: Int) throws {
    let bytes = Array("\u{FEFF}{\"a\": 1}\r\n\n[2]\n{\"b\":\"ж\"}".utf8)
    var rest = bytes[...]
    var values: [JSONValue] = []
    var text = ImportText(file: "f") { () throws(ImportTextError) in
      defer { rest = rest.dropFirst(size) }
      return rest.isEmpty ? nil : Array(rest.prefix(size))
    }
    try text.read { (value) throws(ImportTextError) in values.append(value) }
    #expect(values == [["a": 1], [2], ["b": "ж"]])
  }

  @Test func aValueThatIsTooLongIsRefusedBeforeItIsHeld() throws {
    var pieces = 0
    var text = ImportText(file: "f", limit: 10_000) { () throws(ImportTextError) in
      pieces += 1
      return Array(repeating: UInt8(ascii: "["), count: 1_000)
    }
    let error = #expect(throws: ImportTextError.self) {
      try text.read { (_) throws(ImportTextError) in }
    }
    #expect(error?.message.contains("one answer a line") == true)
    #expect(pieces < 20)
  }

  @Test(arguments: [
    ("", "page.jsonl: the file is empty"),
    ("nonsense", "page.jsonl: "),
    ("{\"a\": 1}\n{\"a\": 2\n{\"a\": 3}", "page.jsonl, line 2: "),
    ("{\"a\": 1,\n \"b\": ?,\n \"c\": 3}", "page.jsonl, line 2: "),
  ])
  func aBadFileIsNamedWithItsLine(text: String, beginning: String) {
    let error = #expect(throws: ImportTextError.self) { try values(text) }
    let message = error.map(String.init(describing:)) ?? ""
    #expect(message.hasPrefix(beginning), "\(message)")
    #expect(message.hasSuffix("nothing of this file was imported"))
  }
}
