import JSON

/// `create_tasks`: several calls of `create_task`.
public enum CreateTasks: BulkTool {
  public struct Arguments: BulkArguments {
    let tasks: [JSONValue]
    public let planIDs: [String]?

    enum CodingKeys: String, CodingKey {
      case tasks
      case planIDs = "plan_ids"
    }
  }

  public static let each = "create_task"
  public static let argumentsOfEach = ["properties", "tasks", "items"]
  public static let kept = ["id", "name"]

  public static func items(
    _ arguments: Arguments, found: [BulkSelection.Found]
  ) -> [BulkItem] {
    arguments.tasks.enumerated().map { BulkItem($1, at: "/tasks/\($0)") }
  }
}
