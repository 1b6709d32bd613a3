import APICore

/// Time that somebody logged; a running one is a timer.
struct TimeEntry: Sendable, Hashable {
  /// A label of a time entry; these are not the tags of a Space.
  struct Label: Sendable, Hashable {
    let name: String
    let foreground: String
    let background: String
    let creator: Int64?
  }

  let id: Int64
  let workspaceID: Int64
  var task: String?
  let user: Int64
  var start: Int64
  /// nil while it runs.
  var end: Int64?
  var isBillable: Bool
  var description: String
  /// What made it: "api" for a logged one, "api_automatic" for a timer (as recorded).
  let source: String
  /// When it was last changed.
  var changed: Int64
  var labels: [Label] = []

  var isRunning: Bool { end == nil }

  /// Milliseconds; negative while it runs.
  func duration(at now: Milliseconds) -> Int64 {
    if let end { return end - start }
    return min((Milliseconds(start) - now).rawValue, -1)
  }
}
