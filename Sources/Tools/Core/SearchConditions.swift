import APICore

/// What the tasks of a search are to have, and to lack.
enum SearchConditions {
  /// Words for nobody, where people are looked for.
  private static let nobody = ["none", "nobody", "unassigned"]

  static func set(
    _ arguments: SearchTasks.Arguments, _ context: ToolContext, _ workspace: WorkspaceReader,
    on query: inout TaskQuery
  ) throws(ToolError) {
    var problems = Problems()
    let people = (arguments.assignees ?? []).filter { !nobody.contains(where: $0.says) }
    query.includesUnassigned = people.count < arguments.assignees?.count ?? 0
    query.assignees = problems.value(try workspace.members(people))?.map(\.id) ?? []
    query.creators =
      problems.value(try workspace.members(arguments.creators))?
      .map(\.id) ?? []
    query.priorities =
      problems.value(
        try PriorityArgument.sought(arguments.priorities ?? [], argument: "priorities")) ?? []
    if let parent = arguments.parent {
      query.parent = problems.value(try workspace.task(parent))?.id
    }
    query.lacking = Set(arguments.lacking ?? [])
    if arguments.overdue == true { query.overdue = overdue(context) }
    try problems.throwIfAny()
  }

  private static func overdue(_ context: ToolContext) -> TaskQuery.Overdue {
    context.remarkZone()
    let now = context.clock.now()
    var kept = CivilTime(now, in: context.timeZone)
    // As the service keeps a date without a time.
    (kept.hour, kept.minute, kept.second) = (4, 0, 0)
    return TaskQuery.Overdue(now: now, today: kept.instant(in: context.timeZone))
  }
}
