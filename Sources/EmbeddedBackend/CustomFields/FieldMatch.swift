import APICore
import JSON
import SQLite

/// The conditions that `custom_fields` filters put on tasks.
/// https://developer.clickup.com/docs/taskfilters
///
/// A filter that says "not" also finds the tasks in which the field is not set.
struct FieldMatch {
  let field: FieldDefinition
  let operation: Comparison
  let value: JSONValue?

  /// As ClickUp writes it.
  enum Comparison: String, CaseIterable {
    case equal = "="
    case exact = "=="
    case less = "<"
    case atMost = "<="
    case more = ">"
    case atLeast = ">="
    case unequal = "!="
    case notExact = "!=="
    case isNull = "IS NULL"
    case isNotNull = "IS NOT NULL"
    case range = "RANGE"
    case any = "ANY"
    case all = "ALL"
    case notAny = "NOT ANY"
    case notAll = "NOT ALL"

    /// What it denies, where it is one that says "not".
    var denied: Comparison? {
      switch self {
      case .unequal: .equal
      case .notExact: .exact
      case .isNull: .isNotNull
      case .notAny: .any
      case .notAll: .all
      default: nil
      }
    }
  }

  /// A condition on a table called `t` (tasks), with its values bound.
  func condition() throws(APIError) -> (sql: String, values: [SQLValue]) {
    guard field.type?.storage ?? .opaque != .opaque else {
      throw refusal("fields of type \(field.typeName) cannot be filtered")
    }
    let (tasks, values) = try matching(operation.denied ?? operation)
    return ("t.id \(operation.denied == nil ? "IN" : "NOT IN") (\(tasks))", values)
  }

  /// The IDs of the tasks that pass.
  private func matching(_ operation: Comparison) throws(APIError) -> (String, [SQLValue]) {
    if operation == .isNotNull {
      return ("SELECT task_id FROM field_values WHERE field_id = ?", [.text(field.id)])
    }
    return switch field.type?.storage {
    case .words: try words(operation)
    case .quantity: try quantity(operation)
    case .choice: try choice(operation)
    default: try elements(operation)
    }
  }

  /// Text: `=` contains, `==` equals.
  private func words(_ operation: Comparison) throws(APIError) -> (String, [SQLValue]) {
    switch operation {
    case .equal:
      let text = try text(value).lowercased()
      return values(where: "instr(words, ?) > 0", [.text(text)])
    case .exact:
      // By the index first: equal texts are equal in lower case.
      let text = try text(value)
      return values(
        where: "words = ? AND value = ?",
        [.text(text.lowercased()), .text(JSONValue.string(text).canonicalString)])
    case .any, .all:
      var texts: [SQLValue] = []
      for element in try array() { texts.append(.text(try text(element).lowercased())) }
      let each = texts.map { _ in "instr(words, ?) > 0" }
      return values(where: each.joined(separator: operation == .any ? " OR " : " AND "), texts)
    default: throw unsupported("=, ==, !=, !==, ANY, ALL, NOT ANY and NOT ALL")
    }
  }

  private func quantity(_ operation: Comparison) throws(APIError) -> (String, [SQLValue]) {
    switch operation {
    case .equal, .exact: return values(where: "number = ?", [try number(value)])
    case .less, .atMost, .more, .atLeast:
      return values(where: "number \(operation.rawValue) ?", [try number(value)])
    case .range:
      let low = value?[0] ?? value?["low_value"]
      let high = value?[1] ?? value?["high_value"]
      return values(where: "number BETWEEN ? AND ?", [try number(low), try number(high)])
    case .any:
      var numbers: [SQLValue] = []
      for element in try array() { numbers.append(try number(element)) }
      let places = numbers.map { _ in "?" }.joined(separator: ", ")
      return values(where: "number IN (\(places))", numbers)
    default: throw unsupported("=, !=, <, <=, >, >=, RANGE, ANY and NOT ANY")
    }
  }

  private func choice(_ operation: Comparison) throws(APIError) -> (String, [SQLValue]) {
    switch operation {
    case .equal, .exact: return values(where: "words = ?", [try chosen(value)])
    case .any:
      var choices: [SQLValue] = []
      for element in try array() { choices.append(try chosen(element)) }
      let places = choices.map { _ in "?" }.joined(separator: ", ")
      return values(where: "words IN (\(places))", choices)
    default: throw unsupported("=, !=, ANY and NOT ANY")
    }
  }

  private func elements(_ operation: Comparison) throws(APIError) -> (String, [SQLValue]) {
    guard operation == .any || operation == .all else {
      throw unsupported("ANY, ALL, NOT ANY and NOT ALL")
    }
    var ids: [SQLValue] = []
    for element in try array() { ids.append(.text(try elementID(element))) }
    ids = ids.withoutRepeats
    let places = ids.map { _ in "?" }.joined(separator: ", ")
    let selection = """
      SELECT task_id FROM field_elements WHERE field_id = ? AND element IN (\(places))
      """
    let bound = [.text(field.id)] + ids
    if operation == .any { return (selection, bound) }
    return (
      selection + " GROUP BY task_id HAVING count(*) = ?", bound + [.integer(Int64(ids.count))]
    )
  }

  private func values(where condition: String, _ bound: [SQLValue]) -> (String, [SQLValue]) {
    (
      "SELECT task_id FROM field_values WHERE field_id = ? AND (\(condition))",
      [.text(field.id)] + bound
    )
  }

  private func text(_ value: JSONValue?) throws(APIError) -> String {
    guard let text = value?.string else { throw refusal("needs a string as `value`") }
    return text
  }

  private func number(_ value: JSONValue?) throws(APIError) -> SQLValue {
    guard let number = value.flatMap(FieldValueReader.anyNumber) else {
      throw refusal(
        operation == .range
          ? "needs [low, high] or {\"low_value\", \"high_value\"} as `value`"
          : "needs a number as `value`")
    }
    return .real(number)
  }

  /// An option by its ID or order index; true or false of a checkbox.
  private func chosen(_ value: JSONValue?) throws(APIError) -> SQLValue {
    guard let stored = value.flatMap(FieldValueShape(field: field).stored) else {
      throw field.type == .dropDown
        ? Refusal.fieldOption : refusal("needs true or false as `value`")
    }
    return .text(stored.string ?? stored.canonicalString)
  }

  private func elementID(_ value: JSONValue) throws(APIError) -> String {
    guard let id = value.string ?? value.integer.map({ String($0) }) else {
      throw refusal("needs an array of IDs as `value`")
    }
    return id
  }

  private func array() throws(APIError) -> [JSONValue] {
    guard let elements = value?.array, !elements.isEmpty else {
      throw refusal("needs an array that is not empty as `value`")
    }
    // As many values as a filter of people or labels could sensibly name; SQLite allows 32,766.
    guard elements.count <= 1_000 else { throw refusal("takes at most 1,000 values") }
    return elements
  }

  private func unsupported(_ known: String) -> APIError {
    refusal("fields of type \(field.typeName) take \(known), IS NULL and IS NOT NULL")
  }

  private func refusal(_ message: String) -> APIError {
    Refusal.fieldValue(
      "the `custom_fields` filter \(operation.rawValue) on \(field.name): \(message)")
  }
}

extension TaskFilter {
  /// Wants tasks that pass all of `filters`.
  ///
  /// One unknown `field_id` drops all of them, as the service does; whoever plans for an agent
  /// checks the IDs first.
  mutating func limit(toFields filters: [TaskQuery.FieldFilter], on connection: Connection)
    throws(APIError)
  {
    var conditions: [(sql: String, values: [SQLValue])] = []
    for filter in filters {
      let field: FieldDefinition?
      do throws(SQLiteError) { field = try FieldRows.find(filter.fieldID, on: connection) } catch {
        throw APIError(store: error)
      }
      guard let field else { return }
      guard let operation = FieldMatch.Comparison(rawValue: filter.operation) else {
        let known = FieldMatch.Comparison.allCases.map(\.rawValue).joined(separator: ", ")
        throw Refusal.fieldValue(
          "`operator` \(filter.operation) of a `custom_fields` filter is not known; use \(known)")
      }
      let value = filter.value.flatMap { $0.isNull ? nil : $0 }
      conditions.append(
        try FieldMatch(field: field, operation: operation, value: value).condition())
    }
    for condition in conditions { require(condition.sql, values: condition.values) }
  }

  /// The same from a query's `custom_fields`: a JSON array of `{"field_id", "operator", "value"}`,
  /// or one such object under `custom_field`.
  mutating func limit(toFieldsOf query: QueryValues, on connection: Connection) throws(APIError) {
    var filters: [TaskQuery.FieldFilter] = []
    for text in query.texts("custom_fields") + query.texts("custom_field") where !text.isEmpty {
      let parsed: JSONValue
      do throws(JSONReadError) { parsed = try .parse(text) } catch {
        throw Refusal.filtersNotJSON
      }
      for filter in parsed.array ?? [parsed] {
        guard let id = filter["field_id"]?.string, let operation = filter["operator"]?.string
        else { throw Refusal.filtersNotJSON }
        filters.append(
          TaskQuery.FieldFilter(fieldID: id, operation: operation, value: filter["value"]))
      }
    }
    try limit(toFields: filters, on: connection)
  }
}
