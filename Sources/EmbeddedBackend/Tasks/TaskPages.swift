import APICore
import JSON
import SQLite

/// Pages of tasks, as "Get Tasks" and "Get Filtered Team Tasks" answer them.
enum TaskPages {
  /// https://developer.clickup.com/reference/gettasks: 100 tasks a page.
  static let size: Int64 = 100

  /// The page that the query asks for, of the tasks that pass `filter` and the query's filters.
  static func answer(_ filter: inout TaskFilter, _ context: RouteContext) throws(APIError)
    -> JSONValue
  {
    let query = context.query
    let page = try query.integer("page") ?? 0
    // The bound keeps the offset within 64 bits.
    guard (0...Int64(Int32.max)).contains(page) else {
      throw Refusal.invalid("`page` must be 0 or more")
    }
    try filter.read(context)
    let order = try TaskOrder(query).clause(isReversed: query.flag("reverse"))
    let found = try rows(filter, order: order, limit: size + 1, offset: page * size, context)
    let shape = TaskShape(
      parts: context.parts, includesMarkdown: try query.flag("include_markdown_description"))
    let tasks = try context.viewed { view throws(SQLiteError) in
      try shape.render(rowIDs: Array(found.prefix(Int(size))), in: view)
    }
    return ["tasks": .array(tasks), "last_page": .bool(found.count <= Int(size))]
  }

  /// The rows of the tasks that pass, found in an index wherever one holds all that is asked.
  private static func rows(
    _ filter: TaskFilter, order: String, limit: Int64, offset: Int64, _ context: RouteContext
  ) throws(APIError) -> [Int64] {
    try context.rows(
      """
      SELECT t.row_id FROM tasks t WHERE \(filter.whereClause) ORDER BY \(order) LIMIT ? OFFSET ?
      """, filter.values + [.integer(limit), .integer(offset)]
    ) { $0.integer(0) }
  }
}
