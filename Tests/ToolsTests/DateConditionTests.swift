import APICore
import JSON
import Testing

@testable import Tools

@Suite("Conditions on date fields")
struct DateConditionTests {
  private let world: ExampleWorld

  init() throws { world = try ExampleWorld(hasFieldValues: false) }

  private func answer(_ tool: String, _ arguments: JSONValue) throws -> JSONValue {
    try world.answer(tool, try world.filled(arguments))
  }

  private func refusal(_ tool: String, _ arguments: JSONValue) throws -> ToolError {
    try world.refusal(tool, try world.filled(arguments))
  }

  static let dayConditions: [(operation: String, value: JSONValue, found: Int)] = [
    ("=", "2026-11-25", 1), ("==", "2026-11-25", 1), ("=", "2026-11-24", 0),
    ("=", "2026-11-26", 0),
    ("<", "2026-11-25", 0), ("<", "2026-11-26", 1), ("<=", "2026-11-25", 1),
    ("<=", "2026-11-24", 0), (">", "2026-11-25", 0), (">", "2026-11-24", 1),
    (">=", "2026-11-25", 1), (">=", "2026-11-26", 0),
    ("RANGE", ["2026-11-25", "2026-11-25"], 1), ("RANGE", ["2026-11-20", "2026-11-24"], 0),
    ("RANGE", ["2026-11-26", "2026-11-30"], 0), ("RANGE", ["2026-11-24", "2026-11-26"], 1),
    ("IS NOT NULL", nil, 1),
  ]

  @Test("A day in a condition on a date field means all of it", arguments: dayConditions)
  func dayCondition(_ condition: (operation: String, value: JSONValue, found: Int)) throws {
    // One stored without a time, at 04:00, and three at a time of their own.
    for date in ["2026-11-25", "2026-11-25T00:00", "2026-11-25T12:00", "2026-11-25T23:59:59.999"] {
      _ = try answer(
        "set_custom_field", ["task_id": "$task", "field_id": "$field_date", "value": .string(date)])
      var filter: JSONValue = [
        "field_id": "$field_date", "operator": .string(condition.operation),
      ]
      if !condition.value.isNull { filter["value"] = condition.value }
      let page = try answer("search_tasks", ["list_ids": ["$list"], "custom_fields": [filter]])
      #expect(page["tasks"]?.array?.count == condition.found, "\(date)")
    }
  }

  @Test("A moment in a condition on a date field means that moment")
  func momentCondition() throws {
    _ = try answer(
      "set_custom_field",
      ["task_id": "$task", "field_id": "$field_date", "value": "2026-11-25T17:00"])
    func count(_ operation: String, _ value: JSONValue) throws -> Int? {
      let filter: JSONValue = [
        "field_id": "$field_date", "operator": .string(operation), "value": value,
      ]
      return try answer("search_tasks", ["list_ids": ["$list"], "custom_fields": [filter]])[
        "tasks"]?.array?.count
    }
    let all = try count("!=", "2026-11-25T16:59")
    #expect(try count("=", "2026-11-25T16:00Z") == 1)
    #expect(try count("=", "2026-11-25T17:01") == 0)
    #expect(try count("!=", "2026-11-25T17:00").map { $0 + 1 } == all)
    #expect(try count("ANY", ["2026-11-25T17:00", "2026-11-26T17:00"]) == 1)
    #expect(try count("RANGE", ["2026-11-25T17:00", "2026-11-25"]) == 1)
  }

  static let badDateConditions: [(operation: String, value: JSONValue, says: String)] = [
    ("!=", "2026-11-25", "is a day, and != compares moments"),
    ("NOT ANY", ["2026-11-25"], "is a day, and NOT ANY compares moments"),
    ("RANGE", "2026-11-25", "must be two dates for RANGE"),
    ("RANGE", ["2026-11-25"], "must be two dates for RANGE"),
    ("RANGE", ["2026-11-26", "2026-11-25"], "ends before it begins"),
    ("=", true, "must be an ISO 8601 date"), ("<", "soon", "is not a date"),
  ]

  @Test("A condition on a date field that cannot be meant is refused", arguments: badDateConditions)
  func badDateCondition(_ condition: (operation: String, value: JSONValue, says: String)) throws {
    let filter: JSONValue = [
      "field_id": "$field_date", "operator": .string(condition.operation),
      "value": condition.value,
    ]
    let error = try refusal("search_tasks", ["list_ids": ["$list"], "custom_fields": [filter]])
    #expect(error.message.contains(condition.says), "\(error.message)")
    #expect(error.violations.map { $0["pointer"] } == ["/custom_fields/0/value"])
  }
}
