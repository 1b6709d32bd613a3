import APICore

/// A task's priority: `urgent`, `high`, `normal`, `low`, or 1 to 4 as the API counts them.
enum PriorityArgument {
  static let names = ["urgent", "high", "normal", "low"]

  /// - Returns: 1 (urgent) to 4 (low).
  /// - Throws: `invalid_arguments` naming `argument`.
  static func parse(_ text: String, argument: String = "priority") throws(ToolError) -> Int64 {
    let word = text.lowercased().filter { !$0.isWhitespace }
    if let number = Int64(word), (1...4).contains(number) { return number }
    if let index = names.firstIndex(of: word) { return Int64(index + 1) }
    throw ToolError(
      argument: argument,
      "`\(argument)` \(quoted(text)) is not a priority; write `urgent`, `high`, `normal` or `low`, "
        + "or 1 (urgent) to 4 (low)")
  }

  static func name(_ priority: Int64) -> String? {
    (1...Int64(names.count)).contains(priority) ? names[Int(priority) - 1] : nil
  }
}
