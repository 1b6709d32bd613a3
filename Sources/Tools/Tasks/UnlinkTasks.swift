/// `unlink_tasks`: the link goes, the tasks stay.
enum UnlinkTasks: RelatingTool {
  typealias Arguments = LinkArguments
  static let isMaking = false
}
