import APICore

/// Names of tags as an agent may write them.
enum TagArgument {
  /// - Throws: `invalid_arguments` where one of `names` names nothing.
  static func check(_ names: [String]) throws(ToolError) {
    guard let index = names.firstIndex(where: { TagName.stored($0).isEmpty }) else { return }
    throw ToolError(
      argument: "tags/\(index)", "`tags/\(index)` is empty; name a tag, or leave it out")
  }
}
