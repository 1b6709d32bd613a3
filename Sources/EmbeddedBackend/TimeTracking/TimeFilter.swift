import APICore
import JSON
import SQLite

/// Which time entries "Get time entries within a date range" is asked for.
struct TimeFilter {
  /// Without a range, the last 30 days.
  static let standardRange = Milliseconds(30 * 24 * 60 * 60 * 1_000)

  private let context: RouteContext
  private var conditions: [String] = []
  private var values: [SQLValue] = []

  init(_ context: RouteContext) throws(APIError) {
    self.context = context
    let workspace = try context.workspaceID()
    require("e.workspace_id = ?", .integer(workspace))
    try limitToPeople()
    try limitToRange()
    try limitToLocation()
    if let text = context.query.text("is_billable"), !text.isEmpty {
      require("e.billable = ?", SQLValue(try context.query.flag("is_billable")))
    }
  }

  func entries() throws(APIError) -> [TimeEntry] {
    try context.sql { connection throws(SQLiteError) in
      try TimeRows.all(
        where: conditions.joined(separator: " AND "), values, limit: TimeEntryLimit.inOneAnswer,
        on: connection)
    }
  }

  private mutating func require(_ condition: String, _ bound: SQLValue...) {
    conditions.append(condition)
    values += bound
  }

  /// `assignee` takes several IDs, separated by commas.
  private mutating func limitToPeople() throws(APIError) {
    var people: [Int64] = []
    for text in context.query.texts("assignee").joined(separator: ",").split(separator: ",") {
      guard let id = Int64(text.filter { !$0.isWhitespace }) else {
        throw Refusal.invalid("`assignee` must be user IDs separated by commas")
      }
      people.append(id)
    }
    if people.isEmpty { people = [try context.authorizedUser().id] }
    require(
      "e.user_id IN (SELECT value FROM json_each(?))", .set(people.map(JSONValue.integer)))
  }

  private mutating func limitToRange() throws(APIError) {
    let start = try context.query.integer("start_date")
    let end = try context.query.integer("end_date")
    let from =
      start ?? ((end.map { Milliseconds($0) } ?? context.now) - Self.standardRange).rawValue
    require("e.start >= ?", .integer(from))
    if let end { require("e.start <= ?", .integer(end)) }
  }

  /// At most one of the four may be given.
  private mutating func limitToLocation() throws(APIError) {
    let names = ["space_id", "folder_id", "list_id", "task_id"]
    let given = names.filter { context.query.text($0)?.isEmpty == false }
    guard given.count <= 1 else {
      throw Refusal.invalid(
        "only one of `space_id`, `folder_id`, `list_id` and `task_id` may be given")
    }
    guard let name = given.first, let text = context.query.text(name) else { return }
    if name == "task_id" {
      require("e.task_id = ?", .text(try context.task(id: text).id))
      return
    }
    guard let id = Int64(text) else { throw Refusal.invalid("`\(name)` must be an ID") }
    let column = ["space_id": "f.space_id", "folder_id": "f.id", "list_id": "l.id"][name] ?? "l.id"
    require(
      """
      e.task_id IN (SELECT t.id FROM tasks t JOIN lists l ON l.id = t.list_id
        JOIN folders f ON f.id = l.folder_id WHERE \(column) = ?)
      """, .integer(id))
  }
}
