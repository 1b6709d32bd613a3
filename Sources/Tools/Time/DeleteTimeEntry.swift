import APICore

/// `delete_time_entry`: time that was logged, or a timer that runs.
enum DeleteTimeEntry: DeletingTool {
  typealias Arguments = OnTimeEntry
  static let route = Route.deleteTimeEntry
}
