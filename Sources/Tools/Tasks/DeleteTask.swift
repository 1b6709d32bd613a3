import APICore

/// `delete_task`: a task with the subtasks below it and all that is in them.
enum DeleteTask: DeletingTool {
  typealias Arguments = OnTask
  static let route = Route.deleteTask
}
