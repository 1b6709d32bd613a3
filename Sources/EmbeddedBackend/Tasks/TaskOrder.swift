import APICore
import JSON
import SQLite

/// The order of tasks on a page.
enum TaskOrder: String, CaseIterable {
  case id, created, updated
  case dueDate = "due_date"

  /// The newest (or latest due) first; reversed, the oldest. Tasks without the date come last. Rows
  /// decide between equals, so that pages neither repeat nor lose a task.
  func clause(isReversed: Bool) -> String {
    let direction = isReversed ? "ASC" : "DESC"
    return switch self {
    case .id: "t.id \(direction)"
    case .created: "t.date_created \(direction), t.row_id \(direction)"
    case .updated: "t.date_updated \(direction), t.row_id \(direction)"
    case .dueDate: "t.due_date \(direction) NULLS LAST, t.row_id \(direction)"
    }
  }

  /// What tasks are ordered by.
  var column: String {
    switch self {
    case .id: "t.id"
    case .created: "t.date_created"
    case .updated: "t.date_updated"
    case .dueDate: "t.due_date"
    }
  }

  init(_ query: QueryValues) throws(APIError) {
    guard let name = query.text("order_by"), !name.isEmpty else {
      self = .created
      return
    }
    guard let order = TaskOrder(rawValue: name) else {
      throw Refusal.invalid("`order_by` must be `id`, `created`, `updated` or `due_date`")
    }
    self = order
  }
}

extension TaskFilter {
  /// Only what comes behind `place` in `order`, tasks without the date last.
  mutating func limit(behind place: TaskQuery.Position, in order: TaskOrder, isReversed: Bool) {
    let sign = isReversed ? ">" : "<"
    let row = SQLValue.integer(place.row)
    let key: SQLValue
    switch place.key {
    case .string(let id): key = .text(id)
    case .integer(let instant): key = .integer(instant)
    default:
      require("(\(order.column) IS NULL AND t.row_id \(sign) ?)", row)
      return
    }
    let behind = "(\(order.column), t.row_id) \(sign) (?, ?)"
    // Without a date the comparison is neither true nor false.
    require(order == .dueDate ? "(\(behind) OR t.due_date IS NULL)" : behind, key, row)
  }
}
