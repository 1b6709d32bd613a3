import APICore
import JSON
import SQLite
import Testing

@testable import EmbeddedBackend

/// Nothing depends on the order of the rows of an export, and as little as can be on that of files.
@Suite struct ExportOrderTests {
  private static func everyOrder(_ rows: [[String: String]]) -> [[[String: String]]] {
    guard rows.count > 1 else { return [rows] }
    return rows.indices.flatMap { index in
      var rest = rows
      let first = rest.remove(at: index)
      return everyOrder(rest).map { [first] + $0 }
    }
  }

  /// What `shown` says of a store into which an export with these rows came, in every order of them.
  private func results<Shown: Hashable>(
    _ rows: [[String: String]], _ columns: [String]? = nil,
    _ shown: (ExportedWorkspace) throws -> Shown
  ) throws -> Set<Shown> {
    try Set(
      Self.everyOrder(rows).map { rows in
        let store = try ExportedWorkspace()
        try store.run(
          columns.map { ClickUpExport.text($0, rows) } ?? ClickUpExport.workspace(of: rows))
        return try shown(store)
      })
  }

  private static func placed(_ tasks: [String], in store: ExportedWorkspace) throws -> [String] {
    try tasks.map { id in
      let task = try store.task(id)
      let names = ["folder", "list"].map { task[$0]?["name"]?.string ?? "" }
      return names.joined(separator: " > ") + " \(task["list"]?["id"]?.string ?? "")"
    }
  }

  // MARK: Places

  @Test func foldersOfOneNameAreSeveral() throws {
    let columns = ["Task ID", "Task Name", "List Name", "Folder Name/Path", "Space Name"]
    let rows = [("86c1", #"["A","B"]"#), ("86c2", #"["B"]"#), ("86c3", #"["C","B"]"#)].map {
      [
        "Task ID": $0, "Task Name": "x", "List Name": "L", "Folder Name/Path": $1,
        "Space Name": "S",
      ]
    }
    let tasks = ["86c1", "86c2", "86c3"]
    let places = try results(rows, columns) { try Self.placed(tasks, in: $0) }
    let only = try #require(places.count == 1 ? places.first : nil)
    #expect(Set(only).count == 3)
    #expect(
      only.map { $0.split(separator: " ").first.map(String.init) } == ["A/B", "B", "C/B"])
  }

  /// An answer of the API knows only the last name of a path.
  @Test func aFolderThatAnswersKnowIsTheOneOfItsPathIfThereIsNoOther() throws {
    let answer = ImportTests.task(
      "86a",
      [
        "space": ["id": "500", "name": "S"],
        "folder": ["id": "600", "name": "B", "hidden": false],
      ])
    for (paths, isKnown) in [([#"["A/B"]"#], true), ([#"["A/B"]"#, #"["C/B"]"#], false)] {
      for order in [paths, paths.reversed()] {
        let store = try ExportedWorkspace()
        try store.run(values: [answer])
        let rows = order.map {
          [
            "Task ID": "86c\(paths.firstIndex(of: $0) ?? 0)", "Folder Name/Path": $0,
            "Home Location ID": "", "Space Name": "S",
          ]
        }
        try store.run(ClickUpExport.workspace(of: rows), in: "555")
        #expect(try (store.task("86c0")["folder"]?["id"] == "600") == isKnown)
      }
    }
  }

  @Test func listsOfOneNameAreSeveral() throws {
    let rows = ["", "901300000001", "901300000002"].enumerated().map {
      ["Task ID": "86c\($0)", "Home Location ID": $1]
    }
    let places = try results(rows) { try Self.placed(["86c0", "86c1", "86c2"], in: $0) }
    let only = try #require(places.count == 1 ? places.first : nil)
    #expect(Set(only).count == 3 && only[1].hasSuffix(" 901300000001"))
    // Where only one has the name, it is the one.
    let two = try results(Array(rows.prefix(2))) { try Self.placed(["86c0", "86c1"], in: $0) }
    #expect(two.count == 1 && two.first.map { Set($0).count } == 1)
  }

  @Test func aRenamedListIsRenamedByItsID() throws {
    let store = try ExportedWorkspace()
    func row(_ list: String, _ content: String) -> String {
      ClickUpExport.workspace([
        "Task ID": "86c1", "List Name": list, "Task Content": content,
      ])
    }
    try store.run(row("Old", "a"))
    let report = try store.run(row("New", "a"))
    #expect(try store.task("86c1")["list"]?["name"] == "New" && report[.lists].updated == 1)
    #expect(try store.task("86c1")["list"]?["id"] == "901300000001")
    // What somebody called it here stands.
    try store.parts.write(.updateList, ["list_id": "901300000001"], body: ["name": "Mine"])
    try store.run(row("Newer", "a"))
    #expect(try store.task("86c1")["list"]?["name"] == "Mine")
  }

  // MARK: Statuses, people, rows

  @Test func aStatusIsClosedWhereAllItsTasksAre() throws {
    let columns = ["Task ID", "Task Name", "Status", "Date Closed", "Space Name"]
    let rows = [("86c1", "Shipped", "1774117017690"), ("86c2", "Shipped", "")].map {
      ["Task ID": $0, "Task Name": "x", "Status": $1, "Date Closed": $2, "Space Name": "S"]
    }
    func kind(_ store: ExportedWorkspace) throws -> String? {
      try store.task("86c1")["status"]?["type"]?.string
    }
    #expect(try results(rows, columns, kind) == ["custom"])
    var closed = rows
    closed[1]["Date Closed"] = "3/22/2026"
    #expect(try results(closed, columns, kind) == ["closed"])
  }

  @Test func theOrderOfStatusesAndTheirSpellingAreThoseOfTheTasks() throws {
    let rows = [("86c1", "In Review"), ("86c2", "IN REVIEW"), ("86c3", "blocked")].map {
      ["Task ID": $0, "Status": $1]
    }
    let statuses = try results(rows) { store in
      try store.parts.read(.getList, ["list_id": "901300000001"])["statuses"]?.array?.map {
        $0["status"]?.string ?? ""
      } ?? []
    }
    #expect(statuses == [["to do", "In Review", "blocked", "complete"]])
  }

  @Test func twoRowsOfATaskAreTheSameInAnyOrder() throws {
    let rows = [
      ["Task ID": "86c1", "Assignees": "[Bob]", "Priority": "2", "Task Content": "Longer"],
      ["Task ID": "86c1", "Assignees": "[Ada]", "Priority": "null", "Task Content": "a"],
      ["Task ID": "86c1", "Assignees": "[Cem]", "Priority": "3", "Task Content": "b"],
    ]
    let tasks = try results(rows) { store in
      let task = try store.task("86c1")
      return [
        task["text_content"]?.string, task["priority"]?["id"]?.string,
        task["assignees"]?.array?.compactMap { $0["username"]?.string }.joined(separator: " "),
      ]
    }
    #expect(tasks == [["Longer", "3", "Ada Bob Cem"]])
  }

  @Test func aCustomIDOfTwoTasksIsSaid() throws {
    let rows = ["86c1", "86c2"].map { ["Task ID": $0, "Task Custom ID": "MKT-1"] }
    let found = try results(rows) { store in
      try ["86c1", "86c2"].map { try store.task($0)["custom_id"]?.string }
    }
    #expect(found == [["MKT-1", nil]])
    let report = try ExportedWorkspace().run(ClickUpExport.workspace(of: rows))
    #expect(
      report.remarks[
        "Custom ID that another task has already: this task goes without (first in `MKT-1` of "
          + "task 86c2)"] == 1)
  }

  @Test func whoCreatedATaskIsNotInvented() throws {
    let store = try ExportedWorkspace()
    let report = try store.run(ClickUpExport.workspace(["Task ID": "86c1"]))
    #expect(try store.task("86c1")["creator"]?["username"] == "Unknown")
    #expect(
      report.remarks.contains {
        $0.key.hasPrefix("task of which nothing says who created it") && $0.value == 1
      })
    let columns = ["Task ID", "Task Name", "Created By"]
    try store.run(
      ClickUpExport.text(
        columns, [["Task ID": "86c1", "Task Name": "Task", "Created By": "Ada Lovelace"]]))
    #expect(try store.task("86c1")["creator"]?["username"] == "Ada Lovelace")
  }

  // MARK: Days of change

  private static func dated(_ name: String, _ date: String, stage: String? = nil) -> String {
    ClickUpExport.text(
      ["Task ID", "Task Name", "Date Updated", "Stage"],
      [["Task ID": "86c1", "Task Name": name, "Date Updated": date, "Stage": stage ?? name]])
  }

  private static let undated = ClickUpExport.text(
    ["Task ID", "Task Name"], [["Task ID": "86c1", "Task Name": "Undated"]])

  @Test func aDayOfChangeDecides() throws {
    for isOneImport in [true, false] {
      for texts in [
        [Self.dated("Old", "3/21/2026"), Self.dated("New", "3/22/2026")],
        [Self.dated("New", "3/22/2026"), Self.dated("Old", "3/21/2026")],
        [Self.dated("New", "3/22/2026"), Self.undated],
        [Self.dated("Old", "2026-03-21"), Self.dated("New", "1774188245000")],
        // On one day the one that says the time stands (2026-03-21T19:16+01:00).
        [Self.dated("Old", "3/21/2026"), Self.dated("New", "1774117017690")],
        [Self.dated("New", "1774117017690"), Self.dated("Old", "3/21/2026")],
      ] {
        let store = try ExportedWorkspace()
        if isOneImport {
          let stage = try ImportStage()
          for text in texts { try ExportedWorkspace.read(text, into: stage) }
          _ = try WorkspaceImport(
            store: store.parts.store, clock: store.parts.clock, ids: SeededIDSource(seed: 3)
          ).run(stage)
        } else {
          for text in texts { try store.run(text) }
        }
        let task = try store.task("86c1")
        #expect(task["name"] == "New", "\(isOneImport) \(texts)")
        #expect(task["custom_fields"]?[0]?["value"] == "New", "\(isOneImport) \(texts)")
      }
    }
  }

  @Test func ofTwoFilesOfOneDayTheLaterImportStandsAndIsAnotherVersion() throws {
    let store = try ExportedWorkspace()
    try store.run(Self.dated("A", "3/21/2026"))
    let version = try store.task("86c1")["date_updated"]
    try store.run(Self.dated("B", "3/21/2026"))
    #expect(try store.task("86c1")["name"] == "B")
    #expect(try store.task("86c1")["date_updated"] != version)
    // A write is of a time.
    store.parts.clock.advance(by: 1_000)
    try store.parts.write(.updateTask, ["task_id": "86c1"], body: ["name": "Mine"])
    try store.run(Self.dated("C", "4/1/2026"))
    #expect(try store.task("86c1")["name"] == "Mine")
  }

  @Test func theNewerRowOfATaskInOneFileStands() throws {
    let columns = ["Task ID", "Task Name", "Date Updated"]
    let rows = [("Old", "3/21/2026"), ("New", "3/22/2026")].map {
      ["Task ID": "86c1", "Task Name": $0, "Date Updated": $1]
    }
    #expect(try results(rows, columns) { try $0.task("86c1")["name"]?.string } == ["New"])
  }

  @Test func twoFilesWithoutADateAreSaidToBeInTheirOrder() throws {
    let store = try ExportedWorkspace()
    try store.run(ClickUpExport.workspace(["Task ID": "86c1", "Task Name": "A"]))
    let report = try store.run(ClickUpExport.workspace(["Task ID": "86c1", "Task Name": "B"]))
    #expect(
      report.remarks.contains { $0.key.contains("where this file is the older one") })
  }

  // MARK: Custom IDs that change hands

  @Test(arguments: [false, true])
  func customIDsChangeHands(isReversed: Bool) throws {
    let store = try ExportedWorkspace()
    func file(_ ids: [String: String]) -> String {
      let rows = ids.sorted { ($0.key < $1.key) != isReversed }
        .map { ["Task ID": $0.key, "Task Custom ID": $0.value, "Task Name": $0.value] }
      return ClickUpExport.workspace(of: rows)
    }
    func customIDs() throws -> [String: String] {
      var ids: [String: String] = [:]
      for task in ["86c1", "86c2", "86c3"] {
        ids[task] = try store.task(task)["custom_id"]?.string
      }
      return ids
    }
    try store.run(file(["86c1": "MKT-1", "86c2": "MKT-2", "86c3": "MKT-3"]))
    for ids in [
      ["86c1": "MKT-2", "86c2": "MKT-1", "86c3": "MKT-3"],
      ["86c1": "MKT-3", "86c2": "MKT-2", "86c3": "MKT-1"],
      ["86c1": "MKT-1", "86c2": "MKT-3", "86c3": "MKT-2"],
    ] {
      let report = try store.run(file(ids))
      #expect(try customIDs() == ids)
      #expect(!report.remarks.keys.contains { $0.contains("Custom ID that another") })
    }
    // Two that claim one: the first keeps it.
    let report = try store.run(file(["86c1": "MKT-9", "86c2": "MKT-9", "86c3": "MKT-2"]))
    #expect(try customIDs().values.sorted() == ["MKT-2", "MKT-9"])
    #expect(report.remarks.keys.filter { $0.contains("Custom ID that another") }.count == 1)
  }
}
