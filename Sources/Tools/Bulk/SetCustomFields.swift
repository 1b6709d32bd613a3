import JSON

/// `set_custom_fields`: several fields of one task, each a call of `set_custom_field`.
public enum SetCustomFields: BulkTool {
  public struct Arguments: BulkArguments {
    let taskID: String
    let fields: [JSONValue]
    public let planIDs: [String]?

    enum CodingKeys: String, CodingKey {
      case fields
      case taskID = "task_id"
      case planIDs = "plan_ids"
    }
  }

  public static let each = "set_custom_field"
  public static let argumentsOfEach = ["properties", "fields", "items"]
  public static let kept = ["field"]

  public static func items(
    _ arguments: Arguments, found: [BulkSelection.Found]
  ) -> [BulkItem] {
    arguments.fields.enumerated().map { index, field in
      BulkItem(field, adding: ["task_id": .string(arguments.taskID)], at: "/fields/\(index)")
    }
  }
}
