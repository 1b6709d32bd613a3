import APICore

/// Names of tags as an agent may write them.
enum TagArgument {
  /// - Throws: `invalid_arguments` where one of `names` names nothing.
  static func check(_ names: [String]) throws(ToolError) {
    for (index, name) in names.enumerated() {
      guard let problem = NameArgument.problem(of: name, in: "tags/\(index)") else { continue }
      throw ToolError(argument: "tags/\(index)", "\(problem); name a tag, or leave it out")
    }
  }
}
