import JSON

/// `update_tasks`: the same change of several tasks, each a call of `update_task`.
public enum UpdateTasks: BulkTool {
  public struct Arguments: BulkArguments {
    let taskIDs: [String]
    let change: JSONValue
    public let planIDs: [String]?

    enum CodingKeys: String, CodingKey {
      case change
      case taskIDs = "task_ids"
      case planIDs = "plan_ids"
    }
  }

  public static let each = "update_task"
  public static let argumentsOfEach = ["properties", "change"]
  public static let kept = ["id", "name"]

  public static func items(_ arguments: Arguments) -> [BulkItem] {
    arguments.taskIDs.enumerated().map { index, task in
      BulkItem(
        arguments.change, adding: ["task_id": .string(task)], at: "/task_ids/\(index)",
        from: "/change")
    }
  }
}
