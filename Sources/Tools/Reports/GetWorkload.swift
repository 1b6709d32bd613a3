import APICore
import JSON

/// `get_workload`: how much each person has to do, and how long each worked, over some days.
public enum GetWorkload: ReadTool {
  public static let routes: Set<Route> = [.getTeamTasks, .getTimeEntries]

  public struct Arguments: Decodable, Sendable {
    let assignees: [Naming<Member>]?
    let startDate: String?
    let endDate: String?
    let listID: Naming<NamedList>?
    let folderID: Naming<NamedFolder>?
    let spaceID: Naming<NamedSpace>?

    enum CodingKeys: String, CodingKey {
      case assignees
      case startDate = "start_date"
      case endDate = "end_date"
      case listID = "list_id"
      case folderID = "folder_id"
      case spaceID = "space_id"
    }
  }

  /// Members of whom each has a row, also without tasks and time.
  private static let mostRowsOfNothing = 100
  /// Open tasks that are looked at: ten pages of the service.
  static let most = 1_000

  public static func run(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    let span = try span(arguments, context)
    let place = try ReportPlace(
      list: arguments.listID, folder: arguments.folderID, space: arguments.spaceID,
      reading: workspace)
    let asked = try workspace.members(arguments.assignees)
    let members = Member.all(of: try workspace.workspace())
    let people = asked.isEmpty ? members : asked
    let tasks = try ReportTasks(
      query(of: asked, in: place, context), atMost: most, reading: workspace)
    let seesOnlyOwn = seesOnlyOwnTime(people, members, context)
    let (entries, areOwn) = try entries(
      of: people, in: place, span, orOwn: seesOnlyOwn, context, workspace)
    let areAllShown = people.count <= mostRowsOfNothing
    var table = WorkTable(
      span: span, days: ReportDays(context), asked: asked, shown: areAllShown ? people : asked)
    for task in tasks.tasks { table.add(ReportedTask(task)) }
    for entry in entries { table.add(entry) }
    let notices = [
      tasks.hasMore
        ? "only \(tasks.tasks.count) open tasks were looked at, those due first: name fewer "
          + "`assignees`, or a List, Folder or Space" : nil,
      entries.count >= TimeEntryLimit.inOneAnswer
        ? "only the newest \(entries.count) time entries were added up: ask for fewer days" : nil,
      areAllShown ? nil : "members with neither open tasks nor time are not shown",
      areOwn
        ? (people.contains { $0.id == context.userID }
          ? "`time_logged` is yours alone" : "`time_logged` is not known")
          + ": ClickUp refused to show the time of others"
        : seesOnlyOwn
          ? "`time_logged` of others may be missing: ClickUp shows it to owners and admins" : nil,
    ].compactMap(\.self)
    return .present([
      "start": .string(context.text(span.lowerBound)),
      "end": .string(context.text(span.upperBound)),
      "people": .array(table.rows), "total": table.total,
      "notice": notices.isEmpty ? nil : .string(notices.joined(separator: "; ")),
    ])
  }

  /// Without a first day the Monday of the last one's week, or of this; without a last day the
  /// Sunday of this week, or of a later one that begins it.
  private static func span(
    _ arguments: Arguments, _ context: ToolContext
  ) throws(ToolError) -> ClosedRange<Milliseconds> {
    let zone = context.timeZone
    let start = try arguments.startDate.map { text throws(ToolError) in
      try DateArgument(text, argument: "start_date", .back, context).startOfDay(in: zone)
    }
    let end = try arguments.endDate.map { text throws(ToolError) in
      try DateArgument(text, argument: "end_date", .ahead, context).endOfDay(in: zone)
    }
    let now = context.clock.now()
    let first =
      start
      ?? ReportDays.monday(before: ReportDays.day(of: end ?? now, in: zone)).startOfDay(in: zone)
    let lastDay = ReportDays.sunday(after: ReportDays.day(of: max(start ?? now, now), in: zone))
    let last = end ?? lastDay.adding(days: 1).startOfDay(in: zone) - 1
    guard first <= last else {
      throw ToolError(
        argument: "end_date",
        "`end_date` is before `start_date`, so that nothing can be found; swap them, or check both")
    }
    return first...last
  }

  /// Those that are due first, first.
  private static func query(
    of people: [Member], in place: ReportPlace, _ context: ToolContext
  ) -> TaskQuery {
    var query = TaskQuery(workspaceID: context.workspaceID)
    place.limit(&query)
    query.assignees = people.map(\.id)
    query.excludesDone = true
    query.order = .dueDate
    query.isReversed = true
    query.parts = .assignees
    return query
  }

  /// Those that began in the span; a timer that runs has no length yet.
  ///
  /// - Parameter orOwn: whether the caller's alone are taken where the service refuses the others'.
  /// - Returns: and whether it did.
  private static func entries(
    of people: [Member], in place: ReportPlace, _ span: ClosedRange<Milliseconds>, orOwn: Bool,
    _ context: ToolContext, _ workspace: WorkspaceReader
  ) throws(ToolError) -> ([TimeEntry], areOwn: Bool) {
    func entries(of people: [String]) throws(ToolError) -> [TimeEntry] {
      var query = place.timeQuery
      query["assignee"] = [people.joined(separator: ",")]
      query["start_date"] = [span.lowerBound.wire]
      query["end_date"] = [span.upperBound.wire]
      let answer = try workspace.fetch(
        .getTimeEntries, path: ["team_Id": context.workspaceID], query: query)
      return (answer["data"]?.array ?? []).compactMap(TimeEntry.init)
    }
    do throws(ToolError) {
      // The address has room for so many.
      var all: [TimeEntry] = []
      for start in stride(from: 0, to: people.count, by: 100) {
        all += try entries(of: people[start...].prefix(100).map(\.id))
      }
      return (all, false)
    } catch {
      let isRefused = [.refusedByService, .notFound].contains(error.code) && error.retry == nil
      guard orOwn, isRefused else { throw error }
      guard people.contains(where: { $0.id == context.userID }) else { return ([], true) }
      return (try entries(of: [context.userID]), true)
    }
  }

  private static func seesOnlyOwnTime(
    _ people: [Member], _ members: [Member], _ context: ToolContext
  ) -> Bool {
    guard people.contains(where: { $0.id != context.userID }) else { return false }
    // 1 is the owner, 2 an admin.
    let role = members.first { $0.id == context.userID }?.json["role"]?.integer
    return role.map { $0 > 2 } ?? true
  }
}
