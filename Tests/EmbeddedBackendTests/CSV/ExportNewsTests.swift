import APICore
import JSON
import SQLite
import Testing

@testable import EmbeddedBackend

/// Exports that are imported again, later ones, and those beside answers of the API: most do not
/// say of when they are, so that they must not undo what something else knows.
@Suite struct ExportNewsTests {
  private let store: ExportedWorkspace

  init() throws { store = try ExportedWorkspace() }

  /// Everything that the store holds, but for what it remembers of imports.
  private func everything() throws -> [String] {
    let tables = [
      "tasks", "task_assignees", "task_tags", "tags", "comments", "users", "workspace_members",
      "spaces", "folders", "lists", "statuses", "fields", "field_values",
    ]
    return try store.parts.store.read { connection throws(SQLiteError) in
      var rows: [String] = []
      for table in tables {
        let columns = try connection.rows("SELECT name FROM pragma_table_info('\(table)')") {
          $0.text(0)
        }
        let all = columns.map { "quote(\($0))" }.joined(separator: " || ' ' || ")
        rows += try connection.rows("SELECT \(all) FROM \(table) ORDER BY 1") {
          "\(table) \($0.text(0))"
        }
      }
      return rows
    }
  }

  private static let twice = ClickUpExport.workspace(
    ClickUpExport.whole, ["Task ID": "86c2", "Parent ID": "86c000001", "Status": "Closed"])

  @Test func theSameFileChangesNothing() throws {
    try store.run(Self.twice)
    let before = try everything()
    store.parts.clock.advance(by: 86_400_000)
    let report = try store.run(Self.twice)
    #expect(try everything() == before)
    for kind in ImportReport.Kind.allCases {
      #expect(report[kind].created == 0 && report[kind].updated == 0, "\(kind)")
    }
    #expect(report[.tasks].unchanged == 2 && report.hasContent)
    // Nor does one that says the same in other words.
    try store.run(Self.twice.replacing("26 m", with: "26 min").replacing("[]", with: ""))
    #expect(try everything() == before)
  }

  @Test func aFileWithoutAnyDateChangesNothingEither() throws {
    let text = ClickUpExport.text(
      ["Task ID", "Task Name", "Stage (drop down)"],
      [["Task ID": "86c1", "Task Name": "x", "Stage (drop down)": "Idea"]])
    try store.run(text)
    let before = try everything()
    store.parts.clock.advance(by: 86_400_000)
    try store.run(text, text.replacing("Idea", with: " Idea").replacing(" Idea", with: "Idea"))
    #expect(try everything() == before)
  }

  @Test func aLaterExportUpdates() throws {
    try store.run(Self.twice)
    var later = ClickUpExport.whole
    later["Task Name"] = "Written"
    later["Status"] = "Closed"
    later["Assignees"] = "[Ada Lovelace]"
    later["Tags"] = "[]"
    later["Due Date"] = ""
    later["Due Date Text"] = ""
    later["Comments"] = """
      [{"text":"Sent.\\n","by":"grace@example.com","date":"3/22/2026, 3:04:05 pm GMT+1",\
      "assigned":false,"resolved":true},{"text":"Done","by":"Ada Lovelace",\
      "date":"3/23/2026, 3:04:05 pm GMT+1"}]
      """
    let report = try store.run(
      ClickUpExport.workspace(later, ["Task ID": "86c2", "Status": "Closed"]))
    #expect(report[.tasks].updated == 2 && report[.comments] == .init(created: 1, updated: 1))
    let task = try store.task("86c000001")
    #expect(task["name"] == "Written" && task["status"]?["status"] == "Closed")
    #expect(task["assignees"]?.array?.count == 1 && task["tags"] == [] && task["due_date"] == .null)
    #expect(try store.task("86c2")["parent"] == .null)
    let comments = try store.comments(of: "86c000001")
    #expect(comments.count == 2)
    // Shown only where somebody is assigned, which an export does not say.
    let resolved = try store.parts.store.read { connection throws(SQLiteError) in
      try connection.rows("SELECT comment_text FROM comments WHERE resolved") { $0.text(0) }
    }
    #expect(resolved == ["Sent.\n"])
  }

  /// The date of change is the version that a write expects, and that a yes was given to.
  @Test func whatChangesATaskChangesItsVersion() throws {
    func version() throws -> JSONValue? { try store.task("86c000001")["date_updated"] }
    try store.run(Self.twice)
    var versions = [try version()]
    for cells in [["Task Name": "Renamed"], ["Task Name": "Renamed", "Status": "Closed"]] {
      try store.run(
        ClickUpExport.workspace(ClickUpExport.whole.merging(cells) { $1 }))
      versions.append(try version())
    }
    try store.run(ClickUpExport.workspace(ClickUpExport.whole.merging(["Task Name": "R2"]) { $1 }))
    versions.append(try version())
    #expect(Set(versions).count == 4)
    #expect(try store.task("86c000001")["name"] == "R2")
  }

  @Test func columnsOfOneNameKeepTheirOwnValues() throws {
    let columns = ["Task ID", "Task Name", "Notes", "Notes (text)", "Notes (short text)"]
    for name in ["First", "Second"] {
      try store.run(
        ClickUpExport.text(
          columns,
          [
            [
              "Task ID": "86c1", "Task Name": name, "Notes": "a", "Notes (text)": "b",
              "Notes (short text)": "c",
            ]
          ]))
      let fields = try store.task("86c1")["custom_fields"]?.array ?? []
      let values = fields.map { "\($0["name"]?.string ?? ""): \($0["value"]?.string ?? "")" }
      #expect(values.sorted() == ["Notes (short text): c", "Notes (text): b", "Notes: a"])
    }
  }

  /// A spreadsheet's count of days, and a day without signs: neither is of 1970.
  @Test(arguments: ["46148", "20260506", "0", "-1"])
  func aNumberThatIsNoMomentIsNoDate(number: String) throws {
    var row = ClickUpExport.whole
    row["Due Date"] = number
    row["Due Date Text"] = ""
    try store.run(ClickUpExport.workspace(row))
    #expect(try store.task("86c000001")["due_date"] == .null)
  }

  @Test func theLaterFileOfOneImportStands() throws {
    func text(_ name: String) -> String {
      ClickUpExport.workspace(["Task ID": "86c1", "Task Name": name])
    }
    try store.run(text("Old"), text("New"))
    #expect(try store.task("86c1")["name"] == "New")
  }

  @Test func columnsThatAFileLacksStayAsTheyAre() throws {
    try store.run(Self.twice)
    let report = try store.run(
      ClickUpExport.text(
        ["Task ID", "Task Name"], [["Task ID": "86c000001", "Task Name": "Renamed"]]))
    #expect(report[.tasks] == .init(updated: 1))
    let task = try store.task("86c000001")
    #expect(task["name"] == "Renamed" && task["status"]?["status"] == "in process")
    #expect(task["text_content"] == "First line.\nSecond line." && task["custom_id"] == "MKT-1")
    #expect(task["assignees"]?.array?.count == 2 && task["tags"]?.array?.count == 2)
    #expect(task["list"]?["id"] == "901300000001")
    #expect(try store.task("86c2")["parent"] == "86c000001")
  }

  // MARK: Beside what was written here

  @Test func whatWasWrittenHereStands() throws {
    try store.run(Self.twice)
    store.parts.clock.advance(by: 1_000)
    try store.parts.write(
      .updateTask, ["task_id": "86c000001"], body: ["name": "Mine", "due_date": nil])
    var later = ClickUpExport.whole
    later["Task Content"] = "Theirs"
    for text in [Self.twice, ClickUpExport.workspace(later)] {
      let report = try store.run(text)
      #expect(report[.tasks].updated == 0)
      let task = try store.task("86c000001")
      #expect(task["name"] == "Mine" && task["due_date"] == .null)
      #expect(task["text_content"] == "First line.\nSecond line.")
    }
    let report = try store.run(ClickUpExport.workspace(ClickUpExport.whole))
    #expect(report.remarks.contains { $0.key.contains("that is not newer") && $0.value == 1 })
  }

  @Test func aValueThatWasClearedHereStaysSoWithTheSameFile() throws {
    let text = ClickUpExport.text(
      ["Task ID", "Task Name", "Stage"],
      [["Task ID": "86c1", "Task Name": "x", "Stage": "Idea"]])
    try store.run(text)
    let field = try #require(try store.task("86c1")["custom_fields"]?[0]?["id"]?.string)
    store.parts.clock.advance(by: 1_000)
    try store.parts.write(.removeFieldValue, ["task_id": "86c1", "field_id": field])
    try store.run(text)
    #expect(try store.task("86c1")["custom_fields"]?[0]?["value"] == nil)
    // A tag leaves the task's own date alone, and stands all the same.
    try store.run(Self.twice)
    try store.parts.write(.removeTaskTag, ["task_id": "86c000001", "tag_name": "red"])
    try store.run(Self.twice.replacing("Write,", with: "Written,"))
    #expect(try store.task("86c000001")["tags"]?.array?.map { $0["name"] } == ["blue sky"])
  }

  @Test func aCommentThatWasDeletedHereStaysSoWithTheSameFile() throws {
    try store.run(Self.twice)
    let comment = try #require(try store.comments(of: "86c000001").first?["id"]?.string)
    try store.parts.write(.deleteComment, ["comment_id": comment])
    let report = try store.run(Self.twice)
    #expect(try store.comments(of: "86c000001").isEmpty)
    #expect(report[.comments] == ImportReport.Count())
  }

  // MARK: Beside answers of the API

  private static let answered = ImportTests.task(
    "86a",
    [
      "assignees": [["id": 184, "username": "Ada Lovelace", "email": "ada@example.com"]],
      "space": ["id": "500", "name": "Marketing"],
      "custom_fields": [
        [
          "id": "11111111-2222-4333-8444-555555555555", "name": "Stage", "type": "drop_down",
          "type_config": ["options": [["id": "aa", "name": "Idea", "orderindex": 0]]], "value": 0,
        ],
        [
          "id": "11111111-2222-4333-8444-666666666666", "name": "Notes", "type": "short_text",
          "value": "theirs",
        ],
      ],
    ])

  private static let beside = ClickUpExport.text(
    [
      "Task ID", "Task Name", "Assignees", "List Name", "Space Name", "Stage (drop down)",
      "Notes (short text)", "Other (url)", "Comments",
    ],
    [
      [
        "Task ID": "86a", "Task Name": "Old name", "List Name": "Backlog",
        "Space Name": "Marketing", "Stage (drop down)": "Idea", "Notes (short text)": "ours",
        "Other (url)": "https://example.com",
        "Comments": #"[{"text":"Hi","by":"GRACE@example.com","date":"1774117017000"}]"#,
      ],
      [
        "Task ID": "86b", "Task Name": "New", "Assignees": "[ada  lovelace,Grace Hopper]",
        "List Name": "Backlog", "Space Name": "Marketing", "Notes (short text)": "ours",
      ],
    ])

  @Test func anAnswerOfTheAPIKnowsBetter() throws {
    for isOneImport in [true, false] {
      let store = try ExportedWorkspace()
      if !isOneImport { try store.run(values: [Self.answered]) }
      let report = try store.run(Self.beside, values: isOneImport ? [Self.answered] : [])
      let task = try store.task("86a")
      #expect(task["name"] == "Task 86a" && task["date_updated"] == "2000")
      let fields = task["custom_fields"]?.array ?? []
      #expect(fields.first { $0["name"] == "Stage" }?["value"] == 0)
      #expect(fields.first { $0["name"] == "Notes" }?["value"] == "theirs")
      #expect(fields.first { $0["name"] == "Other (url)" }?["value"] == "https://example.com")
      #expect(
        report.notKept[
          "values of the column `Stage (drop down)`, whose Custom Field is of another "
            + "type here"] == 1)
      // Spaces, Lists and people that are known are these.
      let new = try store.task("86b")
      #expect(new["list"]?["id"] == "700" && new["space"]?["id"] == "500")
      #expect(new["assignees"]?.array?.map { $0["id"] } == [184, 183])
      #expect(try store.comments(of: "86a").first?["user"]?["id"] == 183)
      #expect(report[.people].created == (isOneImport ? 2 : 0))
    }
  }

  @Test func anAnswerThatComesLaterStands() throws {
    try store.run(Self.beside, in: store.parts.workspaceID)
    // Its date is older than that of the import, which only stands in for one.
    var answer = Self.answered
    answer["team_id"] = .string(store.parts.workspaceID)
    answer["space"] = try store.task("86a")["space"]
    try store.run(values: [
      answer,
      [
        "comments": [
          [
            "id": "900", "comment_text": "Hi\n", "date": "1774117017345", "resolved": false,
            "user": ["id": 183, "username": "Grace Hopper", "email": "grace@example.com"],
          ]
        ]
      ],
    ])
    #expect(try store.task("86a")["name"] == "Task 86a")
    #expect(try store.task("86a")["date_updated"] == "2000")
    #expect(try store.run(Self.beside)[.tasks].updated == 0)
    #expect(try store.task("86a")["name"] == "Task 86a")
  }

  @Test func aCommentIsThereOnce() throws {
    try store.run(values: [Self.answered])
    try store.run(Self.beside)
    let derived = try store.comments(of: "86a")
    #expect(derived.count == 1)
    let exchange: JSONValue = [
      "request": [
        "method": "GET", "uri": "https://api.clickup.com/api/v2/task/86a/comment",
      ],
      "response": [
        "status": 200,
        "body": [
          "comments": [
            [
              "id": "900", "comment_text": "Hi\n", "date": "1774117017345", "resolved": false,
              "user": ["id": 183, "username": "Grace Hopper", "email": "grace@example.com"],
            ]
          ]
        ],
      ],
    ]
    try store.run(values: [exchange])
    #expect(try store.comments(of: "86a").map { $0["id"] } == ["900"])
    try store.run(Self.beside.replacing("Old name", with: "Older name"))
    #expect(try store.comments(of: "86a").map { $0["id"] } == ["900"])
  }

  @Test func datesOfChangeDecideWhereAnExportHasThem() throws {
    func text(_ name: String, _ date: String) -> String {
      ClickUpExport.text(
        ["Task ID", "Task Name", "Date Updated", "Stage"],
        [["Task ID": "86c1", "Task Name": name, "Date Updated": date, "Stage": name]])
    }
    try store.run(text("B", "1774117017690"))
    for (name, date, wanted) in [
      ("A", "1774117017689", "B"), ("C", "1774117017691", "C"), ("D", "1774117017690", "C"),
    ] {
      try store.run(text(name, date))
      let task = try store.task("86c1")
      #expect(task["name"]?.string == wanted)
      #expect(task["custom_fields"]?[0]?["value"]?.string == wanted)
    }
    // Of two files of one import, too.
    try store.run(text("F", "1774117017695"), text("E", "1774117017694"))
    #expect(try store.task("86c1")["name"] == "F")
  }

  // MARK: Where it belongs

  @Test func ofSeveralWorkspacesOneMustBeMeant() throws {
    try store.run(values: [ImportTests.task("86a")])
    let text = ClickUpExport.workspace(["Task ID": "86c1"])
    let unclear = try store.run(text)
    #expect(unclear[.tasks] == .init(skipped: 1) && !unclear.hasContent)
    #expect(
      unclear.reasons[.tasks]?.keys.first?.contains("import it with `--workspace ID`") ?? false)
    try store.run(text, in: "555")
    #expect(try store.task("86c1")["team_id"] == "555")
    // Its Space is known from then on.
    try store.run(ClickUpExport.workspace(["Task ID": "86c2"]))
    #expect(try store.task("86c2")["team_id"] == "555")
    let own = store.parts.workspaceID
    for (task, list, chosen, reason) in [
      ("86c3", "901300000002", "556", "there is no Workspace 556 in this store"),
      ("86c3", "901300000001", own, "its List 901300000001 stands in Workspace 555 here"),
      ("86c1", "901300000003", own, "it stands in Workspace 555 here"),
    ] {
      let wrong = try store.run(
        ClickUpExport.workspace(["Task ID": task, "Home Location ID": list, "Status": "new"]),
        in: chosen)
      #expect(wrong.reasons[.tasks]?.keys.first?.contains(reason) ?? false, "\(reason)")
    }
  }

  @Test func addressesInRowsCanBeChosen() throws {
    let stage = try ImportStage()
    try ExportedWorkspace.read(
      ClickUpExport.workspace(
        ClickUpExport.whole,
        [
          "Task ID": "86c2",
          "Comments": #"[{"text":"x","by":"ada@example.com","date":"1774117017000"}]"#,
        ]), into: stage)
    #expect(try stage.addresses() == ["ada@example.com", "grace@example.com"])
  }
}
