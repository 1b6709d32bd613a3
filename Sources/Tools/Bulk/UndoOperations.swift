import JSON

/// `undo_operations`: several calls of `undo_operation`, the last one first: what was done later
/// may stand on what was done before.
public enum UndoOperations: BulkTool {
  public struct Arguments: BulkArguments {
    let operationIDs: [String]
    public let planIDs: [String]?

    enum CodingKeys: String, CodingKey {
      case operationIDs = "operation_ids"
      case planIDs = "plan_ids"
    }
  }

  public static let each = "undo_operation"
  public static let argumentsOfEach: [String] = []
  public static let kept = ["undone", "effect", "not_restored"]
  public static let isBackwards = true
  public static let isDoneOnce = true

  public static func items(
    _ arguments: Arguments, found: [BulkSelection.Found]
  ) -> [BulkItem] {
    arguments.operationIDs.enumerated().map {
      BulkItem([:], adding: ["operation_id": .string($1)], at: "/operation_ids/\($0)")
    }
  }
}
