import APICore
import SQLite

extension TaskFilter {
  /// Adds what the query of "Get Tasks" or "Get Filtered Team Tasks" asks for.
  ///
  /// `archived=true` wants archived tasks only.
  mutating func read(_ context: RouteContext) throws(APIError) {
    let query = context.query
    limit(toArchived: try query.flag("archived"))
    if let parent = query.text("parent"), !parent.isEmpty {
      require("t.parent = ?", .text(parent))
    } else if try !query.flag("subtasks") {
      limitToTopLevel()
    }
    let includesClosed = try query.flag("include_closed")
    var filter = self
    try context.sql { connection throws(SQLiteError) in
      try filter.limit(
        toStatuses: query.texts("statuses"), includingClosed: includesClosed, on: connection)
    }
    self = filter
    limit(toAssignees: try query.integers("assignees"))
    limit(toWatchers: try query.integers("watchers"))
    limit(toTags: query.texts("tags"))
    limit(toTypes: try query.integers("custom_items"))
    try limit(toFieldsOf: query, on: context.connection)
    for column in DateColumn.allCases {
      limit(
        column, after: try query.integer("\(column.rawValue)_gt").map { Milliseconds($0) },
        before: try query.integer("\(column.rawValue)_lt").map { Milliseconds($0) })
    }
  }
}
