/// `remove_dependency`: the task no longer waits.
enum RemoveDependency: RelatingTool {
  typealias Arguments = DependencyArguments
  static let isMaking = false
}
