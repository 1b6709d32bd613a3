/// The name of a Space, Folder, List or field.
enum NameArgument {
  /// - Throws: `invalid_arguments` where there is nothing to read in it.
  static func parse(_ text: String) throws(ToolError) -> String {
    let name = text.trimmingBlanks
    guard !name.isEmpty else {
      throw ToolError(argument: "name", "`name` is empty; write the name that people should see")
    }
    return name
  }
}

extension ToolError {
  /// An update that would change nothing.
  static func nothingToChange(_ names: [String]) -> ToolError {
    ToolError(
      .invalidArguments,
      "nothing to change was given; give at least one of "
        + names.map { "`\($0)`" }.joined(separator: ", "))
  }
}
