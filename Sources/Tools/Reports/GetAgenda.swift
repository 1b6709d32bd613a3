import APICore
import JSON

/// `get_agenda`: what a person has to look at: overdue, due today and this week, in progress
/// without a due date, and blocked.
public enum GetAgenda: ReadTool {
  public static let routes: Set<Route> = [.getTeamTasks]

  public struct Arguments: Decodable, Sendable {
    let assignee: Naming<Member>?
    let limit: Int?
  }

  /// Rows of each part.
  static let standardLimit = 20
  /// Open tasks of one person that are looked at.
  static let most = 500
  /// In the order in which they matter.
  private static let parts = ["overdue", "due_today", "this_week", "in_progress", "blocked"]

  public static func run(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    let person = try person(arguments, workspace)
    let days = ReportDays(context)
    let read = try ReportTasks(
      query(of: person?.id ?? context.userID, context), atMost: most, reading: workspace)
    let tasks = read.tasks.map(ReportedTask.init)
    var blockers = Blockers(known: tasks, reading: workspace)
    var rows: [String: [JSONValue]] = [:]
    for task in tasks {
      var row = task.row(context, without: ["assignees", "tags", "date_updated"])
      if let part = part(of: task, days) { rows[part, default: []].append(row) }
      let blocking = try blockers.open(of: task)
      guard !blocking.isEmpty else { continue }
      row["waiting_on"] = .array(blocking)
      rows["blocked", default: []].append(row)
    }
    var members: [String: JSONValue?] = [
      "assignee": person?.lean, "date": .string(days.today.dateText),
      "week_ends": .string(ReportDays.sunday(after: days.today).dateText),
    ]
    let limit = arguments.limit ?? standardLimit
    var more: JSONObject = [:]
    for part in parts {
      let all = rows[part] ?? []
      members[part] = .array(Array(all.prefix(limit)))
      if all.count > limit { more[part] = .integer(Int64(all.count - limit)) }
    }
    members["more"] = more.isEmpty ? nil : .object(more)
    let notices = [
      rows.isEmpty && !read.hasMore
        ? "\(tasks.count) open tasks were looked at; none is due this week, in progress without a "
          + "due date, or blocked" : nil,
      read.hasMore
        ? "only \(read.tasks.count) open tasks were looked at, those due first; `search_tasks` "
          + "with `assignees`, `subtasks` and `order_by` due_date finds the others" : nil,
      blockers.unread.isEmpty
        ? nil
        : "\(blockers.unread.count) tasks in `waiting_on` are shown by their IDs alone, and may be "
          + "closed: `get_task` reads one",
    ].compactMap(\.self)
    members["notice"] = notices.isEmpty ? nil : .string(notices.joined(separator: "; "))
    return .present(members)
  }

  private static func person(
    _ arguments: Arguments, _ workspace: WorkspaceReader
  ) throws(ToolError) -> Member? {
    if let naming = arguments.assignee { return try workspace.member(naming) }
    return try workspace.fetch(.getUser)["user"].flatMap(Member.init)
  }

  /// Due first, the oldest at the top; the undated come last.
  private static func query(of person: String, _ context: ToolContext) -> TaskQuery {
    var query = TaskQuery(workspaceID: context.workspaceID)
    query.assignees = [person]
    query.excludesDone = true
    query.order = .dueDate
    query.isReversed = true
    query.parts = [.assignees, .relations]
    return query
  }

  private static func part(of task: ReportedTask, _ days: ReportDays) -> String? {
    switch days.due(task) {
    case .overdue: "overdue"
    case .today: "due_today"
    case .thisWeek: "this_week"
    case .later: nil
    case nil: task.isStarted ? "in_progress" : nil
    }
  }
}
