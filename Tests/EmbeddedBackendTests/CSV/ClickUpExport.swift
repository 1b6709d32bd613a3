import APICore
import JSON
import SQLite

@testable import EmbeddedBackend

/// Exports as ClickUp writes them.
///
/// Of a Workspace: names of columns, brackets, `null`, a line break written `\n`, milliseconds
/// beside `9/26/2026, 3:04:05 pm GMT+5:30`, a cell in quotes of its own behind a space, comments as
/// JSON that says by whom (mostly an address, while assignees are names), and tasks that stand on two
/// rows. It has no date of change. Of a view: dates as was chosen, and Custom Fields as
/// `Name (type)`. Where this is from: `ExportColumn`.
enum ClickUpExport {
  static let workspaceColumns = [
    "Task ID", "Task Link", "Task Type", "Task Custom ID", " Task Name", "Task Content", "Status",
    "Date Created", "Date Created Text", "Due Date", "Due Date Text", "Start Date",
    "Start Date Text", "Parent ID", "Subtasks IDs", "Attachments", "Assignees", "Tags", "Priority",
    "List Name", "Folder Name/Path", "Space Name", "Time Estimated", "Time Estimated Text",
    "Checklists", "Comments", "Assigned Comments", "Time Spent", "Time Spent Text",
    "Rolled Up Time", "Rolled Up Time Text", "Home Location ID", "Home Location",
    "Other Location IDs", "Other Locations",
  ]

  /// What every row of a Workspace's export says at least.
  private static let standard = [
    "Task Name": "Task", "Status": "to do", "Date Created": "1774117017690",
    "Date Created Text": "3/21/2026, 7:16:57 PM GMT+1", "Parent ID": "null", "Attachments": "[]",
    "Assignees": "[]", "Tags": "[]", "Priority": "null", "List Name": "Launch",
    "Space Name": "Marketing", "Checklists": "{}", "Comments": "[]", "Rolled Up Time": "NaN",
    "Assigned Comments": "0", "Home Location ID": "901300000001",
  ]

  static func quoted(_ cell: String) -> String {
    cell.contains { ",\"\n\r\r\n".contains($0) }
      ? "\"\(cell.replacing("\"", with: "\"\""))\"" : cell
  }

  static func text(_ columns: [String], _ rows: [[String: String]]) -> String {
    let lines = rows.map { row in columns.map { quoted(row[$0.trimmed] ?? "") } }
    return ([columns] + lines).map { $0.joined(separator: ",") + "\n" }.joined()
  }

  static func workspace(_ rows: [String: String]...) -> String { workspace(of: rows) }

  static func workspace(of rows: [[String: String]]) -> String {
    text(workspaceColumns, rows.map { standard.merging($0) { $1 } })
  }

  /// One task with all that an export can say.
  static let whole = [
    "Task ID": "86c000001", "Task Type": "Milestone", "Task Custom ID": "MKT-1",
    "Task Name": #"Write, "really" write"#, "Task Content": #"First line.\nSecond line."#,
    "Status": "in process", "Due Date": "1775268000000",
    "Due Date Text": "4/4/2026, 4:00:00 am GMT+2", "Start Date": "1775116800000",
    "Start Date Text": "4/2/2026, 10:00:00 AM GMT+2", "Subtasks IDs": "86c000002",
    "Attachments": #"[{"title":"a.pdf","url":"https://example.com/a.pdf"}]"#,
    "Assignees": "[Ada Lovelace,grace@example.com]", "Tags": "[red,Blue Sky]", "Priority": "1",
    "Folder Name/Path": #"["Spring/Press"]"#, "Time Estimated": "144000000",
    "Time Estimated Text": "40 h", "Checklists": #"{"Steps":["Hook","Bio"]}"#,
    "Comments": """
    [{"text":"Sent.\\n","by":"grace@example.com","date":"3/22/2026, 3:04:05 pm GMT+1",\
    "assigned":true,"resolved":false}]
    """,
    "Time Spent": "1569000", "Time Spent Text": "26 m", "Other Location IDs": "[901300000009]",
  ]
}

/// A store that exports are imported into.
struct ExportedWorkspace {
  let parts: PartsWorkspace

  init() throws {
    parts = try PartsWorkspace()
    // To April 2026, when all was done that these exports tell.
    parts.clock.advance(by: 6_000_000_000)
  }

  @discardableResult
  func run(
    _ texts: String..., values: [JSONValue] = [], in workspace: String? = nil
  ) throws -> ImportReport {
    let stage = try ImportStage()
    for value in values { try stage.add(value) }
    for text in texts { try Self.read(text, into: stage) }
    return try WorkspaceImport(
      store: parts.store, clock: parts.clock, ids: SeededIDSource(seed: 3)
    ).run(stage, workspace: workspace)
  }

  static func read(_ text: String, into stage: ImportStage) throws {
    try read(Array(text.utf8), into: stage)
  }

  static func read(_ bytes: [UInt8], into stage: ImportStage) throws {
    var pieces = [bytes]
    let file = ImportFile(file: "export.csv", number: stage.exportCount) {
      () throws(ImportTextError) in pieces.popLast()
    }
    try file.read { (part) throws(ImportTextError) in
      do throws(SQLiteError) { try stage.add(part) } catch {
        throw ImportTextError(file: "export.csv", line: nil, message: error.message)
      }
    }
  }

  func task(_ id: String) throws -> JSONValue { try parts.shown(id) }

  func comments(of task: String) throws -> [JSONValue] {
    try parts.read(.getTaskComments, ["task_id": task])["comments"]?.array ?? []
  }
}
