import APICore
import JSON
import SQLite

extension TaskFilter {
  /// What only a search asks for, and no route.
  mutating func limit(toConditionsOf query: TaskQuery) {
    if !query.priorities.isEmpty {
      let named = query.priorities.compactMap { $0?.rawValue }.map(JSONValue.integer)
      let orNone = query.priorities.contains(nil) ? " OR t.priority IS NULL" : ""
      require("(t.priority IN (SELECT value FROM json_each(?))\(orNone))", .set(named))
    }
    for part in TaskQuery.Part.allCases where query.lacking.contains(part) {
      require(Self.lacks(part))
    }
    if let parent = query.parent { require("t.parent = ?", .text(parent)) }
    if let overdue = query.overdue {
      require(
        "t.due_date < ? AND t.due_date <> ?", .integer(overdue.now.rawValue),
        .integer(overdue.today.rawValue))
    }
    if query.excludesDone || query.overdue != nil {
      require("t.status_id NOT IN (SELECT id FROM statuses WHERE type IN ('done', 'closed'))")
    }
  }

  mutating func limit(toAssignees ids: [Int64], orNobody: Bool) {
    guard orNobody else { return limit(toAssignees: ids) }
    require(
      """
      (\(Self.lacks(.assignees)) OR t.id IN (SELECT task_id FROM task_assignees
        WHERE user_id IN (SELECT value FROM json_each(?))))
      """, .set(ids.map(JSONValue.integer)))
  }

  mutating func limit(toCreators ids: [Int64]) {
    guard !ids.isEmpty else { return }
    require(
      "t.creator IN (SELECT value FROM json_each(?))", .set(ids.map(JSONValue.integer)))
  }

  private static func lacks(_ part: TaskQuery.Part) -> String {
    switch part {
    case .dueDate: "t.due_date IS NULL"
    case .startDate: "t.start_date IS NULL"
    case .priority: "t.priority IS NULL"
    case .timeEstimate: "coalesce(t.time_estimate, 0) = 0"
    case .assignees: "NOT EXISTS (SELECT 1 FROM task_assignees a WHERE a.task_id = t.id)"
    case .tags: "NOT EXISTS (SELECT 1 FROM task_tags g WHERE g.task_id = t.id)"
    }
  }
}
