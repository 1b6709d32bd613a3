import APICore
import JSON
import SQLite
import Testing

@testable import EmbeddedBackend

/// What an import makes of ClickUp's CSV exports of tasks.
@Suite struct ExportImportTests {
  private let store: ExportedWorkspace

  init() throws { store = try ExportedWorkspace() }

  private func number(_ value: JSONValue?) -> Int64? { value.flatMap(BodyValues.wholeNumber) }

  // MARK: What comes in

  @Test func aTaskComesInWithAllThatItsRowSays() throws {
    let report = try store.run(ClickUpExport.workspace(ClickUpExport.whole))
    #expect(report[.tasks] == .init(created: 1) && report[.comments].created == 1)
    let task = try store.task("86c000001")
    let wanted: [String: JSONValue] = [
      "name": #"Write, "really" write"#, "text_content": "First line.\nSecond line.",
      "custom_id": "MKT-1", "custom_item_id": 1, "time_estimate": 144_000_000,
      "time_spent": 1_569_000, "parent": nil, "team_id": .string(store.parts.workspaceID),
    ]
    for (name, value) in wanted { #expect(task[name] == value, "\(name)") }
    #expect(task["status"]?["status"] == "in process" && task["priority"]?["id"] == "1")
    #expect(number(task["date_created"]) == 1_774_117_017_690)
    // A day is that day at 04:00 of who works here (Berlin); a time is that moment.
    #expect(number(task["due_date"]) == 1_775_268_000_000)
    #expect(number(task["start_date"]) == 1_775_116_800_000)
    #expect(
      task["assignees"]?.array?.map { $0["username"] } == ["Ada Lovelace", "grace@example.com"])
    #expect(Set(task["tags"]?.array?.map { $0["name"] } ?? []) == ["red", "blue sky"])
    #expect(task["list"]?["name"] == "Launch" && task["list"]?["id"] == "901300000001")
    #expect(task["folder"]?["name"] == "Spring/Press" && task["folder"]?["hidden"] == false)
    let comments = try store.comments(of: "86c000001")
    #expect(comments.count == 1 && comments[0]["comment_text"] == "Sent.\n")
    #expect(comments[0]["user"]?["email"] == "grace@example.com")
    #expect(number(comments[0]["date"]) == 1_774_188_245_000)
  }

  @Test func whatHasNoPlaceIsCounted() throws {
    let report = try store.run(ClickUpExport.workspace(ClickUpExport.whole))
    #expect(
      report.notKept == [
        "attachments": 1, "checklists": 1, "checklist items": 2, "further Lists of tasks": 1,
        "people that comments are assigned to": 1,
      ])
  }

  @Test func aDayIsThatDayWhereverItWasExported() throws {
    // 04:00 in India is 00:30 in Berlin, 04:00 in Honolulu is 16:00: it is that day all the same.
    for (row, words, milliseconds) in [
      ("86c1", "7/4/2026, 4:00:00 am GMT+5:30", "1783117800000"),
      ("86c2", "7/4/2026, 4:00:00 am HST", "1783173600000"), ("86c3", "7/4/2026", ""),
    ] {
      try store.run(
        ClickUpExport.workspace([
          "Task ID": row, "Due Date": milliseconds, "Due Date Text": words,
        ]))
      // 2026-07-04T04:00:00+02:00
      #expect(number(try store.task(row)["due_date"]) == 1_783_130_400_000, "\(row)")
    }
  }

  @Test func aViewsExportHasItsOwnNames() throws {
    let report = try store.run(
      ClickUpExport.text(
        ["Name", "assignee", "Due date", "Task ID", "Budget (currency)", "Notes (short text)"],
        [
          [
            "Name": "One", "Task ID": "#86c1", "assignee": "Ada Lovelace", "Due date": "15/4/2026",
            "Budget (currency)": "12", "Notes (short text)": "a\nb",
          ],
          ["Name": "Two", "Task ID": "86c2", "Due date": "3/5/2026"],
        ]))
    #expect(report[.tasks] == .init(created: 2))
    // The other date of the file says that the day comes first: 2026-05-03T04:00+02:00.
    #expect(number(try store.task("86c2")["due_date"]) == 1_777_773_600_000)
    let fields = try store.task("86c1")["custom_fields"]?.array ?? []
    #expect(fields.map { $0["name"] } == ["Budget (currency)", "Notes"])
    #expect(fields.map { $0["type"] } == ["text", "text"])
    #expect(fields.map { $0["value"] } == ["12", "a\nb"])
    #expect(try store.task("86c2")["list"]?["name"] == "Imported from CSV")
    let remarks = report.remarks.mapValues { $0 }
    func count(_ part: String) -> Int? { remarks.first { $0.key.contains(part) }?.value }
    #expect(count("column `Budget (currency)`, which is a text Custom Field here") == 1)
    #expect(count("column `Notes (short text)`, which is a text Custom Field here") == 1)
    #expect(count("fit two ways, read day first, as other dates of the file are") == 1)
    #expect(count("names no List") == 2)
    #expect(count("person known only by a name") == 1)
    #expect(count("without a date of creation") == 2)
  }

  @Test func anAmbiguousDateIsMonthFirstAndSaid() throws {
    func read(_ dates: String...) throws -> (report: ImportReport, due: Int64?) {
      let store = try ExportedWorkspace()
      let rows = dates.enumerated().map {
        ["Task ID": "86c\($0)", "Task Name": "x", "Due Date": $1]
      }
      let report = try store.run(
        ClickUpExport.text(["Task ID", "Task Name", "Due Date"], rows))
      return (report, number(try store.task("86c0")["due_date"]))
    }
    // 2026-03-05T04:00+01:00 and 2026-05-03T04:00+02:00.
    let (march, may): (Int64, Int64) = (1_772_679_600_000, 1_777_773_600_000)
    func said(_ report: ImportReport, _ part: String) -> Bool {
      report.remarks.contains { $0.key.contains("fit two ways, read \(part)") }
    }
    let alone = try read("3/5/2026")
    #expect(alone.due == march && said(alone.report, "month first, as ClickUp writes them"))
    let first = try read("3/5/2026", "3/15/2026")
    #expect(first.due == march && said(first.report, "month first, as other dates"))
    let last = try read("3/5/2026", "15/3/2026")
    #expect(last.due == may && said(last.report, "day first, as other dates"))
    let both = try read("3/5/2026", "15/3/2026", "3/15/2026")
    #expect(both.due == march && said(both.report, "month first, since other dates"))
    let plain = try read("3/3/2026", "2026-03-05")
    #expect(!plain.report.remarks.contains { $0.key.contains("fit two ways") })
  }

  @Test func millisecondsOfAFileSayHowItsCommentsAreDated() throws {
    let comment = #"[{"text":"x","by":"a@example.com","date":"5/3/2026, 4:00:00 PM GMT+1"}]"#
    // Written by a browser whose language puts the day first.
    let report = try store.run(
      ClickUpExport.workspace([
        "Task ID": "86c1", "Date Created Text": "21/3/2026, 7:16:57 PM GMT+1", "Comments": comment,
      ]))
    #expect(number(try store.comments(of: "86c1").first?["date"]) == 1_772_722_800_000)
    #expect(report.remarks.contains { $0.key.contains("read day first") && $0.value == 1 })
  }

  @Test func whatCannotBeReadIsLeftOutAndSaid() throws {
    let report = try store.run(
      ClickUpExport.workspace(
        [
          "Task ID": "86c1", "Due Date": "banana", "Priority": "7", "Time Estimated": "soon",
          "Comments": "12", "Start Date": "9223372036854775807",
        ],
        ["Task ID": "86c2", "Task Type": "Bug", "Comments": #"[{"text":"x","date":"today"}]"#],
        ["Task ID": ""], ["Task ID": "86c3", "Task Name": "null"]))
    #expect(report[.tasks] == .init(created: 2, skipped: 2) && report[.comments].skipped == 1)
    for column in ["due date", "priority", "time estimated", "comments", "start date"] {
      #expect(
        report.remarks.contains {
          $0.key.hasPrefix("value of `\(column)` that cannot be read") && $0.value == 1
        }, "\(column)")
    }
    #expect(report.remarks.contains { $0.key.hasPrefix("task of a type of the Workspace's own") })
    let reasons = report.reasons[.tasks] ?? [:]
    #expect(reasons["its row has no `Task ID` (export.csv, line 4)"] == 1)
    #expect(reasons["its row has no `Task Name` (export.csv, line 5)"] == 1)
  }

  @Test func ofTwoPeopleOfOneNameTheFirstIsMeantAndSaid() throws {
    let people = [183, 190].map { id -> JSONValue in
      ["id": .integer(id), "username": "Ada", "email": .string("ada\(id)@example.com")]
    }
    let answer = ImportTests.task(
      "86a", ["assignees": .array(people), "space": ["id": "500", "name": "Marketing"]])
    let report = try store.run(
      ClickUpExport.workspace(["Task ID": "86c1", "Assignees": "[ADA]"]), values: [answer])
    #expect(try store.task("86c1")["assignees"]?.array?.map { $0["id"] } == [183])
    #expect(
      report.remarks.contains { $0.key.hasPrefix("person whose name several") && $0.value == 1 })
  }

  @Test func aBlankCellIsNothing() throws {
    let report = try store.run(
      ClickUpExport.text(
        ["Task ID", "Task Name", "Stage"], [["Task ID": "86c1", "Task Name": "x", "Stage": " \n"]]))
    #expect(try store.task("86c1")["custom_fields"] == [] && report[.fields].skipped == 0)
  }

  @Test func twoRowsOfATaskArePutTogether() throws {
    let report = try store.run(
      ClickUpExport.workspace(
        ["Task ID": "86c1", "Assignees": "[Ada]", "Tags": "[red]"],
        ["Task ID": "86c2", "Assignees": "[Bob]"],
        ["Task ID": "86c1", "Assignees": "[Bob]", "Priority": "2"]))
    #expect(report[.tasks] == .init(created: 2))
    let task = try store.task("86c1")
    #expect(task["assignees"]?.array?.map { $0["username"] } == ["Ada", "Bob"])
    #expect(task["priority"]?["id"] == "2" && task["tags"]?.array?.count == 1)
    #expect(report.remarks.contains { $0.key.hasPrefix("row that names a task a second time") })
  }

  @Test func subtasksStandBelowTheirParentsInAnyOrder() throws {
    let report = try store.run(
      ClickUpExport.workspace(
        ["Task ID": "86c3", "Parent ID": "86c2"], ["Task ID": "86c2", "Parent ID": "86c1"],
        ["Task ID": "86c1"], ["Task ID": "86c4", "Parent ID": "86c9"]))
    #expect(try store.task("86c3")["parent"] == "86c2")
    #expect(try store.task("86c3")["top_level_parent"] == "86c1")
    #expect(report[.tasks] == .init(created: 4, skipped: 1))
    // What was not there comes with a later file.
    try store.run(ClickUpExport.workspace(["Task ID": "86c9"]))
    #expect(try store.task("86c4")["parent"] == "86c9")
  }

  @Test func statusesGetTheKindThatTheirNameSays() throws {
    try store.run(
      ClickUpExport.workspace(
        ["Task ID": "86c1", "Status": "Closed"], ["Task ID": "86c2", "Status": "in review"],
        ["Task ID": "86c3", "Status": "Open"], ["Task ID": "86c4", "Status": "IN REVIEW"]))
    let kinds = try ["86c1", "86c2", "86c3", "86c4"].map { try store.task($0)["status"]?["type"] }
    #expect(kinds == ["closed", "custom", "open", "custom"])
    let list = try store.parts.read(.getList, ["list_id": "901300000001"])
    #expect(
      list["statuses"]?.array?.map { $0["status"] } == ["Open", "in review", "Closed"])
  }

  // MARK: Whole files

  @Test(arguments: [
    ("hello\n", "line 1: it is neither JSON nor ClickUp's CSV export of tasks"),
    (
      "Task ID,Task Name\n86c1,\"x\n",
      "line 3: column 2 (`Task Name`): a quote that opens in line 2"
    ),
    ("Task ID,Task Name\n86c1,x,y\n", "line 2: the row has 3 fields, the first line names 2"),
    (
      "Task ID,Task Name\n86c1,x\n8.60E+10,y\n",
      "line 3: the `Task ID` `8.60E+10` is what a spreadsheet made of an ID"
    ),
    ("Task ID;Task Name\n\"8,6E+10\";y\n", "several tasks may have the same one now"),
    ("Task ID,Task Name\n9E+11,y\n", "import the file as ClickUp wrote it"),
    ("Task ID,Task Name\n3-Dec-12,y\n", "that looks like a number or a date"),
    ("", "the file is empty"), ("\u{FEFF}\r\n\r\n", "the file is empty"),
    ("{\"tasks\":[}", "no JSON that can be read"),
  ])
  func aFileThatIsWrongIsNamed(text: String, message: String) throws {
    do {
      try ExportedWorkspace.read(text, into: ImportStage())
      Issue.record("it was read")
    } catch let error as ImportTextError {
      #expect(error.description.contains(message), "\(error)")
    }
  }

  @Test func aFileOfAnotherLanguageIsReadToo() throws {
    let text = ClickUpExport.workspace(ClickUpExport.whole)
    let lines = try #require(text.range(of: "\n"))
    let header = text[..<lines.lowerBound].replacing(",", with: ";")
    let report = try store.run(
      "\u{FEFF}\(header)\r\n86c1;;;;\"a;b, c\";;to do;;;;;;;null;;;;;;Liste;;Raum\r\n;;;\r\n")
    #expect(report[.tasks] == .init(created: 1))
    #expect(try store.task("86c1")["name"] == "a;b, c")
    #expect(try store.task("86c1")["list"]?["name"] == "Liste")
  }

  @Test(arguments: [
    "sep=;\r\n", "SEP=;\n", "\u{FEFF}sep=;\r\n", "\"sep=;\"\n", "\nsep=;\n", "sep=;;\n",
  ])
  func aFirstLineThatNamesTheSeparatorIsRead(line: String) throws {
    let text = line + "Task ID;Task Name;Notes, and, more, commas\n86c1;a,b;c,d\n"
    guard line != "sep=;;\n" else {
      #expect(throws: ImportTextError.self) { try store.run(text) }
      return
    }
    let report = try store.run(text)
    #expect(report[.tasks] == .init(created: 1))
    #expect(try store.task("86c1")["name"] == "a,b")
    #expect(try store.task("86c1")["custom_fields"]?[0]?["value"] == "c,d")
    // It names a tab or a bar as well.
    for separator in ["\t", "|"] {
      try store.run(
        text.replacing("86c1", with: "86c2").replacing(";", with: separator))
      #expect(try store.task("86c2")["name"] == "a,b")
    }
  }

  @Test func whatIsNoIDOfATaskIsRefused() throws {
    let wrong = [
      "-1", "0", "000", "-", "_", "[undefined]", "N/A", "none", "#", "86 c1", "86c1;86c2", "é1",
      "1.5", "#REF!",
    ]
    let rows = (wrong + ["#86c1", "0086", "MKT-1"]).map { ["Task ID": $0] }
    let report = try store.run(ClickUpExport.workspace(of: rows))
    #expect(report[.tasks] == .init(created: 3, skipped: wrong.count))
    let reasons = report.reasons[.tasks] ?? [:]
    #expect(
      reasons["the `Task ID` of its row is not an ID of ClickUp's: `-1` (export.csv, line 2)"]
        == 1)
    for id in ["86c1", "0086", "MKT-1"] { _ = try store.task(id) }
  }

  @Test(arguments: ["-1", "0", "9.013E+11", "[undefined]"])
  func whatIsNoIDOfAnotherThingIsLeftOutAndSaid(cell: String) throws {
    let columns = ["Task ID", "Task Name", "Parent ID", "List Name", "List ID", "Folder Name"]
    let report = try store.run(
      ClickUpExport.text(
        columns + ["Folder ID", "Space Name", "Space ID"],
        [
          [
            "Task ID": "86c1", "Task Name": "x", "Parent ID": cell, "List Name": "L",
            "List ID": cell, "Folder Name": "F", "Folder ID": cell, "Space Name": "S",
            "Space ID": cell,
          ]
        ]))
    let task = try store.task("86c1")
    #expect(task["parent"] == .null && task["list"]?["name"] == "L")
    for place in ["list", "folder", "space"] {
      let id = task[place]?["id"]?.string.flatMap { Int64($0) } ?? 0
      #expect(DerivedID.isDerived(id), "\(place)")
    }
    for column in ["parent id", "home location id", "folder id", "space id"] {
      #expect(
        report.remarks.contains { $0.key.hasPrefix("value of `\(column)` that cannot be read") },
        "\(column)")
    }
  }

  @Test func aFileWithoutTasksSaysSo() throws {
    let report = try store.run(ClickUpExport.workspace())
    #expect(!report.hasContent)
    #expect(
      report.remarks.keys.contains { $0.hasPrefix("file with names of columns and no tasks") })
  }

  // MARK: What nobody means well

  @Test func noCellEndsTheImportOrMakesATaskUnreadable() throws {
    let cells = [
      "9223372036854775807", "-9223372036854775808", "1e308", "-1", "0", "253402300799999",
      "99999999999999999999 h", "9/9/9999, 9:99:99 pm GMT+99", "12/31/9999, 11:59:59 PM GMT-15",
      "1/1/0001", String(repeating: "[", count: 20_000), "[{}]", "[null,1,[\"a\"]]",
      "{\"a\":[[1]]}",
      "[{\"text\":1,\"by\":2,\"date\":9223372036854775807}]",
      "[{\"text\":\"x\",\"by\":\"y\",\"date\":\"9223372036854775807\"}]", "a\u{0}b", "\u{FEFF}",
      "\u{1}",
      "'; DROP TABLE tasks; --", "=1+1", String(repeating: "é", count: 5_000), ",", "[,]", "/",
      "\\n",
    ]
    var rows: [[String: String]] = []
    for column in ClickUpExport.workspaceColumns where column != "Task ID" {
      for cell in cells {
        var row = ClickUpExport.whole
        row[column.trimmed] = cell
        row["Task ID"] = "86h\(rows.count)"
        row["Task Custom ID"] = column == "Task Custom ID" ? cell : ""
        rows.append(row)
      }
    }
    rows += cells.map { ClickUpExport.whole.merging(["Task ID": $0]) { $1 } }
    let text = ClickUpExport.workspace(of: rows)
    let report = try store.run(text)
    // What stands without its parent came in all the same.
    let leftOut = (report.reasons[.tasks] ?? [:]).filter { !$0.key.contains("parent") }
      .values.reduce(0, +)
    #expect(report[.tasks].created + leftOut == rows.count)
    #expect(leftOut < cells.count)
    var unreadable = 0
    for number in 0..<rows.count - cells.count {
      do {
        _ = try store.task("86h\(number)")
        _ = try store.comments(of: "86h\(number)")
      } catch { unreadable += 1 }
    }
    #expect(unreadable <= leftOut)
    let again = try store.run(text)
    #expect(again[.tasks].created == 0 && again[.tasks].updated == 0)
  }

  @Test func bytesThatWereChangedAreReadOrRefused() throws {
    let whole = Array(
      ClickUpExport.workspace(ClickUpExport.whole, ["Task ID": "86c2", "Task Name": "é"]).utf8)
    let hostile: [UInt8] = [0x22, 0x2C, 0x0A, 0x0D, 0x00, 0xFF, 0xC3, 0x80, 0x5B, 0x7B, 0x5C, 0x39]
    let random = SeededIDSource(seed: 4180)
    var refused = 0
    for _ in 0..<200 {
      var bytes = whole
      for _ in 0...Int(random.next() % 4) {
        let place = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 3 {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes.remove(at: place)
        default:
          bytes.insert(hostile[Int(random.next() % UInt64(hostile.count))], at: place)
        }
      }
      let stage = try ImportStage()
      do { try ExportedWorkspace.read(bytes, into: stage) } catch is ImportTextError {
        refused += 1
        continue
      }
      _ = try WorkspaceImport(
        store: store.parts.store, clock: store.parts.clock, ids: SeededIDSource(seed: 3)
      ).run(stage)
    }
    #expect(refused > 20 && refused < 180)
    let broken = try store.parts.store.read { connection throws(SQLiteError) in
      try connection.rows("PRAGMA foreign_key_check") { $0.text(0) }
    }
    #expect(broken.isEmpty)
  }
}
