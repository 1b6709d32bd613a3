/// `remove_task_from_list`: takes a task out of a List that it does not belong to.
enum RemoveTaskFromList: RelatingTool {
  typealias Arguments = FurtherListArguments
  static let isMaking = false
}
