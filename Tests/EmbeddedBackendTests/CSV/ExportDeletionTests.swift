import APICore
import JSON
import SQLite
import Testing

@testable import EmbeddedBackend

/// What was deleted here, and imports of what still has it; and comments of one second.
@Suite struct ExportDeletionTests {
  private let store: ExportedWorkspace

  init() throws { store = try ExportedWorkspace() }

  private static let twice = ClickUpExport.workspace(
    ClickUpExport.whole, ["Task ID": "86c2", "Parent ID": "86c000001"], ["Task ID": "86c3"])

  private func isThere(_ id: String) throws -> Bool {
    try store.parts.store.read { connection throws(SQLiteError) in
      try connection.row("SELECT 1 FROM tasks WHERE id = ?", [.text(id)]) { $0.bool(0) } ?? false
    }
  }

  private static let reason =
    "it was deleted here, and what was read is not known to be newer than that"

  // MARK: Tasks

  @Test func aTaskThatWasDeletedHereStaysSo() throws {
    try store.run(Self.twice)
    try store.parts.write(.deleteTask, ["task_id": "86c000001"])
    for text in [Self.twice, Self.twice.replacing("Write,", with: "Written,")] {
      let report = try store.run(text)
      #expect(try !isThere("86c000001") && !isThere("86c2") && isThere("86c3"))
      #expect(report.reasons[.tasks] == [Self.reason: 2])
      #expect(report[.lists].created == 0)
    }
  }

  @Test(arguments: ["list", "folder", "space"])
  func soDoesWhatWentWithItsPlace(place: String) throws {
    try store.run(ClickUpExport.workspace(ClickUpExport.whole))
    let id = try #require(try store.task("86c000001")[place]?["id"]?.string)
    let route: Route =
      place == "list" ? .deleteList : place == "folder" ? .deleteFolder : .deleteSpace
    try store.parts.write(route, ["\(place)_id": id])
    let report = try store.run(ClickUpExport.workspace(ClickUpExport.whole))
    #expect(try !isThere("86c000001"))
    #expect(report.reasons[.tasks] == [Self.reason: 1])
    #expect(!report.hasContent)
  }

  @Test func whatIsNewerThanTheDeletionBringsItBack() throws {
    func dated(_ date: String) -> String {
      ClickUpExport.text(
        ["Task ID", "Task Name", "Date Updated"],
        [["Task ID": "86c1", "Task Name": "x", "Date Updated": date]])
    }
    try store.run(dated("1774117017690"))
    try store.parts.write(.deleteTask, ["task_id": "86c1"])
    let now = store.parts.clock.now().rawValue
    try store.run(dated(String(now)))
    #expect(try !isThere("86c1"))
    // Of that day nobody knows whether it was before.
    try store.run(dated(CivilTime(Milliseconds(now), in: .gmt).dateText))
    #expect(try !isThere("86c1"))
    try store.run(dated(String(now + 1)))
    #expect(try isThere("86c1"))
    // It is deleted once, not forever.
    try store.run(dated(String(now + 2)).replacing("x", with: "y"))
    #expect(try store.task("86c1")["name"] == "y")
  }

  @Test func anAnswerOfTheAPIObeysTheSame() throws {
    let comments: (String) -> JSONValue = { id in
      [
        "request": ["method": "GET", "uri": "https://api.clickup.com/api/v2/task/86a/comment"],
        "response": [
          "status": 200,
          "body": [
            "comments": [
              [
                "id": .string(id), "comment_text": "Hi", "date": "1774117017345",
                "user": ["id": 183, "username": "Grace", "email": "grace@example.com"],
              ]
            ]
          ],
        ],
      ]
    }
    let now = store.parts.clock.now().rawValue
    try store.run(values: [ImportTests.task("86a"), ImportTests.task("86b"), comments("900")])
    try store.parts.write(.deleteComment, ["comment_id": "900"])
    let first = try store.run(values: [comments("900"), comments("901")])
    #expect(try store.comments(of: "86a").map { $0["id"] } == ["901"])
    #expect(first.reasons[.comments] == [Self.reason: 1])
    try store.parts.write(.deleteTask, ["task_id": "86a"])
    let report = try store.run(values: [ImportTests.task("86a"), comments("900")])
    #expect(try !isThere("86a"))
    #expect(report.reasons[.tasks] == [Self.reason: 1])
    #expect(report.reasons[.comments] == [Self.reason: 1])
    try store.run(values: [
      ImportTests.task("86a", ["date_updated": .string(String(now + 86_400_000))])
    ])
    #expect(try isThere("86a"))
  }

  @Test func whatWasTakenFromATaskHereStaysSoWithOtherFiles() throws {
    let row = [
      "Task ID": "86c1", "Task Name": "x", "Stage": "Idea",
      "Comments": #"[{"text":"Hi","by":"ada@example.com","date":"1774117017000"}]"#,
    ]
    let columns = ["Task ID", "Task Name", "Stage", "Comments"]
    try store.run(ClickUpExport.text(columns, [row]))
    let field = try #require(try store.task("86c1")["custom_fields"]?[0]?["id"]?.string)
    let comment = try #require(try store.comments(of: "86c1").first?["id"]?.string)
    store.parts.clock.advance(by: 1_000)
    try store.parts.write(.removeFieldValue, ["task_id": "86c1", "field_id": field])
    try store.parts.write(.deleteComment, ["comment_id": comment])
    let report = try store.run(
      ClickUpExport.text(columns, [row.merging(["Task Name": "y"]) { $1 }]))
    #expect(try store.task("86c1")["custom_fields"]?[0]?["value"] == nil)
    #expect(try store.comments(of: "86c1").isEmpty)
    #expect(report.reasons[.comments] == [Self.reason: 1])
  }

  // MARK: Places

  private func reason(_ place: String) -> String {
    "its \(place.capitalized)" + Self.reason.dropFirst("it".count)
  }

  private func delete(_ place: String, of task: String) throws {
    let id = try #require(try store.task(task)[place]?["id"]?.string)
    let route: Route =
      place == "list" ? .deleteList : place == "folder" ? .deleteFolder : .deleteSpace
    try store.parts.write(route, ["\(place)_id": id])
  }

  /// With the ID of its List, and by names alone.
  @Test(arguments: ["list", "folder", "space"], [true, false])
  func aPlaceThatWasDeletedHereStaysSo(place: String, isNamedByID: Bool) throws {
    func file(_ rows: [String: String]...) -> String {
      let rows = rows.map { $0.merging(["Folder Name/Path": #"["Spring/Press"]"#]) { $1 } }
      return isNamedByID
        ? ClickUpExport.workspace(of: rows)
        : ClickUpExport.text(
          ["Task ID", "Task Name", "List Name", "Folder Name/Path", "Space Name", "Date Updated"],
          rows.map {
            $0.merging(["Task Name": "x", "List Name": "Launch", "Space Name": "Marketing"]) { $1 }
          })
    }
    let old = ["Task ID": "86c1"]
    try store.run(file(old))
    try delete(place, of: "86c1")
    let new = ["Task ID": "86c2"]
    for _ in 1...2 {
      let report = try store.run(file(old, new))
      #expect(try !isThere("86c1") && !isThere("86c2"))
      #expect(report.reasons[.tasks] == [Self.reason: 1, reason(place): 1])
      #expect(report[.lists].created + report[.folders].created + report[.spaces].created == 0)
    }
    // Something newer in it brings it back, and what was not deleted itself with it.
    let later = String(store.parts.clock.now().rawValue + 1)
    let newer = ["Task ID": "86c3", "Date Created": later, "Date Updated": later]
    let report = try store.run(file(old, new, newer))
    #expect(try !isThere("86c1") && isThere("86c2") && isThere("86c3"))
    #expect(report.reasons[.tasks] == [Self.reason: 1])
    #expect(report[.lists].created == 1)
  }

  /// By ClickUp's ID here, and by its name in the file.
  @Test func aPlaceOfAnAnswerIsTheOneThatAnExportNames() throws {
    try store.run(values: [ImportTests.task("86a")])
    let task = try store.task("86a")
    let list = try #require(task["list"]?["name"]?.string)
    let space = try store.parts.read(
      .getSpace, ["space_id": task["space"]?["id"]?.string ?? ""])["name"]?.string
    func file(_ ids: String...) -> String {
      ClickUpExport.text(
        ["Task ID", "Task Name", "List Name", "Space Name"],
        ids.map {
          ["Task ID": $0, "Task Name": "x", "List Name": list, "Space Name": space ?? ""]
        })
    }
    let workspace = try #require(try workspaceID(of: "86a"))
    try store.run(file("86b"), in: workspace)
    #expect(try store.task("86b")["list"]?["id"] == task["list"]?["id"])
    try delete("list", of: "86a")
    let report = try store.run(file("86b", "86c"), in: workspace)
    #expect(report.reasons[.tasks] == [Self.reason: 1, reason("list"): 1])
  }

  private func workspaceID(of task: String) throws -> String? {
    try store.parts.store.read { connection throws(SQLiteError) in
      try connection.row(
        """
        SELECT s.workspace_id FROM tasks t JOIN lists l ON l.id = t.list_id
        JOIN folders f ON f.id = l.folder_id JOIN spaces s ON s.id = f.space_id WHERE t.id = ?
        """, [.text(task)]
      ) { String($0.integer(0)) }
    }
  }

  @Test func aPlaceThatNoExportToldOfIsAnotherOne() throws {
    let parts = store.parts
    let space = try parts.read(.getSpace, ["space_id": parts.spaceID])["name"]?.string
    let list = try parts.write(
      .createSpaceList, ["space_id": parts.spaceID], body: ["name": "Launch"])
    try parts.write(.deleteList, ["list_id": try #require(list["id"]?.string)])
    try store.run(
      ClickUpExport.text(
        ["Task ID", "Task Name", "List Name", "Space Name"],
        [
          [
            "Task ID": "86c1", "Task Name": "x", "List Name": "Launch",
            "Space Name": try #require(space),
          ]
        ]))
    #expect(try store.task("86c1")["list"]?["name"] == "Launch")
  }

  @Test func anAnswerDoesNotBringAPlaceBackEither() throws {
    try store.run(values: [ImportTests.task("86a")])
    let list = try #require(try store.task("86a")["list"])
    try delete("list", of: "86a")
    let report = try store.run(values: [ImportTests.task("86b")])
    #expect(try !isThere("86b") && report[.lists].created == 0)
    #expect(report.reasons[.tasks] == [reason("list"): 1])
    let now = String(store.parts.clock.now().rawValue + 1)
    try store.run(values: [ImportTests.task("86b", ["date_updated": .string(now)])])
    #expect(try store.task("86b")["list"]?["id"] == list["id"])
  }

  @Test func aTaskThatMovedToADeletedListStays() throws {
    func file(_ rows: [String]...) -> String {
      ClickUpExport.text(
        ["Task ID", "Task Name", "List Name", "Space Name"],
        rows.map {
          ["Task ID": $0[0], "Task Name": $0[1], "List Name": $0[2], "Space Name": "Marketing"]
        })
    }
    try store.run(file(["86c1", "x", "Here"], ["86c2", "x", "There"]))
    try delete("list", of: "86c2")
    let report = try store.run(file(["86c1", "y", "There"], ["86c2", "x", "There"]))
    #expect(try store.task("86c1")["name"] == "y")
    #expect(try store.task("86c1")["list"]?["name"] == "Here")
    #expect(report.remarks.keys.contains { $0.hasPrefix("task that moved to a List that was") })
    #expect(report.reasons[.tasks] == [Self.reason: 1])
  }

  // MARK: Comments of one second

  private func comments(_ texts: [String], name: String) -> String {
    let all = texts.map {
      #"{"text":"\#($0)","by":"ada@example.com","date":"1774117017000"}"#
    }
    return ClickUpExport.workspace([
      "Task ID": "86c1", "Task Name": name, "Comments": "[\(all.joined(separator: ","))]",
    ])
  }

  private func standing() throws -> [String: String] {
    Dictionary(
      try store.comments(of: "86c1").map {
        ($0["id"]?.string ?? "", $0["comment_text"]?.string ?? "")
      }, uniquingKeysWith: { $1 })
  }

  @Test func commentsOfOneSecondKeepTheirIDs() throws {
    try store.run(comments(["one", "two", "two"], name: "a"))
    let before = try standing()
    #expect(before.values.sorted() == ["one", "two", "two"])
    for (texts, name) in [(["two", "one", "two"], "b"), (["two", "two", "one"], "c")] {
      try store.run(comments(texts, name: name))
      #expect(try standing() == before)
    }
    // One that went elsewhere stays here, and takes nothing from the others.
    try store.run(comments(["two"], name: "d"))
    #expect(try standing() == before)
    // One that was edited is the same one; a new one is one more.
    try store.run(comments(["two", "two", "won", "three"], name: "e"))
    let after = try standing()
    let one = try #require(before.first { $0.value == "one" }?.key)
    #expect(after[one] == "won" && after.values.sorted() == ["three", "two", "two", "won"])
  }

  private func answer(_ ids: String..., text: String = "ok") -> JSONValue {
    [
      "request": ["method": "GET", "uri": "https://api.clickup.com/api/v2/task/86c1/comment"],
      "response": [
        "status": 200,
        "body": [
          "comments": .array(
            ids.map { id in
              [
                "id": .string(id), "comment_text": .string(text + "\n"), "date": "1774117017345",
                "user": ["id": 183, "username": "Ada", "email": "ada@example.com"],
              ]
            })
        ],
      ],
    ]
  }

  @Test func oneThatWasEditedIsOneWhoeverTellsItFirst() throws {
    try store.run(comments([], name: "a"), values: [answer("900", text: "one")])
    let report = try store.run(comments(["won"], name: "b"))
    #expect(try standing() == ["900": "one\n"])
    #expect(report.remarks.keys.contains { $0.hasPrefix("comment of which an answer of the API") })
    // A second one by the same person is one more, whose answer then takes its place.
    try store.run(comments(["won", "two"], name: "c"))
    #expect(try standing().count == 2)
    try store.run(values: [answer("901", text: "too")])
    #expect(try standing().values.sorted() == ["one\n", "too\n", "two"])
  }

  @Test func anAnswerTakesThePlaceOfOneThatWasEdited() throws {
    try store.run(comments(["one"], name: "a"), in: store.parts.workspaceID)
    try store.run(values: [answer("900", text: "won")])
    #expect(try standing() == ["900": "won\n"])
    // Of several nobody knows which one it was.
    try store.run(comments(["won", "two", "three"], name: "b"))
    try store.run(values: [answer("901", text: "four")])
    #expect(try standing().values.sorted() == ["four\n", "three", "two", "won\n"])
  }

  @Test func ofSeveralNobodyKnowsWhichOneWasEdited() throws {
    try store.run(comments(["one", "two"], name: "a"), in: store.parts.workspaceID)
    try store.run(values: [answer("900", text: "three")])
    #expect(try standing().values.sorted() == ["one", "three\n", "two"])
  }

  @Test func anAnswerTakesThePlaceOfOneOfThem() throws {
    try store.run(comments(["ok", "ok"], name: "a"), in: store.parts.workspaceID)
    try store.run(values: [answer("900")])
    #expect(try standing().count == 2 && standing()["900"] == "ok\n")
    try store.run(comments(["ok", "ok"], name: "b"))
    #expect(try standing().count == 2)
    try store.run(values: [answer("900", "901")])
    #expect(try standing().keys.sorted() == ["900", "901"])
    try store.run(comments(["ok", "ok"], name: "c"))
    #expect(try standing().keys.sorted() == ["900", "901"])
  }
}
