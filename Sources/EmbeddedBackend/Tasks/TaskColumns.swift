import APICore
import SQLite

/// The columns of a task that creating and updating set alike.
enum TaskColumns {
  static func read(_ context: RouteContext) throws(APIError) -> RowChange {
    let body = context.body
    var row = RowChange()
    try TaskDescription.set(&row, body)
    row.set("priority", try body.changeOfPriority())
    row.set("points", try body.changeOfNumber("points"))
    let estimate = try body.changeOfInteger("time_estimate")
    if case .set(let duration) = estimate, duration < 0 {
      throw Refusal.invalid("`time_estimate` must be 0 or more milliseconds")
    }
    row.set("time_estimate", estimate)
    try row.setDate("due_date", context)
    try row.setDate("start_date", context)
    row.set("archived", try body.flag("archived"))
    switch try body.changeOfInteger("custom_item_id") {
    case .keep: break
    case .clear: row.set("custom_item_id", 0)
    case .set(let type): row.set("custom_item_id", .integer(type))
    }
    return row
  }
}
