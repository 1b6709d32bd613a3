import APICore

/// A task's priority: `urgent`, `high`, `normal`, `low`, or 1 to 4 as the API counts them.
enum PriorityArgument {
  /// - Returns: 1 (urgent) to 4 (low).
  /// - Throws: `invalid_arguments` naming `argument`.
  static func parse(_ text: String, argument: String = "priority") throws(ToolError) -> Int64 {
    let word = text.lowercased().filter { !$0.isWhitespace }
    let number = Int64(word).flatMap(Priority.init(rawValue:)) ?? Priority(name: word)
    if let number { return number.rawValue }
    throw ToolError(
      argument: argument,
      "`\(argument)` \(quoted(text)) is not a priority; write `urgent`, `high`, `normal` or `low`, "
        + "or 1 (urgent) to 4 (low)")
  }
}
