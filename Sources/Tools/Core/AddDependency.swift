/// `add_dependency`: one task waits for another.
enum AddDependency: RelatingTool {
  typealias Arguments = DependencyArguments
  static let isMaking = true
}
