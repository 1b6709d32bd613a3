/// `link_tasks`: two tasks point to each other; neither waits.
enum LinkTasks: RelatingTool {
  typealias Arguments = LinkArguments
  static let isMaking = true
}
