import APICore
import JSON

extension Priority {
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
