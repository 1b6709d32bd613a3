import APICore
import JSON

/// A condition on a `date` field, as the service compares it: by the millisecond.
///
/// A day is a span of them, wherever in it a task's date was stored, so each operator is given the
/// end of the day that it means.
struct DateCondition {
  let reader: CustomFieldValueReader

  /// - Throws: `invalid_arguments`: no date, or a day where no single condition can say what is
  ///   meant.
  func wire(
    _ operation: String, _ value: JSONValue
  ) throws(ToolError) -> (operation: String, value: JSONValue) {
    let zone = reader.context.timeZone
    switch operation {
    case "<", ">=":
      return (operation, Self.wire(try reader.date(value).startOfDay(in: zone)))
    case ">", "<=":
      return (operation, Self.wire(try reader.date(value).endOfDay(in: zone)))
    case "=", "==":
      let date = try reader.date(value)
      if date.hasTime { return (operation, Self.wire(date.instant)) }
      return try range(from: date, to: date)
    case "RANGE":
      guard let bounds = value.array, bounds.count == 2 else {
        throw refusal("must be two dates for RANGE: [first, last]")
      }
      return try range(from: try reader.date(bounds[0]), to: try reader.date(bounds[1]))
    default:
      guard let dates = value.array else {
        return (operation, try instant(value, operation))
      }
      var instants: [JSONValue] = []
      for date in dates { instants.append(try instant(date, operation)) }
      return (operation, .array(instants))
    }
  }

  /// The service counts both ends in: https://developer.clickup.com/docs/taskfilters
  private func range(
    from first: DateArgument, to last: DateArgument
  ) throws(ToolError) -> (operation: String, value: JSONValue) {
    let zone = reader.context.timeZone
    let (start, end) = (first.startOfDay(in: zone), last.endOfDay(in: zone))
    guard start <= end else { throw refusal("ends before it begins; give [first, last]") }
    return ("RANGE", [Self.wire(start), Self.wire(end)])
  }

  /// For the operators that have no form for a span of time.
  private func instant(_ value: JSONValue, _ operation: String) throws(ToolError) -> JSONValue {
    let date = try reader.date(value)
    guard date.hasTime else {
      throw refusal(
        "is a day, and \(operation) compares moments; give a time of day too, or search by day: "
          + "=, RANGE, < for the days before and > for those after")
    }
    return Self.wire(date.instant)
  }

  private static func wire(_ instant: Milliseconds) -> JSONValue { .integer(instant.rawValue) }

  private func refusal(_ problem: String) -> ToolError {
    ToolError(
      argument: reader.argument,
      "`\(reader.argument)` for the Custom Field \(quoted(reader.field.name)) (date) \(problem)")
  }
}
