/// `add_task_to_list`: puts a task into a List besides the one that it belongs to.
enum AddTaskToList: RelatingTool {
  typealias Arguments = FurtherListArguments
  static let isMaking = true
}
