/// `add_tag`: a task carries a tag.
enum AddTag: RelatingTool {
  typealias Arguments = TagArguments
  static let isMaking = true
}
