import APICore
import JSON

/// The names of statuses, in order, as an agent gives them for a new Space, Folder or List.
enum StatusesArgument {
  /// The colors that ClickUp gives the first, the last and those between (as recorded).
  private static let openColor: JSONValue = "#87909e"
  private static let closedColor: JSONValue = "#008844"
  private static let customColor: JSONValue = "#1090e0"

  /// The service's form: a task begins in the first, of type `open`; the last is of type `closed`.
  ///
  /// - Throws: `invalid_arguments`: fewer than two, an empty one, or one twice (the service
  ///   compares them without regard to case).
  static func parse(_ names: [String]?) throws(ToolError) -> JSONValue? {
    guard let names, !names.isEmpty else { return nil }
    let trimmed = names.map { $0.trimmingBlanks }
    guard trimmed.count >= 2, trimmed.allSatisfy(\.isVisible) else {
      throw ToolError(
        argument: "statuses",
        "`statuses` needs at least two names that people can see, the first for where tasks "
          + "begin and the last for closed, e.g. [\"to do\", \"in progress\", \"complete\"]")
    }
    var seen: Set<String> = []
    if let twice = trimmed.first(where: { !seen.insert($0.lowercased()).inserted }) {
      throw ToolError(
        argument: "statuses",
        "`statuses` has \(quoted(twice)) twice (letter case does not matter); name each once")
    }
    return .array(
      trimmed.enumerated().map { index, name in
        let isLast = index == trimmed.count - 1
        return [
          "status": .string(name), "orderindex": .integer(Int64(index)),
          "type": index == 0 ? "open" : isLast ? "closed" : "custom",
          "color": index == 0 ? openColor : isLast ? closedColor : customColor,
        ]
      })
  }
}

extension String {
  /// Without white space at either end.
  var trimmingBlanks: String {
    let start = drop(while: \.isWhitespace)
    return String(start.reversed().drop(while: \.isWhitespace).reversed())
  }
}
