/// `remove_tag`: the task no longer carries it; the Space keeps it.
enum RemoveTag: RelatingTool {
  typealias Arguments = TagArguments
  static let isMaking = false
}
