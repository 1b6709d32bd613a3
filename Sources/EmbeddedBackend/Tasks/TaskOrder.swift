import APICore

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
