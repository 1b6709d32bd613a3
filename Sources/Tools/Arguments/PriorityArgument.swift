import APICore

/// A task's priority: `urgent`, `high`, `normal`, `low`, or 1 to 4 as the API counts them.
enum PriorityArgument {
  /// - Returns: 1 (urgent) to 4 (low).
  /// - Throws: `invalid_arguments` naming `argument`.
  static func parse(_ text: String, argument: String = "priority") throws(ToolError) -> Int64 {
    if let priority = priority(text) { return priority.rawValue }
    throw ToolError(
      argument: argument,
      "`\(argument)` \(quoted(text)) is not a priority; write `urgent`, `high`, `normal` or `low`, "
        + "or 1 (urgent) to 4 (low)")
  }

  /// Which are looked for; nil is none.
  static func sought(_ texts: [String], argument: String) throws(ToolError) -> Set<Priority?> {
    let isNone = { (text: String) in text.lowercased() == "none" }
    let wrong = texts.filter { !isNone($0) && priority($0) == nil }
    guard wrong.isEmpty else {
      throw ToolError(
        argument: argument,
        "`\(argument)` \(listed(wrong.map { quoted($0) })) is not a priority; write `urgent`, "
          + "`high`, `normal` or `low`, or `none` for tasks without one")
    }
    return Set(texts.map { isNone($0) ? nil : priority($0) })
  }

  private static func priority(_ text: String) -> Priority? {
    let word = text.lowercased().filter { !$0.isWhitespace }
    return Int64(word).flatMap(Priority.init(rawValue:)) ?? Priority(name: word)
  }
}
