import APICore
import JSON

/// The tasks that a report is made of: read page by page, up to a bound that keeps a report quick
/// over a large Workspace, and within what the service answers in a minute.
struct ReportTasks {
  private(set) var tasks: [JSONValue] = []
  /// The place of each task, behind which the next page begins.
  private(set) var places: [TaskQuery.Position] = []
  /// Whether there are more, which were not read.
  private(set) var hasMore = true

  /// Subtasks are tasks like any others here.
  ///
  /// - Parameter most: where the backend matches by itself, it looks at twice as many at most.
  init(
    _ query: TaskQuery, atMost most: Int, reading workspace: WorkspaceReader
  ) throws(ToolError) {
    var query = query
    query.limit = 100
    query.includesSubtasks = true
    // A task that is changed meanwhile may come twice.
    var seen: Set<String> = []
    var examined = 0
    while hasMore, tasks.count < most, examined < 2 * most {
      let page = try workspace.find(query)
      for (task, place) in zip(page.tasks, page.places)
      where seen.insert(task["id"]?.identifier ?? "").inserted {
        tasks.append(task)
        places.append(place)
      }
      examined += page.examined ?? 0
      hasMore = page.hasMore
      guard let last = page.end ?? page.places.last else { break }
      query.after = last
    }
  }
}

/// A task as reports look at it.
struct ReportedTask {
  let json: JSONValue

  init(_ json: JSONValue) { self.json = json }

  var id: String { json["id"]?.identifier ?? "" }
  private var statusType: String { json["status"]?["type"]?.string ?? "" }

  /// Neither closed nor, where a List has such statuses, done.
  var isOpen: Bool { !["closed", "done"].contains(statusType) }
  /// Whether somebody began with it: its status is none of those that a task begins with.
  var isStarted: Bool { isOpen && !["open", "unstarted"].contains(statusType) }
  var assignees: [JSONValue] { json["assignees"]?.array ?? [] }
  /// nil for none.
  var estimate: Milliseconds? {
    json["time_estimate"]?.milliseconds.flatMap { $0.rawValue > 0 ? $0 : nil }
  }

  /// The IDs of those that it waits for.
  var waitingOn: [String] {
    (json["dependencies"]?.array ?? []).compactMap { dependency in
      dependency["task_id"]?.identifier == id ? dependency["depends_on"]?.identifier : nil
    }
  }

  /// Without what all rows of a report have in common.
  func row(_ context: ToolContext, without members: [String]) -> JSONValue {
    var row = TaskOutput.row(json, [], context)
    for member in members { row[member] = nil }
    return row
  }
}
