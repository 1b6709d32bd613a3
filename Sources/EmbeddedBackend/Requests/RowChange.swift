import APICore
import SQLite

/// The columns of one row that an update changes.
///
/// Column and table names come from the code, values are always bound.
struct RowChange {
  private var columns: [String] = []
  private var values: [SQLValue] = []

  var isEmpty: Bool { columns.isEmpty }

  /// Of two values for one column, the later stands.
  mutating func set(_ column: String, _ value: SQLValue) {
    if let index = columns.firstIndex(of: column) {
      values[index] = value
    } else {
      columns.append(column)
      values.append(value)
    }
  }

  /// nil keeps what stands there.
  mutating func set(_ column: String, _ text: String?) {
    if let text { set(column, .text(text)) }
  }

  mutating func set(_ column: String, _ flag: Bool?) {
    if let flag { set(column, SQLValue(flag)) }
  }

  mutating func set(_ column: String, _ change: Change<String>) {
    set(column, change, SQLValue.text)
  }

  mutating func set(_ column: String, _ change: Change<Int64>) {
    set(column, change, SQLValue.integer)
  }

  mutating func set(_ column: String, _ change: Change<Double>) {
    set(column, change, SQLValue.real)
  }

  private mutating func set<Value>(
    _ column: String, _ change: Change<Value>, _ bound: (Value) -> SQLValue
  ) {
    switch change {
    case .keep: break
    case .clear: set(column, .null)
    case .set(let value): set(column, bound(value))
    }
  }

  /// Writes the row, unless nothing changes.
  func apply(to table: String, id: Int64, key: String = "id", _ context: RouteContext)
    throws(APIError)
  {
    try apply(to: table, id: .integer(id), key: key, context)
  }

  func apply(to table: String, id: SQLValue, key: String = "id", _ context: RouteContext)
    throws(APIError)
  {
    guard !isEmpty else { return }
    let assignments = columns.map { "\($0) = ?" }.joined(separator: ", ")
    try context.execute(
      "UPDATE \(table) SET \(assignments) WHERE \(key) = ?", values + [id])
  }

  /// Writes a new row.
  func insert(into table: String, _ context: RouteContext) throws(APIError) {
    let names = columns.joined(separator: ", ")
    let places = Array(repeating: "?", count: columns.count).joined(separator: ", ")
    try context.execute("INSERT INTO \(table)(\(names)) VALUES(\(places))", values)
  }
}
