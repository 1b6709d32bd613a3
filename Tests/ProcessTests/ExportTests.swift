import Foundation
import JSON
import Testing

/// `taskledger import` of ClickUp's own CSV exports, and what tools of other processes see then.
@Suite struct ExportTests {
  private static let header =
    "Task ID, Task Name,Task Content,Status,Date Created,Due Date,Due Date Text,Assignees,Priority,"
    + "List Name,Folder Name/Path,Space Name,Comments,Home Location ID,Budget (currency)"
  private static let row =
    #"86c000001,"Plant, ""then"" water",Line one.\nLine two.,in progress,1774117017690,"#
    + #"1775268000000,"4/4/2026, 4:00:00 am GMT+2","[Ada Lovelace,grace@example.com]",2,Spring,"#
    + #""[""Garden""]",Outside,"[{""text"":""Soon"",""by"":""ada@example.com"","#
    + #"""date"":""3/22/2026, 3:04:05 pm GMT+1""}]",901300000001,12 €"#

  private let folder: TemporaryDirectory
  private let file: String

  init() throws {
    folder = try TemporaryDirectory()
    file = folder.url.appendingPathComponent("export.csv").path
    try write("\u{FEFF}" + Self.header + "\r\n" + Self.row + "\r\n")
  }

  private func write(_ text: String) throws { try Data(text.utf8).write(to: URL(filePath: file)) }

  private func run(_ arguments: String...) throws -> CommandLineTests.Ended {
    try CommandLineTests.run(["--store", folder.store] + arguments)
  }

  private func call(_ tool: String, _ arguments: JSONValue) throws -> JSONValue {
    let ended = try run("--json", "call", tool, arguments.canonicalString)
    #expect(ended.status == 0, "\(ended.errors)")
    return try JSONValue.parse(ended.output.trimmingCharacters(in: .newlines))
  }

  @Test func anExportComesInAndOtherProcessesWorkWithIt() throws {
    let first = try run("import", file)
    #expect(first.status == 0, "\(first.errors)")
    #expect(
      first.output.contains(
        "1 × value of the column `Budget (currency)`, which is a text Custom Field here"))
    let found = try call("search_tasks", ["query": "water"])
    #expect(found["tasks"]?.array?.map { $0["id"] } == ["86c000001"])
    let task = try call("get_task", ["task_id": "86c000001", "include_comments": true])
    #expect(task["name"] == #"Plant, "then" water"#)
    #expect(task["description"] == "Line one.\nLine two.")
    #expect(task["status"] == "in progress" && task["priority"] == "high")
    #expect(task["due_date"] == "2026-04-04")
    #expect(task["comments"]?[0]?["comment_text"] == "Soon")
    #expect(task["custom_fields"]?[0]?["value"] == "12 €")
    _ = try call("update_task", ["task_id": "86c000001", "status": "complete"])
    let second = try run("import", "--json", file)
    let report = try JSONValue.parse(second.output.trimmingCharacters(in: .newlines))
    #expect(report["tasks"]?["unchanged"] == 1 && report["tasks"]?["updated"] == 0)
    let remarks = report["remarks"]?.object ?? [:]
    #expect(remarks.contains { $0.key.contains("`Budget (currency)`") && $0.value == 1 })
    #expect(try call("get_task", ["task_id": "86c000001"])["status"] == "complete")
  }

  @Test func onesOwnAddressMayStandInIt() throws {
    let unknown = try run("import", file, "--as", "nobody@example.com")
    #expect(unknown.status == 2 && unknown.errors.contains("nothing was imported"))
    let chosen = try run("import", file, "--as", "GRACE@example.com")
    #expect(chosen.status == 0 && chosen.output.contains("you are grace@example.com"))
    let own = try #require(try call("get_workspace", [:])["user"]?["id"])
    let mine = try call("search_tasks", ["assignees": [own]])
    #expect(mine["tasks"]?.array?.count == 1)
  }

  @Test func aBrokenFileIsNamedAndNothingComesIn() throws {
    for (text, place) in [
      ("\(Self.header)\n\(Self.row)\n86c000002,\"Open", "line 3: column 2 (`Task Name`)"),
      ("\(Self.header)\n86c000002,\"a\"b\n", "line 2: column 2 (`Task Name`)"),
      ("Name,Status\nPlant,open\n", "line 1: it is neither JSON nor ClickUp's CSV export of tasks"),
    ] {
      try write(text)
      let ended = try run("import", file)
      #expect(ended.status == 1 && ended.errors.contains("export.csv, \(place)"), "\(ended.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder.store))
    }
  }
}
