import APICore
import JSON

/// How urgent a task or a List is.
enum Priority: Int64, Sendable, CaseIterable {
  case urgent = 1
  case high = 2
  case normal = 3
  case low = 4

  var name: String {
    switch self {
    case .urgent: "urgent"
    case .high: "high"
    case .normal: "normal"
    case .low: "low"
    }
  }

  var color: String {
    switch self {
    case .urgent: "#f50000"
    case .high: "#f8ae00"
    case .normal: "#6fddff"
    case .low: "#d8d8d8"
    }
  }

  var json: JSONValue {
    [
      "id": .string(String(rawValue)), "priority": .string(name), "color": .string(color),
      "orderindex": .string(String(rawValue)),
    ]
  }
}

extension BodyValues {
  /// 1 (urgent) to 4 (low); null clears.
  func changeOfPriority() throws(APIError) -> Change<Int64> {
    let change = try changeOfInteger("priority")
    if case .set(let number) = change, Priority(rawValue: number) == nil {
      throw Refusal.invalid("`priority` must be 1 (urgent), 2 (high), 3 (normal) or 4 (low)")
    }
    return change
  }
}
