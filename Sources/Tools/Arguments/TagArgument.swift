import APICore

/// Names of tags as an agent may write them.
enum TagArgument {
  /// - Throws: `invalid_arguments` where `name` names nothing.
  static func check(_ name: String, argument: String) throws(ToolError) {
    guard let problem = NameArgument.problem(of: name, in: argument) else { return }
    throw ToolError(argument: argument, "\(problem); name a tag")
  }

  /// - Throws: `invalid_arguments` where one of `names` names nothing.
  static func check(_ names: [String], argument: String = "tags") throws(ToolError) {
    for (index, name) in names.enumerated() {
      let argument = "\(argument)/\(index)"
      guard let problem = NameArgument.problem(of: name, in: argument) else { continue }
      throw ToolError(argument: argument, "\(problem); name a tag, or leave it out")
    }
  }
}
