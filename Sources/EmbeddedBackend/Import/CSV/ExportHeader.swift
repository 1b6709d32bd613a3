import JSON

/// A column of ClickUp's exports, by what it tells of a task.
///
/// ClickUp documents none of this. The export of a Workspace (Settings, Imports / Exports) is as
/// https://github.com/linear/linear/tree/master/packages/import/src/importers/clickupCsv reads it,
/// and as newer ones are: `Task Link`, `Task Type`, `Subtasks IDs` and the locations came later;
/// `Folder Name` (`hidden` for none) became `Folder Name/Path` (`["Folder/Subfolder"]`). The export
/// of a view has the columns that it shows, `Assignee` and `Due date` among them, and Custom Fields
/// as `Name (type)`.
enum ExportColumn: String, CaseIterable, Sendable {
  case task = "task id"
  case name = "task name"
  case customID = "task custom id"
  case content = "task content"
  case type = "task type"
  case status, priority, assignees, watchers, tags, creator, points
  case created = "date created"
  case updated = "date updated"
  case closed = "date closed"
  case done = "date done"
  case due = "due date"
  case start = "start date"
  case createdText = "date created text"
  case updatedText = "date updated text"
  case closedText = "date closed text"
  case doneText = "date done text"
  case dueText = "due date text"
  case startText = "start date text"
  case parent = "parent id"
  case list = "list name"
  case listID = "home location id"
  case folder = "folder name"
  case folderID = "folder id"
  case space = "space name"
  case spaceID = "space id"
  case otherLists = "other location ids"
  case estimate = "time estimated"
  case estimateText = "time estimated text"
  case spent = "time spent"
  case spentText = "time spent text"
  case attachments, checklists, comments

  /// As the exports of a Workspace and of a view call them, in the years that they were seen.
  private static let otherNames: [String: ExportColumn] = [
    "name": .name, "custom id": .customID, "custom task id": .customID, "description": .content,
    "task description": .content, "description content": .content, "task status": .status,
    "assignee": .assignees, "watcher": .watchers, "created by": .creator,
    "sprint points": .points, "parent task id": .parent, "list": .list, "list id": .listID,
    "folder": .folder, "folder name/path": .folder, "folder path": .folder, "space": .space,
    "time estimate": .estimate, "time estimate text": .estimateText, "time logged": .spent,
    "time logged text": .spentText, "time tracked": .spent, "time tracked text": .spentText,
    "attachment": .attachments, "checklist": .checklists, "comment": .comments,
  ]

  /// What other columns say as well: links and texts made of IDs, sums over subtasks.
  static let repeated: Set<String> = [
    "task link", "task url", "subtask ids", "subtasks ids", "subtask id", "assigned comments",
    "rolled up time", "rolled up time text", "time logged rolled up",
    "time logged rolled up text", "home location", "other locations", "parent name",
  ]

  /// - Parameter isOwn: whether only the name counts that the exports of a Workspace write.
  init?(header: String, isOwn: Bool) {
    let name = header.lowercased()
    guard let column = ExportColumn(rawValue: name) ?? (isOwn ? nil : Self.otherNames[name]) else {
      return nil
    }
    self = column
  }

  /// The column that says the same in words.
  var text: ExportColumn? {
    switch self {
    case .created: .createdText
    case .updated: .updatedText
    case .closed: .closedText
    case .done: .doneText
    case .due: .dueText
    case .start: .startText
    case .estimate: .estimateText
    case .spent: .spentText
    default: nil
    }
  }
}

/// What the columns of an export are.
struct ExportHeader: Sendable {
  enum Column: Sendable, Equatable {
    case known(ExportColumn)
    /// Becomes a text Custom Field of that name.
    case field(String)
    case repeated
  }

  let columns: [Column]
  /// As the file writes them.
  let names: [String]
  let known: Set<ExportColumn>

  /// - Throws: why these are not the columns of ClickUp's export of tasks.
  init(_ fields: [String]) throws(ExportProblem) {
    var columns: [Column] = []
    var known: Set<ExportColumn> = []
    var taken: Set<String> = []
    let headers = fields.map(\.trimmed)
    // A Custom Field may be called `Name` or `List`: beside `Task Name` it is no more than that.
    let own = Set(headers.compactMap { ExportColumn(header: $0, isOwn: true) })
    for (index, header) in headers.enumerated() {
      let isRepeated = ExportColumn.repeated.contains(header.lowercased())
      let isOwn = ExportColumn(header: header, isOwn: true) != nil
      if let column = ExportColumn(header: header, isOwn: false),
        isOwn || !own.contains(column), known.insert(column).inserted
      {
        columns.append(.known(column))
      } else if isRepeated {
        columns.append(.repeated)
      } else {
        // Two columns may have one name, and one may have none.
        let plain = header.isEmpty ? "Column \(index + 1)" : header
        var name = plain
        for number in 2... {
          if taken.insert(name).inserted { break }
          name = "\(plain) (\(number))"
        }
        columns.append(.field(name))
      }
    }
    self.columns = columns
    self.known = known
    names = headers
    try check()
  }

  private func check() throws(ExportProblem) {
    if names.contains(where: { $0.lowercased() == "time entry id" }) {
      throw ExportProblem(
        "it is ClickUp's export of time entries; this reads the export of tasks (Settings, "
          + "Imports / Exports), and time entries as the API answers them (JSON)")
    }
    guard known.contains(.task), known.contains(.name) else {
      let shown = names.prefix(5).map { "`\($0.prefix(30))`" }.joined(separator: ", ")
      let missing = known.contains(.task) ? "Task Name" : "Task ID"
      throw ExportProblem(
        "it is neither JSON nor ClickUp's CSV export of tasks: its first line names no column "
          + "`\(missing)` (it begins with \(shown)); export tasks with their IDs, and keep the "
          + "line of column names")
    }
  }
}

extension ExportColumn {
  /// The name of a Custom Field out of a column's: exports of views put its type behind it, in
  /// brackets.
  ///
  /// - Returns: the name without the type, and whether it is a text, as what has no type is.
  static func fieldName(_ column: String) -> (plain: String, isText: Bool) {
    guard column.hasSuffix(")"), let open = column.lastIndex(of: "("), open > column.startIndex
    else { return (column, true) }
    let type = column[column.index(after: open)...].dropLast().lowercased()
    return (
      String(column[..<open]).trimmed, ["text", "short text", "long text"].contains(type)
    )
  }
}

/// Why a file is not an export that can be read.
struct ExportProblem: Error {
  let message: String

  init(_ message: String) { self.message = message }
}
