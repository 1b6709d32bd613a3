import APICore
import JSON

/// `update_tasks`: the same change of several tasks, each a call of `update_task`. They are listed,
/// or are what a search finds.
public enum UpdateTasks: BulkTool {
  public struct Arguments: BulkArguments {
    let taskIDs: [String]?
    let filters: JSONValue?
    let expectedCount: Int?
    let change: JSONValue
    public let planIDs: [String]?

    enum CodingKeys: String, CodingKey {
      case change
      case taskIDs = "task_ids"
      case filters = "where"
      case expectedCount = "expected_count"
      case planIDs = "plan_ids"
    }
  }

  public static let each = "update_task"
  public static let argumentsOfEach = ["properties", "change"]
  public static let kept = ["id", "name"]

  public static let finder: String? = "search_tasks"
  public static let argumentsOfFinder = ["properties", "where"]

  /// - Throws: `invalid_arguments` where it is not said which tasks, or twice.
  public static func selection(_ arguments: Arguments) throws(ToolError) -> BulkSelection? {
    // Some hosts fill in every argument.
    let filters = arguments.filters?.object.flatMap { $0.isEmpty ? nil : $0 }
    switch (filters, (arguments.taskIDs ?? []).isEmpty) {
    case (let filters?, true):
      return BulkSelection(filters: filters, expected: arguments.expectedCount)
    case (nil, false):
      let count = arguments.taskIDs?.count
      guard let expected = arguments.expectedCount, expected != count else { return nil }
      throw ToolError(
        argument: "expected_count",
        "`task_ids` has \(count ?? 0) tasks, not \(expected); nothing was changed; "
          + "`expected_count` is for `where`, so leave it out")
    case (_?, false):
      throw ToolError(
        argument: "where",
        "`task_ids` and `where` both say which tasks are meant; nothing was changed; leave one out")
    case (nil, true):
      throw ToolError(
        argument: "task_ids",
        "it is not said which tasks are meant; nothing was changed; list them as `task_ids`, or "
          + "give the filters of `search_tasks` as `where`")
    }
  }

  public static func items(_ arguments: Arguments, found: [BulkSelection.Found]) -> [BulkItem] {
    let listed = (arguments.taskIDs ?? []).enumerated().map { index, task in
      BulkItem(
        arguments.change, adding: ["task_id": .string(task)], at: "/task_ids/\(index)",
        from: "/change")
    }
    guard listed.isEmpty else { return listed }
    return found.map { task in
      BulkItem(
        arguments.change, adding: ["task_id": .string(task.id)], at: "/where", from: "/change",
        shown: task.shown)
    }
  }
}
